from django.utils import timezone

from apps.accounts.roles import Role
from apps.core import forms


class GuestForm(forms.BaseForm):
    name = forms.CharField(label="Their name", max_length=200)
    email = forms.EmailField(label="Their work email address", max_length=254)
    body = forms.CharField(label="Whom do they work for?", subject="Whom they work for", max_length=200)
    role = forms.ChoiceField(
        label="What are they here for?",
        choices=[
            (Role.PARTNER_HOST, "To offer places to civil servants"),
            (Role.INWARD, "To work in the Civil Service for a while"),
        ],
        error_messages={"required": "Select what they are here for"},
    )
    until = forms.DateField(label="Until when?", subject="The last day", min_value=timezone.localdate)
