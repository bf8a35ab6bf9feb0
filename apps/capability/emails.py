"""What people are told. Nothing of what somebody says of themselves is in a message: it is behind the link."""

from django.urls import reverse

from apps.capability.states import OutcomeStatus
from apps.core.words import date_words
from apps.notifications.states import Kind


def _letter(assessment, **words):
    link = assessment.get_absolute_url()
    return {"kind": Kind.CAPABILITY, "about": assessment, "link": link, "link_text": "Read it"} | words


def assessment_shared(assessment):
    return _letter(
        assessment,
        subject="A self-assessment for you to read",
        sentence=f"{assessment.member} has shared a self-assessment with you, to talk about it.",
        facts=[["Framework", assessment.version.title]],
        link_text="Read it, and say how you see it",
    )


def assessment_withdrawn(assessment):
    return _letter(
        assessment,
        subject="A self-assessment was taken back",
        sentence=f"{assessment.member} has taken back the self-assessment that they had shared with you. You "
        "need do nothing.",
        link=reverse("capability:assessment_list"),
        link_text="See what is shared with you",
    )


def views_sent(assessment, manager):
    return _letter(
        assessment,
        subject="What your manager says to your self-assessment",
        sentence=f"{manager} has read your self-assessment, and says how they see it. Where you differ is what to "
        "talk about.",
    )


def outcome_proposed(assessment, outcome):
    return _letter(
        assessment,
        subject="Levels for you to agree to",
        sentence=f"{outcome.written_by} has written down what came of your conversation. Say whether you agree.",
        link=reverse("capability:outcome_answer", args=[assessment.pk]),
        link_text="Read it and answer",
    )


def outcome_answered(assessment, outcome):
    is_agreed = outcome.status == OutcomeStatus.CONFIRMED
    said = f"agrees to what you wrote down. It holds until {date_words(outcome.held_until)}"
    return _letter(
        assessment,
        subject="Your levels are agreed" if is_agreed else "Your levels are not agreed yet",
        sentence=f"{outcome.answered_by} {said if is_agreed else 'does not agree yet to what you wrote down'}.",
        link_text="See it",
    )


# --- Cycles ----------------------------------------------------------------------------------------------------------


def _about_cycle(cycle, sentence, subject):
    return {
        "kind": Kind.CAPABILITY_CYCLE,
        "about": cycle,
        "subject": subject,
        "sentence": sentence,
        "facts": [["Until", date_words(cycle.closes_on)], ["Who sees it", "Only you, until you share it"]],
        "link": reverse("capability:assessment_list"),
        "link_text": "See where you stand",
    }


def cycle_opened(cycle):
    said = f"{cycle.department} asks you to see where you stand, and to talk about it with your manager."
    return _about_cycle(cycle, said, "See where you stand")


def cycle_closes(cycle, days):
    when = "tomorrow" if days == 1 else "today" if days == 0 else f"in {days} days"
    said = f"The time in which {cycle.department} asks you to share where you stand ends {when}."
    return _about_cycle(cycle, said, "Time to say where you stand")
