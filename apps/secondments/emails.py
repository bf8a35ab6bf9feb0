"""What is told at each step. Subjects name nobody: they are read on locked screens."""

from apps.accounts.roles import Role
from apps.core.words import date_words, time_words
from apps.notifications.states import Kind
from apps.secondments.states import ApplicationStatus

BOARD = "/secondments/"


def _opportunity(opportunity, subject, sentence, link_text="See the opportunity", **more):
    return {
        "kind": Kind.OPPORTUNITY,
        "about": opportunity,
        "subject": subject,
        "sentence": sentence,
        "link": opportunity.get_absolute_url(),
        "link_text": link_text,
        **more,
    }


def _facts(opportunity):
    return [
        ["Host", opportunity.host_name],
        ["From", f"{date_words(opportunity.starts_on)} for {opportunity.length_words}"],
        ["Apply by", f"{time_words(opportunity.deadline)} on {date_words(opportunity.deadline)}"],
    ]


def to_publish(opportunity):
    says = f"“{opportunity}” of {opportunity.host_name} waits to be published."
    facts = _facts(opportunity)
    return _opportunity(opportunity, "An opportunity waits to be published", says, "Read it and decide", facts=facts)


def published(opportunity):
    says = f"“{opportunity}” is on the board now. You hear of each application."
    return _opportunity(opportunity, "Your opportunity is published", says, facts=_facts(opportunity))


def sent_back(opportunity):
    says = f"“{opportunity}” needs a change before it can be published."
    facts = [["What to change", opportunity.sent_back]]
    return _opportunity(opportunity, "Your opportunity needs a change", says, "Change it", facts=facts)


def closed(opportunity):
    says = f"The last day to apply for “{opportunity}” is over. Tell everybody who applied what becomes of it."
    return _opportunity(opportunity, "Your opportunity has closed", says, "See who applied")


def host_added(host):
    says = f"{host.added_by} has named you to run “{host.opportunity}” with them."
    return _opportunity(host.opportunity, "You run an opportunity", says)


def asked_to_look(approach):
    opportunity = approach.opportunity
    says = (
        f"{approach.by} found you because you agreed to be found by whoever has a place to offer, and thinks that "
        f"“{opportunity}” may be something for you. If not, you need do nothing."
    )
    letter = _opportunity(opportunity, "Somebody asks you to look at an opportunity", says, facts=_facts(opportunity))
    return letter | {"kind": Kind.APPROACH, "about": approach}


def guest_invited(guest):
    until = date_words(guest.grant.ends_on)
    is_host = guest.grant.role == Role.PARTNER_HOST
    does = (
        "offer places to civil servants and read who applies" if is_host else "use the portal while you work with us"
    )
    return {
        "kind": Kind.OPPORTUNITY,
        "about": guest,
        "subject": "You have an account on the ODP portal",
        "sentence": f"You can {does}, until {until}. Sign in with this email address.",
        "link": BOARD if is_host else "/",
        "link_text": "Sign in",
    }


def new_opportunities(user, opportunities):
    """All that is new to somebody in one: about the person, on a day."""
    many = len(opportunities)
    what = "A new opportunity fits" if many == 1 else f"{many} new opportunities fit"
    return {
        "kind": Kind.NEW_OPPORTUNITIES,
        "about": user,
        "subject": f"{what} a search of yours",
        "sentence": f"{what} what you are looking for.",
        "facts": [[row.title, f"{row.host_name}, apply by {date_words(row.deadline)}"] for row in opportunities[:10]],
        "link": opportunities[0].get_absolute_url() if many == 1 else BOARD,
        "link_text": "See it" if many == 1 else "See the board",
    }


# --- To hosts --------------------------------------------------------------------------------------------------------


def _to_host(application, subject, sentence, **more):
    return {
        "kind": Kind.APPLICANT,
        "about": application,
        "subject": subject,
        "sentence": sentence,
        "link": application.get_absolute_url(),
        "link_text": "See the application",
        **more,
    }


def application_sent(application):
    return _to_host(
        application, "Somebody has applied", f"{application.member} has applied for “{application.opportunity}”."
    )


def application_withdrawn(application):
    says = f"{application.member} has withdrawn from “{application.opportunity}”."
    return _to_host(application, "An application was withdrawn", says)


def offer_accepted(application):
    says = f"{application.member} has accepted the place on “{application.opportunity}”. Write the agreement next."
    return _to_host(application, "Your offer was accepted", says)


def offer_declined(application):
    says = f"{application.member} does not take the place on “{application.opportunity}”."
    facts = [["Reason", application.get_end_reason_display()]]
    return _to_host(application, "Your offer was declined", says, facts=facts)


# --- To the member ---------------------------------------------------------------------------------------------------


def _to_member(application, subject, sentence, link_text="See your application", **more):
    note = [["What they say", application.end_note]] if application.end_note else []
    return {
        "kind": Kind.APPLICATION,
        "about": application,
        "subject": subject,
        "sentence": sentence,
        "facts": [*more.pop("facts", []), *note],
        "link": application.get_absolute_url(),
        "link_text": link_text,
    }


def shortlisted(application):
    says = f"Your application for “{application.opportunity}” is on the shortlist. The host will be in touch."
    return _to_member(application, "You are on the shortlist", says)


def in_reserve(application):
    says = f"You are in reserve for “{application.opportunity}”: if somebody withdraws, you may be offered the place."
    return _to_member(application, "You are in reserve", says)


def offered(application):
    says = (
        f"You are offered a place on “{application.opportunity}”. Ask your manager for firm release, then accept it."
    )
    return _to_member(application, "You are offered a place", says, "Answer the offer")


def not_chosen(application):
    says = f"Your application for “{application.opportunity}” was not chosen this time."
    return _to_member(
        application,
        "The answer to your application",
        says,
        facts=[["Reason", application.get_end_reason_display()]],
    )


def called_off(application):
    return _to_member(application, "An opportunity was cancelled", f"“{application.opportunity}” does not take place.")


DECIDED = {
    ApplicationStatus.SHORTLISTED: shortlisted,
    ApplicationStatus.RESERVE: in_reserve,
    ApplicationStatus.OFFERED: offered,
    ApplicationStatus.NOT_CHOSEN: not_chosen,
}


# --- Agreement and placement -----------------------------------------------------------------------------------------


def _to_parties(about, subject, sentence, link_text, **more):
    return {
        "kind": Kind.PLACEMENT,
        "about": about,
        "subject": subject,
        "sentence": sentence,
        "link": about.get_absolute_url(),
        "link_text": link_text,
        **more,
    }


def agreement_to_sign(agreement, version):
    application = agreement.application
    says = f"The agreement of {application.member} for “{application.opportunity}” is to be signed by all three."
    number = ["Version", str(version.number)]
    facts = [number, ["Dates", f"{date_words(version.starts_on)} to {date_words(version.ends_on)}"]]
    return _to_parties(agreement, "An agreement is to be signed", says, "Read it and sign", facts=facts)


def agreement_agreed(agreement, version):
    application = agreement.application
    says = f"All three have signed the agreement of {application.member} for “{application.opportunity}”."
    facts = [["Dates", f"{date_words(version.starts_on)} to {date_words(version.ends_on)}"]]
    return _to_parties(agreement, "An agreement is signed by all", says, "See the agreement", facts=facts)


def _placement(placement, subject, sentence, link_text="See the placement"):
    return _to_parties(placement, subject, sentence, link_text)


def placement_ends(placement, left):
    when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    on = date_words(placement.absence.ends_on)
    says = (
        f"The placement of {placement.member} on “{placement}” ends {when}, on {on}. "
        "Plan the return, or agree on a longer time."
    )
    return _placement(placement, f"A placement ends {when}", says)


def placement_ends_early(placement, on):
    says = f"The placement of {placement.member} on “{placement}” ends early, on {date_words(on)}."
    return _placement(placement, "A placement ends early", says)


def placement_ended(placement):
    says = f"The placement of {placement.member} on “{placement}” has ended. Say how it went, and confirm the return."
    return _placement(placement, "A placement has ended", says)


def placement_returned(placement):
    says = f"{placement.member} is back from “{placement}” since {date_words(placement.returned_on)}."
    return _placement(placement, "A return is confirmed", says)


def placement_reviewed(placement):
    says = f"There is a review of the placement of {placement.member} on “{placement}”."
    return _placement(placement, "A placement was reviewed", says, "Read it")
