"""Steps that more than one journey takes."""

import re
from datetime import timedelta
from decimal import Decimal

from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.approvals.states import Status as Decision
from apps.core.models import Job, JobState
from apps.core.schedule import sweep
from apps.learning.models import Attempt
from apps.learning.queries import questions_of
from apps.qualifications import actions
from apps.qualifications.models import Enrolment, Qualification
from tests.system.world import AWARD

PURPOSE = "I want to explain decisions better, and become a team leader."
COVER = "Ben covers on Tuesdays."


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


# --- Given -----------------------------------------------------------------------------------------------------------


def given_an_empty_draft_of(visitor, title):
    user = User.objects.get(email=visitor.email)
    return actions.start_enrolment(qualification=Qualification.objects.get(title=title), by=user)


def given_a_draft_of(visitor):
    """The signed-in person has begun to ask for the Level 2 Award, and said all that is needed."""
    enrolment = given_an_empty_draft_of(visitor, AWARD)
    user = enrolment.member.user
    plan = {"hours_a_week": Decimal(3), "starts_on": in_days(14), "ends_on": in_days(180), "days": "", "cover": COVER}
    actions.propose_study_time(enrolment=enrolment, by=user, **plan)
    return actions.say_purpose(enrolment=enrolment, by=user, purpose=PURPOSE)


def given_a_request_of(visitor):
    draft = given_a_draft_of(visitor)
    return actions.submit_enrolment(enrolment=draft, by=draft.member.user)


def given_studies_of(visitor):
    """It was agreed by the manager, and learning has begun."""
    enrolment = given_a_request_of(visitor)
    manager = enrolment.member.line_manager.user
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=manager)
    return actions.start_learning(enrolment=enrolment, by=enrolment.member.user)


# --- When ------------------------------------------------------------------------------------------------------------


def when_the_worker_has_worked():
    """The sweep of the next seconds, and what it wakes."""
    while Job.objects.filter(state=JobState.PENDING, available_at__lte=timezone.now()).exists():
        sweep()


def when_she_says_what_she_needs(member, *, hours="3"):
    """Study time and purpose, from the task list of her request."""
    member.follows("Study time")
    member.types("How many hours a week?", hours)
    member.types_date("When do you want to start?", in_days(14))
    member.types_date("When do you expect to finish?", in_days(180))
    member.types("How will your work be covered? (optional)", COVER)
    member.presses("Save and continue")
    member.follows("What it is for")
    member.types("What do you want this qualification for?", PURPOSE)
    member.presses("Save and continue")


def when_she_checks_and_sends(member):
    member.presses("Check your answers").sees(AWARD, "3 hours a week", COVER, PURPOSE)
    member.presses("Ask for study time").sees_heading("You have asked for study time")


def when_the_decider_opens_the_request(manager):
    manager.opens("/approvals/").sees("1 request waits for you", "Amara Okafor")
    manager.page.get_by_role("link", name=re.compile("^Look and decide")).click()
    manager.page.wait_for_url(re.compile(r"/approvals/[-\w]{36}/$"))
    return manager.reloads()


def when_she_answers_rightly(member, unit_code):
    """Every question of the test that is open, as the content's own file has it."""
    attempt = Attempt.objects.open().get(
        enrolled_unit__unit__code=unit_code, enrolled_unit__enrolment__member__user__email=member.email
    )
    for number, (question, _) in enumerate(questions_of(attempt), 1):
        member.sees_heading(f"Question {number} of {len(attempt.questions)}")
        when_she_answers(member, question)
        member.presses("Next question" if number < len(attempt.questions) else "Check answers")


def when_she_answers(member, question):
    """Rightly, in the way that the question asks for."""
    for words in question.right_words:
        if question.is_typed:
            member.types(question.text, words)
        else:
            member.chooses(words)


# --- Then ------------------------------------------------------------------------------------------------------------


def then_there_is_mail(address, subject):
    letters = [letter for letter in mail.outbox if letter.to == [address] and letter.subject.startswith(subject)]
    assert len(letters) == 1, [(letter.to, letter.subject) for letter in mail.outbox]


def then_the_enrolment_is(visitor, status):
    enrolment = Enrolment.objects.get(member__user__email=visitor.email, qualification__title=AWARD)
    assert enrolment.status == status
    return enrolment
