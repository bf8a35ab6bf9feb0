from decimal import Decimal

from django.db import transaction
from django.db.models import F

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.learning import permissions
from apps.learning.content_file import errors_of
from apps.learning.models import Attempt, Page, Question, UnitContent
from apps.learning.states import Needed, QuestionKind
from apps.qualifications.models import Unit

ATTEMPTS_A_DAY = 3  # illustrative, like the pass marks: the awarding body's own figures are not on record
OUT_OF_THE_WAY = 1000  # places that no page of a file takes, so that an order can change without meeting itself


@transaction.atomic
def load_content(*, data, by=None):
    """Take over the pages and the test of one unit: all of it or, with any error, nothing.

    Raises RuleBroken with a line for each error. Pages and questions that are no longer in the file go, unless someone
    has taken the test: then a file may bring more questions, but must leave those that are there as they are, because
    a published version does not change under a learner.
    """
    require(permissions.can_load_content(by))
    if errors := errors_of(data):
        raise RuleBroken("\n".join(errors))
    unit = Unit.objects.filter(suite__code=data["suite"], code=data["unit"]).first()
    if unit is None:
        raise RuleBroken(f"unit: there is no unit {data['unit']} in suite {data['suite']}")
    content, _ = UnitContent.objects.update_or_create(
        unit=unit,
        defaults={
            "about": data["about"],
            "outcomes": data.get("outcomes", []),
            "provenance": data["provenance"],
            "pass_mark": data["pass_mark"],
            "attempts": data.get("attempts", ATTEMPTS_A_DAY),
            "draw": data.get("draw"),
            "minutes": data.get("minutes"),
            "reflection": data.get("reflection", Needed.OPTIONAL),
            "hours_elsewhere": str(data.get("hours_elsewhere", 0)),
        },
    )
    _replace_pages(content, data["pages"])
    _replace_questions(content, data["questions"])
    audit.record("unit.content_loaded", subject=unit, by=by, says="loaded its pages and test from a file")
    return content


def _replace_pages(content, rows):
    content.pages.exclude(slug__in=[row["slug"] for row in rows]).delete()
    content.pages.update(order=F("order") + OUT_OF_THE_WAY)
    for order, row in enumerate(rows, 1):
        Page.objects.update_or_create(
            content=content,
            slug=row["slug"],
            defaults={"order": order, "title": row["title"], "minutes": row["minutes"], "body": row["body"].strip()},
        )


def _replace_questions(content, rows):
    wanted = [_question(order, row) for order, row in enumerate(rows, 1)]
    before = list(content.questions.order_by("order").values(*wanted[0]))
    if before == wanted:
        return
    if Attempt.objects.filter(enrolled_unit__unit=content.unit).exists():
        _add_questions(content, before, wanted)
        return
    content.questions.all().delete()
    Question.objects.bulk_create(Question(content=content, **row) for row in wanted)


def _add_questions(content, before, wanted):
    by_code = {row["code"]: row for row in wanted}
    if any(by_code.get(row["code"], {}) | {"order": row["order"]} != row for row in before):
        raise RuleBroken("questions: someone has taken this test, so its questions cannot be changed, only added to")
    content.questions.update(order=F("order") + OUT_OF_THE_WAY)
    for row in wanted:
        content.questions.update_or_create(code=row["code"], defaults=row)


def _question(order, row):
    """The fields of a question, as the database gives them back."""
    number = row["kind"] == QuestionKind.NUMERIC
    return {
        "order": order,
        "code": row["code"],
        "kind": row["kind"],
        "options": [{"text": o["text"], "correct": bool(o.get("correct"))} for o in row.get("options", ())],
        "value": Decimal(str(row["value"])) if number else None,
        "tolerance": Decimal(str(row.get("tolerance", 0))) if number else None,
        "unit": row.get("unit", "").strip(),
        "accepted": [text.strip() for text in row.get("accepted", ())],
        **{key: row[key].strip() for key in ("scenario", "text", "why")},
    }
