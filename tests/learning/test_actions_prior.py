import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.models import Job, Upload
from apps.core.rules import RuleBroken
from apps.core.uploads import checked
from apps.core.words import date_words
from apps.evidence.actions import remove_evidence
from apps.learning import actions
from apps.learning.models import MarkingSuite, PriorLearning
from apps.learning.models.prior import MOST_EVIDENCE
from apps.learning.states import PriorStatus
from apps.members.models import Grant
from apps.notifications.models import Message
from apps.qualifications.models import UnitAchievement
from apps.qualifications.states import Status
from tests.core.upload_files import GOOD
from tests.evidence.factories import EvidenceFactory
from tests.learning.assignments import assigned_unit, marker, send_in
from tests.learning.prior import SAID, claim, fresh, one_unit, reviewed, sent
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import EnrolmentFactory, SuiteFactory, UnitAchievementFactory, enrolment_in

pytestmark = pytest.mark.django_db
PDF = ("report.pdf", GOOD["report.pdf"])


def own(prior):
    return {"prior": prior, "by": prior.enrolment.member.user}


def three_units(**fields):
    """Units of 2, 2 and 6 credits, in a study time of ten weeks of three hours."""
    fields = {
        "qualification__rule": {"mandatory": ["1", "2", "3"]},
        "qualification__price_gbp": Decimal("168"),
    } | fields
    enrolment = EnrolmentFactory(**fields)
    for row, credits in zip(enrolment.enrolled_units.order_by("unit__code"), [2, 2, 6], strict=True):
        type(row.unit).objects.filter(pk=row.unit_id).update(recorded_credits=credits)
    return enrolment


# --- Claimed ---------------------------------------------------------------------------------------------------------


def test_claim_prior_learning_is_changed_until_it_is_sent():
    prior = claim()
    unit = prior.units.get().unit
    again = actions.claim_prior_learning(
        enrolment=prior.enrolment, units=[unit], by=prior.enrolment.member.user, **SAID | {"title": "Another"}
    )
    assert (again.pk, again.title, again.standing) == (prior.pk, "Another", "self-declared")
    actions.submit_prior_learning(**own(prior))
    with pytest.raises(RuleBroken, match="You have sent this already"):
        claim(prior.enrolment)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.WITHDRAWN, Status.DECLINED])
def test_claim_prior_learning_is_for_what_one_takes(status):
    with pytest.raises(RuleBroken, match="until you have completed"):
        claim(enrolment_in(status))


def test_claim_prior_learning_is_for_units_of_it_not_achieved():
    enrolment = one_unit()
    row = enrolment.enrolled_units.get()
    other = one_unit(qualification__suite=SuiteFactory(code="OTHER")).enrolled_units.get().unit
    for units in ([], [other]):
        with pytest.raises(RuleBroken, match="Select units of this qualification"):
            actions.claim_prior_learning(enrolment=enrolment, units=units, by=enrolment.member.user, **SAID)
    UnitAchievementFactory(member=enrolment.member, unit=row.unit)
    with pytest.raises(RuleBroken, match="Select units of this qualification"):
        claim(enrolment)


def test_evidence_is_added_and_removed_until_it_is_sent(media):
    prior = claim()
    file = actions.add_evidence(file=checked(*PDF), **own(prior))
    actions.remove_evidence(upload=file.upload, **own(prior))
    assert not Upload.objects.filter(pk=file.upload_id).exists()
    assert Job.objects.filter(kind="remove_upload", key=str(file.upload_id)).exists()
    for _ in range(MOST_EVIDENCE - 1):
        file = actions.add_evidence(file=checked(*PDF), **own(prior))
    stored = set((media / "uploads").iterdir())
    with pytest.raises(RuleBroken, match=f"You can add {MOST_EVIDENCE} pieces of evidence"):
        actions.add_evidence(file=checked(*PDF), **own(prior))
    assert set((media / "uploads").iterdir()) == stored  # no bytes without their row
    actions.submit_prior_learning(**own(prior))
    for action, said in [
        (actions.add_evidence, {"file": checked(*PDF)}),
        (actions.remove_evidence, {"upload": file.upload}),
    ]:
        with pytest.raises(RuleBroken, match="You have sent this already"):
            action(**said, **own(prior))


def test_evidence_of_ones_own_is_shared_while_the_claim_waits():
    prior = one_unit_claim_without_files()
    evidence = EvidenceFactory(member=prior.enrolment.member)
    for _ in range(2):
        actions.link_evidence(evidence=evidence, **own(prior))
    evidence.refresh_from_db()
    assert prior.evidence.count() == 1 and evidence.shared_at is None
    actions.submit_prior_learning(**own(prior))
    share = evidence.shares.get()
    assert (share.link, share.ended_at) == (prior.get_absolute_url(), None)
    for action in (actions.link_evidence, actions.unlink_evidence):
        with pytest.raises(RuleBroken, match="You have sent this already"):
            action(evidence=evidence, **own(prior))
    actions.withdraw_prior_learning(**own(prior))
    share.refresh_from_db()
    assert share.ended_at


def test_evidence_that_is_removed_is_gone_from_a_draft():
    prior = one_unit_claim_without_files()
    evidence = EvidenceFactory(member=prior.enrolment.member)
    actions.link_evidence(evidence=evidence, **own(prior))
    remove_evidence(evidence=evidence, by=evidence.member.user)
    with pytest.raises(RuleBroken, match="Add something that shows it"):
        actions.submit_prior_learning(**own(prior))


def test_evidence_of_somebody_else_is_not_added():
    prior = one_unit_claim_without_files()
    with pytest.raises(PermissionDenied):
        actions.link_evidence(evidence=EvidenceFactory(), **own(prior))


def one_unit_claim_without_files():
    prior = claim()
    prior.files.all().delete()
    return prior


def test_submit_prior_learning_needs_evidence():
    prior = claim()
    prior.files.all().delete()
    with pytest.raises(RuleBroken, match="Add something that shows it"):
        actions.submit_prior_learning(**own(prior))
    assert fresh(prior).status == PriorStatus.DRAFT


def test_nobody_does_it_for_somebody_else():
    prior, stranger = claim(), MemberFactory().user
    for action in (
        actions.submit_prior_learning,
        actions.withdraw_prior_learning,
        actions.accept_exemptions,
        actions.decline_exemptions,
    ):
        with pytest.raises(PermissionDenied):
            action(prior=prior, by=stranger)
    unit = prior.units.get().unit
    with pytest.raises(PermissionDenied):
        actions.claim_prior_learning(enrolment=prior.enrolment, units=[unit], by=stranger, **SAID)


def test_one_claim_at_a_time_is_open():
    prior = claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        PriorLearning.objects.create(enrolment=prior.enrolment, **SAID)
    actions.withdraw_prior_learning(**own(prior))
    assert claim(prior.enrolment).pk != prior.pk


# --- Reviewed --------------------------------------------------------------------------------------------------------


def test_review_prior_learning_says_for_each_unit():
    reviewer = marker()
    prior = reviewed(reviewer, three_units(), accepted=[True, True, False])
    assert prior.status == PriorStatus.REVIEWED
    assert [(row.unit.code, row.accepted, row.feedback) for row in prior.units.select_related("unit")] == [
        ("1", True, ""),
        ("2", True, ""),
        ("3", False, "The date is missing."),
    ]
    assert prior.standing.startswith(f"verified by {reviewer} on ")
    message = Message.objects.get(recipient=prior.enrolment.member.user)
    assert message.sentence.startswith(
        "2 of 3 units that you claimed with “Level 3 Award in Customer Service” can count"
    )
    assert not UnitAchievement.objects.exists()  # until it is taken


def test_review_prior_learning_shows_what_it_changes():
    enrolment = three_units()
    plan = enrolment.plans.get()
    starts_on = plan.starts_on
    enrolment.plans.update(
        hours_a_week=3, ends_on=starts_on + datetime.timedelta(weeks=10) - datetime.timedelta(days=1)
    )
    rows = {
        row["what"]: (row["before"], row["after"]) for row in reviewed(marker(), enrolment, accepted=[1, 1, 0]).effect
    }
    assert rows["Units to study"] == ("3", "1")
    assert rows["Price"] == ("£168.00 excluding VAT", "£100.80 excluding VAT")  # 6 of 10 credits are left
    assert rows["Hours of study"] == ("30 hours", "18 hours")
    last = starts_on + datetime.timedelta(weeks=6) - datetime.timedelta(days=1)
    assert rows["Last day"][1] == f"{last.day} {last:%B %Y}"


def test_the_last_day_it_leads_to_is_not_one_that_has_passed():
    enrolment, today = three_units(), timezone.localdate()
    week = datetime.timedelta(weeks=1)
    enrolment.plans.update(starts_on=today - 5 * week, ends_on=today + 4 * week)
    [last] = [row["after"] for row in reviewed(marker(), enrolment).effect if row["what"] == "Last day"]
    assert last == date_words(today)


def test_an_unknown_price_is_not_said():
    prior = reviewed(marker(), three_units(qualification__price_gbp=None), accepted=[1, 0, 0])
    assert "Price" not in {row["what"] for row in prior.effect}


def test_review_prior_learning_with_nothing_accepted():
    prior = reviewed(marker(), accepted=[False])
    assert (prior.status, prior.effect) == (PriorStatus.REFUSED, [])
    assert "does not cover the units" in Message.objects.get(recipient=prior.enrolment.member.user).sentence
    assert claim(prior.enrolment).pk != prior.pk  # it can be claimed again


def test_review_prior_learning_needs_an_answer_for_each_and_a_reason():
    prior, reviewer = sent(three_units()), marker()
    first, second, third = prior.units.values_list("unit", flat=True)
    with pytest.raises(RuleBroken, match="Say for each unit"):
        actions.review_prior_learning(prior=prior, answers={first: (True, "")}, by=reviewer)
    answers = {first: (True, ""), second: (False, ""), third: (True, "")}
    with pytest.raises(RuleBroken, match="Say what is missing for unit 2"):
        actions.review_prior_learning(prior=prior, answers=answers, by=reviewer)
    assert not prior.units.exclude(accepted=None).exists()


def test_who_reviews():
    manager = MemberFactory()
    prior = sent(one_unit(member__line_manager=manager))
    learner, organisation = prior.enrolment.member, prior.enrolment.member.organisation
    may = {"central": central_user(), "assessor": marker()}
    may_not = {
        "learner": learner.user,
        "their manager": marker(member=manager),
        "quality assurer": marker(Role.QUALITY_ASSURER),
        "nobody": MemberFactory().user,
    }
    Grant.objects.create(user=learner.user, role=Role.ASSESSOR, starts_on=datetime.date(2024, 1, 1))
    other_suite = marker()
    MarkingSuite.objects.create(grant=Grant.objects.get(user=other_suite), suite=SuiteFactory(code="OTHER"))
    other_place = marker()
    Grant.objects.filter(user=other_place).update(organisation="HMRC")
    same_place = marker()
    Grant.objects.filter(user=same_place).update(organisation=organisation)
    may["of the department"] = same_place
    may_not |= {"of another suite": other_suite, "of another department": other_place}
    found = PriorLearning.objects.reviewable_by
    assert {who for who, user in may.items() if found(user).exists()} == set(may)
    assert {who for who, user in may_not.items() if found(user).exists()} == set()
    for user in may_not.values():
        with pytest.raises(PermissionDenied):
            actions.review_prior_learning(prior=prior, answers={}, by=user)


def test_what_is_not_sent_or_is_answered_is_nobody_s_to_review():
    reviewer = marker()
    for prior in (claim(), reviewed(reviewer)):
        assert not PriorLearning.objects.reviewable_by(reviewer).filter(pk=prior.pk).exists()


# --- Taken or left ---------------------------------------------------------------------------------------------------


def test_accept_exemptions_banks_the_units_and_says_who_verified():
    reviewer = marker()
    prior = reviewed(reviewer, three_units(), accepted=[True, True, False])
    actions.accept_exemptions(**own(prior))
    banked = UnitAchievement.objects.order_by("unit__code")
    assert [row.unit.code for row in banked] == ["1", "2"]
    assert all(row.how.startswith(f"prior learning, verified by {reviewer} on ") for row in banked)
    assert prior.enrolment.plans.get().version == 1  # agreed with the manager, so it stays


def test_accept_exemptions_completes_what_it_was_the_last_unit_of():
    prior = reviewed(marker())
    actions.accept_exemptions(**own(prior))
    assert type(prior.enrolment).objects.get(pk=prior.enrolment_id).status == Status.COMPLETED


def test_accept_exemptions_shortens_a_study_time_not_sent_yet():
    enrolment = three_units(draft=True)
    before = enrolment.plans.get()
    prior = reviewed(marker(), enrolment, accepted=[True, True, False])
    actions.accept_exemptions(**own(prior))
    after = enrolment.plans.get()
    assert before.starts_on < after.ends_on < before.ends_on
    assert after.hours_a_week == before.hours_a_week


def test_decline_exemptions_leaves_everything():
    prior = reviewed(marker())
    actions.decline_exemptions(**own(prior))
    assert fresh(prior).status == PriorStatus.DECLINED
    assert not UnitAchievement.objects.exists()


@pytest.mark.parametrize("action", [actions.accept_exemptions, actions.decline_exemptions])
def test_it_is_answered_once(action):
    prior = reviewed(marker())
    actions.accept_exemptions(**own(prior))
    with pytest.raises(RuleBroken):
        action(**own(prior))
    assert fresh(prior).status == PriorStatus.ACCEPTED


def test_whoever_has_work_to_mark_too_hears_of_both():
    marker()
    send_in(assigned_unit())
    sent()
    now = timezone.now()
    assert actions.tell_markers(now=now) == actions.tell_reviewers(now=now) == 1
    links = set(Message.objects.filter(kind="marking").values_list("link", flat=True))
    assert links == {"/marking/", "/marking/prior-learning/"}


def test_reviewers_hear_once_an_evening_of_what_came_in_on_the_day():
    reviewer, now = marker(), timezone.now()
    sent()
    own_claim = sent()
    Grant.objects.create(
        user=own_claim.enrolment.member.user, role=Role.ASSESSOR, given_by=central_user(), starts_on=now.date()
    )
    old = sent()
    PriorLearning.objects.filter(pk=old.pk).update(submitted_at=now - datetime.timedelta(days=2))
    before = set(Message.objects.values_list("pk", flat=True))
    assert actions.tell_reviewers(now=now) == 2
    assert actions.tell_reviewers(now=now) == 0
    found = Message.objects.exclude(pk__in=before)
    assert found.get(recipient=reviewer).subject == "2 claims of prior learning wait for a review"
    assert found.get(recipient=own_claim.enrolment.member.user).subject.startswith("1 claim")
