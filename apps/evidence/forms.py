from django.core.validators import URLValidator
from django.utils import timezone

from apps.core import forms
from apps.core.uploads.field import UploadField
from apps.evidence.models import LONGEST_NOTE
from apps.evidence.states import Kind


class EvidenceChangeForm(forms.BaseForm):
    title = forms.CharField(
        label="What is it?",
        help_text="For example “Letter from a customer”, or “New rota for the late shift”.",
        max_length=200,
        error_messages={"required": "Say what it is"},
    )
    dated_on = forms.DateField(
        label="When was it?",
        subject="The date it is of",
        max_value=timezone.localdate,
        error_messages={"required": "Enter the date it is of"},
    )
    note = forms.TextField(
        label="What does it show? (optional)",
        subject="What it shows",
        help_text="What you did, and what came of it. Leave out the names of customers.",
        required=False,
        max_length=LONGEST_NOTE,
        count=True,
        rows=6,
    )

    def __init__(self, data=None, files=None, *, is_note=False, **kwargs):
        super().__init__(data, files, **kwargs)
        if is_note:
            self.fields["note"].label = "Your note"
            self.fields["note"].required = True


class EvidenceForm(EvidenceChangeForm):
    kind = forms.ChoiceField(
        label="How do you show it?",
        choices=Kind,
        reveal={Kind.FILE: "file", Kind.LINK: "link"},
        error_messages={"required": "Select how you show it"},
    )
    file = UploadField(label="Select a file", help_text="PDF, DOCX, ODT, PNG or JPEG, up to 10 MB.", required=False)
    link = forms.CharField(
        label="Web address",
        help_text="It begins with https://. Only you and those with whom you share it are shown the address.",
        required=False,
        max_length=500,
        autocomplete="off",
        validators=[
            URLValidator(
                schemes=["https"],
                message="Enter a web address in the correct format, like https://www.example.com",
            )
        ],
    )
    field_order = ["title", "kind", "file", "link", "note", "dated_on"]

    def clean(self):
        data = super().clean()
        needed = {Kind.FILE: ("file", "Select a file"), Kind.LINK: ("link", "Enter a web address")}
        name, words = needed.get(data.get("kind"), ("note", "Write your note"))
        if data.get("kind") and not data.get(name) and name not in self.errors:
            self.add_error(name, words)
        return data

    @property
    def said(self):
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "kind"}
