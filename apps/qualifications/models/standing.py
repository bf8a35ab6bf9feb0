"""What there is to know of one person and one qualification before they ask for it, in a single query."""

from dataclasses import dataclass, field

from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from apps.approvals.models.route import positional
from apps.qualifications.models.catalogue import Qualification
from apps.qualifications.models.enrolment import Enrolment
from apps.qualifications.models.offering import Offering, Place
from apps.qualifications.states import LIVE, LIVE_PLACES, TAKING, Availability, Status

MOST_STARTS = 30  # shown of one qualification
# SQL and not querysets within querysets: to build those takes longer than all else on the page together. What only
# some qualifications ask for is looked up for those alone.
STANDING = """
    (SELECT jsonb_build_object(
        'enrolments', (
            SELECT coalesce(jsonb_agg(to_jsonb(own) - 'purpose' - 'eligibility' ORDER BY created_at DESC, id), '[]')
            FROM qualifications_enrolment own
            WHERE own.member_id = %(member)s AND own.qualification_id = qualifications_qualification.id
        ),
        'has_offerings', EXISTS (
            SELECT FROM qualifications_offering WHERE qualification_id = qualifications_qualification.id
        ),
        'offerings', (
            SELECT coalesce(jsonb_agg(to_jsonb(upcoming)), '[]') FROM (
                SELECT offering.*, to_jsonb(place) AS place FROM qualifications_offering offering
                LEFT JOIN qualifications_place place ON place.offering_id = offering.id
                AND place.member_id = %(member)s AND place.status = ANY(%(live)s)
                WHERE offering.qualification_id = qualifications_qualification.id
                AND offering.is_open AND offering.starts_on >= %(today)s
                ORDER BY offering.starts_on, offering.provider, offering.id LIMIT %(most)s
            ) upcoming
        ),
        'waiver', (
            SELECT jsonb_build_object('rules', waiver.rules, 'reason', waiver.reason)
            FROM qualifications_waiver waiver
            WHERE waiver.member_id = %(member)s AND waiver.qualification_id = qualifications_qualification.id
            AND waiver.ended_at IS NULL
        ),
        'is_interested', EXISTS (
            SELECT FROM qualifications_interest WHERE member_id = %(member)s
            AND qualification_id = qualifications_qualification.id AND told_at IS NULL AND ended_at IS NULL
        ),
        'organisations', (
            SELECT coalesce(jsonb_agg(name ORDER BY name), '[]') FROM members_organisation
            WHERE asked -> 'organisations' @> to_jsonb(code::text)
        ),
        'grades', CASE WHEN asked -> 'grade_from' IS NOT NULL OR asked -> 'grade_to' IS NOT NULL THEN (
            SELECT jsonb_object_agg(code, jsonb_build_array("order", name)) FROM members_grade
        ) END,
        'prerequisites', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('title', first.title, 'held', EXISTS (
                SELECT FROM qualifications_enrolment held WHERE held.member_id = %(member)s
                AND held.status = %(completed)s AND held.qualification_id IN (first.id, first.successor_id)
            )) ORDER BY first.code), '[]')
            FROM qualifications_qualification first
            WHERE asked -> 'prerequisites' @> to_jsonb(first.code::text)
        ),
        'funded', CASE WHEN asked -> 'funded_once' IS NOT NULL THEN (
            WITH RECURSIVE line AS (
                SELECT qualifications_qualification.id AS id
                UNION SELECT before.id FROM qualifications_qualification before
                JOIN line ON before.successor_id = line.id
            )
            SELECT qualification.title FROM qualifications_place place
            JOIN qualifications_offering offering ON offering.id = place.offering_id
            JOIN line ON line.id = offering.qualification_id
            JOIN qualifications_qualification qualification ON qualification.id = line.id
            WHERE place.member_id = %(member)s AND place.funded_gbp IS NOT NULL LIMIT 1
        ) END
    ) FROM (SELECT qualifications_qualification.requirements AS asked) this)
"""


@dataclass
class Standing:
    """Where somebody stands with a qualification. `offerings` are those that can still be asked for, each with
    `place`: the person's own on it, or None."""

    qualification: Qualification
    enrolments: list = field(default_factory=list)  # every time they asked, the last one first
    offerings: list = field(default_factory=list)
    has_offerings: bool = False  # at any time
    waived: list = field(default_factory=list)
    why_waived: str = ""
    is_interested: bool = False
    organisations: list = field(default_factory=list)
    grades: dict = field(default_factory=dict)  # {code: [order, name]}
    prerequisites: list = field(default_factory=list)  # {"title": …, "held": …}
    funded: str | None = None  # the title of what the central funding paid for before

    @property
    def live(self):
        return next((enrolment for enrolment in self.enrolments if enrolment.status in LIVE), None)

    @property
    def own_place(self):
        """The place that they hold or are offered on a coming start."""
        return next((one.place for one in self.offerings if one.place and one.place.status in TAKING), None)

    @property
    def next_start(self):
        """The next one with a free place, or one that they have a place on."""
        mine = (one for one in self.offerings if one.place and one.place.status in TAKING)
        return next(mine, None) or next((one for one in self.offerings if one.free > 0), None)

    @property
    def is_open(self):
        """Whether anybody could ask for it now."""
        is_known = self.qualification.availability == Availability.OPEN and not self.qualification.is_replaced
        return is_known and (bool(self.offerings) or not self.has_offerings)


def standing_of(member, qualification):
    """`member` may be None: then only the start dates are known."""
    values = {
        "member": member and member.pk,
        "live": list(LIVE_PLACES),
        "today": timezone.localdate(),
        "most": MOST_STARTS,
        "completed": Status.COMPLETED,
    }
    sql, params = positional(STANDING, values)
    found = Qualification.objects.filter(pk=qualification.pk).values_list(
        RawSQL(sql, params, output_field=JSONField()), flat=True
    )[0]
    waiver = found.pop("waiver") or {"rules": [], "reason": ""}
    return Standing(
        qualification=qualification,
        enrolments=[_row_of(Enrolment, row) for row in found.pop("enrolments")],
        offerings=[_offering(row, qualification) for row in found.pop("offerings")],
        waived=waiver["rules"],
        why_waived=waiver["reason"],
        grades=found.pop("grades") or {},
        **found,
    )


def _offering(row, qualification):
    place = row.pop("place")
    offering = _row_of(Offering, row)
    offering.qualification = qualification
    offering.place = _row_of(Place, place) if place else None
    return offering


def _row_of(model, row):
    fields = [each for each in model._meta.concrete_fields if each.attname in row]
    return model.from_db(
        None, [each.attname for each in fields], [each.to_python(row[each.attname]) for each in fields]
    )
