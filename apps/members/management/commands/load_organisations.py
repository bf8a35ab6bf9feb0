from apps.core.commands import PortalCommand, read_json
from apps.members.actions import load_job_families, load_organisations
from apps.members.reference import job_families


class Command(PortalCommand):
    help = "Load grades, regions, departments and their organisations from a file, and the job families that ship."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json")

    def handle(self, *, file, **options):
        counts = load_organisations(data=read_json(file))
        families = load_job_families(data=job_families())
        words = ", ".join(f"{counts[name] + families[name]} {name}" for name in counts)
        self.stdout.write(f"Grades, regions, organisations and job families: {words}.")
