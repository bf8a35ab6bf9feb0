from contextlib import contextmanager
from decimal import Decimal

import factory
from django.db import connection, transaction
from django.utils import timezone

from apps.learning.models import Page, Question, UnitContent
from apps.learning.states import CHOICES, RELEASED, ContentStatus, QuestionKind
from apps.qualifications.states import Provenance
from tests.qualifications.factories import UnitFactory


@contextmanager
def behind_the_database():
    """Sets a scene: here the database lets a published version be changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def amend(**fields):
    """As if everything had been published with these fields."""
    with behind_the_database():
        UnitContent.objects.update(**fields)


class PartFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with behind_the_database():
            return super()._create(model_class, *args, **kwargs)


class UnitContentFactory(factory.django.DjangoModelFactory):
    """Two pages and a test of four questions: the first option is right, in the last one the first two are."""

    class Meta:
        model = UnitContent
        skip_postgeneration_save = True

    unit = factory.SubFactory(UnitFactory)
    version = factory.LazyAttribute(lambda content: content.unit.contents.count() + 1)
    status = ContentStatus.PUBLISHED
    published_at = factory.LazyAttribute(lambda content: timezone.now() if content.status in RELEASED else None)
    about = "What the work is for."
    outcomes = ["Explain what the work is for"]
    provenance = Provenance.ILLUSTRATIVE
    pass_mark = 75
    attempts = 3

    @factory.post_generation
    def with_pages_and_questions(self, create, extracted, **kwargs):
        for order in (1, 2):
            PageFactory(content=self, order=order, slug=f"page-{order}")
        for order in (1, 2, 3, 4):
            kind = QuestionKind.MULTIPLE if order == 4 else QuestionKind.SINGLE
            QuestionFactory(content=self, order=order, code=f"q{order}", kind=kind)


class PageFactory(PartFactory):
    class Meta:
        model = Page

    order = 1
    slug = "page-1"
    title = factory.LazyAttribute(lambda page: f"Page {page.order}")
    minutes = 3
    body = "Some **words**.\n\n> At a jobcentre, Amira listens first."


class QuestionFactory(PartFactory):
    """By its kind: the first option is right, or the first two; 12.5 minutes, give or take a half; “hand over”."""

    class Meta:
        model = Question

    kind = QuestionKind.SINGLE
    scenario = "A customer is upset."
    text = factory.LazyAttribute(lambda question: f"What is right in {question.code}?")
    why = "Because it is."
    value = factory.LazyAttribute(lambda question: Decimal("12.5") if question.kind == QuestionKind.NUMERIC else None)
    tolerance = factory.LazyAttribute(
        lambda question: Decimal("0.5") if question.kind == QuestionKind.NUMERIC else None
    )
    unit = factory.LazyAttribute(lambda question: "minutes" if question.kind == QuestionKind.NUMERIC else "")
    accepted = factory.LazyAttribute(lambda question: ["hand over"] if question.kind == QuestionKind.SHORT else [])

    @factory.lazy_attribute
    def options(self):
        if self.kind not in CHOICES:
            return []
        right = 2 if self.kind == QuestionKind.MULTIPLE else 1
        return [{"text": f"Option {place}", "correct": place < right} for place in range(4)]
