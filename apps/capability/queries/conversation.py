"""What a member and their manager say side by side, and what came of it. Reading only."""

from dataclasses import dataclass

from apps.capability.models import AgreedLevel, Level, ManagerView, Outcome
from apps.capability.queries.assessment import Line, Progress, progress_of
from apps.capability.queries.framework import content_of
from apps.capability.states import OutcomeStatus, Stance

PROMPTS = [
    "Which of these do you both see the same way? Say what shows it.",
    "Where you differ: what has each of you seen that the other has not?",
    "Which one would make most difference to the people you serve?",
    "What is one thing to do in the next three months, and who helps with it?",
]
SAID = {Stance.SAME: "The same", Stance.HIGHER: "Higher", Stance.LOWER: "Lower"}


@dataclass(frozen=True)
class Pair:
    """One capability: the member's own answer, what the manager says to it, and what was agreed."""

    line: Line
    view: ManagerView | None
    agreed: AgreedLevel | None
    agreed_level: Level | None

    @property
    def differs(self):
        return self.view is not None and self.view.stance in (Stance.HIGHER, Stance.LOWER)

    @property
    def view_words(self):
        return SAID[self.view.stance] if self.view and self.view.stance else ""

    @property
    def agreed_words(self):
        if self.agreed is None:
            return ""
        if self.agreed.differs:
            return "You see it differently"
        return "Not yet" if self.agreed.not_yet else self.agreed_level.title if self.agreed_level else ""


@dataclass(frozen=True)
class Conversation:
    progress: Progress
    pairs: list[Pair]
    views_by: object  # whose views these are, or None
    are_sent: bool
    standing: Outcome | None  # that waits for an answer, or was agreed
    returned: Outcome | None  # the latest, where nothing stands

    @property
    def differing(self):
        return sum(pair.differs for pair in self.pairs)


def conversation_of(assessment, user):
    """As this person sees it: what the other one has not sent yet is not in it."""
    progress = progress_of(assessment)
    views, views_by, are_sent = _views(assessment, user)
    outcomes = list(assessment.outcomes.shown_to(user).for_page())
    standing = next((row for row in outcomes if row.status in (OutcomeStatus.PROPOSED, OutcomeStatus.CONFIRMED)), None)
    returned = next((row for row in outcomes if row.status == OutcomeStatus.RETURNED), None)
    agreed = {row.capability_id: row for row in standing.levels.all()} if standing else {}
    pairs = []
    for line in progress.lines:
        row = agreed.get(line.capability.pk)
        level = progress.content.level(row.level_id) if row else None
        pairs.append(Pair(line, views.get(line.capability.pk), row, level))
    return Conversation(progress, pairs, views_by, are_sent, standing, None if standing else returned)


def _views(assessment, user):
    """One's own views, sent or not; else the latest that anybody has sent."""
    rows = list(assessment.views.select_related("by").order_by("-sent_at", "pk"))
    own = [row for row in rows if row.by_id == user.pk]
    sent = [row for row in rows if row.sent_at]
    chosen = own or [row for row in sent if row.by_id == sent[0].by_id]
    by = chosen[0].by if chosen else None
    return {row.capability_id: row for row in chosen}, by, bool(chosen and chosen[0].sent_at)


def view_on(assessment, capability, user):
    return assessment.views.filter(capability=capability, by=user).first()


# --- Writing down what came of it ------------------------------------------------------------------------------------


def written_by(assessment, user):
    """{capability: row} and the day until which it holds: one's draft, else what was not agreed to, else nothing."""
    outcomes = assessment.outcomes.shown_to(user).for_page()
    draft = (
        outcomes.filter(status=OutcomeStatus.DRAFT).first() or outcomes.filter(status=OutcomeStatus.RETURNED).first()
    )
    if draft is None:
        return {}, None
    return {row.capability_id: row for row in draft.levels.all()}, draft


def proposed_of(assessment, user):
    return assessment.outcomes.shown_to(user).for_page().filter(status=OutcomeStatus.PROPOSED).first()


def levels_of(outcome, assessment):
    """[(capability, words, next step)] of what somebody wrote down."""
    content = content_of(assessment.version)
    rows = {row.capability_id: row for row in outcome.levels.all()}
    found = []
    for number, capability in enumerate(content.capabilities, start=1):
        if row := rows.get(capability.pk):
            pair = Pair(Line(number, capability, None, None), None, row, content.level(row.level_id))
            found.append((capability, pair.agreed_words, row.next_step))
    return found
