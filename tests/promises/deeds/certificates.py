"""The actions of certificates, as in deeds.py."""

from functools import partial

from apps.certificates import actions as certificates
from apps.certificates.documents import Credential
from apps.core.files import StoredFile
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory, RecordShareFactory
from tests.members.factories import MemberFactory, central_user


def certificates__award_certificate():
    made = {"title": "Award", "level": 2, "awarding_body": "CMI", "units": []}
    return partial(certificates.award_certificate, holder=MemberFactory(), by=UserFactory(), **made)


def certificates__store_certificate():
    made = {"credential": Credential("{}", "z6Mk"), "file": StoredFile("certificates/1.pdf", "0" * 64)}
    return partial(certificates.store_certificate, certificate=CertificateFactory(), **made)


def certificates__reissue_certificate():
    said = {"certificate": CertificateFactory(), "name": "Another Name"}
    return partial(certificates.reissue_certificate, by=central_user(), **said)


def certificates__revoke_certificate():
    said = {"certificate": CertificateFactory(), "reason": "mistake", "note": "We mixed two people up."}
    return partial(certificates.revoke_certificate, by=central_user(), **said)


def _lost():
    return CertificateFactory(signed=True, file="certificates/gone.pdf", sha256="0" * 64)


def certificates__remake_certificate():
    certificate = _lost()
    return partial(certificates.remake_certificate, certificate=certificate, by=certificate.holder.user)


def certificates__report_faults():
    return partial(certificates.report_faults, certificates=[_lost().pk])


def certificates__report_files():
    return partial(certificates.report_files, orphans=["certificates/nobodys.pdf"], removed=[])


def certificates__report_uncertified():
    return partial(certificates.report_uncertified, certificate=CertificateFactory())


def certificates__export_claims():
    CertificateFactory(awarding_body="CMI")
    return partial(certificates.export_claims, awarding_body="CMI", purpose="November", by=central_user())


def certificates__share_record():
    return partial(certificates.share_record, days=7, note="", by=MemberFactory().user)


def certificates__end_share():
    share = RecordShareFactory()
    return partial(certificates.end_share, share=share, by=share.member.user)
