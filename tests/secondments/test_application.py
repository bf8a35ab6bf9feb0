import datetime
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.secondments import actions
from apps.secondments.models import Application, Opportunity, Submission
from apps.secondments.states import DRAFT_GRACE, GRACE, ApplicationStatus, Kind, Status
from tests.evidence.factories import EvidenceFactory
from tests.helpers import closing
from tests.members.factories import MemberFactory
from tests.secondments.factories import (
    accepted,
    begun,
    host_of,
    offered,
    opportunity_of,
    release_of,
    sent,
    wants,
)


def over(application, ago, started_before=True):
    """Its deadline was so long ago."""
    deadline = timezone.now() - ago
    Opportunity.objects.filter(pk=application.opportunity_id).update(deadline=deadline)
    created = deadline + datetime.timedelta(seconds=-1 if started_before else 1)
    Application.objects.filter(pk=application.pk).update(created_at=created)
    application.refresh_from_db()
    return {"application": application, "by": application.member.user}


@pytest.mark.django_db
def test_start_application_once_and_not_for_ones_own():
    opportunity, by = opportunity_of(), MemberFactory().user
    first = actions.start_application(opportunity=opportunity, by=by)
    assert actions.start_application(opportunity=opportunity, by=by) == first
    for who, what in [(host_of(opportunity), opportunity), (by, opportunity_of(kind=Kind.IN))]:
        with pytest.raises(PermissionDenied):
            actions.start_application(opportunity=what, by=who)
    with pytest.raises(RuleBroken, match="last day to apply is over"):
        actions.start_application(opportunity=opportunity_of(deadline=timezone.now()), by=by)


@pytest.mark.django_db
def test_submit_application_freezes_what_the_host_reads_and_asks_the_manager():
    opportunity = opportunity_of()
    wants(opportunity, title="Working with customers")
    application = begun(opportunity)
    piece = EvidenceFactory(member=application.member)
    by = application.member.user
    actions.choose_evidence(application=application, evidence=[piece], by=by)
    application = actions.submit_application(application=application, by=by)
    content = application.submission.content
    assert content["statements"] == [["Working with customers", "I once did that."]]
    assert [row["title"] for row in content["evidence"]] == [piece.title]
    assert "I bring back" not in str(content)
    assert piece.shares.get().link == application.get_absolute_url()
    release = application.releases.get()
    assert ["What your team gains", "I bring back how they plan a day."] in release.task.facts
    assert (release.stage, release.task.status) == ("principle", "pending")
    assert Message.objects.filter(recipient=host_of(opportunity), kind="applicant").count() == 1
    for action, said in [(actions.save_words, {"why": "Better"}), (actions.submit_application, {})]:
        with pytest.raises(RuleBroken, match="You can no longer change or send this"):
            action(application=application, by=by, **said)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET content = '{{}}'", "DELETE FROM {}"])
def test_what_was_sent_never_changes(statement):
    sent()
    with pytest.raises(IntegrityError, match="never change"), connection.cursor() as cursor:
        cursor.execute(statement.format(Submission._meta.db_table))


@pytest.mark.django_db
def test_what_is_missing_stops_the_sending():
    opportunity = opportunity_of()
    application = begun(opportunity)
    wants(opportunity)
    with pytest.raises(RuleBroken, match="Complete each step first"):
        actions.submit_application(application=application, by=application.member.user)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "started_before", "is_in_time"),
    [
        (datetime.timedelta(seconds=30), False, True),
        (GRACE + datetime.timedelta(seconds=5), False, False),
        (DRAFT_GRACE - datetime.timedelta(minutes=1), True, True),
        (DRAFT_GRACE + GRACE + datetime.timedelta(seconds=5), True, False),
    ],
)
def test_the_deadline_is_the_server_s(ago, started_before, is_in_time):
    said = over(begun(), ago, started_before)
    if is_in_time:
        assert actions.submit_application(**said).status == ApplicationStatus.SUBMITTED
    else:
        with pytest.raises(RuleBroken, match="It is kept here, but not sent"):
            actions.submit_application(**said)


@pytest.mark.django_db
def test_choose_application_tells_them_each_time():
    application = sent()
    by = host_of(application.opportunity)
    for decision in ("shortlisted", "reserve", "shortlisted"):
        actions.choose_application(application=application, decision=decision, by=by)
    with pytest.raises(RuleBroken, match="Say why"):
        actions.choose_application(application=application, decision="not_chosen", by=by)
    said = {"decision": "not_chosen", "reason": "grade", "note": "Look for one at your grade."}
    application = actions.choose_application(application=application, by=by, **said)
    assert (application.status, application.end_reason) == ("not_chosen", "grade")
    assert Message.objects.filter(recipient=application.member.user, kind="application").count() == 3
    assert AuditEvent.objects.filter(event="application.chosen").count() == 4
    with pytest.raises(PermissionDenied):
        actions.choose_application(application=sent(), decision="shortlisted", by=by)


@pytest.mark.django_db
def test_a_place_is_offered_once_and_again_when_it_was_declined():
    opportunity = opportunity_of()
    first, second = offered(opportunity), sent(opportunity)
    again = {"application": second, "decision": "offered", "by": host_of(opportunity)}
    with pytest.raises(RuleBroken, match="offered to somebody already"):
        actions.choose_application(**again)
    actions.decline_offer(application=first, reason="dates", by=first.member.user)
    assert actions.choose_application(**again).status == ApplicationStatus.OFFERED


@pytest.mark.django_db
def test_an_offer_is_accepted_with_a_firm_release_only_and_then_it_is_filled():
    opportunity = opportunity_of()
    waiting, reserve = sent(opportunity), sent(opportunity)
    actions.choose_application(application=reserve, decision="reserve", by=host_of(opportunity))
    application = offered(opportunity)
    with pytest.raises(RuleBroken, match="not agreed to release you firmly"):
        actions.accept_offer(application=application, by=application.member.user)
    actions.decline_offer(application=application, reason="release", by=application.member.user)
    accepted(opportunity)
    opportunity.refresh_from_db(), waiting.refresh_from_db(), reserve.refresh_from_db()
    assert (opportunity.status, waiting.status, waiting.end_reason) == (Status.FILLED, "not_chosen", "filled")
    assert reserve.status == ApplicationStatus.RESERVE
    assert actions.end_reserves(on=opportunity.starts_on - datetime.timedelta(days=1)) == 0
    assert (actions.end_reserves(on=opportunity.starts_on), actions.end_reserves(on=opportunity.starts_on)) == (1, 0)
    reserve.refresh_from_db()
    assert (reserve.status, reserve.end_reason) == ("not_chosen", "filled")
    assert Message.objects.filter(recipient=waiting.member.user, subject="The answer to your application").exists()


@pytest.mark.django_db
def test_withdraw_after_the_offer_frees_the_place_and_ends_the_release():
    application = offered()
    by = application.member.user
    release = actions.ask_release(application=application, from_on=application.opportunity.starts_on, by=by)
    actions.withdraw_application(application=application, reason="personal", by=by)
    release.refresh_from_db(), application.refresh_from_db()
    assert (release.is_open, release.task.status, application.status) == (False, "withdrawn", "withdrawn")
    other = sent(application.opportunity)
    by = host_of(application.opportunity)
    assert actions.choose_application(application=other, decision="offered", by=by).status == "offered"


@pytest.mark.django_db
def test_withdraw_after_acceptance_opens_the_place_again():
    application = accepted()
    actions.withdraw_application(application=application, reason="personal", by=application.member.user)
    assert Opportunity.objects.get().status == Status.CLOSED


@pytest.mark.django_db
def test_withdraw_ends_the_sharing_and_nothing_is_deleted():
    application = begun()
    by, piece = application.member.user, EvidenceFactory(member=application.member)
    actions.choose_evidence(application=application, evidence=[piece], by=by)
    actions.submit_application(application=application, by=by)
    actions.withdraw_application(application=application, reason="unsaid", by=by)
    assert piece.shares.get().ended_at is not None
    assert Submission.objects.filter(application=application).exists()


@pytest.mark.django_db
def test_nobody_does_it_for_somebody_else():
    application, by = offered(), MemberFactory().user
    for action, said in [
        (actions.submit_application, {}),
        (actions.withdraw_application, {"reason": "other"}),
        (actions.accept_offer, {}),
        (actions.decline_offer, {"reason": "other"}),
        (actions.ask_release, {"from_on": timezone.localdate()}),
    ]:
        with pytest.raises(PermissionDenied):
            action(application=application, by=by, **said)
    with pytest.raises(PermissionDenied):
        actions.withdraw_release(release=release_of(application), by=by)


@pytest.mark.django_db
def test_the_database_wants_a_reason():
    application = sent()
    with pytest.raises(IntegrityError, match="application_ended_says_when_and_why"):
        Application.objects.filter(pk=application.pk).update(status="withdrawn")


@pytest.mark.django_db(transaction=True)
def test_of_many_offers_at_once_one_is_made():
    opportunity = opportunity_of()
    rows, refused = [sent(opportunity) for _ in range(5)], []
    by = host_of(opportunity)

    def offer(application):
        try:
            actions.choose_application(application=application, decision="offered", by=by)
        except RuleBroken as rule:
            refused.append(str(rule))

    threads = [Thread(target=closing(offer), args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Application.objects.filter(status="offered").count() == 1 and len(refused) == 4
