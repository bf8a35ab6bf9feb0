from decimal import Decimal

import factory

from apps.learning.models import Page, Question, UnitContent
from apps.learning.states import CHOICES, QuestionKind
from apps.qualifications.states import Provenance
from tests.qualifications.factories import UnitFactory


class UnitContentFactory(factory.django.DjangoModelFactory):
    """Two pages and a test of four questions: the first option is right, in the last one the first two are."""

    class Meta:
        model = UnitContent
        skip_postgeneration_save = True

    unit = factory.SubFactory(UnitFactory)
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


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Page

    order = 1
    slug = "page-1"
    title = factory.LazyAttribute(lambda page: f"Page {page.order}")
    minutes = 3
    body = "Some **words**.\n\n> At a jobcentre, Amira listens first."


class QuestionFactory(factory.django.DjangoModelFactory):
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
