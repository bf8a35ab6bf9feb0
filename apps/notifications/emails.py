from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from apps.core.words import date_words
from apps.members.states import ProposalStatus
from apps.notifications.states import Kind


def message_email(message):
    """The mail of a message, as plain text and as simple HTML that says the same."""
    return _email(message.recipient, message.subject, "message", message.pk, {"message": message})


def digest_email(digest):
    """All that is new to somebody in one mail."""
    news = list(digest.messages.order_by("created_at", "pk"))
    subject = "1 new message" if len(news) == 1 else f"{len(news)} new messages"
    return _email(digest.recipient, subject, "digest", digest.pk, {"subject": subject, "news": news})


def _email(recipient, subject, template, pk, context):
    context = context | {"site_url": settings.SITE_URL}
    email = EmailMultiAlternatives(
        subject=f"{subject} – ODP portal",
        body=render_to_string(f"notifications/email/{template}.txt", context),
        to=[recipient.email],
        # The same message has the same id whatever happens: a mail server can tell a repetition.
        headers={"Message-ID": f"<{template}-{pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}>"},
    )
    email.attach_alternative(render_to_string(f"notifications/email/{template}.html", context), "text/html")
    return email


# --- What is told of a record. Its own app is below this one, so the words are here ----------------------------------


def download_ready(download):
    return {
        "kind": Kind.DOWNLOAD_READY,
        "about": download,
        "subject": "The copy of your data is ready",
        "sentence": "The document with everything that the portal holds about you is ready.",
        "facts": [["Available until", date_words(download.until)]],
        "link": "/me/download/",
        "link_text": "Download it",
    }


def upload_harmful(upload):
    return {
        "kind": Kind.UPLOAD,
        "about": upload,
        "subject": "A file that you added was removed",
        "sentence": f"A virus was found in “{upload.name}”, so the portal removed it before anybody could open it. "
        "Tell your IT service desk: it may be on your computer too. You can add another file in its place.",
        "link": "/",
        "link_text": "Go to your home page",
    }


def _proposed(proposal):
    """Only while it waits: whoever has answered, or was saved the trouble, is not asked any more."""
    if proposal.status != ProposalStatus.PROPOSED:
        return []
    says = (
        f"{proposal.member} says that you are their line manager."
        if proposal.proposed
        else f"{proposal.member} says that you are not their line manager, and that they have none."
    )
    letter = _letter(
        proposal,
        Kind.DECISION_WAITING,
        "Please confirm who reports to you",
        says,
        "Confirm it, or say that it is wrong",
    )
    return [(proposal.confirmer, letter)]


def _confirmed(proposal):
    until = "This holds until the next HR feed."
    if not proposal.proposed:
        says = f"{proposal.confirmer} has confirmed that you have no line manager. {until}"
    else:
        says = f"{proposal.proposed} has confirmed that they are your line manager. {until}"
    letters = [(proposal.member, _letter(proposal, Kind.DECISION_MADE, "Your line manager has changed", says))]
    if proposal.former and proposal.former != proposal.confirmer:
        says = f"{proposal.member} now reports to {proposal.proposed} instead of you, as both of them say. {until}"
        letters.append((proposal.former, _letter(proposal, Kind.LINE_CHANGED, "Who reports to you has changed", says)))
    return letters


def _declined(proposal):
    facts = [["Reason", proposal.get_reason_display()]] + (
        [["In their words", proposal.comment]] * bool(proposal.comment)
    )
    says = f"{proposal.confirmer} did not confirm what you said about your line manager. Nothing has changed."
    letter = _letter(proposal, Kind.DECISION_MADE, "Your line manager was not confirmed", says)
    return [(proposal.member, letter | {"facts": facts})]


def _disputed(proposal):
    """Whoever is restricted is named to their own report alone."""
    manager = proposal.member.line_manager
    named = f"that it is {manager}" if manager else "that there is none"
    unnamed = "that it is somebody else" if manager and manager.restricted else named
    return [
        (person, _letter(proposal, Kind.LINE_CHANGED, "The HR feed says otherwise", _says_otherwise(*words)))
        for person, *words in [
            (proposal.member, proposal.confirmer, "your", named),
            (proposal.confirmer, proposal.member, "their", unnamed),
        ]
    ]


def _says_otherwise(other, whose, feed):
    return (
        f"You and {other} agreed about {whose} manager. The HR feed now says {feed}, and it is right until it is "
        "corrected. The central team has been told."
    )


def _settled(proposal):
    says = f"The central team has looked at who the line manager of {proposal.member} is."
    facts, subject = [["Answer", proposal.note]], "The central team has answered"
    return [
        (person, _letter(proposal, kind, subject, says) | {"facts": facts})
        for person, kind in [(proposal.member, Kind.CASE), (proposal.confirmer, Kind.LINE_CHANGED)]
    ]


def _letter(proposal, kind, subject, sentence, link_text="See what was said"):
    return {
        "kind": kind,
        "subject": subject,
        "sentence": sentence,
        "link": proposal.get_absolute_url(),
        "link_text": link_text,
    }


# What happened: who is told, and what.
PROPOSAL_LETTERS = {
    "proposed": _proposed,
    "confirmed": _confirmed,
    "declined": _declined,
    "disputed": _disputed,
    "settled": _settled,
}
