from apps.core.words import date_words
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
