"""People with what they say of themselves, made by the actions of the portal."""

from datetime import timedelta

from django.utils import timezone

from apps.capability import actions
from apps.capability.models import Assessment, FrameworkVersion
from apps.capability.queries import content_of
from apps.capability.states import Stance
from tests.capability.our_frameworks import CORE, our_framework, our_grades
from tests.members.factories import MemberFactory

EXAMPLE = "I rang each of them back the same day."
COMMENT = "I have seen you do it with the whole team."


def published(path=CORE):
    """A framework of ours, loaded once in a test."""
    data = our_framework(path)
    found = FrameworkVersion.objects.filter(framework__slug=data["slug"]).first()
    if found is None:
        our_grades()
        found = actions.load_framework(data=data)
    return found


def reporting(grade="AO", **fields):
    """A member who has a line manager."""
    published()
    return MemberFactory(grade_id=grade, line_manager=MemberFactory(grade_id="HEO"), **fields)


def begun(member=None, practice=False, path=CORE):
    member = member or reporting()
    return actions.start_assessment(version=published(path), practice=practice, by=member.user)


def answer(assessment, number, place=2, example=EXAMPLE, ticked=()):
    """`place` 0 is “not yet”, None nothing so far."""
    content = content_of(assessment.version)
    actions.save_answer(
        assessment=assessment,
        capability=content.capabilities[number - 1],
        level=content.levels[place - 1] if place else None,
        not_yet=place == 0,
        ticked=ticked,
        example=example,
        by=assessment.member.user,
    )


def answered(member=None, place=2, path=CORE, **fields):
    """All of it is answered, and only the member sees it."""
    assessment = begun(member, path=path)
    for number in range(1, len(content_of(assessment.version).capabilities) + 1):
        answer(assessment, number, place, **fields)
    return assessment


def shared(member=None, **fields):
    assessment = answered(member, **fields)
    return actions.share_assessment(assessment=assessment, by=assessment.member.user)


def manager_of(assessment):
    return assessment.member.line_manager.user


def viewed(member=None, higher=(), lower=(), **fields):
    """The manager has said how they see it: higher or lower with the capabilities of these numbers."""
    assessment = shared(member, **fields)
    manager = manager_of(assessment)
    for number, capability in enumerate(content_of(assessment.version).capabilities, start=1):
        stance = Stance.HIGHER if number in higher else Stance.LOWER if number in lower else Stance.SAME
        actions.save_view(assessment=assessment, capability=capability, stance=stance, comment=COMMENT, by=manager)
    return actions.send_views(assessment=assessment, by=manager)


def rows_of(assessment, place=2, differs=(), next_step=""):
    content = content_of(assessment.version)
    rows = {}
    for number, capability in enumerate(content.capabilities, start=1):
        is_other = number in differs
        level = content.levels[place - 1] if place and not is_other else None
        rows[capability] = {
            "level": level,
            "not_yet": place == 0 and not is_other,
            "differs": is_other,
            "next_step": next_step,
        }
    return rows


def proposed(member=None, by="manager", place=2, differs=(), until=None, **fields):
    assessment = viewed(member, **fields)
    return propose(assessment, by=by, place=place, differs=differs, until=until)


def propose(assessment, by="manager", place=2, differs=(), until=None):
    user = manager_of(assessment) if by == "manager" else assessment.member.user
    rows = rows_of(assessment, place, differs)
    actions.save_outcome(assessment=assessment, rows=rows, held_until=until or next_year(), by=user)
    return actions.propose_outcome(assessment=assessment, by=user)


def agreed(member=None, **fields):
    """The manager wrote it down, and the member agreed to it."""
    outcome = proposed(member, **fields)
    actions.confirm_outcome(outcome=outcome, by=outcome.assessment.member.user)
    return Assessment.objects.select_related("member", "version").get(pk=outcome.assessment_id)


def next_year():
    return timezone.localdate() + timedelta(days=365)
