import re

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
    TrigramStrictWordSimilarity,
)
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.expressions import RawSQL
from django.urls import reverse

from apps.core.words import price_words
from apps.qualifications import combination
from apps.qualifications.states import Availability, Level, Provenance, Size

TYPING_ERROR = 0.4  # how alike a word must be to one of ours: "custmer" is 0.55 like "customer", "court" 0.2
MOST_WORDS = 8  # of a search are looked at; more would only be slower
PUNCTUATION = "()[]{}<>.,;:!?'\"“”‘’/-"  # around a word
SAY_NOTHING = {"a", "an", "and", "at", "for", "in", "is", "of", "on", "or", "the", "to", "with"}

SIZE_WORDS = {
    Size.AWARD: "An Award is the smallest size: a few units.",
    Size.CERTIFICATE: "A Certificate is the middle size: it builds on an Award.",
    Size.DIPLOMA: "A Diploma is the largest size: it builds on a Certificate.",
}


class Suite(models.Model):
    """Units that build on each other: one achieved counts towards every size of the suite."""

    code = models.CharField(max_length=20, unique=True)
    awarding_body = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    assumed_unit_credits = models.PositiveSmallIntegerField(null=True)

    def __str__(self):
        return self.title


class Unit(models.Model):
    """A unit of one suite: unit 304 of another suite is another unit."""

    suite = models.ForeignKey(Suite, models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    level = models.PositiveSmallIntegerField()
    recorded_credits = models.PositiveSmallIntegerField(null=True)
    tut_hours = models.PositiveSmallIntegerField(null=True, help_text="Total unit time")
    provenance = models.CharField(max_length=20, choices=Provenance)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suite", "code"], name="unit_one_per_suite_and_code")]
        ordering = ["suite", "code"]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def credits(self):
        """On record, or as assumed by the suite (illustrative), or None."""
        return self.recorded_credits if self.recorded_credits is not None else self.suite.assumed_unit_credits


# Whether a person with these codes meets what a qualification asks for by itself. What depends on the start date is
# told on its page.
IS_FOR = """
    (SELECT
        (asked -> 'organisations' IS NULL OR asked -> 'organisations' @> to_jsonb(%s::text))
        AND (asked -> 'grade_from' IS NULL OR EXISTS (
            SELECT FROM members_grade own JOIN members_grade least ON least.code = asked ->> 'grade_from'
            WHERE own.code = %s AND own."order" >= least."order"
        ))
        AND (asked -> 'grade_to' IS NULL OR EXISTS (
            SELECT FROM members_grade own JOIN members_grade most ON most.code = asked ->> 'grade_to'
            WHERE own.code = %s AND own."order" <= most."order"
        ))
        AND (asked -> 'prerequisites' IS NULL OR NOT EXISTS (
            SELECT FROM qualifications_qualification first
            WHERE asked -> 'prerequisites' @> to_jsonb(first.code::text)
            AND NOT EXISTS (
                SELECT FROM qualifications_enrolment held WHERE held.member_id = %s AND held.status = 'completed'
                AND held.qualification_id IN (first.id, first.successor_id)
            )
        ))
    FROM (SELECT qualifications_qualification.requirements AS asked) this)
"""


class QualificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The catalogue is open to everybody."""
        return self

    def search(self, text):
        """Full text; a word that it does not find may be spelled nearly alike. Best first, titles before units.

        A word with a number in it is a code or a level: 3818 is no typing error of 3815.
        """
        query = SearchQuery(text, search_type="plain", config="english")
        alike, in_title = Q(), Value(0.0)
        words = [word for word in text.lower().split() if word not in SAY_NOTHING]
        for number, word in enumerate(words[:MOST_WORDS]):
            if any(letter.isdigit() for letter in word):
                exactly = rf"\m{re.escape(word.strip(PUNCTUATION))}\M"
                alike &= Q(search_text__iregex=exactly)
                in_title += Case(When(title__iregex=exactly, then=1.0), default=0.0)
            else:
                name = f"alike_{number}"
                self = self.annotate(**{name: TrigramStrictWordSimilarity(word, "search_text")})
                alike &= Q(**{f"{name}__gte": TYPING_ERROR})
                in_title += TrigramStrictWordSimilarity(word, "title")
        return (
            self.filter(Q(search=query) | alike)
            .annotate(rank=SearchRank(F("search"), query) + in_title)
            .order_by("-rank", "level", "title", "pk")
        )

    def with_is_for(self, member):
        """`is_for`: whether the person's organisation, grade and what they have completed are what is asked for."""
        own = [member.organisation_id, member.grade_id or "", member.grade_id or "", member.pk] if member else []
        is_for = RawSQL(IS_FOR, own, models.BooleanField()) if member else Value(False)
        return self.annotate(is_for=is_for)

    def with_is_mine(self, member):
        """`is_mine`: whether it may be started, and this person meets its rules of department, organisation, region,
        grade and what comes first. Nothing is open to nobody (None)."""
        rows = self.with_is_for(member)
        if member is None:
            return rows.annotate(is_mine=Value(False))
        departments = [member.organisation.department_code]
        is_mine = (
            Q(is_for=True, availability=Availability.OPEN)
            & ~Q(successor__availability=Availability.OPEN)
            & (Q(eligible_departments=[]) | Q(eligible_departments__contains=departments))
            & (Q(eligible_regions=[]) | Q(eligible_regions__contains=[member.region_id or ""]))
        )
        return rows.annotate(is_mine=ExpressionWrapper(is_mine, models.BooleanField()))

    def open_to(self, member):
        return self.with_is_mine(member).filter(is_mine=True)

    def for_list(self):
        return self.select_related("suite", "successor")


class Qualification(models.Model):
    """An Award, Certificate or Diploma of a suite. What is illustrative is marked, what is not known is null."""

    code = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    suite = models.ForeignKey(Suite, models.PROTECT, related_name="qualifications")
    title = models.CharField(max_length=250)
    level = models.PositiveSmallIntegerField(choices=Level)
    size = models.CharField(max_length=20, choices=Size)
    size_provenance = models.CharField(max_length=20, choices=Provenance)
    price_gbp = models.DecimalField(max_digits=8, decimal_places=2, null=True, help_text="Excluding VAT")
    outside_price_gbp = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, help_text="What it typically costs elsewhere, excluding VAT"
    )
    availability = models.CharField(max_length=20, choices=Availability)
    provenance = models.CharField(max_length=20, choices=Provenance)
    rule = models.JSONField(null=True)
    rule_provenance = models.CharField(max_length=20, choices=Provenance, blank=True)
    totals_provenance = models.CharField(max_length=20, choices=Provenance, blank=True)
    accreditation_number = models.CharField(max_length=40, blank=True)
    glh = models.CharField(max_length=20, blank=True, help_text="Guided learning hours: a number or a range")
    tqt = models.PositiveSmallIntegerField(null=True, help_text="Total qualification time in hours")
    credits_on_record = models.PositiveSmallIntegerField(null=True)
    eligible_departments = ArrayField(models.CharField(max_length=20), default=list, help_text="Empty: all")
    eligible_regions = ArrayField(models.CharField(max_length=10), default=list, help_text="Empty: all")
    requirements = models.JSONField(default=dict, blank=True, help_text="Rules beyond department and region")
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    note = models.TextField(blank=True)
    search_text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("title", config="english", weight="A")
        + SearchVector("search_text", config="english", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = QualificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(availability=Availability.OPEN) | Q(rule__isnull=False),
                name="qualification_open_has_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(price_gbp=None) | Q(price_gbp__gt=0), name="qualification_price_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(outside_price_gbp=None) | Q(outside_price_gbp__gt=0),
                name="qualification_outside_price_above_zero",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="qualification_search"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="qualification_typing_errors"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("qualifications:qualification_detail", args=[self.slug])

    @property
    def price_words(self):
        return price_words(self.price_gbp)

    @property
    def outside_price_words(self):
        """ "" where nobody has supplied one."""
        return price_words(self.outside_price_gbp) if self.outside_price_gbp else ""

    @property
    def is_replaced(self):
        """Whether one takes its successor instead. As long as that is not open, one takes this."""
        return self.successor is not None and self.successor.availability == Availability.OPEN

    @property
    def size_words(self):
        return SIZE_WORDS[Size(self.size)]

    @property
    def illustrative_parts(self):
        """What stands in for facts that are not on record, in words."""
        parts = [
            ("its title", self.provenance),
            ("its size", self.size_provenance),
            ("which units make it", self.rule_provenance),
            ("the totals it asks for", self.totals_provenance),
        ]
        found = [words for words, provenance in parts if provenance == Provenance.ILLUSTRATIVE]
        if self.suite.assumed_unit_credits:
            found.append(f"{self.suite.assumed_unit_credits} credits for each unit that has none on record")
        return found

    @property
    def combination(self):
        """The rule of combination, or None where it is not known yet."""
        return combination.Rule.from_data(self.rule) if self.rule is not None else None
