import segno
from django.conf import settings

from apps.core.pdf import Attached, render_pdf


def certificate_pdf(certificate):
    """The certificate on one A4 page, landscape, with its credential attached. The same row gives the same bytes."""
    address = settings.SITE_URL + certificate.get_verify_url()
    context = {
        "certificate": certificate,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=0, scale=4, dark="#0b0c0c"),
        "name_class": _name_class(certificate.holder_name),
        "two_columns": len(certificate.units) > 4,
    }
    return render_pdf(
        "certificates/pdf/certificate.html", context, identifier=certificate.number, attached=_attached(certificate)
    )


def _attached(certificate):
    if not certificate.credential:
        return []
    name, words = f"{certificate.number}.json", f"Signed credential of certificate {certificate.number}"
    return [Attached(name, certificate.credential, words, certificate.created_at)]


def _name_class(name):
    """How large the name is set, so that a long one stays on one line."""
    return "large" if len(name) <= 28 else "medium" if len(name) <= 44 else "small"
