"""P7 on every page there is: what is somebody's own, and what was not shared yet, is told to nobody else."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection

from tests.promises.routes import ROUTES
from tests.promises.test_p07_assessments import MARK, private  # noqa: F401
from tests.promises.test_p07_matrix import BROWSER, ask, everything, people, sessions, world  # noqa: F401
from tests.promises.test_p07_private import SAID, member  # noqa: F401
from tests.promises.test_p07_restricted import sign_in

pytestmark = pytest.mark.django_db
OTHERS = ["manager", "head", "central", "colleague"]
# The form of adjustments has every choice for everybody, and the filter of consents every purpose.
CHOICES = re.compile(r'value="(braille|adjustments_\w+)"|purpose__exact=adjustments_\w+')


@pytest.fixture
def secrets(member, private):  # noqa: F811
    """The keys of what one person wrote: of all that is private by its kind, and of what was not shared."""
    return private


def told(response):
    """What a page gives away of it. A file that somebody uploaded is not text."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    words = content.decode(errors="replace")
    return [*SAID.findall(CHOICES.sub("", words)), *re.findall(MARK, words)]


def pages_about(secrets, world, who, only=""):  # noqa: F811
    """(route, things) of every page that opens for somebody, and those of self-assessments for each that is private.

    What does not open says nothing but that it is not there: the matrix compares it letter for letter.
    """
    for name, (method, where, row) in ROUTES.items():
        if method == "GET" and ":" in name and name.startswith(only):
            if row[who] == 200:
                yield name, world[where] if where else []
            if name.startswith("capability:") and where and where != "framework_slug":
                for pk in secrets["assessments"]:
                    yield name, [pk, *([secrets["piece"]] if where == "shared_evidence" else world[where][1:])]


def leaks(secrets, session_of, world, who, only=""):  # noqa: F811
    """[page] of those where somebody is told something of it, and how many were looked at."""
    pages = list(pages_about(secrets, world, who, only))
    return [name for name, things in pages if told(ask(session_of[who], "GET", name, world, things))], len(pages)


def data_pages():
    """Each list of Django's admin, a search in it, and rows of it."""
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield address
        yield f"{address}?q=something"
        yield from (f"{address}{pk}/change/" for pk in model._base_manager.values_list("pk", flat=True)[:2])


@pytest.mark.parametrize("others", [OTHERS[:2], OTHERS[2:]])  # so that two processes share the work
def test_nobody_else_is_told_on_any_page(others, secrets, sessions, world, counts):  # noqa: F811
    looked, found = 0, {}
    for who in others:
        found[who], pages = leaks(secrets, sessions, world, who)
        looked += pages
    counts(f"{looked} pages of {len(others)} people: {sum(map(len, found.values()))} leaks")
    assert found == {who: [] for who in others} and looked > 200


def test_one_is_told_oneself(secrets, sessions, world):  # noqa: F811
    """Else the tests here would prove nothing."""
    found, _ = leaks(secrets, sessions, world, "member")
    own = {"home:profile_detail", "home:held_export", "members:learning_needs_change", "members:aims_change"}
    own |= {"members:interests_change", "capability:answer_give", "capability:assessment_detail"}
    assert own | {"capability:outcome_write", "capability:evidence_read"} <= set(found)


def test_a_page_that_told_others_would_be_found(secrets, sessions, world):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_task SET title = 'A request with Xanthippe'")
    assert "approvals:task_detail" in leaks(secrets, sessions, world, "manager", "approvals:")[0]
    assert "console:case_list" in leaks(secrets, sessions, world, "central", "console:case")[0]


def test_a_lost_rule_would_be_found(secrets, sessions, world, monkeypatch):  # noqa: F811
    monkeypatch.setattr("apps.capability.models.assessment.AssessmentQuerySet.visible_to", everything)
    assert "capability:assessment_detail" in leaks(secrets, sessions, world, "manager", "capability:")[0]


def test_the_central_team_is_not_told_among_all_data(people, secrets, counts):  # noqa: F811
    BROWSER.cookies.clear()
    BROWSER.cookies.load(sign_in(people["central"]))
    looked = 0
    for address in data_pages():
        response = BROWSER.get(address)
        assert not told(response), address
        looked += response.status_code == 200  # of what is never shown, the admin says that it is not there
    counts(f"{looked} pages of data: 0 leaks")
    assert looked > 80
    for label in ("members.Aims", "members.LearningNeeds"):
        assert apps.get_model(label) not in admin.site._registry
