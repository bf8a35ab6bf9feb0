"""Prior learning in the demonstration: a claim with a reference, which waits for a reviewer."""

import datetime
from pathlib import Path

from apps.core.uploads import checked
from apps.learning import actions
from apps.learning.queries import claimable_units
from apps.learning.states import PriorKind
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status

REFERENCE = Path(__file__).with_name("reference.pdf")
SAID = {
    "kind": PriorKind.EXPERIENCE,
    "title": "Duty manager of a call centre",
    "gained_at": "An insurance company in Leeds",
    "ended_on": datetime.date(2023, 9, 29),
    "description": (
        "For three years I ran the late shift: 14 people, 600 calls. I planned who was on which line, listened in on "
        "two calls a week with each of them, and answered the complaints that nobody else could close."
    ),
}


def make_demo_prior_learning(team):
    """Of the manager's team, whoever studies most claims what they did before."""
    studying = Enrolment.objects.filter(member__in=team, status=Status.IN_PROGRESS).order_by("pk")
    for enrolment in studying.select_related("member__user", "qualification__suite"):
        if units := claimable_units(enrolment)[:2]:
            who = {"by": enrolment.member.user}
            prior = actions.claim_prior_learning(enrolment=enrolment, units=units, **SAID, **who)
            reference = checked(REFERENCE.name, REFERENCE.read_bytes())
            actions.add_evidence(prior=prior, file=reference, **who)
            actions.submit_prior_learning(prior=prior, **who)
            return
