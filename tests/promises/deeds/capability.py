"""Frameworks, self-assessments and the conversations about them."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from apps.capability import actions as capability
from tests.capability.factories import (
    answered,
    begun,
    manager_of,
    next_year,
    proposed,
    published,
    rows_of,
    shared,
    viewed,
)
from tests.capability.our_frameworks import our_framework, our_grades
from tests.members.factories import OrganisationFactory, central_user


def capability__load_framework():
    our_grades()
    return partial(capability.load_framework, data=our_framework(), by=None)


def capability__publish_framework():
    our_grades()
    version = capability.load_framework(data=our_framework(), by=central_user())
    return partial(capability.publish_framework, version=version, by=central_user())


def capability__start_assessment():
    one = begun()
    capability.withdraw_assessment(assessment=one, by=one.member.user)
    return partial(capability.start_assessment, version=one.version, practice=False, by=one.member.user)


def capability__share_assessment():
    one = answered()
    return partial(capability.share_assessment, assessment=one, by=one.member.user)


def capability__withdraw_assessment():
    one = shared()
    return partial(capability.withdraw_assessment, assessment=one, by=one.member.user)


def capability__revise_assessment():
    one = shared()
    return partial(capability.revise_assessment, assessment=one, by=one.member.user)


def capability__send_views():
    one = shared()
    manager = manager_of(one)
    for row in one.version.capabilities.all():
        capability.save_view(assessment=one, capability=row, stance="same", comment="", by=manager)
    return partial(capability.send_views, assessment=one, by=manager)


def capability__propose_outcome():
    one = viewed()
    said = {"assessment": one, "by": one.member.user}
    capability.save_outcome(rows=rows_of(one), held_until=next_year(), **said)
    return partial(capability.propose_outcome, **said)


def capability__confirm_outcome():
    outcome = proposed()
    return partial(capability.confirm_outcome, outcome=outcome, by=outcome.assessment.member.user)


def capability__return_outcome():
    outcome = proposed()
    by = outcome.assessment.member.user
    return partial(capability.return_outcome, outcome=outcome, comment="Not yet.", by=by)


def capability__open_cycle():
    today = timezone.localdate()
    return partial(
        capability.open_cycle,
        department=OrganisationFactory(),
        framework=published().framework,
        opens_on=today,
        closes_on=today + timedelta(days=30),
        by=central_user(),
    )
