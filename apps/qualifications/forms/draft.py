"""Drafts of the catalogue: to begin one, its parts by name, and what becomes of it."""

import re

from apps.core import forms
from apps.qualifications.forms.draft_part import AboutForm, NoteForm, PriceForm, SizeForm, UnitForm
from apps.qualifications.forms.draft_rule import UnitsForm
from apps.qualifications.forms.draft_who import WhoForm
from apps.qualifications.states import DraftKind

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*\Z")


class BeginForm(forms.BaseForm):
    """`suites`: those that the central team chooses from. `departments`: those that an author writes for, each with a
    suite of its own."""

    kind = forms.ChoiceField(
        label="What do you want to draft?",
        choices=DraftKind.choices,
        error_messages={"required": "Select what you want to draft"},
    )
    suite = forms.SelectField(
        label="Suite", help_text="Units of a suite count towards every size of it.", empty_text="Select a suite"
    )
    department = forms.SelectField(label="For which department?", subject="Department", empty_text="Select one")
    code = forms.CharField(
        label="Code",
        help_text="Capital letters, numbers and hyphens, like CG-3815-L2-AWD for a qualification or 304 for a unit. "
        "It cannot be changed later.",
        max_length=20,
        width=20,
    )
    title = forms.CharField(label="Title", max_length=250)

    def __init__(self, *args, suites, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.suites = {str(suite.pk): suite for suite in suites}
        self.departments = {department.pk: department for department in departments}
        self.fields["suite"].choices = [(key, f"{suite.code}: {suite.title}") for key, suite in self.suites.items()]
        self.fields["department"].choices = [(key, one.name) for key, one in self.departments.items()]
        if departments:
            del self.fields["suite"]
        if len(departments) < 2:
            del self.fields["department"]

    def clean_code(self):
        code = self.cleaned_data["code"].upper()
        if not CODE.match(code):
            raise forms.ValidationError("Code must be capital letters, numbers and hyphens, like CG-3815-L2-AWD")
        return code

    def fields_of_draft(self):
        said = self.cleaned_data
        own = self.departments.get(said.get("department")) or next(iter(self.departments.values()), None)
        return said | {"suite": self.suites.get(said.get("suite")), "department": own}


# The parts of a draft, as its list of tasks names them.
QUALIFICATION_PARTS = {
    "about": ("About it", AboutForm),
    "size": ("Size and level", SizeForm),
    "units": ("Units and rule", UnitsForm),
    "who": ("Who it is for", WhoForm),
    "price": ("Price", PriceForm),
    "note": ("Note", NoteForm),
}
UNIT_PARTS = {"unit": ("The unit", UnitForm)}


def parts_of(draft):
    return UNIT_PARTS if draft.is_unit else QUALIFICATION_PARTS


class DecideForm(forms.BaseForm):
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=16)
    decision = forms.ChoiceField(
        label="What becomes of it?",
        choices=[("publish", "Publish it"), ("send_back", "Send it back")],
        reveal={"send_back": "reason"},
        error_messages={"required": "Say what becomes of it"},
    )
    reason = forms.TextField(
        label="What has to be put right?",
        help_text="Whoever wrote it gets this by email.",
        max_length=2000,
        count=True,
        rows=5,
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == "send_back" and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say what has to be put right")
        return cleaned


class RetireForm(forms.BaseForm):
    reason = forms.TextField(
        label="Why is it closed to new starts?",
        subject="The reason",
        help_text="People who began to ask for it, or wait for a place, read this.",
        max_length=500,
        count=True,
        rows=3,
        error_messages={"required": "Say why it is closed"},
    )
    successor = forms.CharField(
        label="Code of the qualification to take instead (optional)",
        subject="The code",
        help_text="For example, CG-3815-L2-AWD. The page of each qualification says its code.",
        max_length=40,
        width=20,
        required=False,
    )


def part_of_error(draft, path):
    """The part of the draft in which an error can be put right."""
    if draft.is_unit:
        return "unit"
    key = re.split(r"[.\[]", path)[0]
    parts = {
        "about": {"title", "status", "provenance", "accreditation_number", "code", "suite", "successor"},
        "size": {"level", "size", "size_provenance", "glh", "glh_range", "tqt", "credits_on_record"},
        "units": {"rules", "rules_provenance", "totals_provenance"},
        "who": {"eligible_departments", "eligible_regions", "requirements"},
        "price": {"price_gbp", "outside_price_gbp"},
    }
    return next((part for part, keys in parts.items() if key in keys), "note")
