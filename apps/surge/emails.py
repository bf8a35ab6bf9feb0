"""What is told at each step. Subjects name nobody: they are read on locked screens."""

from apps.core.words import date_words, time_words
from apps.notifications.states import Kind


def _of(about, subject, sentence, link_text, *, kind=Kind.SURGE, facts=()):
    return {
        "kind": kind,
        "about": about,
        "subject": subject,
        "sentence": sentence,
        "link": about.get_absolute_url(),
        "link_text": link_text,
        "facts": list(facts),
    }


def request_sent(request):
    says = f"{request.organisation} asks for people: {request.title}."
    return _of(request, "A surge request waits for a decision", says, "Read it and decide")


def request_decided(request):
    says = f"The steering group has decided on “{request.title}”: {request.get_status_display().lower()}."
    facts = [["Reason", request.get_reason_display()]] if request.reason else []
    facts += [["What they say", request.comment]] if request.comment else []
    return _of(request, "Your surge request was decided", says, "See what was agreed", facts=facts)


def nobody_left(line):
    says = f"Everybody who fits “{line.what}” of “{line.request.title}” was asked, and places are still open."
    return _of(line.request, "A surge request cannot be filled", says, "See what is open")


def request_stood_down(request):
    says = f"“{request.title}” is stood down: nobody else is asked or sent."
    facts = [["Why", request.end_note]] if request.end_note else []
    return _of(request, "A surge request is stood down", says, "See the request", facts=facts)


# --- To who is asked and sent ----------------------------------------------------------------------------------------


def _facts(line, starts_on, ends_on):
    place = line.place
    return [
        ["For", str(line.request.organisation)],
        ["What and where", f"{line.what}, {place}" if place else line.what],
        ["When", f"{date_words(starts_on)} to {date_words(ends_on)}"],
    ]


def offered(offer):
    until = f"{time_words(offer.answer_by)} on {date_words(offer.answer_by)}"
    says = f"Can you go? Answer by {until}. After that somebody else is asked."
    facts = _facts(offer.line, offer.starts_on, offer.ends_on)
    return _of(
        offer, "You are asked to help in a surge", says, "Accept or decline", kind=Kind.SURGE_OFFER, facts=facts
    )


def release_ended(release, by, why):
    says = f"{by} has ended your standing release for surge. You are not asked to go until a new one is agreed."
    return _of(release, "Your standing release has ended", says, "See your place on the roster", facts=[["Why", why]])


def offer_called_off(offer):
    says = f"You were asked to help {offer.line.request.organisation}. It is not needed any more."
    return _of(offer, "You are not needed for a surge any more", says, "See what you were asked")


def _deployment(deployment, subject, sentence, link_text="See the deployment", facts=()):
    return _of(deployment, subject, sentence, link_text, facts=facts)


def _days(deployment):
    absence = deployment.absence
    return _facts(deployment.line, absence.starts_on, absence.ends_on)


def accepted(deployment):
    says = f"{deployment.member} goes to help {deployment.line.request.organisation}."
    return _deployment(deployment, "A surge deployment is agreed", says, facts=_days(deployment))


def ends_early(deployment, on):
    says = f"The deployment of {deployment.member} ends early, on {date_words(on)}."
    facts = [["Why", deployment.get_early_why_display()]]
    return _deployment(deployment, "A surge deployment ends early", says, facts=facts)


def called_off(deployment):
    says = f"{deployment.member} is not deployed from {date_words(deployment.absence.starts_on)}: it was called off."
    facts = [["Why", deployment.get_early_why_display()]]
    return _deployment(deployment, "A surge deployment is called off", says, facts=facts)


def ended(deployment):
    says = f"The deployment of {deployment.member} is over. Say how it went."
    return _deployment(deployment, "A surge deployment has ended", says, "Say how it went")


def reviewed(deployment):
    says = f"Somebody has written how the deployment of {deployment.member} went."
    return _deployment(deployment, "Somebody wrote how a deployment went", says, "Read it")


def extension_asked(extension):
    deployment = extension.deployment
    says = f"The deployment of {deployment.member} is to last until {date_words(extension.ends_on)}. Do you agree?"
    return _deployment(
        deployment, "A surge deployment is to last longer", says, "Agree or not", [["Why", extension.why]]
    )


def extension_answered(extension):
    deployment, day = extension.deployment, date_words(extension.ends_on)
    agreed = extension.status == "agreed"
    says = f"lasts until {day}" if agreed else f"does not last until {day}"
    subject = "A surge deployment lasts longer" if agreed else "A surge deployment does not last longer"
    return _deployment(deployment, subject, f"The deployment of {deployment.member} {says}.")
