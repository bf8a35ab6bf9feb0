"""What a holder is told. The words are the same in the portal and by mail."""

from apps.notifications.states import Kind


def certificate_ready(certificate):
    return {
        "kind": Kind.CERTIFICATE_READY,
        "about": certificate,
        "occasion": "made",
        "subject": "Your certificate is ready",
        "sentence": f"You have completed the {certificate.title}.",
        "facts": [["Certificate number", certificate.number], ["Check code", certificate.code_in_groups]],
        "link": "/certificates/",
        "link_text": "See and download your certificate",
    }
