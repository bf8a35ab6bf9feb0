from apps.certificates.states import RevocationReason
from apps.core import forms


class CodeForm(forms.BaseForm):
    code = forms.CharField(
        label="What is the check code?",
        subject="Check code",
        help_text="It is on the certificate, for example ABCD-EFGH-JKLM.",
        max_length=40,
        width=20,
        label_is_heading=True,
        label_size="l",
    )


class ShareForm(forms.BaseForm):
    note = forms.CharField(
        label="Who is it for? (optional)",
        subject="Who it is for",
        help_text="For yourself, to tell your links apart. Whoever opens the link does not see it.",
        max_length=100,
        required=False,
    )
    days = forms.ChoiceField(
        label="How long does the link work?",
        choices=[(7, "A week"), (30, "30 days"), (90, "90 days")],
        coerce=int,
        error_messages={"required": "Select how long the link works"},
    )


# --- The central team ------------------------------------------------------------------------------------------------


class ReissueForm(forms.BaseForm):
    name = forms.CharField(
        label="Name on the new certificate",
        help_text="As the holder wants it, in full.",
        max_length=201,
    )


class RevokeForm(forms.BaseForm):
    reason = forms.ChoiceField(
        label="Why is it revoked?", choices=RevocationReason, error_messages={"required": "Select why it is revoked"}
    )
    note = forms.TextField(
        label="What do you say to the holder?",
        subject="What you say to the holder",
        help_text="The holder reads this and the reason. Whoever checks the certificate does not.",
        max_length=2000,
        count=True,
        rows=5,
    )


class ClaimForm(forms.BaseForm):
    purpose = forms.CharField(
        label="What is the list for?",
        subject="What the list is for",
        help_text="For example, claims for November. It is kept with the list.",
        max_length=200,
    )
