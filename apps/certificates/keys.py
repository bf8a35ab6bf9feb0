"""The key that signs credentials, as the environment gives it."""

import base64
import binascii

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LENGTH = 32  # bytes of an Ed25519 private key


def private_bytes():
    """The bytes of CREDENTIAL_KEY. Without a usable one no process of the portal starts."""
    try:
        found = base64.b64decode(settings.CREDENTIAL_KEY, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != LENGTH or len(set(found)) == 1:
        raise ImproperlyConfigured(
            "CREDENTIAL_KEY must be 32 random bytes in base64: .env.example says how to make them."
        )
    return found
