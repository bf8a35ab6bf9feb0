"""What the member's own pages show. Reading only."""

from dataclasses import dataclass, field

from apps.accounts.models import User
from apps.core.words import date_words, in_sentence
from apps.members.models import Consent, LearningNeeds, Look, ManagerProposal, Member
from apps.members.states import ADJUSTMENT_USES, EmploymentStatus, ProposalStatus, Purpose

NOT_FOUND = (
    "We could not find anybody with that work email address. Check it, or ask your HR team to correct your line "
    "manager in the HR system"
)

# What it means to agree, in plain words, and what others then see.
MEANS = {
    Purpose.TALENT_SEARCH: (
        "People who have a placement, a loan or a job share to offer can find you.",
        "They see your name, organisation, grade and job title, your interests, what you want next, and which "
        "capabilities you agreed on with your manager. Each time one of them looks, you see it under “Who looked at "
        "your record”. Your line manager does not find you there.",
    ),
    Purpose.MENTORING: (
        "You are suggested to colleagues who look for a mentor or offer to be one.",
        "They see your name, organisation, grade, job title and interests.",
    ),
    Purpose.SURGE_ROSTER: (
        "You are on the list of people who may be asked to help another department for a while. You can say no each "
        "time.",
        "The people who fill surge requests see your name, organisation, grade, job title, and how far you would go.",
    ),
}


@dataclass
class Agreement:
    """One purpose with what it means, whether the member agrees today, and what they said before, newest first."""

    purpose: Purpose
    means: str
    who_sees: str
    history: list = field(default_factory=list)

    @property
    def agree(self):
        return f"I agree to {self._name}"

    @property
    def take_back(self):
        return f"I no longer agree to {self._name}"

    @property
    def history_title(self):
        return f"When you agreed to {self._name}"

    @property
    def _name(self):
        return in_sentence(self.purpose.label)

    @property
    def live(self):
        return next((consent for consent in self.history if not consent.withdrawn_at), None)


def own_consents(user):
    """All that somebody ever agreed to, newest first."""
    return list(Consent.objects.visible_to(user).filter(member__user=user).for_list())


def agreements_of(consents):
    """For what they can be found, each with its consents."""
    found = {purpose: Agreement(purpose, *words) for purpose, words in MEANS.items()}
    for consent in consents:
        if consent.purpose in found:
            found[consent.purpose].history.append(consent)
    return list(found.values())


def uses_of(consents):
    """The uses of adjustments that they agree to now."""
    live = {consent.purpose for consent in consents if not consent.withdrawn_at}
    return [use for use in ADJUSTMENT_USES if use in live]


def adjustments_for(member, use):
    """What is to be done for somebody in a test, at an event …; None unless they agreed to just this use.

    Whatever arranges such a thing asks here, and there is no other way to it.
    """
    agreed = Consent.objects.live().filter(member=member, purpose=use).exists()
    return LearningNeeds.objects.filter(member=member).first() if agreed else None


def looks_at(user):
    return Look.objects.visible_to(user).for_list()


def whom_a_role_is_for(text):
    """The member with this work email or staff number, or else the account of somebody without a record; or None."""
    member = Member.objects.named(text).exclude(status=EmploymentStatus.LEFT).select_related("user").first()
    return member or User.objects.filter(email=text.strip().lower(), member=None, is_active=True).first()


# --- "This is not my manager" ----------------------------------------------------------------------------------------


def live_proposal(member):
    return ManagerProposal.objects.of(member).live().for_list().first()


def manager_with_email(email, user):
    """Whoever has this work email, as far as the person may know of them: else it is as if there were nobody."""
    return Member.objects.with_email(email).findable_by(user).first()


def why_not_manager(member, candidate):
    """Why somebody cannot be the line manager of a member, in words for the member; "" if they can."""
    if candidate is None:
        return NOT_FOUND
    if candidate == member:
        return "That is your own email address. Enter the address of your line manager"
    if candidate.pk == member.line_manager_id:
        return f"{candidate} is already your line manager in the portal"
    if not candidate.is_in_post:
        return f"{candidate} cannot confirm this at the moment. Ask your HR team to correct your line manager"
    if Member.objects.above(candidate).filter(pk=member.pk).exists():
        return f"{candidate} reports to you, directly or through others, so cannot be your line manager"
    return ""


def name_for(person, user):
    """A name that stands on a page for somebody else's sake: that of whoever is restricted is not said outside."""
    if person and person.restricted and not Member.objects.findable_by(user).filter(pk=person.pk).exists():
        return "somebody else"
    return str(person or "")


def agreed_words(proposal):
    """Where the line manager comes from while a proposal holds; "" where it is the HR feed."""
    if proposal is None or proposal.status != ProposalStatus.CONFIRMED:
        return ""
    return f"You and {proposal.confirmer} agreed on {date_words(proposal.confirmed_at)}, until the next HR feed"


# --- HR feeds uploaded in the console --------------------------------------------------------------------------------


def progress_key(upload):
    """Under which the cache has how far a worker is with an uploaded HR feed, in per cent."""
    return f"upload-{upload}"
