"""Whom a qualification is for, in a draft of the catalogue."""

from apps.core import forms
from apps.qualifications.forms.draft_part import PartForm


class WhoForm(PartForm):
    """`places`: codes with names to choose from: departments, regions, organisations, grades."""

    eligible_departments = forms.MultipleChoiceField(
        label="Which departments? (optional)",
        subject="Departments",
        help_text="Select none if it is open to all.",
        small=True,
        required=False,
    )
    organisations = forms.MultipleChoiceField(
        label="Only which organisations within them? (optional)",
        subject="Organisations",
        help_text="Select none if it is for all of them.",
        small=True,
        required=False,
    )
    eligible_regions = forms.MultipleChoiceField(
        label="Which regions? (optional)",
        subject="Regions",
        help_text="Select none if it is open to all.",
        small=True,
        required=False,
    )
    grade_from = forms.SelectField(label="From grade (optional)", required=False, empty_text="Any grade")
    grade_to = forms.SelectField(label="Up to grade (optional)", required=False, empty_text="Any grade")
    prerequisites = forms.TextField(
        label="What comes first? (optional)",
        subject="What comes first",
        help_text="The codes of qualifications that have to be completed before, one on each line.",
        max_length=1000,
        rows=3,
        required=False,
    )
    contract_past_end = forms.BooleanField(label="A fixed-term contract must last past the course", required=False)
    funded_once = forms.BooleanField(label="The central funding pays for it once only", required=False)

    ASKED = ("organisations", "grade_from", "grade_to", "prerequisites", "contract_past_end", "funded_once")

    def prepare(self):
        for name, choices in self.places.items():
            self.fields[name].choices = choices
        if self.draft.department:
            del self.fields["eligible_departments"]
        if not self.places["organisations"]:
            del self.fields["organisations"]

    def initial_of(self, row):
        asked = row.get("requirements") or {}
        initial = {name: asked.get(name) for name in self.ASKED}
        initial["prerequisites"] = "\n".join(asked.get("prerequisites", []))
        for name in ("eligible_departments", "eligible_regions"):
            initial[name] = [] if row.get(name, "all") == "all" else row[name]
        return initial

    def clean_prerequisites(self):
        return [line.strip().upper() for line in self.cleaned_data["prerequisites"].splitlines() if line.strip()]

    def _said(self):
        asked = {name: self.cleaned_data.get(name) for name in self.ASKED}
        said = {"requirements": {name: value for name, value in asked.items() if value} or None}
        for name in ("eligible_departments", "eligible_regions"):
            if name in self.fields:
                said[name] = self.cleaned_data[name] or "all"
        return said

    def field_of(self, path):
        return super().field_of(path.removeprefix("requirements."))
