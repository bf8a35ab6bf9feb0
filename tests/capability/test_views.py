"""The pages, as the member and the manager meet them."""

import pytest

from apps.capability import actions
from apps.capability.models import Answer, Assessment, ManagerView, Outcome
from apps.capability.queries import content_of
from apps.evidence.models import Evidence
from tests.capability.factories import (
    agreed,
    answer,
    answered,
    begun,
    manager_of,
    next_year,
    proposed,
    published,
    reporting,
    shared,
    viewed,
)
from tests.capability.our_frameworks import SENIOR
from tests.evidence.factories import EvidenceFactory
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory
from tests.qualifications.trail import events
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
AUTOSAVE = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


def at(assessment, step=""):
    return f"/capability/{assessment.pk}/{step}"


def level(assessment, place):
    return content_of(assessment.version).levels[place - 1].pk


# --- The member ------------------------------------------------------------------------------------------------------


def test_the_first_page_offers_what_is_for_one_s_grade(client):
    member = reporting("AO")
    published(SENIOR)
    client.force_login(member.user)
    page = words_of(client.get("/capability/"))
    assert page.index("core skills: AA to Grade 6") < page.index("framework: SCS2")
    assert "Written for other grades than yours" in page and "See where you stand" in page
    start = words_of(client.get("/capability/start/scs2/"))
    assert "you can only practise with it" in start
    assert client.post("/capability/start/scs2/").status_code == 409
    assert client.get("/capability/start/none/").status_code == 404
    core = words_of(client.get("/capability/start/core-skills/"))
    assert "Only you can see them until you share them" in core and "are illustrative" in core
    one = client.post("/capability/start/core-skills/")
    assert client.post("/capability/start/core-skills/").url == one.url
    assert client.post("/capability/start/core-skills/", {"practice": "1"}).url != one.url
    page = words_of(client.get("/capability/"))
    assert "Go on with it" in page and "Go on with your practice" in page


def test_nothing_is_offered_where_nothing_is_published(client):
    client.force_login(MemberFactory().user)
    assert "There is no framework" in words_of(client.get("/capability/"))


def test_the_way_of_the_answers(client):
    one = begun()
    client.force_login(one.member.user)
    page = words_of(client.get(at(one)))
    assert "0 of 5 done" in page and "Only you can see this" in page
    typed = {"ticked": ["CON-A1", "CON-W2"], "level": level(one, 2), "example": "I rang back."}
    assert client.post(at(one, "1/"), typed).url == at(one, "2/")
    form = client.get(at(one, "1/")).content.decode()
    assert form.count(" checked") == 3 and "I rang back." in form and "Saved" in form
    assert client.post(at(one, "3/"), {"level": "not_yet", "later": "1"}).url == at(one)
    assert client.post(at(one, "4/"), {"example": "Half", "evidence": "1"}).url == at(one, "4/evidence/")
    page = words_of(client.get(at(one)))
    assert "2 of 5 done" in page and "Begun" in page
    assert client.post(at(one, "5/"), {}).url == at(one, "share/")
    check = words_of(client.get(at(one, "share/")))
    assert "2 statements ticked" in check and "then you can share it" in check and "Share it" not in check
    assert client.post(at(one, "share/")).status_code == 409
    assert client.get(at(one, "6/")).status_code == client.get(at(one, "0/")).status_code == 404


def test_autosave_keeps_or_refuses(client):
    one = begun()
    client.force_login(one.member.user)
    assert client.post(at(one, "1/"), {"example": "Hal"}, **AUTOSAVE).status_code == 204
    response = client.post(at(one, "1/"), {"example": "x" * 4001, "level": "9", "ticked": "X"}, **AUTOSAVE)
    assert response.status_code == 422
    assert "Your example must be 4000 characters or less" in words_of(response)
    assert Answer.objects.get().example == "Hal"
    actions.withdraw_assessment(assessment=one, by=one.member.user)
    response = client.post(at(one, "1/"), {"example": "What I typed too late"}, **AUTOSAVE)
    assert response.status_code == 409 and "What I typed too late" in words_of(response)


def test_evidence_is_chosen_read_and_nobody_else_s(client):
    one = answered()
    mine = EvidenceFactory(member=one.member, is_file=True)
    client.force_login(one.member.user)
    assert "A hard call" in words_of(client.get(at(one, "1/evidence/")))
    foreign = EvidenceFactory(member=reporting())
    assert client.post(at(one, "1/evidence/"), {"evidence": [foreign.pk]}).status_code == 422
    assert client.post(at(one, "1/evidence/"), {"evidence": [mine.pk]}).url == at(one, "1/")
    assert "A hard call" in words_of(client.get(at(one, "1/")))
    manager = manager_of(one)
    client.force_login(manager)
    for step in ("", "result/", f"evidence/{mine.pk}/", f"evidence/{mine.pk}/file/", "1/", "view/1/"):
        assert client.get(at(one, step)).status_code == 404
    actions.share_assessment(assessment=one, by=one.member.user)
    assert mine.note in words_of(client.get(at(one, f"evidence/{mine.pk}/")))
    assert client.get(at(one, f"evidence/{mine.pk}/file/")).status_code == 200
    assert client.get(at(one, f"evidence/{foreign.pk}/")).status_code == 404
    assert client.get(at(one, "1/evidence/")).status_code == 403
    assert Evidence.objects.count() == 2


def test_share_take_back_and_change(client):
    one = answered()
    client.force_login(one.member.user)
    assert f"Share it with {one.member.line_manager}" in words_of(client.get(at(one, "share/")))
    assert client.post(at(one, "share/")).url == at(one)
    page = words_of(client.get(at(one)))
    assert "You and your line manager can see this" in page and "You are told then" in page
    assert client.get(at(one, "1/")).url == client.get(at(one, "share/")).url == at(one)
    assert "cannot read it any more" in words_of(client.get(at(one, "change/")))
    other = client.post(at(one, "change/")).url
    assert other != at(one) and "5 of 5 done" in words_of(client.get(other))
    assert "You took this back" in words_of(client.get(at(one)))
    assert client.get(at(one, "take-back/")).url == at(one)
    assert client.post(f"{other}take-back/").url == "/capability/"
    assert events().count("assessment.withdrawn") == 2


def test_practice_ends_with_a_result_and_no_button_to_share(client):
    one = begun(practice=True)
    for number in range(1, 6):
        answer(one, number, 1)
    client.force_login(one.member.user)
    page = words_of(client.get(at(one, "share/")))
    assert "for practice, so it is not shared" in page and "Share it with" not in page
    assert "practice" in words_of(client.get(at(one, "result/")))


# --- The conversation ------------------------------------------------------------------------------------------------


def test_the_way_of_the_conversation(client):
    one = shared()
    member, manager = one.member.user, manager_of(one)
    client.force_login(manager)
    assert str(one.member) in words_of(client.get("/capability/shared/"))
    assert "1 person of your team has shared" in words_of(client.get("/capability/"))
    assert "Say how you see it" in words_of(client.get(at(one)))
    assert "I rang each of them back" in words_of(client.get(at(one, "view/1/")))
    for number in range(1, 6):
        said = {"stance": "lower" if number == 2 else "same", "comment": f"What I saw {number}"}
        if number == 1:
            assert client.post(at(one, "view/1/"), said, **AUTOSAVE).status_code == 204
        response = client.post(at(one, f"view/{number}/"), said)
    assert response.url == at(one, "view/send/")
    assert client.get(at(one, "view/send/")).status_code == 200
    client.force_login(member)
    assert "What I saw" not in words_of(client.get(at(one)))
    assert client.get(at(one, "agree/")).url == at(one)
    client.force_login(manager)
    assert client.post(at(one, "view/send/")).url == at(one)
    assert client.get(at(one, "view/1/")).url == client.get(at(one, "view/send/")).url == at(one)
    client.force_login(member)
    page = words_of(client.get(at(one)))
    assert "You differ on 1 of 5" in page and "What I saw 2" in page and "lower You differ" in page
    written = {f"level_{number}": level(one, 2) for number in range(1, 6)} | {"step_1": "Sit with Ben"}
    assert client.post(at(one, "agree/"), written, **AUTOSAVE).status_code == 204
    client.force_login(manager)
    assert "Sit with Ben" not in words_of(client.get(at(one))) + words_of(client.get(at(one, "agree/")))
    client.force_login(member)
    response = client.post(at(one, "agree/"), {"level_1": level(one, 2), "send": "1"})
    assert response.status_code == 422
    assert "Choose what you agreed on Adaptability to change" in words_of(response)
    assert "Enter until when it holds" in words_of(response)
    assert "Sit with Ben" in client.get(at(one, "agree/")).content.decode()
    until = next_year()
    day = {"held_until-day": until.day, "held_until-month": until.month, "held_until-year": until.year}
    written["level_2"] = "differs"
    assert client.post(at(one, "agree/"), written | day | {"send": "1"}).url == at(one)
    assert client.get(at(one, "agree/answer/")).status_code == 403
    client.force_login(manager)
    assert "waits for your answer" in words_of(client.get(at(one)))
    page = words_of(client.get(at(one, "agree/answer/")))
    assert "Sit with Ben" in page and "You see it differently" in page
    assert client.post(at(one, "agree/answer/"), {"decision": "return"}).status_code == 422
    assert client.post(at(one, "agree/answer/"), {"decision": "confirm"}).url == at(one)
    page = words_of(client.get(at(one)))
    assert "You both agreed on" in page and "Agreed: Working" in page
    assert client.get(at(one, "agree/answer/")).url == at(one)
    assert "Agreed" in words_of(client.get("/capability/shared/"))


def test_what_is_not_agreed_comes_back_with_the_words(client):
    outcome = proposed()
    one = outcome.assessment
    client.force_login(one.member.user)
    said = {"decision": "return", "comment": "We said expert."}
    assert client.post(at(one, "agree/answer/"), said).status_code == 302
    assert "We said expert." in words_of(client.get(at(one)))
    assert "selected" in client.get(at(one, "agree/")).content.decode()


@pytest.mark.parametrize("step", ["1/", "share/", "take-back/", "change/", "1/evidence/"])
def test_the_manager_may_read_but_not_do(client, step):
    one = shared()
    client.force_login(manager_of(one))
    assert client.get(at(one, step)).status_code == 403
    assert client.post(at(one, step)).status_code == 403


def test_the_member_does_not_say_how_the_manager_sees_it(client):
    one = shared()
    client.force_login(one.member.user)
    for step in ("view/1/", "view/send/"):
        assert client.get(at(one, step)).status_code == client.post(at(one, step)).status_code == 403
    assert not ManagerView.objects.exists()


# --- The result ------------------------------------------------------------------------------------------------------


def test_the_result_says_in_words_what_the_chart_shows(client):
    member = reporting("SEO")
    one = agreed(member, place=1)
    client.force_login(member.user)
    page = client.get(at(one, "result/"))
    words = words_of(page)
    assert "Agreed as of" in words and "The expected levels are illustrative" in words
    assert "Your biggest gaps" in words and "communication : Awareness now (agreed)" in words
    assert page.content.decode().count('<svg class="app-radar"') == 1
    again = actions.revise_assessment(assessment=one, by=member.user)
    assert "Last time" in words_of(client.get(at(again, "result/")))
    client.force_login(manager_of(one))
    assert f"Where {member} stands" in words_of(client.get(at(one, "result/")))


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 50])
def test_the_form_keeps_to_its_budget(client, rows):
    one = answered(ticked=["CON-A1"])
    for _ in range(rows if rows > 1 else 0):
        past = Assessment.objects.create(
            member=one.member,
            framework=one.framework,
            version=one.version,
            status="withdrawn",
            ended_at=one.started_at,
        )
        assert past.pk
    client.force_login(one.member.user)
    client.get("/catalogue/")
    with reading_only(), budget(4):  # person with roles, assessment, answers with evidence, navigation
        assert client.get(at(one, "1/")).status_code == 200
    typed = {"ticked": ["CON-A1"], "level": level(one, 2), "example": "I rang back."}
    with budget(5):  # person with roles, assessment, answers, lock, answer
        assert client.post(at(one, "1/"), typed, **AUTOSAVE).status_code == 204


@pytest.mark.parametrize(("make", "step", "most"), [(viewed, "", 9), (agreed, "result/", 9), (viewed, "agree/", 9)])
def test_other_pages_write_nothing_and_ask_little(client, make, step, most):
    one = make()
    for user in (one.member.user, manager_of(one)):
        client.force_login(user)
        client.get("/catalogue/")
        with reading_only(), budget(most + 4):
            assert client.get(at(one, step)).status_code == 200


def test_what_was_shared_asks_as_much_for_five_as_for_two(client):
    manager = reporting().line_manager
    client.force_login(manager.user)
    assert_flat_queries(
        client, "/capability/shared/", lambda: shared(MemberFactory(grade_id="AO", line_manager=manager))
    )


def test_a_stranger_finds_nothing(client):
    one = proposed().assessment
    client.force_login(reporting().user)
    for step in ("", "1/", "share/", "result/", "view/1/", "view/send/", "agree/", "agree/answer/", "change/"):
        assert client.get(at(one, step)).status_code == 404
        assert client.post(at(one, step)).status_code in (404, 405)
    assert Outcome.objects.count() == 1
