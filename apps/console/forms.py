from apps.console.queries import DELIVERY_CHOICES
from apps.core import forms
from apps.notifications.states import Kind


class MessageFilterForm(forms.BaseForm):
    email = forms.CharField(label="Sent to (email address)", required=False, autocomplete="off")
    kind = forms.SelectField(label="About", required=False, choices=Kind.choices, empty_text="Anything")
    delivery = forms.SelectField(label="Email", required=False, choices=DELIVERY_CHOICES, empty_text="Sent or not")


class AnswerForm(forms.BaseForm):
    answer = forms.TextField(
        label="Your answer",
        help_text="Whoever asked gets it by email, and reads it on the page of their request.",
        max_length=4000,
        count=True,
        rows=8,
    )
