import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.secondments import actions
from apps.secondments.dates import deadline_on, last_day
from apps.secondments.models import Opportunity
from apps.secondments.states import DRAFT_GRACE, Kind, Status
from tests.accounts.factories import UserFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user
from tests.secondments.factories import SAID, CapabilityFactory, begun, host_of, opportunity_of, partner

pytestmark = pytest.mark.django_db
DEADLINE = timezone.now() + datetime.timedelta(days=20)


def champion_of(code):
    user = MemberFactory().user
    GrantFactory(user=user, role=Role.CHAMPION, organisation=OrganisationFactory(code=code))
    return user


def test_write_opportunity_is_a_draft_that_only_its_host_sees():
    host, colleague = MemberFactory().user, MemberFactory().user
    wanted, gained = CapabilityFactory(), CapabilityFactory()
    row = actions.write_opportunity(by=host, deadline=DEADLINE, wanted=[wanted], gained=[gained], **SAID)
    assert row.status == Status.DRAFT and row.host_name == str(host.member.organisation)
    found = Opportunity.objects.for_page().get(pk=row.pk)
    assert ([aim.capability for aim in found.wanted], [aim.capability for aim in found.gained]) == ([wanted], [gained])
    assert Opportunity.objects.visible_to(host).get() == row
    for other in (colleague, central_user()):
        assert not Opportunity.objects.visible_to(other).exists()
    assert AuditEvent.objects.filter(event="opportunity.written").count() == 1


def test_write_opportunity_is_for_members_and_invited_partners():
    assert actions.write_opportunity(by=partner(), deadline=DEADLINE, **SAID).host_name == "Brightwater Ltd"
    with pytest.raises(PermissionDenied):
        actions.write_opportunity(by=UserFactory(), deadline=DEADLINE, **SAID)


def test_a_project_is_a_part_of_a_week():
    row = actions.write_opportunity(by=partner(), deadline=DEADLINE, **SAID | {"kind": Kind.PROJECT})
    assert row.week == 20
    with pytest.raises(IntegrityError, match="opportunity_project_is_part_of_a_week"):
        Opportunity.objects.filter(pk=row.pk).update(week=21)


def test_change_opportunity_until_it_was_sent():
    row = opportunity_of(status=Status.DRAFT)
    said = SAID | {"title": "Usher", "deadline": DEADLINE}
    assert actions.change_opportunity(opportunity=row, by=host_of(row), **said).title == "Usher"
    actions.submit_opportunity(opportunity=row, by=host_of(row))
    with pytest.raises(RuleBroken, match="its words stay as they are"):
        actions.change_opportunity(opportunity=row, by=host_of(row), **said)
    with pytest.raises(PermissionDenied):
        actions.change_opportunity(opportunity=row, by=MemberFactory().user, **said)


def test_a_champion_of_the_host_is_asked_before_the_central_team():
    row, central = opportunity_of(status=Status.DRAFT), central_user()
    champion, other = champion_of("HMCTS"), champion_of("DWP")
    actions.submit_opportunity(opportunity=row, by=host_of(row))
    assert [message.recipient for message in Message.objects.all()] == [champion]
    for user, may in [(champion, True), (central, True), (other, False), (host_of(row), False)]:
        assert Opportunity.objects.to_publish_by(user).exists() is may
    with pytest.raises(PermissionDenied):
        actions.publish_opportunity(opportunity=row, by=other)
    row = actions.publish_opportunity(opportunity=row, by=champion)
    assert (row.status, row.published_by) == (Status.PUBLISHED, champion)
    assert Message.objects.filter(recipient=host_of(row)).count() == 1
    with pytest.raises(RuleBroken, match="This is now “open”"):
        actions.publish_opportunity(opportunity=row, by=champion)


def test_nobody_publishes_their_own():
    champion = champion_of("DWP")
    row = opportunity_of(champion, status=Status.SUBMITTED)
    with pytest.raises(PermissionDenied):
        actions.publish_opportunity(opportunity=row, by=champion)


def test_send_back_opportunity_says_what_to_change():
    row, central = opportunity_of(partner(), status=Status.DRAFT), central_user()
    actions.submit_opportunity(opportunity=row, by=host_of(row))
    assert Message.objects.filter(recipient=central, kind="opportunity").exists()
    row = actions.send_back_opportunity(opportunity=row, why="Say who pays.", by=central)
    assert (row.status, row.sent_back) == (Status.DRAFT, "Say who pays.")
    again = actions.submit_opportunity(opportunity=row, by=host_of(row))
    assert again.sent_back == "" and Message.objects.filter(recipient=central).count() == 2


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"deadline": timezone.now()}, "last day to apply has passed"),
        ({"starts_on": timezone.localdate()}, "It starts before the last day to apply"),
    ],
)
def test_what_is_over_before_it_begins_is_not_sent(dates, words):
    row = opportunity_of(status=Status.DRAFT, **dates)
    with pytest.raises(RuleBroken, match=words):
        actions.submit_opportunity(opportunity=row, by=host_of(row))


def test_copy_opportunity_is_a_draft_of_ones_own():
    row = opportunity_of()
    copy = actions.copy_opportunity(opportunity=row, by=host_of(row))
    assert (copy.status, copy.title, copy.slug != row.slug) == (Status.DRAFT, f"Copy of {row.title}", True)
    assert host_of(copy) == host_of(row)


def test_close_overdue_once_also_those_who_had_begun_have_had_their_time():
    ended = timezone.now() - DRAFT_GRACE - datetime.timedelta(minutes=2)
    over, open_still = opportunity_of(deadline=ended), opportunity_of(deadline=timezone.now())
    assert (actions.close_overdue(), actions.close_overdue()) == (1, 0)
    over.refresh_from_db(), open_still.refresh_from_db()
    assert (over.status, open_still.status) == (Status.CLOSED, Status.PUBLISHED)
    assert Message.objects.filter(recipient=host_of(over)).count() == 1


def test_add_host_and_there_is_always_one_left():
    row, other = opportunity_of(), MemberFactory()
    first = row.hosts.get()
    with pytest.raises(RuleBroken, match="There must be somebody"):
        actions.end_host(host=first, by=host_of(row))
    actions.add_host(opportunity=row, email=other.email, by=host_of(row))
    with pytest.raises(RuleBroken, match="runs it already"):
        actions.add_host(opportunity=row, email=other.email, by=host_of(row))
    with pytest.raises(RuleBroken, match="Nobody who uses the portal"):
        actions.add_host(opportunity=row, email="nobody@work.example", by=host_of(row))
    with pytest.raises(RuleBroken, match="has begun to apply"):
        actions.add_host(opportunity=row, email=begun(row).member.email, by=host_of(row))
    actions.end_host(host=first, by=other.user)
    assert host_of(row) == other.user
    assert not Opportunity.objects.hosted_by(first.user).exists()


def test_cancel_opportunity_tells_whoever_applied():
    row = opportunity_of()
    application = begun(row)
    actions.submit_application(application=application, by=application.member.user)
    row = actions.cancel_opportunity(opportunity=row, why="The court is being moved.", by=host_of(row))
    application.refresh_from_db()
    assert (row.status, application.status) == (Status.CANCELLED, "called_off")
    assert application.releases.get().task.status == "withdrawn"
    message = Message.objects.get(recipient=application.member.user, kind="application")
    assert ["What they say", "The court is being moved."] in message.facts


def test_invite_guest_until_a_date():
    central, until = central_user(), timezone.localdate() + datetime.timedelta(days=30)
    said = {"name": "Linh Nguyễn", "body": "Brightwater Ltd", "role": Role.PARTNER_HOST, "until": until, "by": central}
    guest = actions.invite_guest(email="linh@brightwater.example", **said)
    assert guest.grant.ends_on == until
    assert actions.write_opportunity(by=guest.user, deadline=DEADLINE, **SAID)
    with pytest.raises(RuleBroken, match="has that email address"):
        actions.invite_guest(email=MemberFactory().email, **said)
    with pytest.raises(PermissionDenied):
        actions.invite_guest(email="x@y.example", **said | {"by": MemberFactory().user})


def test_the_role_of_a_guest_ends():
    with pytest.raises(IntegrityError, match="grant_of_a_guest_ends"):
        GrantFactory(role=Role.INWARD, ends_on=None)


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        ((2027, 3, 1), 6, (2027, 8, 31)),
        ((2027, 8, 31), 6, (2028, 2, 28)),
        ((2027, 12, 15), 1, (2028, 1, 14)),
        ((2027, 1, 1), 24, (2028, 12, 31)),
    ],
)
def test_months_as_people_count_them(starts_on, months, ends_on):
    assert last_day(datetime.date(*starts_on), months) == datetime.date(*ends_on)


@pytest.mark.parametrize("day", [datetime.date(2027, 3, 28), datetime.date(2027, 10, 31), datetime.date(2027, 7, 1)])
def test_the_last_day_ends_by_the_clock_on_the_wall(day):
    moment = timezone.localtime(deadline_on(day))
    assert (moment.date(), moment.hour, moment.minute) == (day, 23, 55)
