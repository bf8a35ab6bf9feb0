"""What the portal signs: the Open Badges 3.0 credential of a certificate, and the lists of those that do not hold."""

import base64
import datetime
import gzip
import json
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse

from apps.certificates.documents.proof import CREDENTIALS, OPEN_BADGES, own_public_key, signed
from apps.certificates.models import LIST_LENGTH

NAME = "ODP portal"


class Credential(NamedTuple):
    """The signed text, byte for byte as it is given out, and the key that signed it."""

    text: str
    key: str


def did():
    """The issuer: did:web:portal.example, or did:web:localhost%3A8000."""
    return f"did:web:{quote(urlsplit(settings.SITE_URL).netloc, safe='')}"


def sign_credential(certificate):
    """The credential of a certificate. The same certificate under the same key gives the same text."""
    verify = settings.SITE_URL + certificate.get_verify_url()
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": certificate.holder_name,
                "identityType": "name",
            }
        ],
        "licenseNumber": certificate.number,
        "achievement": _achievement(certificate),
    }
    document = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": verify,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": {"id": did(), "type": ["Profile"], "name": NAME, "url": settings.SITE_URL},
        "validFrom": f"{certificate.awarded_on.isoformat()}T00:00:00Z",
        "credentialSubject": subject,
        "credentialStatus": _status_entry(certificate),
    }
    return _signed(document, certificate.created_at)


def _achievement(certificate):
    body, units = certificate.awarding_body, "; ".join(f"{unit['code']} {unit['title']}" for unit in certificate.units)
    return {
        "id": uuid5(NAMESPACE_URL, f"{settings.SITE_URL} {body} {certificate.title}").urn,
        "type": ["Achievement"],
        "achievementType": "Achievement",
        "name": certificate.title,
        "description": (
            f"Level {certificate.level}, {body}. This is the portal’s record of achievement. "
            f"{body} issues its own certificate."
        ),
        "criteria": {"narrative": f"Achieved the units that the qualification needs: {units}"},
    }


def _status_entry(certificate):
    number, place = divmod(certificate.status_index, LIST_LENGTH)
    address = _list_address(number + 1)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def status_list_credential(number, ended, *, since):
    """One list, signed: a bit for each certificate, set where it was revoked or replaced. `ended`: places in it.

    `since`: the moment of its last change, so that the same list is the same text.
    """
    bits = bytearray(LIST_LENGTH // 8)
    for place in ended:
        bits[place // 8] |= 0x80 >> place % 8  # the first place is the highest bit
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    address = _list_address(number)
    document = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(),
        "validFrom": _moment(since),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }
    return _signed(document, since)


def did_document(keys):
    """The public keys, each for anyone who checks: the one in use and all those that were."""
    issuer = did()
    methods = [
        {"id": f"{issuer}#{key}", "type": "Multikey", "controller": issuer, "publicKeyMultibase": key} for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _list_address(number):
    return settings.SITE_URL + reverse("certificates:status_list", args=[number])


def _moment(at):
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _signed(document, at):
    key = own_public_key()
    whole = signed(document, method=f"{did()}#{key}", created=_moment(at))
    return Credential(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", key)
