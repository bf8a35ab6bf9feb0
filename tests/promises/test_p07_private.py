"""P7 for what people say of themselves: adjustments and aims are on no page, in no list and no mail of others."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.db import connection

from apps.core.schedule import sweep
from apps.members import actions
from apps.members.states import ADJUSTMENT_USES
from tests.members.factories import LookFactory, ManagerProposalFactory
from tests.notifications.factories import PreferenceFactory
from tests.promises.routes import ROUTES
from tests.promises.test_p07_matrix import BROWSER, ask, people, sessions, world  # noqa: F401
from tests.promises.test_p07_restricted import sign_in

pytestmark = pytest.mark.django_db
SECRET = "Xanthippe’s own words"
OTHERS = ["manager", "head", "central"]
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


def told(response):
    """What a page gives away of it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    # The form has every choice for everybody; a file that somebody uploaded is not text.
    return SAID.findall(re.sub(r'value="(braille|adjustments_\w+)"', "", content.decode(errors="replace")))


def leaks(session_of, world, others=OTHERS, only=""):  # noqa: F811
    """[(who, page)] of all pages of the portal where others are told something of it, and how many were looked at."""
    names = [name for name, (method, *_) in ROUTES.items() if method == "GET" and ":" in name and only in name]
    pages = [(who, name) for who in others for name in names]
    return [(who, name) for who, name in pages if told(ask(session_of[who], "GET", name, world))], len(pages)


def data_pages():
    """Each list of Django's admin, a search in it, and each row that there is."""
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield address
        yield f"{address}?q=something"
        yield from (f"{address}{pk}/change/" for pk in model._base_manager.values_list("pk", flat=True)[:5])


def test_nobody_else_is_told_on_any_page(member, sessions, world, counts):  # noqa: F811
    found, pages = leaks(sessions, world)
    counts(f"{pages} pages of {len(OTHERS)} people: {len(found)} leaks")
    assert found == [] and pages > 200


def test_one_is_told_oneself(member, sessions, world):  # noqa: F811
    """Else the tests here would prove nothing."""
    found, _ = leaks(sessions, world, ["member"])
    names = {name for _, name in found}
    own = {"home:profile_detail", "home:held_export", "members:learning_needs_change", "members:aims_change"}
    assert own | {"members:interests_change"} == names


def test_a_page_that_told_others_would_be_found(member, sessions, world):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_task SET title = 'A request with Xanthippe'")
    found, _ = leaks(sessions, world, ["manager", "central"], "approvals:")
    found += leaks(sessions, world, ["central"], "console:case")[0]
    assert ("manager", "approvals:task_detail") in found and ("central", "console:case_list") in found


def test_the_central_team_is_not_told_among_all_data(people, member, counts):  # noqa: F811
    BROWSER.cookies.clear()
    BROWSER.cookies.load(sign_in(people["central"]))
    looked = 0
    for address in data_pages():
        response = BROWSER.get(address)
        # The filter of consents names every purpose that there is, whoever agreed to it.
        words = re.sub(r"purpose__exact=adjustments_\w+", "", response.content.decode())
        assert not SAID.findall(words), address
        looked += 1
    counts(f"{looked} pages of data: 0 leaks")
    assert looked > 80
    for label in ("members.Aims", "members.LearningNeeds"):
        assert apps.get_model(label) not in admin.site._registry


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
