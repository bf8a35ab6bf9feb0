"""The parts of a draft of the catalogue. Each says its values as a row of a catalogue file has them; what is wrong
with a row is for the checker of that file to say (take_errors puts it at the fields)."""

import re
from decimal import Decimal

from apps.core import forms
from apps.core.forms import subject
from apps.qualifications.states import Availability, Level, Provenance, Size

PROVENANCE = [
    (Provenance.CONFIRMED, "On record: the awarding body or the department says so"),
    (Provenance.ILLUSTRATIVE, "Illustrative: it stands in for what is not known yet"),
]
SOMEBODY_ELSE = "Somebody changed this draft while you wrote. Compare yours with theirs, and save again to keep yours"


class PartForm(forms.BaseForm):
    """`row`: what the draft says so far. Fields are named as the row names them, unless a form says otherwise."""

    revision = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data=None, *, draft, places):
        self.draft, self.places = draft, places
        super().__init__(data, initial=self.initial_of(draft.data) | {"revision": draft.revision})
        self.prepare()

    def prepare(self):
        """Give the fields what depends on the draft."""

    def initial_of(self, row):
        return {name: row.get(name) for name in self.base_fields}

    def values(self):
        """The parts of the row that it says; None for what it leaves out."""
        return {name: value if value != "" else None for name, value in self._said().items()}

    def _said(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def field_of(self, path):
        """The field that says what stands at this path of the row, or None."""
        name = re.split(r"[.\[]", path)[0]
        return name if name in self.fields else None

    def take_errors(self, errors):
        for path, problem in errors:
            if name := self.field_of(path):
                said = f"{self.begins(path, name)} {problem}"
                if name not in self.errors:
                    self.add_error(name, said)

    def begins(self, path, name):
        return subject(self.fields[name])

    def is_behind(self):
        """Whether somebody saved another part of the draft meanwhile. The form then is about what there is now."""
        if self.cleaned_data["revision"] == self.draft.revision:
            return False
        self.data = self.data.copy()
        self.data["revision"] = self.draft.revision
        self.add_error(self.visible_fields()[0].name, SOMEBODY_ELSE)
        return True


class AboutForm(PartForm):
    title = forms.CharField(label="Title", max_length=250)
    status = forms.ChoiceField(
        label="Can it be asked for once it is published?",
        choices=[
            (Availability.OPEN, "Yes, its rule is known"),
            (Availability.DETAILS_PENDING, "Not yet: it is shown, and people can ask to be told when it opens"),
        ],
        error_messages={"required": "Say whether it can be asked for"},
    )
    provenance = forms.ChoiceField(
        label="Is it on record?", choices=PROVENANCE, error_messages={"required": "Say whether it is on record"}
    )
    accreditation_number = forms.CharField(
        label="Accreditation number (optional)",
        subject="Accreditation number",
        max_length=40,
        width=20,
        required=False,
    )

    def initial_of(self, row):
        initial = super().initial_of(row)
        is_closed = row.get("status") == Availability.CLOSED
        return initial | ({"status": Availability.OPEN} if is_closed and row.get("rules") else {})


class SizeForm(PartForm):
    level = forms.ChoiceField(
        label="Level", choices=Level.choices, coerce=int, error_messages={"required": "Select the level"}
    )
    size = forms.ChoiceField(label="Size", choices=Size.choices, error_messages={"required": "Select the size"})
    size_provenance = forms.ChoiceField(
        label="Is the size on record?",
        choices=PROVENANCE,
        error_messages={"required": "Say whether the size is on record"},
    )
    glh = forms.CharField(
        label="Guided learning hours (optional)",
        subject="Guided learning hours",
        help_text="A number or a range, for example 60 or 60 to 80",
        max_length=20,
        width=10,
        required=False,
    )
    tqt = forms.IntegerField(
        label="Total qualification time (optional)",
        subject="Total qualification time",
        suffix="hours",
        min_value=1,
        max_value=10_000,
        required=False,
    )
    credits_on_record = forms.IntegerField(
        label="Credits on record (optional)", subject="Credits", min_value=1, max_value=10_000, required=False
    )

    def initial_of(self, row):
        return super().initial_of(row) | {"glh": row.get("glh") or row.get("glh_range")}

    def _said(self):
        said = super()._said()
        glh = said["glh"]
        is_number = glh.isascii() and glh.isdecimal()
        return said | {"glh": int(glh) if is_number else None, "glh_range": "" if is_number else glh}

    def field_of(self, path):
        return "glh" if path == "glh_range" else super().field_of(path)


class PriceForm(PartForm):
    price_gbp = forms.DecimalField(
        label="Price, excluding VAT (optional)",
        subject="Price",
        help_text="Leave it out if it is not known: the page says “Price to be confirmed”.",
        prefix="£",
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        required=False,
    )
    outside_price_gbp = forms.DecimalField(
        label="What it typically costs elsewhere, excluding VAT (optional)",
        subject="The typical price elsewhere",
        prefix="£",
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        required=False,
    )

    def _said(self):
        return {name: None if value is None else f"{value:.2f}" for name, value in super()._said().items()}


class NoteForm(PartForm):
    note = forms.CharField(
        label="Note (optional)",
        subject="Note",
        help_text="What else people should know, on one line.",
        max_length=2000,
        required=False,
    )


class UnitForm(PartForm):
    title = forms.CharField(label="Title", max_length=250)
    level = SizeForm.base_fields["level"]
    credits = forms.IntegerField(
        label="Credits (optional)", subject="Credits", min_value=1, max_value=10_000, required=False, width=3
    )
    tut_hours = forms.IntegerField(
        label="Total unit time (optional)",
        subject="Total unit time",
        suffix="hours",
        min_value=1,
        max_value=10_000,
        required=False,
    )
    provenance = AboutForm.base_fields["provenance"]
