"""The forms of signing in, in the words of the portal. What a code must be to be right stays with allauth."""

import re
import struct

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.socialaccount import forms as social
from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.forms import JSONField

from apps.core import forms

# Half a minute each: the code's own, the one before and the one after. See MFA_TOTP_TOLERANCE.
APP_CODE_SECONDS = 90
UNUSABLE = "That passkey could not be used. Try again, or use a code"
# What reading a passkey raises, depending on where it makes no sense.
MALFORMED = (
    forms.ValidationError,
    InvalidSignature,
    AttributeError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
    struct.error,
)


class WorkEmailForm(forms.BaseForm):
    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        autocomplete="email",
        error_messages={"required": "Enter your work email address"},
    )

    def clean_email(self):
        """The shape, and how often codes were asked for: nothing here depends on whose address it is."""
        address = self.cleaned_data["email"].lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=address):
            raise get_adapter().validation_error("too_many_codes")
        return address


class CodeForm(forms.BaseForm, ConfirmLoginCodeForm):
    """A code that came by email."""

    code = forms.CharField(
        label="Code", help_text="8 digits", autocomplete="one-time-code", inputmode="numeric", width=10
    )


class SecondStep(forms.BaseForm):
    code = forms.CharField(
        label="Code",
        help_text="6 digits from your authenticator app, or one of your recovery codes",
        autocomplete="one-time-code",
        inputmode="numeric",
        width=10,
    )

    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits = re.sub(r"\W", "", code)
            # allauth remembers for half a minute only that a code was used.
            if not cache.add(f"app-code:{self.user.pk}:{digits}", True, APP_CODE_SECONDS):
                raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(SecondStep, AuthenticateForm):
    """While signing in."""


class ConfirmSecondStepForm(SecondStep, ReauthenticateForm):
    """Again, before something about signing in is changed."""


class ActivateAppForm(forms.BaseForm, ActivateTOTPForm):
    code = forms.CharField(
        label="Code that the app shows",
        help_text="6 digits",
        autocomplete="one-time-code",
        inputmode="numeric",
        width=10,
    )


class CredentialField(JSONField):
    """What a browser says about a passkey. allauth checks it; whatever else is sent is refused, and no error page."""

    widget = forms.HiddenInput
    default_error_messages = {"required": UNUSABLE}

    def to_python(self, value):
        try:
            credential = super().to_python(value)
        except (RecursionError, ValueError, forms.ValidationError):
            credential = "nonsense"
        # Browsers have no use for an escape, and Postgres cannot keep all of them.
        if value and (not isinstance(credential, dict) or "\\u" in value):
            raise forms.ValidationError(UNUSABLE, code="invalid")
        return credential

    def run_validators(self, value):
        """It is no text."""

    def bound_data(self, data, initial):
        """What was refused does not go back into the page: it would not be used again."""

    def prepare_value(self, value):
        return ""


def refuse_passkey(error):
    """Say in words what is wrong, unless allauth has said something better: that there were too many tries."""
    if isinstance(error, forms.ValidationError) and error.code != "incorrect_code":
        raise error
    raise forms.ValidationError(UNUSABLE, code="invalid") from error


class AddPasskeyForm(forms.BaseForm, AddWebAuthnForm):
    name = forms.CharField(
        label="Name of the passkey",
        help_text="So that you know it again, like “Work phone”",
        max_length=100,
        required=False,
        width=20,
    )
    passwordless = forms.BooleanField(
        label="Let me sign in with this passkey alone",
        help_text="You will not need a code by email. Your device must ask for your face, your finger or a PIN.",
        required=False,
        initial=True,
    )
    credential = CredentialField()

    def clean(self):
        try:
            return super().clean()
        except MALFORMED as error:
            return refuse_passkey(error)


class UsePasskey:
    def clean_credential(self):
        try:
            return super().clean_credential()
        except MALFORMED as error:
            return refuse_passkey(error)


class PasskeySignInForm(UsePasskey, LoginWebAuthnForm):
    """Signing in with a passkey alone."""

    credential = CredentialField()


class PasskeyStepForm(UsePasskey, AuthenticateWebAuthnForm):
    """A passkey as the second step."""

    credential = CredentialField()


class ConfirmPasskeyForm(UsePasskey, ReauthenticateWebAuthnForm):
    """A passkey again, before something about signing in is changed."""

    credential = CredentialField()


class RenamePasskeyForm(forms.BaseForm, EditWebAuthnForm):
    name = forms.CharField(
        label="Name of the passkey",
        max_length=100,
        width=20,
        error_messages={"required": "Enter a name for the passkey"},
    )


class DisconnectForm(social.DisconnectForm):
    """allauth keeps the last connection of someone without a password. Here a code by email always works."""

    def clean(self):
        return self.cleaned_data
