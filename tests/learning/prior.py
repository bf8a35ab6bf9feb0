"""Claims of prior learning, as tests need them."""

import datetime

from apps.learning import actions
from apps.learning.models import PriorFile, PriorLearning
from tests.learning.assignments import upload_of
from tests.qualifications.factories import EnrolmentFactory

SAID = {
    "kind": "certificate",
    "title": "Level 3 Award in Customer Service",
    "gained_at": "NCFE",
    "ended_on": datetime.date(2024, 6, 3),
    "description": "Handling complaints by telephone.",
}


def one_unit(**fields):
    """Somebody studies a qualification of one unit."""
    return EnrolmentFactory(**{"qualification__rule": {"mandatory": ["1"]}} | fields)


def claim(enrolment=None, *, units=None, **said):
    """A draft with one file of evidence, for these units or for all of the enrolment's."""
    enrolment = enrolment or one_unit()
    units = units or [row.unit for row in enrolment.enrolled_units.select_related("unit__suite")]
    user = enrolment.member.user
    prior = actions.claim_prior_learning(enrolment=enrolment, units=units, by=user, **SAID | said)
    PriorFile.objects.create(prior=prior, upload=upload_of(user))
    return prior


def sent(enrolment=None, **said):
    prior = claim(enrolment, **said)
    return actions.submit_prior_learning(prior=prior, by=prior.enrolment.member.user)


def reviewed(by, enrolment=None, *, accepted=None, **said):
    """`accepted`: which units count, in their order; all where nothing is said."""
    prior = sent(enrolment, **said)
    rows = list(prior.units.all())
    answers = {
        row.unit_id: (yes, "" if yes else "The date is missing.")
        for row, yes in zip(rows, accepted or [True] * len(rows), strict=True)
    }
    return actions.review_prior_learning(prior=prior, answers=answers, by=by)


def fresh(prior):
    return PriorLearning.objects.for_page().get(pk=prior.pk)
