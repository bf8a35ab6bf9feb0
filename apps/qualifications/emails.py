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
