"""Signed data: a W3C Data Integrity proof of the suite eddsa-rdfc-2022, with the portal's Ed25519 key.

What is signed is what the data means, not how it is written: its statements in canonical order (RDFC-1.0). The words
are those of the contexts that ship with the portal, and no other is ever fetched.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from pyld import jsonld

from apps.certificates.keys import private_bytes

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUBLIC = b"\xed\x01"  # what a multikey of this kind begins with


class UnknownContext(Exception):
    """Data named a context that does not ship with the portal."""


def own_public_key():
    """The public half of the key in use, as a multikey: "z6Mk…". It is also the key's name."""
    return multibase(ED25519_PUBLIC + _own_key().public_key().public_bytes_raw())


def signed(document, *, method, created):
    """The document with its proof. `method`: the address of the key; `created`: a moment in ISO 8601, UTC.

    Ed25519 draws no lots: the same document at the same moment gives the same proof.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    about = {"@context": document["@context"], **proof}
    value = _own_key().sign(_digest(about) + _digest(document))
    return document | {"proof": proof | {"proofValue": multibase(value)}}


def multibase(data):
    """Base 58, as in bitcoin addresses, with the z that says so."""
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, place = divmod(number, 58)
        letters = BASE_58[place] + letters
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + letters


def _own_key():
    return Ed25519PrivateKey.from_private_bytes(private_bytes())


def _digest(document):
    if unknown := set(document["@context"]) - set(FILES):
        raise UnknownContext(*unknown)
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()


def _load(address, options=None):
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }


@cache
def _context(address):
    folder = Path(apps.get_app_config("certificates").path, "data", "contexts")
    return json.loads((folder / FILES[address]).read_text())
