"""Signing in with an organisation's own account: OpenID Connect, as Entra ID and others speak it."""

import hashlib

from allauth.socialaccount import app_settings
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

KEPT = ("iss", "sub", "name", "email")


class Provider(OpenIDConnectProvider):
    """The identity is who vouches for it and the subject there. An email address only says whose record it may be."""

    def extract_uid(self, data):
        token, userinfo = data.get("id_token") or {}, data.get("userinfo") or {}
        if not (token.get("iss") and token.get("sub")):
            raise OAuth2Error("The provider did not say who signed in")
        if userinfo and userinfo.get("sub") != token["sub"]:
            raise OAuth2Error("The provider gave details of somebody else")
        identity = f"{token['iss']} {token['sub']}"
        fits = len(identity) <= app_settings.UID_MAX_LENGTH
        return identity if fits else hashlib.sha256(identity.encode()).hexdigest()

    def extract_email_addresses(self, data):
        addresses = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = address.verified in (True, "true")  # some say it in words, and "false" is one too
        return addresses

    def extract_extra_data(self, data):
        """What is kept, and shown under "Sign-in settings"."""
        said = {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}
        return {"userinfo": {name: said[name] for name in KEPT if name in said}}
