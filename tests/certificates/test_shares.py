"""Links to one's learning record: made, seen and ended by the member, and by then leading nowhere."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.certificates.actions import end_share, revoke_certificate, share_record
from apps.certificates.actions.share import MOST_LINKS
from apps.certificates.models import RecordShare
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory, RecordShareFactory
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory

pytestmark = pytest.mark.django_db
LIST = "/me/record/share/"


@pytest.fixture
def member():
    """Who has achieved something, lost something, and studies something."""
    member = MemberFactory(given_name="Amara", family_name="Okafor", job_title="Work coach")
    CertificateFactory(holder=member, title="Award that is held")
    revoked = CertificateFactory(holder=member, title="Award that was revoked")
    revoke_certificate(certificate=revoked, reason="mistake", note="x", by=central_user())
    UnitAchievementFactory(member=member, unit__title="Serving customers")
    EnrolmentFactory(member=member, qualification__title="Diploma under way")
    return member


def share(member, days=7):
    _, token = share_record(days=days, note="New employer", by=member.user)
    return f"/record/{token}/"


# --- Actions ---------------------------------------------------------------------------------------------------------


def test_share_record_again_at_once_leaves_the_link_that_is_shown(member):
    first, second = share(member), share(member)
    assert [link.note for link in RecordShare.objects.live()] == ["New employer"]
    assert RecordShare.objects.live().opened_by(second.split("/")[2]).exists()
    assert not RecordShare.objects.live().opened_by(first.split("/")[2]).exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        share(member)
        assert RecordShare.objects.live().count() == 2, "asked for again later it is another link"


def test_share_record_keeps_no_secret(member):
    row, token = share_record(days=30, note="New employer", by=member.user)
    assert row.member == member
    assert len(token) >= 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM certificates_recordshare row WHERE row::text LIKE %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)
    assert timedelta(days=29) < row.ends_at - timezone.now() <= timedelta(days=30)
    event = AuditEvent.objects.get(event="record.shared")
    assert (event.by, event.details) == (member.user, {"days": 30})
    assert token not in str(event.__dict__)


def test_share_record_is_for_those_with_a_record():
    with pytest.raises(PermissionDenied):
        share_record(days=7, note="", by=UserFactory())


def test_nobody_has_more_links_than_they_can_keep_track_of(member):
    RecordShareFactory.create_batch(MOST_LINKS - 1, member=member)
    RecordShareFactory(member=member, ended_at=timezone.now())
    share(member)
    with pytest.raises(RuleBroken, match="End one of them first"):
        share_record(days=7, note="Another one", by=member.user)


def test_end_share(member):
    row, _ = share_record(days=7, note="", by=member.user)
    for by in (MemberFactory().user, central_user()):
        with pytest.raises(PermissionDenied):
            end_share(share=row, by=by)
    end_share(share=row, by=member.user)
    end_share(share=row, by=member.user)
    row.refresh_from_db()
    assert row.ended_at
    assert AuditEvent.objects.filter(event="record.unshared", by=member.user).count() == 1


def test_the_database_refuses_a_link_that_ends_before_it_is_made():
    with pytest.raises(IntegrityError, match="record_share_ends_after_it_is_made"):
        RecordShareFactory(ends_at=timezone.now() - timedelta(minutes=1))


# --- What the link shows ---------------------------------------------------------------------------------------------


def test_anyone_with_the_link_sees_what_was_achieved_and_no_more(client, member):
    response = client.get(share(member))
    assert response.status_code == 200
    for words in ("Amara Okafor", "Award that is held", "Serving customers"):
        assert words in response.text
    hidden = ["Award that was revoked", "Diploma under way", "Work coach", "New employer"]
    hidden += [member.staff_number, member.email, str(member.organisation)]
    assert [words for words in hidden if words in response.text] == []


def test_no_search_engine_cache_or_other_site_learns_of_it(client, member):
    response = client.get(share(member))
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.text
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"


def test_after_its_end_it_leads_nowhere(client, member):
    address = share(member)
    end_share(share=RecordShare.objects.get(), by=member.user)
    assert client.get(address).status_code == 404


def test_after_its_time_it_leads_nowhere(client, member):
    address = share(member)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(address).status_code == 404


def test_after_the_member_has_left_it_leads_nowhere(client, member):
    address = share(member)
    Member.objects.filter(pk=member.pk).update(status=EmploymentStatus.LEFT, email=None)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "'--", "../../me"])
def test_another_secret_leads_nowhere(client, member, token):
    share(member)
    assert client.get(f"/record/{token}/").status_code in (400, 404)


def test_what_is_kept_is_no_secret_by_itself(client, member):
    share(member)
    assert client.get(f"/record/{RecordShare.objects.get().token_hash}/").status_code == 404


# --- My links --------------------------------------------------------------------------------------------------------


def test_a_link_is_made_shown_once_and_ended(client, member):
    client.force_login(member.user)
    assert "You have made no links yet." in client.get(LIST).text
    response = client.post(LIST, {"note": "New <employer>", "days": "30"})
    address = response.context["link"]
    assert address in response.text
    assert client.get(urlsplit(address).path).status_code == 200
    page = client.get(LIST).text
    assert address not in page
    assert "New &lt;employer&gt;" in page
    row = RecordShare.objects.get()
    assert "leads nowhere any more" in client.post(f"{LIST}{row.pk}/end/", follow=True).text
    assert "Ended" in client.get(LIST).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Select how long the link works"),
        ({"days": "9999"}, "Select one of the choices given"),
        ({"days": "7", "note": "x" * 101}, "Who it is for must be 100 characters or less"),
    ],
)
def test_what_is_wrong_is_said_and_no_link_is_made(client, member, data, words):
    client.force_login(member.user)
    response = client.post(LIST, data)
    assert response.status_code == 422
    assert words in response.text
    assert not RecordShare.objects.exists()


def test_links_are_ones_own(client, member):
    theirs = RecordShareFactory(note="Of somebody else")
    client.force_login(member.user)
    assert "Of somebody else" not in client.get(LIST).text
    assert client.get(f"{LIST}{theirs.pk}/end/").status_code == 404
    assert client.post(f"{LIST}{theirs.pk}/end/").status_code == 404


def test_the_pages_ask_as_much_for_more_rows(client, member):
    address = share(member)
    assert_flat_queries(client, address, lambda: UnitAchievementFactory(member=member))
    client.force_login(member.user)
    assert_flat_queries(client, LIST, lambda: RecordShareFactory(member=member))
