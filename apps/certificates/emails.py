"""What a holder is told. The words are the same in the portal and by mail."""

from apps.certificates.states import RevocationReason
from apps.notifications.states import Kind


def certificate_ready(certificate, *, corrects=False):
    """`corrects`: whether it takes the place of one with another name."""
    done = f"You have completed the {certificate.title}."
    return {
        "kind": Kind.CERTIFICATE_READY,
        "about": certificate,
        "occasion": "made",
        "subject": "Your certificate is ready",
        "sentence": f"Your new certificate for the {certificate.title} is ready." if corrects else done,
        "facts": [["Certificate number", certificate.number], ["Check code", certificate.code_in_groups]],
        "link": "/certificates/",
        "link_text": "See and download your certificate",
    }


def certificate_replaced(certificate, new):
    return {
        "kind": Kind.CERTIFICATE_CHANGED,
        "about": certificate,
        "occasion": "replaced",
        "subject": "Your certificate has been replaced",
        "sentence": (
            f"Your certificate for the {certificate.title} has a corrected name. "
            "The old one now says that it was replaced."
        ),
        "facts": [
            ["New certificate number", new.number],
            ["New check code", new.code_in_groups],
            ["Old certificate number", certificate.number],
        ],
        "link": "/certificates/",
        "link_text": "See your certificates",
    }


def certificate_revoked(certificate):
    return {
        "kind": Kind.CERTIFICATE_CHANGED,
        "about": certificate,
        "occasion": "revoked",
        "subject": "Your certificate has been revoked",
        "sentence": f"The central team has revoked your certificate for the {certificate.title}.",
        "facts": [
            ["Certificate number", certificate.number],
            ["Reason", RevocationReason(certificate.revocation_reason).label],
            ["What the central team says", certificate.revocation_note],
        ],
        "link": "/certificates/",
        "link_text": "See your certificates",
    }
