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
from tests.promises.routes import ROUTES
from tests.promises.test_p07_matrix import BROWSER, ask, everything, people, sessions, world  # noqa: F401
from tests.promises.test_p07_private import data_pages
from tests.promises.test_p07_restricted import sign_in

pytestmark = pytest.mark.django_db
OTHERS = ["manager", "head", "central", "colleague"]
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


def told(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return MARK in content.decode(errors="replace")


def pages_about(private, world):  # noqa: F811
    """(route, things) of every page of the portal, and those of self-assessments for each that is private."""
    for name, (method, where, _) in ROUTES.items():
        if method != "GET" or ":" not in name:
            continue
        yield name, world[where] if where else []
        if name.startswith("capability:") and where and where not in ("framework_slug",):
            for pk in private["assessments"]:
                last = [private["piece"]] if where == "shared_evidence" else world[where][1:]
                yield name, [pk, *last]


def leaks(private, session_of, world, who):  # noqa: F811
    pages = list(pages_about(private, world))
    return [name for name, things in pages if told(ask(session_of[who], "GET", name, world, things))], len(pages)


def test_nobody_else_is_told_on_any_page(private, sessions, world, counts):  # noqa: F811
    looked, found = 0, {}
    for who in OTHERS:
        found[who], pages = leaks(private, sessions, world, who)
        looked += pages
    counts(f"{looked} pages of {len(OTHERS)} people: {sum(map(len, found.values()))} leaks")
    assert found == {who: [] for who in OTHERS} and looked > 600


def test_one_is_told_oneself(private, sessions, world):  # noqa: F811
    """Else the tests here would prove nothing."""
    found, _ = leaks(private, sessions, world, "member")
    assert {"capability:answer_give", "capability:assessment_detail", "capability:outcome_write"} <= set(found)
    assert {"capability:evidence_read", "home:held_export"} <= set(found)


def test_a_lost_rule_would_be_found(private, sessions, world, monkeypatch):  # noqa: F811
    monkeypatch.setattr("apps.capability.models.assessment.AssessmentQuerySet.visible_to", everything)
    found, _ = leaks(private, sessions, world, "manager")
    assert "capability:assessment_detail" in found


def test_no_list_of_the_central_team_and_no_mail_tells_it(private, people, counts):  # noqa: F811
    sign_in(people["central"])
    pages = [address for address in data_pages() if told(BROWSER.get(address))]
    assert pages == []
    assert mail.outbox and not [
        m for m in mail.outbox if MARK in m.body or MARK in m.subject or MARK in str(m.alternatives)
    ]
    counts(f"{len(mail.outbox)} mails and all data pages: none tells it")


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
