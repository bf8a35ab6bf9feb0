"""What somebody says of themselves, what their managers said to it, and what the two agreed on."""

from django.db.models import Q

from apps.capability.models import AgreedLevel, Answer, Assessment, ManagerView, Outcome
from apps.capability.states import OutcomeStatus
from apps.home.queries.section import Section

ASSESSED = "assessment__member__user"


class Sent(Section):
    """Without what the manager is still writing: that is nobody else's yet."""

    def of(self, user):
        return super().of(user).filter(sent_at__isnull=False)


class Shown(Section):
    """The same: of what came of a conversation."""

    def of(self, user):
        path = "" if self.model is Outcome else "outcome__"
        others_draft = Q(**{f"{path}status": OutcomeStatus.DRAFT}) & ~Q(**{f"{path}written_by": user.pk})
        return super().of(user).exclude(others_draft)


SECTIONS = [
    Section(
        "Your self-assessments",
        Assessment,
        "member__user",
        {
            "Framework": "version__title",
            "Version": "version__version",
            "For practice": "is_practice",
            "Where it stands": "status",
            "Begun": "started_at",
            "Shared": "shared_at",
            "Agreed or taken back": "ended_at",
            "Cycle until": "cycle__closes_on",
        },
    ),
    Section(
        "What you say of your capabilities",
        Answer,
        ASSESSED,
        {
            "Begun": "assessment__started_at",
            "Capability": "capability__title",
            "Level": "level__title",
            "Not yet": "not_yet",
            "Statements you ticked": "ticked",
            "Your example": "example",
            "Saved": "saved_at",
        },
    ),
    Section(
        "Evidence you added to it",
        Answer.evidence.through,
        f"answer__{ASSESSED}",
        {"Capability": "answer__capability__title", "Evidence": "evidence__title"},
    ),
    Sent(
        "What your manager said to it",
        ManagerView,
        ASSESSED,
        {
            "Capability": "capability__title",
            "Who": "by__name",
            "How they see it": "stance",
            "Comment": "comment",
            "Sent": "sent_at",
        },
    ),
    Shown(
        "What came of your conversations",
        Outcome,
        ASSESSED,
        {
            "Written down by": "written_by__name",
            "Where it stands": "status",
            "Holds until": "held_until",
            "Begun": "started_at",
            "Sent": "proposed_at",
            "Answered by": "answered_by__name",
            "Answered": "answered_at",
            "What they said": "comment",
        },
    ),
    Shown(
        "The levels in them",
        AgreedLevel,
        f"outcome__{ASSESSED}",
        {
            "Capability": "capability__title",
            "Level": "level__title",
            "Not yet": "not_yet",
            "Seen differently": "differs",
            "What is next": "next_step",
        },
    ),
]
