from django.core.validators import URLValidator
from django.utils import timezone

from apps.core import forms
from apps.core.uploads.field import UploadField
from apps.learning.models.beside import MOST_HOURS
from apps.learning.queries import partner_of
from apps.learning.states import PartnerKind


class ReflectionForm(forms.BaseForm):
    """`by`: whose conversation it was, so that whom they ask can be looked up."""

    partner_kind = forms.ChoiceField(
        label="Who was it with?", choices=PartnerKind.choices, error_messages={"required": "Say who it was with"}
    )
    held_on = forms.DateField(
        label="When was it?",
        max_value=timezone.localdate,
        subject="The day of the conversation",
        error_messages={"required": "Enter the day of the conversation"},
    )
    learnt = forms.TextField(
        label="What have you learnt?",
        max_length=4000,
        count=True,
        rows=6,
        error_messages={"required": "Say what you have learnt"},
    )
    changes = forms.TextField(
        label="What changes at work?",
        help_text="What you do differently from now on, or will try first.",
        max_length=4000,
        count=True,
        rows=6,
        error_messages={"required": "Say what changes at work"},
    )
    confirm = forms.ChoiceField(
        label="Do you want the other person to confirm it?",
        choices=[("yes", "Yes, ask them: they read what you wrote here"), ("no", "No, keep it as my own record")],
        reveal={"yes": "email"},
        error_messages={"required": "Say whether you want the other person to confirm it"},
    )
    email = forms.EmailField(
        label="Their work email address",
        help_text="You can leave it empty if it is your line manager.",
        required=False,
        autocomplete="off",
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self):
        data = super().clean()
        if data.get("confirm") == "yes" and data.get("partner_kind") and "email" not in self.errors:
            _, problem = partner_of(self.by, data["partner_kind"], data.get("email", ""))
            if problem:
                self.add_error("email", problem)
        return data

    @property
    def said(self):
        """What the action takes: without a wish to have it confirmed, no address."""
        said = {name: self.cleaned_data[name] for name in ("partner_kind", "held_on", "learnt", "changes")}
        return said | {"email": self.cleaned_data["email"] if self.cleaned_data["confirm"] == "yes" else None}


class ReflectionAnswerForm(forms.BaseForm):
    decision = forms.ChoiceField(
        label="Did you have this conversation?",
        choices=[("confirm", "Yes, it was as it is written here"), ("decline", "No, I cannot confirm it")],
        error_messages={"required": "Say whether you had this conversation"},
    )
    comment = forms.TextField(
        label="Do you want to add anything?",
        help_text="The learner reads this. If you cannot confirm it, say why.",
        required=False,
        max_length=1000,
        count=True,
        rows=4,
    )

    def clean(self):
        data = super().clean()
        if data.get("decision") == "decline" and not data.get("comment", "").strip() and "comment" not in self.errors:
            self.add_error("comment", "Say why you cannot confirm it")
        return data


class ElsewhereForm(forms.BaseForm):
    title = forms.CharField(
        label="What was it?",
        help_text="For example a course, a talk or a visit to another team.",
        max_length=200,
        error_messages={"required": "Say what it was"},
    )
    link = forms.CharField(
        label="Web address (optional)",
        subject="Web address",
        required=False,
        max_length=500,
        autocomplete="off",
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message="Enter a web address in the correct format, like https://www.example.com",
            )
        ],
    )
    done_on = forms.DateField(
        label="When did you finish it?",
        max_value=timezone.localdate,
        subject="The day on which you finished it",
        error_messages={"required": "Enter the day on which you finished it"},
    )
    hours = forms.DecimalField(
        label="How many hours did it take?",
        max_digits=4,
        decimal_places=1,
        min_value=0.5,
        max_value=MOST_HOURS,
        subject="Hours",
        suffix="hours",
        error_messages={"required": "Enter how many hours it took"},
    )
    evidence = forms.TextField(
        label="What shows that you did it, and what did you take from it?",
        help_text="A sentence or two. You can add a file, such as a certificate of attendance.",
        max_length=2000,
        count=True,
        rows=5,
        error_messages={"required": "Say what shows that you did it"},
    )
    file = UploadField(
        label="Add a file (optional)", help_text="PDF, DOCX, ODT, PNG or JPEG, up to 10 MB.", required=False
    )
