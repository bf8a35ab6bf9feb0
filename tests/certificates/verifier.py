"""Checks a credential as a stranger would: with other libraries than those that sign, and with what is public only.

Statements are read and put in order by Oxigraph, signatures checked by libsodium. Nothing here comes from the code
that signs, except the two contexts, which anyone can fetch.
"""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph
from django.apps import apps
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

FOLDER = Path(apps.get_app_config("certificates").path, "data", "contexts")
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
}
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class NotGenuine(Exception):
    pass


def check(text, did):
    """What the credential says, if it is as the issuer signed it. `did`: the document that the issuer publishes."""
    document = json.loads(text)
    proof = document.pop("proof")
    value = _from_multibase(proof.pop("proofValue"))
    issuer = document["issuer"] if isinstance(document["issuer"], str) else document["issuer"]["id"]
    key = _key(did, issuer, proof["verificationMethod"])
    digest = _digest({"@context": document["@context"], **proof}) + _digest(document)
    try:
        VerifyKey(key).verify(digest, value)
    except BadSignatureError as error:
        raise NotGenuine from error
    return document


def is_ended(document, list_text, did):
    """Whether the status list says that this credential no longer holds. The list is checked, too."""
    entry = document["credentialStatus"]
    found = check(list_text, did)
    if (found["id"], found["issuer"]) != (entry["statusListCredential"], document["issuer"]["id"]):
        raise NotGenuine
    packed = found["credentialSubject"]["encodedList"].removeprefix("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    place = int(entry["statusListIndex"])
    return bool(bits[place // 8] >> (7 - place % 8) & 1)


def address_of(issuer):
    """Where did:web says that the document of an issuer is."""
    return f"https://{unquote(issuer.removeprefix('did:web:'))}/.well-known/did.json"


def _key(did, issuer, method):
    if did["id"] != issuer or method not in did["assertionMethod"]:
        raise NotGenuine
    found = next(row for row in did["verificationMethod"] if row["id"] == method)
    data = _from_multibase(found["publicKeyMultibase"])
    if data[:2] != b"\xed\x01" or found["type"] != "Multikey":
        raise NotGenuine
    return data[2:]


def _from_multibase(text):
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + LETTERS.index(letter)
    noughts = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * noughts + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _digest(document):
    contexts = [json.loads((FOLDER / CONTEXTS[name]).read_text())["@context"] for name in document["@context"]]
    whole = json.dumps(document | {"@context": contexts}).encode()
    statements = pyoxigraph.Dataset(pyoxigraph.parse(whole, format=pyoxigraph.RdfFormat.JSON_LD))
    statements.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{statement} .\n" for statement in statements)
    return hashlib.sha256("".join(lines).encode()).digest()
