"""P7 for what people say of themselves: adjustments and aims are on no page, in no list and no mail of others."""

import re

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from apps.core.schedule import sweep
from apps.members import actions
from apps.members.states import ADJUSTMENT_USES
from tests.members.factories import LookFactory, ManagerProposalFactory
from tests.notifications.factories import PreferenceFactory
from tests.promises.test_p07_matrix import BROWSER, ask, people, sessions, world  # noqa: F401

pytestmark = pytest.mark.django_db
SECRET = "Xanthippe’s own words"
SAID = re.compile(f"Xanthippe|braille|adjustments_|{'|'.join(ADJUSTMENT_USES)}")


@pytest.fixture
def member(people, world):  # noqa: F811
    """They say all that there is to say, allow every use, and take part in what others can see."""
    user = people["member"]
    actions.change_interests(interests=SECRET, by=user)
    said = {"next_move": "up", "when": "now", "work": ["leading"], "how_far": "here"}
    actions.change_aims(help_wanted=SECRET, by=user, **said)
    needs = {"needs": SECRET, "adjustments": ["braille"], "other_adjustments": SECRET}
    actions.change_learning_needs(uses=[*ADJUSTMENT_USES], by=user, **needs)
    actions.give_consent(purpose="mentoring", by=user)
    LookFactory(member=user.member), PreferenceFactory(user=user)
    sweep()
    return user


def test_no_mail_no_job_and_no_line_of_the_trail_tells(member):
    letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox]
    assert not SAID.findall(" ".join(letters))
    with connection.cursor() as cursor:
        for table in ("core_job", "core_auditevent", "notifications_message"):
            cursor.execute(f"SELECT string_agg(row::text, ' ') FROM {table} AS row")
            assert not SAID.findall(cursor.fetchone()[0] or "")


@pytest.mark.parametrize("who", ["manager", "head", "central", "former manager"])
def test_no_role_reads_them_by_their_querysets(people, member, who):  # noqa: F811
    former = ManagerProposalFactory(member__line_manager=people["manager"].member).former.user
    user = former if who == "former manager" else people[who]
    for label in ("members.Aims", "members.LearningNeeds"):
        assert not apps.get_model(label).objects.visible_to(user).exists()
    consents = apps.get_model("members.Consent").objects.visible_to(user)
    assert not consents.filter(purpose__in=ADJUSTMENT_USES).exists()
