"""Steps that more than one journey takes."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from apps.core.models import Job, JobState
from apps.core.schedule import sweep
from apps.learning.models import Question
from apps.qualifications.models import Enrolment, Qualification
from tests.qualifications.factories import enrolment_in
from tests.system.world import AWARD

PURPOSE = "I want to explain decisions better, and become a team leader."
COVER = "Ben covers on Tuesdays."


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


# --- Given -----------------------------------------------------------------------------------------------------------


def given_an_enrolment_of(visitor, status, **fields):
    """The signed-in person has one in the Level 2 Award, decided by their own manager."""
    member = member_of(visitor)
    manager = member.line_manager.user
    decider = {} if status in ("draft", "submitted") else {"task__decided_by": manager}
    qualification = Qualification.objects.get(title=AWARD)
    return enrolment_in(status, member=member, qualification=qualification, **decider, **fields)


def member_of(visitor):
    from apps.members.models import Member

    return Member.objects.select_related("user", "line_manager__user").get(user__email=visitor.email)


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
    manager.page.get_by_role("link", name=re.compile("^Decide")).click()
    manager.page.wait_for_url(re.compile(r"/approvals/[-\w]{36}/$"))
    return manager.reloads()


def when_she_answers_rightly(member, unit_code):
    """Every question of the test that is open, as the content's own file has it."""
    questions = Question.objects.filter(content__unit__code=unit_code, content__unit__suite__code="CG-3815")
    questions = list(questions.order_by("order"))
    for number, question in enumerate(questions, 1):
        member.sees_heading(f"Question {number} of {len(questions)}")
        for place in question.right:
            member.chooses(question.options[place]["text"])
        member.presses("Next question" if number < len(questions) else "Check answers")


# --- Then ------------------------------------------------------------------------------------------------------------


def then_there_is_mail(address, subject):
    letters = [letter for letter in mail.outbox if letter.to == [address] and letter.subject.startswith(subject)]
    assert len(letters) == 1, [(letter.to, letter.subject) for letter in mail.outbox]


def then_the_enrolment_is(visitor, status):
    enrolment = Enrolment.objects.get(member__user__email=visitor.email, qualification__title=AWARD)
    assert enrolment.status == status
    return enrolment
