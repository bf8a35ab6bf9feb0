"""What somebody wrote for assignments, and what was decided about it. Who marks is not said, as on the pages."""

from apps.core.models import Upload
from apps.home.queries.section import Section
from apps.learning.models import (
    Circumstances,
    CriterionMark,
    DraftAnswer,
    DraftFile,
    Mark,
    MarkingSuite,
    MarkingTask,
    Submission,
    SubmittedAnswer,
    SubmittedFile,
    Work,
)

UNIT = "enrolled_unit__unit__code"
LEARNER = "enrolled_unit__enrolment__member__user"

SECTIONS = [
    Section(
        "Your assignments",
        Work,
        LEARNER,
        {
            "Unit": UNIT,
            "Where it stands": "status",
            "Begun": "started_at",
            "To be sent again by": "resubmit_by",
            "Clock stopped": "clock_stopped_on",
        },
    ),
    Section(
        "What you have written for assignments",
        DraftAnswer,
        f"work__{LEARNER}",
        {"Unit": f"work__{UNIT}", "Criterion": "criterion__text", "Text": "text", "Saved": "saved_at"},
    ),
    Section(
        "Files you have added to assignments",
        DraftFile,
        f"work__{LEARNER}",
        {"Unit": f"work__{UNIT}", "Criterion": "criterion__text", "File": "upload__name"},
    ),
    Section(
        "Assignments you sent in",
        Submission,
        f"work__{LEARNER}",
        {"Unit": f"work__{UNIT}", "Submission": "number", "Sent in": "submitted_at"},
    ),
    Section(
        "What was in them",
        SubmittedAnswer,
        f"submission__work__{LEARNER}",
        {
            "Unit": f"submission__work__{UNIT}",
            "Submission": "submission__number",
            "Criterion": "criterion__text",
            "Text": "text",
        },
    ),
    Section(
        "Files in them",
        SubmittedFile,
        f"submission__work__{LEARNER}",
        {
            "Unit": f"submission__work__{UNIT}",
            "Submission": "submission__number",
            "Criterion": "criterion__text",
            "File": "upload__name",
        },
    ),
    Section(
        "How your assignments were marked",
        Mark,
        "author",
        {
            "Unit": f"submission__work__{UNIT}",
            "Submission": "submission__number",
            "By": "kind",
            "Result": "result",
            "Comment": "comment",
            "Decided": "marked_at",
            "Replaced": "replaced_at",
        },
    ),
    Section(
        "Feedback on each criterion",
        CriterionMark,
        "mark__author",
        {
            "Unit": f"mark__submission__work__{UNIT}",
            "Submission": "mark__submission__number",
            "Criterion": "criterion__text",
            "Met": "met",
            "Feedback": "feedback",
        },
    ),
    Section(
        "What is to be decided about your assignments",
        MarkingTask,
        "author",
        {
            "Unit": f"work__{UNIT}",
            "Submission": "submission__number",
            "What": "kind",
            "Where it stands": "status",
            "Since": "opened_at",
            "Due": "due_on",
            "What you said in an appeal": "asked",
            "Outcome": "outcome",
            "Reason": "reason",
            "Ended": "closed_at",
        },
    ),
    Section(
        "More time you asked for",
        Circumstances,
        "asked_by",
        {
            "Unit": f"work__{UNIT}",
            "Reason": "reason",
            "Asked": "asked_at",
            "Where it stands": "status",
            "Working days more": "days",
            "Answer": "answer",
            "Answered": "decided_at",
        },
    ),
    Section(
        "Files you uploaded",
        Upload,
        "owner",
        {"Name": "name", "Kind": "kind", "Bytes": "size", "Uploaded": "uploaded_at"},
    ),
    Section(
        "Suites you mark",
        MarkingSuite,
        "grant__user",
        {"Role": "grant__role", "Suite": "suite__title"},
    ),
]
