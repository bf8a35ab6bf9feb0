"""The data that ships with the portal, loaded as its commands load it."""

from pathlib import Path

from django.core.management import call_command

from apps import capability, qualifications
from apps.members.actions import load_job_families, load_organisations
from apps.members.reference import job_families, workforce

CATALOGUE = Path(qualifications.__file__).parent / "data" / "qualifications.json"
FRAMEWORKS = [
    Path(capability.__file__).parent / "data" / name
    for name in ("capability_framework.json", "core_skills_framework.json")
]


def load_codes():
    """Organisations, grades, regions and job families."""
    load_organisations(data=workforce())
    load_job_families(data=job_families())


def load_content():
    """The frameworks, the catalogue and what its units are learnt with."""
    for file in FRAMEWORKS:
        call_command("load_framework", file)
    call_command("load_catalogue", CATALOGUE)
    call_command("load_development")
    call_command("load_learning")
