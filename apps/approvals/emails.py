"""What is told at each step of a decision. The words are the same in the portal and by mail."""

from apps.approvals.states import Status
from apps.notifications.states import Kind


def decision_waiting(task):
    return {
        "kind": Kind.DECISION_WAITING,
        "about": task,
        "subject": "A request waits for your decision",
        "sentence": f"{task.requester} has asked: {task.title}.",
        "facts": task.facts,
        "link": task.get_absolute_url(),
        "link_text": "Look at the request and decide",
    }


def decision_reminder(task, days):
    return decision_waiting(task) | {
        "subject": "Reminder: a request waits for your decision",
        "sentence": f"{task.requester} has asked: {task.title}. It has waited for you for {days} working days.",
    }


def stepped_up(task, where, days):
    return {
        "kind": Kind.REQUEST_SENT,
        "about": task,
        "subject": "Your request has gone one step up",
        "sentence": f"There was no answer to your request “{task.title}” within {days}, so it is now with {where}.",
        "link": task.get_absolute_url(),
        "link_text": "See where it is",
    }


def request_sent(task, where):
    return {
        "kind": Kind.REQUEST_SENT,
        "about": task,
        "subject": "Your request was sent",
        "sentence": f"Your request “{task.title}” is now with {where}. You will hear as soon as it is decided.",
        "facts": task.facts,
        "link": task.get_absolute_url(),
        "link_text": "See where it is",
    }


def request_agreed(task, link, link_text):
    return {
        "kind": Kind.DECISION_MADE,
        "about": task,
        "subject": "Your request was agreed",
        "sentence": f"{task.decided_by} agreed to your request “{task.title}”.",
        "facts": [["Comment", task.comment]] if task.comment else [],
        "link": link,
        "link_text": link_text,
    }


def request_changed(task):
    return {
        "kind": Kind.DECISION_MADE,
        "about": task,
        "subject": "Your request was agreed with changes",
        "sentence": f"{task.decided_by} agreed to “{task.title}” with changes. Accept them, or withdraw your request.",
        "facts": task.changes + ([["Comment", task.comment]] if task.comment else []),
        "link": task.get_absolute_url(),
        "link_text": "See the changes and answer",
    }


def request_refused(task):
    return {
        "kind": Kind.DECISION_MADE,
        "about": task,
        "subject": "Your request was not agreed",
        "sentence": f"{task.decided_by} did not agree to “{task.title}”. Your request’s page says what you can do.",
        "facts": [["Reason", task.get_reason_display()]] + ([["Comment", task.comment]] if task.comment else []),
        "link": task.get_absolute_url(),
        "link_text": "See the reason and what you can do",
    }


def changes_accepted(task):
    return {
        "kind": Kind.DECISION_MADE,
        "about": task,
        "subject": "Your changes were accepted",
        "sentence": f"{task.requester} accepted your changes to “{task.title}”.",
        "link": task.get_absolute_url(),
        "link_text": "See the request",
    }


def case_opened(case):
    who = case.opened_by or "The portal"
    about = "a refusal" if case.task.status == Status.REFUSED else "a request that waits"
    return {
        "kind": Kind.CASE,
        "about": case,
        "subject": "A new question for the central team",
        "sentence": f"{who} asks about {about}: {case.task.title}.",
        "link": f"/console/cases/{case.pk}/",
        "link_text": "Read and answer it",
    }


def case_opened_for_you(case):
    return {
        "kind": Kind.CASE,
        "about": case,
        "subject": "The central team looks at your request",
        "sentence": f"“{case.task.title}” was refused a second time, so the central team looks at it now.",
        "link": case.task.get_absolute_url(),
        "link_text": "See your request",
    }


def case_answered(case):
    return {
        "kind": Kind.CASE,
        "about": case,
        "subject": "The central team has answered you",
        "sentence": f"The central team has looked at “{case.task.title}”.",
        "facts": [["Outcome", case.get_outcome_display()], ["Answer", case.answer]],
        "link": case.task.get_absolute_url(),
        "link_text": "See the answer",
    }


def stand_in_set(stand_in, dates):
    return {
        "kind": Kind.STAND_IN,
        "about": stand_in,
        "subject": "You stand in for a manager",
        "sentence": f"You decide for {stand_in.manager} {dates}: requests of their team come to you.",
        "link": "/approvals/stand-in/",
        "link_text": "See the dates, or say that you cannot",
    }


def stand_in_ended(stand_in):
    return {
        "kind": Kind.STAND_IN,
        "about": stand_in,
        "subject": "A stand-in has ended",
        "sentence": f"{stand_in.deputy} does not stand in for {stand_in.manager} any more.",
        "link": "/approvals/stand-in/",
        "link_text": "See who stands in",
    }
