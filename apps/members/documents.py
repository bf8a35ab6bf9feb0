"""Where documents about people are kept."""

UPLOADS = "feeds"


def download_name(pk):
    """The name under which a copy of everything held is stored; the SHA-256 of its bytes is added to it."""
    return f"downloads/{pk}.pdf"


def upload_name(pk):
    """The same for an HR feed that was uploaded."""
    return f"{UPLOADS}/{pk}.csv"
