from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import ExpressionWrapper, Q, Value
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.models.route import positional
from apps.core.search import found
from apps.core.words import price_words
from apps.members.models import Organisation
from apps.members.states import Contract
from apps.qualifications import combination
from apps.qualifications.states import Availability, Level, Provenance, Size

SIZE_WORDS = {
    Size.AWARD: "An Award is the smallest size: a few units.",
    Size.CERTIFICATE: "A Certificate is the middle size: it builds on an Award.",
    Size.DIPLOMA: "A Diploma is the largest size: it builds on a Certificate.",
}


class SuiteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The catalogue is open to everybody."""
        return self

    def written_by(self, user):
        """Those whose units and qualifications the person may draft: all for the central team, else those of the
        departments that they write for."""
        return self if user.is_central else self.filter(department__in=written_for(user))


class Suite(models.Model):
    """Units that build on each other: one achieved counts towards every size of the suite.

    One of a department holds what that department makes for its own people; its own authors draft it.
    """

    code = models.CharField(max_length=20, unique=True)
    awarding_body = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    assumed_unit_credits = models.PositiveSmallIntegerField(null=True)
    department = models.OneToOneField(Organisation, models.PROTECT, null=True, related_name="suite")

    objects = SuiteQuerySet.as_manager()

    def __str__(self):
        return self.title


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The catalogue is open to everybody."""
        return self

    def written_by(self, user):
        return self if user.is_central else self.filter(suite__department__in=written_for(user))


class Unit(models.Model):
    """A unit of one suite: unit 304 of another suite is another unit."""

    suite = models.ForeignKey(Suite, models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    level = models.PositiveSmallIntegerField()
    recorded_credits = models.PositiveSmallIntegerField(null=True)
    tut_hours = models.PositiveSmallIntegerField(null=True, help_text="Total unit time")
    provenance = models.CharField(max_length=20, choices=Provenance)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suite", "code"], name="unit_one_per_suite_and_code")]
        ordering = ["suite", "code"]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def credits(self):
        """On record, or as assumed by the suite (illustrative), or None."""
        return self.recorded_credits if self.recorded_credits is not None else self.suite.assumed_unit_credits

    def as_row(self):
        """As a catalogue file has it."""
        row = {"code": self.code, "title": self.title, "level": self.level, "provenance": self.provenance}
        return row | _known(credits=self.recorded_credits, tut_hours=self.tut_hours)


def _known(**values):
    return {name: value for name, value in values.items() if value not in (None, "", {}, [])}


def written_for(user):
    """The departments for which the person drafts units and qualifications."""
    return {place.department_code for place in user.scopes_of(Role.AUTHOR) if place}


# Whether a person with these codes meets what a qualification asks for, or an exception lets them pass: the rules of
# eligibility.py but those of start dates and of what they have taken already, which its page tells.
IS_FOR = """
    (SELECT
        (departments = '{}' OR %(department)s = ANY(departments) OR 'department' = ANY(waived))
        AND (regions = '{}' OR %(region)s = ANY(regions) OR 'region' = ANY(waived))
        AND (asked -> 'organisations' IS NULL OR asked -> 'organisations' @> to_jsonb(%(organisation)s::text)
            OR 'organisation' = ANY(waived))
        AND (asked -> 'grade_from' IS NULL AND asked -> 'grade_to' IS NULL OR 'grade' = ANY(waived) OR EXISTS (
            SELECT FROM members_grade own
            LEFT JOIN members_grade least ON least.code = asked ->> 'grade_from'
            LEFT JOIN members_grade most ON most.code = asked ->> 'grade_to'
            WHERE own.code = %(grade)s AND own.code <> ''
            AND own."order" BETWEEN coalesce(least."order", own."order") AND coalesce(most."order", own."order")
        ))
        AND (asked -> 'contract_past_end' IS NULL OR %(contract_end)s::date IS NULL OR 'contract' = ANY(waived)
            OR %(contract_end)s::date > ALL (
                SELECT min(ends_on) FROM qualifications_offering
                WHERE qualification_id = which AND is_open AND starts_on >= %(today)s HAVING count(*) > 0
        ))
        AND (asked -> 'prerequisites' IS NULL OR 'prerequisite' = ANY(waived) OR NOT EXISTS (
            SELECT FROM qualifications_qualification first
            WHERE asked -> 'prerequisites' @> to_jsonb(first.code::text)
            AND NOT EXISTS (
                SELECT FROM qualifications_enrolment held
                WHERE held.member_id = %(member)s AND held.status = 'completed'
                AND held.qualification_id IN (first.id, first.successor_id)
            )
        ))
        AND (asked -> 'funded_once' IS NULL OR 'funded' = ANY(waived) OR NOT EXISTS (
            WITH RECURSIVE line AS (
                SELECT which AS id
                UNION SELECT before.id FROM qualifications_qualification before
                JOIN line ON before.successor_id = line.id
            )
            SELECT FROM qualifications_place place
            JOIN qualifications_offering offering ON offering.id = place.offering_id
            JOIN line ON line.id = offering.qualification_id
            WHERE place.member_id = %(member)s AND place.funded_gbp IS NOT NULL
        ))
    FROM (SELECT
        qualifications_qualification.id AS which,
        qualifications_qualification.requirements AS asked,
        qualifications_qualification.eligible_departments AS departments,
        qualifications_qualification.eligible_regions AS regions,
        coalesce((
            SELECT rules FROM qualifications_waiver
            WHERE member_id = %(member)s AND qualification_id = qualifications_qualification.id AND ended_at IS NULL
        ), '{}') AS waived
        OFFSET 0
    ) this)
"""


class QualificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The catalogue is open to everybody."""
        return self

    def search(self, text):
        """Best first, titles before units: see core.search."""
        return found(self, text).order_by("-rank", "level", "title", "pk")

    def with_is_mine(self, member):
        """`is_mine`: whether it may be started, and this person meets its rules or need not. Nothing is open to nobody
        (None)."""
        return self.annotate(is_mine=ExpressionWrapper(_is_open_to(member), models.BooleanField()))

    def written_by(self, user):
        """Those that the person may draft changes of."""
        return self if user.is_central else self.filter(suite__department__in=written_for(user))

    def open_to(self, member):
        """Those that `with_is_mine` says this of."""
        return self.filter(_is_open_to(member))

    def for_list(self):
        return self.select_related("suite", "successor")


def _is_open_to(member):
    if member is None:
        return Value(False)
    values = {
        "member": member.pk,
        "department": member.organisation.department_code,
        "organisation": member.organisation_id,
        "region": member.region_id or "",
        "grade": member.grade_id or "",
        "contract_end": None if member.contract == Contract.PERMANENT else member.contract_end,
        "today": timezone.localdate(),
    }
    is_for = RawSQL(*positional(IS_FOR, values), models.BooleanField())
    return Q(availability=Availability.OPEN) & ~Q(successor__availability=Availability.OPEN) & Q(is_for)


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
    version = models.ForeignKey(
        "QualificationVersion", models.PROTECT, null=True, editable=False, related_name="+", help_text="The newest"
    )
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
        indexes = [GinIndex(fields=["search"], name="qualification_search")]

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

    def as_row(self):
        """As a catalogue file has it."""
        is_number = self.glh.isdecimal()
        row = {
            "code": self.code,
            "suite": self.suite.code,
            "title": self.title,
            "level": self.level,
            "size": self.size,
            "status": self.availability,
            "provenance": self.provenance,
            "size_provenance": self.size_provenance,
            "eligible_departments": self.eligible_departments or "all",
            "eligible_regions": self.eligible_regions or "all",
        }
        return row | _known(
            price_gbp=None if self.price_gbp is None else f"{self.price_gbp:.2f}",
            outside_price_gbp=None if self.outside_price_gbp is None else f"{self.outside_price_gbp:.2f}",
            rules=self.rule,
            rules_provenance=self.rule_provenance,
            totals_provenance=self.totals_provenance,
            accreditation_number=self.accreditation_number,
            glh=int(self.glh) if is_number else None,
            glh_range="" if is_number else self.glh,
            tqt=self.tqt,
            credits_on_record=self.credits_on_record,
            requirements=self.requirements,
            successor=self.successor and self.successor.code,
            note=self.note,
        )

    @property
    def combination(self):
        """The rule of combination, or None where it is not known yet."""
        return combination.Rule.from_data(self.rule) if self.rule is not None else None
