import pytest
from django.db import IntegrityError, connection

from apps.certificates.models import CODE_LENGTH, CODE_LETTERS, Certificate, new_code
from apps.certificates.states import MOVES, Status
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db


def test_every_status_has_its_moves():
    assert set(MOVES) == set(Status)
    assert set().union(*MOVES.values()) == set(Status) - {Status.VALID}


@pytest.mark.parametrize("fields", [{"file": "7.pdf"}, {"sha256": "hash"}])
def test_a_file_has_its_hash(fields):
    with pytest.raises(IntegrityError, match="certificate_file_has_its_hash"):
        CertificateFactory(**fields)


def test_a_file_has_its_hash_in_sql_too():
    CertificateFactory()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="certificate_file_has_its_hash"):
        cursor.execute("UPDATE certificates_certificate SET file = '7.pdf'")


@pytest.mark.parametrize("field", ["number", "code"])
def test_no_two_are_alike(field):
    first = CertificateFactory()
    with pytest.raises(IntegrityError, match=f"certificates_certificate_{field}"):
        CertificateFactory(**{field: getattr(first, field)})


def test_a_holder_with_a_certificate_is_not_deleted():
    with pytest.raises(IntegrityError):
        CertificateFactory().holder.delete()


# --- Check codes -----------------------------------------------------------------------------------------------------


def test_a_code_has_no_letters_that_are_taken_for_another():
    assert len(CODE_LETTERS) == len(set(CODE_LETTERS)) == 32
    assert not set(CODE_LETTERS) & set("IO01")
    assert CODE_LETTERS.isupper()


def test_a_code_is_not_to_be_guessed():
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {CODE_LENGTH} == {12}
    assert set("".join(codes)) == set(CODE_LETTERS)


def test_a_code_is_printed_in_groups():
    assert CertificateFactory(code="ABCDEFGH2345").code_in_groups == "ABCD-EFGH-2345"


@pytest.mark.parametrize(
    "typed",
    ["ABCDEFGH2345", "ABCD-EFGH-2345", "abcd-efgh-2345", "abcd efgh 2345", " ABCD - EFGH-2345 ", "AB-CD-EFGH2345-"],
)
def test_checked_finds_a_code_however_it_is_typed(typed):
    certificate = CertificateFactory(code="ABCDEFGH2345")
    CertificateFactory()
    assert list(Certificate.objects.checked(typed)) == [certificate]


@pytest.mark.parametrize("typed", ["", "ABCDEFGH234", "ABCDEFGH23456", "ABCDEFGH234%", "%", "_" * 12, "x" * 5000])
def test_checked_finds_nothing_else(typed):
    CertificateFactory(code="ABCDEFGH2345")
    assert not Certificate.objects.checked(typed).exists()


# --- Who sees what ---------------------------------------------------------------------------------------------------


def test_visible_to_the_holder_and_the_central_team():
    manager = MemberFactory()
    certificate = CertificateFactory(holder=MemberFactory(line_manager=manager))
    CertificateFactory()
    assert list(Certificate.objects.visible_to(certificate.holder.user)) == [certificate]
    assert Certificate.objects.visible_to(central_user()).count() == 2
    assert not Certificate.objects.visible_to(manager.user).exists()
    assert not Certificate.objects.visible_to(UserFactory()).exists()


def test_of_is_ones_own_even_for_the_central_team():
    central = central_user()
    own = CertificateFactory(holder=central.member)
    CertificateFactory()
    assert list(Certificate.objects.of(central)) == [own]
