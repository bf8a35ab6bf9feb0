"""People with what they say of themselves, made by the actions of the portal."""

from datetime import timedelta

from django.utils import timezone

from apps.capability import actions
from apps.capability.models import Assessment, FrameworkVersion
from apps.capability.queries import content_of
from apps.capability.states import Stance
from tests.capability.our_frameworks import CORE, our_framework, our_grades
from tests.evidence.factories import EvidenceFactory
from tests.members.factories import MemberFactory, central_user

EXAMPLE = "I rang each of them back the same day."
COMMENT = "I have seen you do it with the whole team."


def published(path=CORE):
    """A framework of ours, loaded once in a test."""
    data = our_framework(path)
    found = FrameworkVersion.objects.published().filter(framework__slug=data["slug"]).first()
    if found is None:
        our_grades()
        found = actions.load_framework(data=data)
    return found


def reporting(grade="AO", **fields):
    """A member who has a line manager."""
    published()
    return MemberFactory(grade_id=grade, line_manager=MemberFactory(grade_id="HEO"), **fields)


def begun(member=None, practice=False, path=CORE, version=None):
    member = member or reporting()
    return actions.start_assessment(version=version or published(path), practice=practice, by=member.user)


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


def answered(member=None, place=2, path=CORE, version=None, **fields):
    """All of it is answered, and only the member sees it."""
    assessment = begun(member, path=path, version=version)
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


def published_as(slug, path=CORE):
    """The same framework under another name: somebody can have one open assessment of each."""
    our_grades()
    return actions.load_framework(data=our_framework(path) | {"slug": slug, "title": f"Framework {slug}"})


def world_of_assessments(member, marker=EXAMPLE):
    """One of each: private, shared, viewed, and with levels to agree to; as the addresses of pages have them."""
    published()
    private = begun(member, practice=True)
    answer(private, 1, example=marker)
    given = answered(member, example=marker)
    piece = EvidenceFactory(member=member, is_file=True, note=marker)
    first = content_of(given.version).capabilities[0]
    actions.choose_evidence(assessment=given, capability=first, evidence=[piece], by=member.user)
    actions.share_assessment(assessment=given, by=member.user)
    seen, written = (viewed(member, version=published_as(slug), example=marker) for slug in ("second", "third"))
    propose(written)
    draft = actions.load_framework(data=our_framework() | {"version": "2030"}, by=central_user())
    return {
        "framework_slug": ["core-skills"],
        "framework": [draft.pk],
        "frameworks": [draft.pk, published().pk],
        "private_assessment": [private.pk],
        "private_answer": [private.pk, 1],
        "shared_assessment": [given.pk],
        "answer_to_view": [given.pk, 1],
        "shared_evidence": [given.pk, piece.pk],
        "viewed_assessment": [seen.pk],
        "proposed_assessment": [written.pk],
    }
