"""A person's HR record and learning record, and what the profession consists of."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import F, Max, Min, OuterRef, Subquery, Sum

from apps.certificates.models import Certificate
from apps.certificates.queries import share_opened_by
from apps.core.words import date_words, joined
from apps.members.models import Aims, LearningNeeds, Member
from apps.members.reference import job_families
from apps.qualifications.models import Enrolment, StudyLog, StudyPlan, UnitAchievement
from apps.qualifications.states import Status

# How a record reads: what is held, what is on its way, what came to nothing.
RECORD_ORDER = [
    Status.COMPLETED,
    Status.IN_PROGRESS,
    Status.DEFERRED,
    Status.APPROVED,
    Status.CHANGED,
    Status.SUBMITTED,
    Status.DECLINED,
    Status.WITHDRAWN,
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
GRADES = {
    "G7": "Grade 7",
    "G6": "Grade 6",
    "SCS1": "Senior Civil Service pay band 1",
    "SCS2": "Senior Civil Service pay band 2",
}


@dataclass(frozen=True)
class Record:
    member: Member
    enrolments: list
    achievements: list
    certificates: list
    studied: list


@dataclass(frozen=True)
class SharedRecord:
    """What whoever has a link sees: what was achieved, and nothing of what is on its way or came to nothing."""

    name: str
    ends_at: datetime
    qualifications: list
    achievements: list


def own_member(user):
    """The person's HR record with everything it refers to; None for somebody without one."""
    return Member.objects.for_page().select_related("aims", "learning_needs").filter(user=user).first()


def record_of(member):
    """What a person has achieved, studies and asked for. A draft is nobody's business yet, so it is not part of it."""
    plan = StudyPlan.objects.filter(enrolment=OuterRef("pk")).order_by("-version")
    enrolments = (
        Enrolment.objects.filter(member=member, status__in=RECORD_ORDER)
        .select_related("qualification__suite", "task")
        .annotate(ends_on=Subquery(plan.values("ends_on")[:1]))
        .order_by("-created_at", "pk")
    )
    return Record(
        member=member,
        enrolments=sorted(enrolments, key=lambda enrolment: RECORD_ORDER.index(enrolment.status)),
        achievements=_achievements(member),
        certificates=list(Certificate.objects.filter(holder=member).of_a_life()),
        studied=_studied(member),
    )


def shared_record(token):
    """The record that a link leads to; None where it leads nowhere, or no longer."""
    share = share_opened_by(token)
    if share is None:
        return None
    return SharedRecord(
        name=share.member.name,
        ends_at=share.ends_at,
        qualifications=list(Certificate.objects.filter(holder=share.member).valid().for_list()),
        achievements=_achievements(share.member),
    )


def _achievements(member):
    achievements = UnitAchievement.objects.filter(member=member).select_related("unit__suite")
    return list(achievements.order_by("-achieved_on", "unit__suite__code", "unit__code"))


def _studied(member):
    """Study time logged for each qualification: its title, the hours, the first and the last day."""
    logs = StudyLog.objects.counted().filter(member=member).order_by("enrolment__qualification__title")
    by_title = logs.values(title=F("enrolment__qualification__title"))
    return list(by_title.annotate(hours=Sum("hours"), first=Min("on"), last=Max("on")))


def hr_fields(member):
    """(label, value) of each field of the HR record, "" where HR has recorded nothing."""
    organisation, contract = member.organisation, member.get_contract_display()
    since = f", since {date_words(member.email_since)}" if member.email_since else ""
    until = f" until {date_words(member.contract_end)}" if member.contract_end else ""
    return [
        ("Name", member.name),
        ("Staff number", member.staff_number),
        ("Work email", f"{member.email}{since}"),
        ("Department", organisation.department or organisation),
        ("Organisation", organisation if organisation.department else ""),
        ("Unit", member.unit),
        ("Grade", member.grade),
        ("Region", member.region),
        ("Job family", member.job_family),
        ("Job title", member.job_title),
        ("Line manager", member.line_manager),
        ("Contract", f"{contract}{until}"),
        ("Working days", _days_in_words(member.working_days)),
        ("Status", member.get_status_display()),
    ]


def aims_in_words(member):
    """(question, answer) of what a member said about interests and aims, "" where they have not said."""
    aims = getattr(member, "aims", None) or Aims()
    return [
        ("What interests you", aims.interests),
        ("What you would like next", aims.get_next_move_display()),
        ("When", aims.get_when_display()),
        ("What kind of work", "\n".join(aims.work_words)),
        ("Where", aims.get_how_far_display()),
        ("What would help you", aims.help_wanted),
    ]


def needs_in_words(member, uses):
    """The same of what they need to learn well, and for which uses others may read the adjustments."""
    needs = getattr(member, "learning_needs", None) or LearningNeeds()
    adjustments = [*needs.adjustment_words, needs.other_adjustments]
    return [
        ("What helps you to learn", needs.needs),
        ("Adjustments you need", "\n".join(filter(None, adjustments))),
        ("Who may use them", joined([use.label for use in uses]) if uses else "Nobody but you"),
    ]


def _days_in_words(letters):
    """MTWTF is "Monday to Friday", M-W-F is "Monday, Wednesday and Friday"."""
    places = [place for place, letter in enumerate(letters) if letter != "-"]
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return f"{DAYS[places[0]]} to {DAYS[places[-1]]}"
    return joined([DAYS[place] for place in places])


@cache
def job_families_with_roles():
    """The job families as the profession publishes them, each role with its grades in words."""
    families = job_families()["job_families"]
    return [
        {
            "title": family["title"],
            "roles": [
                {
                    "title": role["title"],
                    "grades": joined([GRADES.get(code, code) for code in role["grades"]]),
                    "is_example": role["provenance"] != "confirmed",
                }
                for role in family["roles"]
            ],
        }
        for family in families
    ]
