from django.urls import reverse

from apps.core.words import date_words
from apps.learning.states import ReflectionStatus, Result, TaskKind
from apps.notifications.states import Kind


def unit_passed(enrolled_unit, attempt, is_banked):
    """Where the unit needs its assignment too, it is the test that was passed."""
    passed = "unit" if is_banked else "the test of unit"
    return {
        "kind": Kind.UNIT_PASSED,
        "about": attempt,
        "subject": "You passed a unit" if is_banked else "You passed a test",
        "sentence": f"You passed {passed} {enrolled_unit.unit} with {attempt.score}%.",
        "link": enrolled_unit.enrolment.get_absolute_url(),
        "link_text": "See what comes next",
    }


def time_up(enrolled_unit, attempt):
    return {
        "kind": Kind.TEST,
        "about": attempt,
        "subject": "The time of your test was up",
        "sentence": f"The time of your test of unit {enrolled_unit.unit} was up, so the portal sent in what you had "
        f"answered. You have {attempt.score}%, which is not a pass yet.",
        "link": reverse("learning:attempt_result", args=[enrolled_unit.pk, attempt.number]),
        "link_text": "See each question, and why",
    }


def rescored(enrolled_unit, attempt, is_banked):
    passed = "you have achieved unit" if is_banked else "you have passed the test of unit"
    return {
        "kind": Kind.TEST,
        "about": attempt,
        "subject": "You have passed after all",
        "sentence": f"A question in a test that you took was not a good one. It no longer counts, so {passed} "
        f"{enrolled_unit.unit} with {attempt.score}%.",
        "link": enrolled_unit.enrolment.get_absolute_url(),
        "link_text": "See what comes next",
    }


# --- Content ---------------------------------------------------------------------------------------------------------


def content_published(content):
    return {
        "kind": Kind.CONTENT,
        "about": content,
        "subject": "Your draft is published",
        "sentence": f"What you sent for review for unit {content.unit} is published. Whoever begins it now has that.",
        "link": reverse("console:content_detail", args=[content.unit_id]),
        "link_text": "See it",
    }


def content_sent_back(content):
    return {
        "kind": Kind.CONTENT,
        "about": content,
        "subject": "Your draft needs a change",
        "sentence": f"What you sent for review for unit {content.unit} cannot be published as it is yet.",
        "facts": [["What to change", content.sent_back_why]],
        "link": reverse("console:content_detail", args=[content.unit_id]),
        "link_text": "Go on with the draft",
    }


# --- Reflection conversations ----------------------------------------------------------------------------------------


def reflection_asked(reflection):
    return {
        "kind": Kind.REFLECTION,
        "about": reflection,
        "subject": "A conversation to confirm",
        "sentence": f"{reflection.learner} asks you to confirm a conversation about what they learnt in unit "
        f"{reflection.enrolled_unit.unit}.",
        "facts": [["When it was", date_words(reflection.held_on)]],
        "link": reverse("learning:reflection_answer", args=[reflection.pk]),
        "link_text": "Read it and answer",
    }


def reflection_answered(reflection):
    is_confirmed = reflection.status == ReflectionStatus.CONFIRMED
    says = (
        f"{reflection.partner} {'has confirmed' if is_confirmed else 'cannot confirm'} your conversation about unit "
    )
    return {
        "kind": Kind.REFLECTION,
        "about": reflection,
        "subject": "Your conversation was confirmed" if is_confirmed else "Your conversation was not confirmed",
        "sentence": f"{says}{reflection.enrolled_unit.unit}.",
        "facts": [["They add", reflection.comment]] if reflection.comment else [],
        "link": reverse("learning:reflection_record", args=[reflection.enrolled_unit_id]),
        "link_text": "See your conversations",
    }


# --- Assignments. Their texts say no name of who marks, nor of whose work it is -------------------------------------


def _assignment(work, about, subject, sentence, facts=(), link_text="See what was said"):
    return {
        "kind": Kind.ASSIGNMENT,
        "about": about,
        "subject": subject,
        "sentence": sentence,
        "facts": facts,
        "link": reverse("learning:work_detail", args=[work.enrolled_unit_id]),
        "link_text": link_text,
    }


def work_marked(work, mark, *, is_banked, is_checked):
    unit = work.enrolled_unit.unit
    is_first = mark.kind == TaskKind.MARK
    subject = "Your assignment was marked" if is_first else "The decision on your assignment has changed"
    if mark.result == Result.REFERRED:
        facts = [["Send it again by", date_words(work.resubmit_by)]]
        says = f"Your assignment for unit {unit} does not meet every criterion yet. There is feedback on each of them."
        return _assignment(work, mark, subject, says, facts, "Read the feedback")
    says = f"Your assignment for unit {unit} meets every criterion."
    if is_checked:
        says += " A quality assurer looks at how it was marked before it counts. You need not do anything."
    elif not is_banked:
        says += " You achieve the unit once its other parts are done too."
    return _assignment(work, mark, subject, says)


def mark_confirmed(work, is_banked):
    says = f"The quality check of your assignment for unit {work.enrolled_unit.unit} is done, and it is met. "
    says += "You have achieved the unit." if is_banked else "You achieve the unit once its other parts are done too."
    return _assignment(work, work, "Your assignment counts", says, link_text="See your assignment")


def appeal_dismissed(work, task):
    facts = [["Answer", task.reason], ["Send it again by", date_words(work.resubmit_by)]]
    unit = work.enrolled_unit.unit
    says = f"Somebody else has looked at your assignment for unit {unit}. The decision stays “not yet”."
    return _assignment(work, task, "Your appeal was answered", says, facts)


def circumstances_decided(work, circumstances):
    facts = [["Answer", circumstances.answer]]
    facts += [["Send it again by", date_words(work.resubmit_by)]] if work.resubmit_by else []
    agreed = circumstances.days
    given = (
        f"You have {agreed} working {'day' if agreed == 1 else 'days'} more"
        if agreed
        else "You were not given more time"
    )
    says = f"{given} for your assignment for unit {work.enrolled_unit.unit}."
    return _assignment(work, circumstances, "Your question about more time was answered", says, facts)


def _marking(about, subject, sentence, facts, link_text):
    return {
        "kind": Kind.MARKING,
        "about": about,
        "subject": subject,
        "sentence": sentence,
        "facts": facts,
        "link": reverse("learning:marking_list"),
        "link_text": link_text,
    }


def work_to_mark(holder, tasks):
    """What came into somebody's queue, the most urgent first; a long list is cut, for the page has all of it."""
    number = len(tasks)
    subject = "1 new piece of work waits for you" if number == 1 else f"{number} new pieces of work wait for you"
    facts = [
        [f"Work {task.work.reference}", f"{task.get_kind_display()} by {date_words(task.due_on)}"] for task in tasks
    ]
    return _marking(holder, subject, f"{subject} in your marking queue.", facts[:10], "See your queue")


def prior_to_review(user, number):
    """Who claims what is on the page alone."""
    subject = "1 claim of prior learning waits" if number == 1 else f"{number} claims of prior learning wait"
    says = f"{subject} for a review by you or another assessor."
    letter = _marking(user, f"{subject} for a review", says, [], "See what waits")
    return letter | {"link": reverse("learning:review_list")}


def mark_overturned(work, mark):
    says = f"A quality assurer has changed the decision on work {work.reference}, which you marked."
    facts = [["It is now", mark.get_result_display()], ["Why", mark.comment]]
    return _marking(mark, "A decision of yours was changed", says, facts, "See your queue")


# --- Prior learning --------------------------------------------------------------------------------------------------


def prior_reviewed(prior, accepted, rows):
    if accepted:
        sentence = f"{len(accepted)} of {len(rows)} units that you claimed with “{prior}” can count."
        link_text = "See what it changes, and take it or leave it"
    else:
        sentence = (
            f"What you sent with “{prior}” does not cover the units that you claimed yet. It says what is missing."
        )
        link_text = "See what is missing"
    return {
        "kind": Kind.PRIOR_LEARNING,
        "about": prior,
        "subject": "Your prior learning was reviewed",
        "sentence": sentence,
        "link": prior.get_absolute_url(),
        "link_text": link_text,
    }
