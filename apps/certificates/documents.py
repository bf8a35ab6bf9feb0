import segno
from django.conf import settings

from apps.core.pdf import render_pdf


def certificate_pdf(certificate):
    """The certificate on one A4 page, landscape. The same certificate gives the same bytes."""
    address = settings.SITE_URL + certificate.get_verify_url()
    context = {
        "certificate": certificate,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=0, scale=4, dark="#0b0c0c"),
        "name_class": _name_class(certificate.holder_name),
        "two_columns": len(certificate.units) > 4,
    }
    return render_pdf("certificates/pdf/certificate.html", context, identifier=certificate.number)


def _name_class(name):
    """How large the name is set, so that a long one stays on one line."""
    return "large" if len(name) <= 28 else "medium" if len(name) <= 44 else "small"
