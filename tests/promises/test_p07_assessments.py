"""P7 for self-assessments: what somebody has not shared is on no page, in no file, no mail and no list of others."""

import re

import pytest
from django.core import mail

from apps.capability import actions
from apps.capability.models import Assessment
from apps.capability.queries import content_of
from apps.core.schedule import sweep
from apps.home import documents, queries
from apps.members.models import Member
from tests.capability.factories import answer, answered, begun, manager_of, published_as, rows_of, shared
from tests.evidence.factories import EvidenceFactory
from tests.members.factories import MemberFactory
from tests.promises.test_p07_matrix import BROWSER, ask, everything, people, sessions, world  # noqa: F401

pytestmark = pytest.mark.django_db
MARK = "Quixotic hummingbird"


@pytest.fixture
def private(people, world):  # noqa: F811
    """All that one can write without sharing it, and what was shared and taken back; by the pages of each."""
    member = people["member"].member
    practice = Assessment.objects.get(pk=world["private_assessment"][0])
    answer(practice, 1, example=MARK)
    real = answered(member, version=published_as("fourth"), example=MARK)
    piece = EvidenceFactory(member=member, is_file=True, title=MARK, note=MARK)
    said = {"assessment": real, "evidence": [piece], "by": member.user}
    actions.choose_evidence(capability=content_of(real.version).capabilities[0], **said)
    taken_back = shared(member, version=published_as("fifth"), example=MARK)
    actions.withdraw_assessment(assessment=taken_back, by=member.user)
    seen = Assessment.objects.select_related("version", "member").get(pk=world["viewed_assessment"][0])
    rows = rows_of(seen, next_step=MARK)
    actions.save_outcome(assessment=seen, rows=rows, held_until=None, by=member.user)
    sweep()
    return {"piece": piece.pk, "assessments": [practice.pk, real.pk, taken_back.pk, seen.pk]}


def test_no_mail_tells_it(private):
    assert mail.outbox
    assert not [m for m in mail.outbox if MARK in f"{m.body} {m.subject} {m.alternatives}"]


@pytest.mark.parametrize("who", ["manager", "central", "head"])
def test_what_others_take_along_of_themselves_does_not_tell_it(private, people, who):  # noqa: F811
    text = "".join(documents.held_json(people[who], queries.everything_about(people[who])))
    assert MARK not in text and re.search("Your account", text)


def test_a_new_manager_reads_what_is_shared_and_the_former_one_no_more(client):
    one = shared(example="Told to my manager")
    two = begun(one.member, practice=True)
    answer(two, 1, example=MARK)
    former, new = manager_of(one), MemberFactory()
    Member.objects.filter(pk=one.member_id).update(line_manager=new)
    client.force_login(former)
    assert client.get(one.get_absolute_url()).status_code == 404
    client.force_login(new.user)
    assert "Told to my manager" in client.get(one.get_absolute_url()).content.decode()
    assert client.get(two.get_absolute_url()).status_code == 404
