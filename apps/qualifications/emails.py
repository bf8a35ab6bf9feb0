from apps.core.words import date_words, time_words
from apps.notifications.states import Kind


def study_ends(enrolment, plan, days_left):
    left = "tomorrow" if days_left == 1 else f"in {days_left} days"
    return {
        "kind": Kind.STUDY_ENDS,
        "about": enrolment,
        "subject": f"Your study time ends {left}",
        "sentence": f"Your study time for the {enrolment.qualification} ends {left}, on {date_words(plan.ends_on)}.",
        "link": enrolment.get_absolute_url(),
        "link_text": "See what is left to do",
    }


def team_study(enrolment, what, facts=()):
    """To the line manager, who plans the cover. Why is the member's to tell."""
    return {
        "kind": Kind.TEAM_STUDY,
        "about": enrolment,
        "subject": "Study in your team has changed",
        "sentence": f"{enrolment.member} {what} the {enrolment.qualification}.",
        "facts": [*facts],
        "link": enrolment.get_absolute_url(),
        "link_text": "See the study",
    }


def outcome_asked(outcome):
    """To the learner, or to their manager: the subject names neither."""
    enrolment = outcome.enrolment
    whose, who = ("your", "You") if outcome.is_learner else ("a", str(enrolment.member))
    return {
        "kind": Kind.DID_IT_HELP,
        "about": outcome,
        "subject": f"Has {whose} qualification helped at work?",
        "sentence": f"{who} completed the {enrolment.qualification} on {date_words(enrolment.completed_at)}. "
        "What has changed at work since then?",
        "facts": [
            ["Takes", "A minute"],
            ["Who sees it", "Your answer is counted together with others. It is never shown with a name."],
        ],
        "link": outcome.get_absolute_url(),
        "link_text": "Answer one short question",
    }


def place_offered(place, offering):
    until = f"{time_words(place.until)} on {date_words(place.until)}"
    return {
        "kind": Kind.PLACE,
        "about": place,
        "subject": "A place is free for you",
        "sentence": f"A place on the {offering.qualification} is yours if you take it by {until}.",
        "facts": [("Start", date_words(offering.starts_on)), ("Provider", offering.provider), ("Take it by", until)],
        "link": place.get_absolute_url(),
        "link_text": "Take the place",
    }


def place_lapsed(place, offering):
    return {
        "kind": Kind.PLACE,
        "about": place,
        "subject": "A place or a waiting list has ended",
        "sentence": f"Your place or turn for the {offering.qualification}, start on {offering}, has ended. "
        "You can choose another start date.",
        "link": offering.qualification.get_absolute_url(),
        "link_text": "See the start dates",
    }


def now_open(interest):
    return {
        "kind": Kind.INTEREST,
        "about": interest,
        "subject": "A qualification that you asked about is open",
        "sentence": f"The {interest.qualification} can be asked for now.",
        "link": interest.qualification.get_absolute_url(),
        "link_text": "See the qualification",
    }


def break_ends(deferral):
    enrolment = deferral.enrolment
    return {
        "kind": Kind.BREAK_ENDS,
        "about": enrolment,
        "subject": "Your break from a qualification ends",
        "sentence": f"You said you would return to the {enrolment.qualification} on {date_words(deferral.return_on)}.",
        "link": enrolment.get_absolute_url(),
        "link_text": "Return, or pause for longer",
    }


def draft_sent_back(draft):
    return {
        "kind": Kind.CATALOGUE_DRAFT,
        "about": draft,
        "subject": "Your draft for the catalogue came back",
        "sentence": f"The central team has sent your draft of {draft} back.",
        "facts": [("Why", draft.reason)],
        "link": draft.get_absolute_url(),
        "link_text": "Put it right and send it again",
    }


def draft_published(draft):
    return {
        "kind": Kind.CATALOGUE_DRAFT,
        "about": draft,
        "subject": "Your draft for the catalogue is published",
        "sentence": f"The central team has published your draft of {draft}.",
        "link": draft.get_absolute_url(),
        "link_text": "See what was published",
    }


def qualification_retired(enrolment, reason):
    """To somebody who began to ask for it and has not sent it."""
    return _retired(enrolment, enrolment.qualification, reason, "began to ask for")


def waiting_ended(place, offering, reason):
    return _retired(place, offering.qualification, reason, "waited for a place on")


def _retired(about, qualification, reason, what):
    successor = qualification.successor
    instead = f"You can take the {successor} instead." if successor else "Look for another qualification like it."
    return {
        "kind": Kind.RETIRED,
        "about": about,
        "subject": "A qualification that you wanted is closed",
        "sentence": f"The {qualification}, which you {what}, is closed to new starts. {instead}",
        "facts": [("Why", reason)],
        "link": (successor or qualification).get_absolute_url(),
        "link_text": "See the qualification to take instead" if successor else "See the qualification",
    }
