"""The pages on which content is drafted, reviewed and published."""

import pytest

from apps.learning import actions
from apps.learning.models import UnitContent
from tests.console.central import sign_in, sign_in_central
from tests.learning.drafting import PAGE, author_of, draft, in_review, published, the_unit
from tests.members.factories import MemberFactory
from tests.qualifications.factories import UnitFactory
from tests.reading import budget, words_of

pytestmark = pytest.mark.django_db

QUESTION = {
    "scenario": "A customer is upset.",
    "text": "What first?",
    "options": "* Listen\nShout",
    "why": "It helps.",
}


@pytest.fixture
def writer(client):
    return sign_in_central(client)


def url(version, rest=""):
    return f"/console/content/{version.unit_id}/{rest}"


def test_the_list_says_what_there_is_for_each_unit(client, writer):
    in_review(writer)
    UnitFactory(suite__code="CG-2", code="9", title="Nothing yet")
    page = words_of(client.get("/console/content/"))
    assert "2 units" in page and "Version 1 Waiting for review Last changed on" in page
    assert "Nothing yet" not in words_of(client.get("/console/content/?show=review"))
    assert "There is no unit among these" in words_of(client.get("/console/content/?show=drafts"))
    with budget(8):
        client.get("/console/content/")


def test_a_draft_is_a_list_of_tasks(client, writer):
    version = published()
    assert "Draft a change" in words_of(client.get(url(version)))
    assert client.post(url(version, "draft/")).url == url(version)
    page = words_of(client.get(url(version)))
    assert "Version 2 Draft" in page and "Pages 1 page In order" in page and "Criteria 2 criteria In order" in page
    assert client.post(url(version, "draft/")).status_code == 409


@pytest.mark.parametrize(
    ("part", "kind", "typed", "expected"),
    [
        ("pages", "", PAGE, {"slug": "saying-no", "body": "Say **why**."}),
        ("courses", "", {"title": "T", "link": "https://a.example/", "provider": "P"}, {"hours": None}),
        (
            "questions",
            "single",
            QUESTION,
            {"options": [{"text": "Listen", "correct": True}, {"text": "Shout", "correct": False}]},
        ),
        ("questions", "numeric", QUESTION | {"value": "1,200.5", "unit": "calls"}, {"unit": "calls", "tolerance": 0}),
        (
            "questions",
            "short",
            QUESTION | {"accepted": "Hand over\nhandover"},
            {"accepted": ["Hand over", "handover"]},
        ),
        ("criteria", "", {"code": "3.1", "outcome": "2", "text": "Show", "guidance": "How"}, {"outcome": 2}),
    ],
)
def test_a_part_is_added_and_can_be_changed(part, kind, typed, expected, client, writer):
    version = draft(writer)
    add = url(version, f"parts/{part}/add/?kind={kind}")
    assert client.get(add).status_code == 200
    assert client.post(add, typed).url == url(version, f"parts/{part}/")
    owner = version.assignment.criteria if part == "criteria" else getattr(version, part)
    row = owner.order_by("order").last()
    assert {name: getattr(row, name) for name in expected} == expected
    change = url(version, f"parts/{part}/{row.pk}/")
    shown = client.get(change).context["form"].initial
    assert client.post(change, {name: value for name, value in shown.items() if value is not None}).status_code == 302
    assert owner.filter(pk=row.pk).values().get() == owner.model.objects.filter(pk=row.pk).values().get()
    assert {name: getattr(owner.get(pk=row.pk), name) for name in expected} == expected


@pytest.mark.parametrize(
    ("part", "kind", "typed", "words"),
    [
        ("pages", "", PAGE | {"body": "word " * 401}, "It has 401: make two pages of it"),
        ("pages", "", PAGE | {"minutes": "0"}, "Time to read it must be 1 or more"),
        ("courses", "", {"title": "T", "link": "http://a.example/", "provider": "P"}, "begins with https://"),
        ("courses", "", {"title": "T", "link": "javascript:alert(1)", "provider": "P"}, "begins with https://"),
        ("questions", "single", QUESTION | {"options": "* A\n* B"}, "before the one answer that is right"),
        ("questions", "multiple", QUESTION | {"options": "* A\n* B"}, "leave one without it"),
        ("questions", "single", QUESTION | {"options": "A"}, "Write two to ten answers"),
        ("questions", "numeric", QUESTION | {"value": "many"}, "The right number must be a number"),
        ("questions", "short", QUESTION | {"accepted": "x" * 101}, "Each answer must be 100 characters or fewer"),
        ("criteria", "", {"code": "1", "outcome": "9", "text": "T", "guidance": "G"}, "outcome"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(part, kind, typed, words, client, writer):
    version = draft(writer)
    number = version.pages.count() + version.courses.count() + version.questions.count()
    response = client.post(url(version, f"parts/{part}/add/?kind={kind}"), typed)
    assert response.status_code == 422 and words in words_of(response)
    assert version.pages.count() + version.courses.count() + version.questions.count() == number


def test_a_page_is_previewed_before_it_is_saved(client, writer):
    version = draft(writer)
    typed = {"title": "", "minutes": "x", "body": "Say **why**. <script>", "preview": "1"}
    response = client.post(url(version, "parts/pages/add/"), typed)
    assert response.status_code == 200 and "<strong>why</strong>. &lt;script&gt;" in response.content.decode()
    assert "There is a problem" not in words_of(response) and version.pages.count() == 1


def test_parts_are_moved_and_removed(client, writer):
    version = draft(writer)
    second = version.questions.get(order=2)
    assert client.post(url(version, f"parts/questions/{second.pk}/move/"), {"to": "up"}).status_code == 302
    assert version.questions.first() == second
    assert "Remove it" in words_of(client.get(url(version, f"parts/questions/{second.pk}/remove/")))
    assert client.post(url(version, f"parts/questions/{second.pk}/remove/")).status_code == 302
    assert version.questions.first() != second
    page = words_of(client.get(url(version, "parts/questions/")))
    assert "To put right: Questions: there must be at least 8" in page


def test_settings_and_assignment_are_kept(client, writer):
    version = draft(writer)
    initial = client.get(url(version, "test/")).context["form"].initial
    typed = {name: value for name, value in initial.items() if value is not None} | {
        "outcomes": "See\n\nDo ",
        "draw": 5,
    }
    assert client.post(url(version, "test/"), typed).status_code == 302
    initial = client.get(url(version, "assignment/")).context["form"].initial
    assert client.post(url(version, "assignment/"), initial | {"mark_days": 7}).status_code == 302
    version = UnitContent.objects.get(pk=version.pk)
    assert (version.outcomes, version.draw, version.assignment.mark_days) == (["See", "Do"], 5, 7)
    assert client.post(url(version, "assignment/remove/")).status_code == 302
    assert client.get(url(version, "parts/criteria/")).status_code == 404


def test_the_way_to_learners_goes_through_a_second_person(client, writer):
    version = draft(writer)
    actions.save_part(content=version, part="pages", values=PAGE, by=writer)
    assert client.post(url(version, "send/")).status_code == 302
    assert "waits for somebody of the central team who has not written it" in words_of(client.get(url(version)))
    assert client.post(url(version, "publish/")).status_code == 403
    assert client.post(url(version, "test/"), {}).status_code in (409, 422)
    sign_in_central(client)
    page = words_of(client.get(f"/console/content/versions/{version.pk}/changes/"))
    assert "Pages Saying no New" in page and "Questions" not in page
    assert client.post(url(version, "send-back/"), {"why": ""}).status_code == 422
    assert client.post(url(version, "send-back/"), {"why": "Fewer words."}).status_code == 302
    sign_in(client, writer)
    assert "What has to change: Fewer words." in words_of(client.get(url(version)))
    client.post(url(version, "send/"))
    sign_in_central(client)
    assert "Also give it to those who have begun" in words_of(client.get(url(version, "publish/")))
    assert client.post(url(version, "publish/"), {"for_all": "on"}).status_code == 302
    assert UnitContent.objects.published().get() == version
    assert client.post(url(version, "retire/"), {"why": "The law has changed."}).status_code == 302
    assert "nobody can begin this unit" in words_of(client.get(url(version)))


def test_a_draft_with_faults_is_not_sent(client, writer):
    version = draft(writer)
    version.questions.first().delete()
    assert "Questions: to put right" in words_of(client.get(url(version)))
    response = client.post(url(version, "send/"))
    assert response.status_code == 409 and "1 thing must be put right first" in words_of(response)


def test_a_draft_is_discarded(client, writer):
    version = draft(writer)
    assert "Keep it" in words_of(client.get(url(version, "discard/")))
    assert client.post(url(version, "discard/")).status_code == 302
    assert client.get(url(version, "test/")).status_code == 404
    assert "Draft a change" in words_of(client.get(url(version)))


def test_a_version_is_previewed_as_a_learner_sees_it(client, writer):
    version = draft(writer)
    course = {"title": "Tone", "link": "https://a.example/", "provider": "Learning Hub", "hours": 2}
    actions.save_part(content=version, part="courses", values=course, by=writer)
    page = client.get(f"/console/content/versions/{version.pk}/")
    assert "Preview. Version 2" in words_of(page) and "Tone Learning Hub, about 2 hours" in words_of(page)
    assert 'href="https://a.example/" rel="noopener noreferrer external"' in page.content.decode()
    assert "Listen first." in words_of(client.get(f"/console/content/versions/{version.pk}/pages/listening/"))
    test = words_of(client.get(f"/console/content/versions/{version.pk}/test/"))
    assert "Question 1 of 8" in test and "Listen Right" in test and "Because it helps." in test
    assert client.get(f"/console/content/versions/{version.pk}/pages/nothing/").status_code == 404


def test_an_author_sees_their_own_units_only(client):
    version = published()
    other = UnitFactory(suite__code="CG-2", code="9", title="Of others")
    author = author_of(the_unit())
    sign_in(client, author)
    page = words_of(client.get("/console/content/"))
    assert "1 unit " in page and "Of others" not in page
    assert client.get(f"/console/content/{other.pk}/").status_code == 404
    assert client.post(f"/console/content/{other.pk}/draft/").status_code == 404
    assert client.post(url(version, "draft/")).status_code == 302
    assert client.post(url(version, "parts/pages/add/"), PAGE).status_code == 302
    assert client.post(url(version, "send/")).status_code == 302
    assert client.get(url(version, "publish/")).status_code == 403
    assert client.get(url(version, "retire/")).status_code == 403
    assert client.get("/console/").status_code == 404


def test_there_is_no_such_page_for_others(client):
    version = published()
    sign_in(client, MemberFactory().user)
    for path in ("/console/content/", url(version), f"/console/content/versions/{version.pk}/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["parts/nothing/", "parts/nothing/add/", "parts/pages/999/", "parts/pages/999/remove/"]
)
def test_what_is_not_there_is_not_found(path, client, writer):
    assert client.get(url(draft(writer), path)).status_code == 404


def test_nobody_writes_over_what_somebody_else_wrote_meanwhile(client, writer):
    version = draft(writer)
    path = url(version, f"parts/pages/{version.pages.get().pk}/")
    seen = client.get(path).context["form"].initial
    assert client.post(path, seen | {"body": "First."}).status_code == 302
    second = client.post(path, seen | {"body": "These are <b>many</b> other words."})
    assert second.status_code == 409 and "Somebody else has changed this" in words_of(second)
    assert "These are &lt;b&gt;many&lt;/b&gt; other words." in second.content.decode()
    assert version.pages.get().body == "First."


@pytest.mark.parametrize(
    "path", ["{unit}/parts/pages/{huge}/", "{huge}/", "{huge}/test/", "{huge}/publish/", "versions/{huge}/"]
)
def test_a_number_that_no_row_can_have_is_not_found(path, client, writer):
    address = path.format(unit=draft(writer).unit_id, huge=10**30)
    assert client.get(f"/console/content/{address}").status_code == 404
