"""What the pages of capabilities show. Reading only."""

from apps.capability.queries.assessment import answers_of, evidence_of, offers_for, progress_of
from apps.capability.queries.conversation import (
    PROMPTS,
    conversation_of,
    levels_of,
    proposed_of,
    view_on,
    written_by,
)
from apps.capability.queries.cycle import people_to_invite, people_to_remind, with_response
from apps.capability.queries.framework import changes_between, content_of, develops_into, faults_of, others_of
from apps.capability.queries.gaps import AGREED, SELF, Gap, gaps_of, result_of

__all__ = [
    "AGREED",
    "PROMPTS",
    "SELF",
    "Gap",
    "answers_of",
    "changes_between",
    "content_of",
    "conversation_of",
    "develops_into",
    "evidence_of",
    "faults_of",
    "gaps_of",
    "levels_of",
    "offers_for",
    "others_of",
    "people_to_invite",
    "people_to_remind",
    "progress_of",
    "proposed_of",
    "result_of",
    "view_on",
    "with_response",
    "written_by",
]
