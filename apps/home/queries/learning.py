"""A person's own learning, with the step where they stopped."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest, JSONObject
from django.urls import reverse

from apps.learning.models import Answer, Attempt, Page, PageRead
from apps.qualifications.models import EnrolledUnit, Enrolment, StudyPlan, UnitAchievement

MOST_ENROLMENTS = 50  # nobody has as many; a page must not grow without end


FIELDS = [
    "status",
    "created_at",
    "task_id",
    *(f"qualification__{name}" for name in ("title", "slug", "level", "size", "suite_id")),
]


@dataclass(frozen=True)
class Step:
    """Where to go on: the unit, what comes next in it, and the page that shows it."""

    unit: str
    says: str
    href: str


def own_enrolments(member):
    """Newest first, each with `starts_on` and `ends_on` of the study time that counts, and where they stopped."""
    plan = StudyPlan.objects.filter(enrolment=OuterRef("pk")).order_by("-version")
    return list(
        Enrolment.objects.filter(member=member)
        .select_related("qualification")
        .only(*FIELDS)
        .annotate(
            starts_on=Subquery(plan.values("starts_on")[:1]),
            ends_on=Subquery(plan.values("ends_on")[:1]),
            stopped_at=_stopped_at(),
        )
        .order_by("-created_at", "pk")[:MOST_ENROLMENTS]
    )


def _stopped_at():
    """As JSON: the unit worked on last, or else the first, of those not achieved yet; its pages and open test."""
    achieved = UnitAchievement.objects.filter(member=OuterRef("enrolment__member"), unit=OuterRef("unit"))
    read = PageRead.objects.filter(enrolled_unit=OuterRef("pk")).order_by("-read_at")
    answered = Answer.objects.filter(attempt__enrolled_unit=OuterRef("pk")).order_by("-saved_at")
    started = Attempt.objects.filter(enrolled_unit=OuterRef("pk")).order_by("-started_at")
    last = Greatest(
        Subquery(read.values("read_at")[:1]),
        Subquery(started.values("started_at")[:1]),
        Subquery(answered.values("saved_at")[:1]),
        output_field=DateTimeField(),
    )
    is_read = PageRead.objects.filter(page=OuterRef("pk"), enrolled_unit=OuterRef(OuterRef("pk")))
    pages = Page.objects.filter(content__unit=OuterRef("unit")).order_by("order")
    given = Answer.objects.filter(attempt=OuterRef("pk")).exclude(chosen=[]).values("question")
    unit = (
        EnrolledUnit.objects.filter(~Exists(achieved), enrolment=OuterRef("pk"))
        .annotate(last=last)
        .order_by(F("last").desc(nulls_last=True), "unit__code")
    )
    return Subquery(
        unit.values(
            step=JSONObject(
                pk=F("pk"),
                code=F("unit__code"),
                title=F("unit__title"),
                last=F("last"),
                pages=ArraySubquery(pages.values(page=JSONObject(slug="slug", title="title", read=Exists(is_read)))),
                test=Subquery(
                    started.open().values(test=JSONObject(asked="questions", answered=ArraySubquery(given)))[:1]
                ),
            )
        )[:1]
    )


def step_of(stopped_at):
    """The next question of a test that is open, else the next page, else the test."""
    unit = f"Unit {stopped_at['code']}: {stopped_at['title']}"
    return Step(unit, *_next(stopped_at["pk"], stopped_at["pages"], stopped_at["test"]))


def _next(pk, pages, test):
    if test:
        asked = test["asked"]
        for number, question in enumerate(asked, 1):
            if question not in test["answered"]:
                return f"Question {number} of {len(asked)}", reverse("learning:question_answer", args=[pk, number])
        return "Check your answers and send the test in", reverse("learning:attempt_check", args=[pk])
    for number, page in enumerate(pages, 1):
        if not page["read"]:
            says = f"Page {number} of {len(pages)}: {page['title']}"
            return says, reverse("learning:page_read", args=[pk, page["slug"]])
    unit = reverse("learning:unit_detail", args=[pk])
    return ("You have read all pages. Next is the test", unit) if pages else ("See what the unit asks for", unit)
