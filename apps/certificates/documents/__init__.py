from apps.certificates.documents.credential import Credential, did_document, sign_credential, status_list_credential
from apps.certificates.documents.pdf import certificate_pdf
from apps.certificates.documents.proof import own_public_key

__all__ = [
    "Credential",
    "certificate_pdf",
    "did_document",
    "own_public_key",
    "sign_credential",
    "status_list_credential",
]
