from apps.core import forms
from apps.core.uploads.field import UploadField
from apps.learning.models.prior import LONGEST_DESCRIPTION, LONGEST_NAME, MOST_EVIDENCE
from apps.learning.states import PriorKind


class PriorLearningForm(forms.BaseForm):
    """What was learnt elsewhere, and which units of the qualification it is claimed for."""

    kind = forms.ChoiceField(
        label="What is it?", choices=PriorKind.choices, error_messages={"required": "Select what it is"}
    )
    title = forms.CharField(
        label="What is it called?",
        help_text="For example “Level 3 Award in Customer Service”, or “Duty manager in a call centre”.",
        max_length=LONGEST_NAME,
    )
    gained_at = forms.CharField(
        label="Where was it?", help_text="The awarding body, or the employer.", max_length=LONGEST_NAME
    )
    ended_on = forms.DateField(
        label="When was it?", help_text="The date on the certificate, or the last day of the experience."
    )
    description = forms.TextField(
        label="What did you learn or do that these units ask for?", max_length=LONGEST_DESCRIPTION, count=True, rows=8
    )
    units = forms.MultipleChoiceField(
        label="Which units does it cover?",
        help_text="The reviewer looks at each by itself.",
        error_messages={"required": "Select at least one unit"},
    )

    def __init__(self, data=None, *, units, today, **kwargs):
        super().__init__(data, **kwargs)
        self.today, self.units_by_pk = today, {str(unit.pk): unit for unit in units}
        self.fields["units"].choices = [(pk, str(unit)) for pk, unit in self.units_by_pk.items()]

    def clean_ended_on(self):
        if (day := self.cleaned_data["ended_on"]) and day > self.today:
            raise forms.ValidationError("When it was must be today or in the past")
        return day

    def clean_units(self):
        return [self.units_by_pk[pk] for pk in self.cleaned_data["units"]]


class EvidenceForm(forms.BaseForm):
    file = UploadField(
        label="Add a file",
        help_text=f"PDF, DOCX, ODT, PNG or JPEG, up to 10 MB. You can add {MOST_EVIDENCE}.",
    )


class OwnEvidenceForm(forms.BaseForm):
    evidence = forms.SelectField(
        label="Add from your evidence", error_messages={"required": "Select a piece of your evidence"}
    )

    def __init__(self, data=None, *, own, **kwargs):
        super().__init__(data, **kwargs)
        self.by_pk = {str(row.pk): row for row in own}
        self.fields["evidence"].choices = [(pk, row.title) for pk, row in self.by_pk.items()]

    def clean_evidence(self):
        return self.by_pk[self.cleaned_data["evidence"]]


class ReviewForm(forms.BaseForm):
    """For each unit claimed: whether the evidence meets it, and what is missing if it does not."""

    def __init__(self, data=None, *, rows, **kwargs):
        super().__init__(data, **kwargs)
        self.rows = rows
        for row in rows:
            code = row.unit.code
            self.fields[f"accepted_{row.unit_id}"] = forms.ChoiceField(
                label=f"Unit {row.unit}: does the evidence meet it?",
                choices=[("yes", "Yes, it counts"), ("no", "No, something is missing")],
                error_messages={"required": f"Say whether the evidence meets unit {code}"},
            )
            self.fields[f"feedback_{row.unit_id}"] = forms.TextField(
                label=f"Unit {code}: what to tell the learner",
                help_text="If it does not count, say what is missing.",
                required=False,
                max_length=2000,
                rows=4,
            )

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            if cleaned.get(f"accepted_{row.unit_id}") == "no" and not cleaned.get(f"feedback_{row.unit_id}"):
                self.add_error(f"feedback_{row.unit_id}", f"Say what is missing for unit {row.unit.code}")
        return cleaned

    @property
    def answers(self):
        """{unit's pk: (accepted, feedback)}"""
        said = self.cleaned_data
        return {
            row.unit_id: (said[f"accepted_{row.unit_id}"] == "yes", said[f"feedback_{row.unit_id}"])
            for row in self.rows
        }
