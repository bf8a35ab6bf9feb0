"""The second step of signing in: an authenticator app or a passkey, with recovery codes for the day it is lost."""

import base64
import hashlib

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

from apps.core.rules import RuleBroken

METHOD = "mfa"  # as allauth writes it into the session
DEMO_PERSON = "demo_person"


def is_demo(request):
    """Whether a demo person was chosen from the list. Only where there is a demonstration does that count."""
    return settings.DEMO and DEMO_PERSON in request.session


def was_passed(request):
    """Whether this session has gone through a second step. One begun before it was set up has not."""
    return any(record["method"] == METHOD for record in get_authentication_records(request, request.user))


def mark_passed(request, kind):
    """Whoever has just set one up has shown that they hold it."""
    record_authentication(request, request.user, METHOD, type=kind, reauthenticated=True)


def is_set_up(user):
    return user.authenticator_set.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class Adapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Enter the newest code that your app shows, or try again",
    }

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "ODP portal"}

    def generate_authenticator_name(self, user, type):
        return f"Passkey {user.authenticator_set.filter(type=type).count() + 1}"

    # A copy of the database alone must not be enough to make somebody's codes.

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise RuleBroken(
                "The secret key of the portal has changed, so it cannot check your code. Ask the central team to "
                "remove your second step: you can then set it up again."
            ) from error


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(force_bytes(key)).digest())) for key in keys])
