"""Every page there is, not only those of the journeys: for each who sees other parts of it, and with nothing in it."""

import pytest
from django.urls import reverse

from tests.promises.routes import ROUTES
from tests.promises.test_p07_matrix import people, world  # noqa: F401
from tests.system.looks import seen

EYES = ["member", "manager", "head", "assessor", "colleague", "central", "anonymous"]  # who see different parts
NO_PAGES = {
    "health_live": "a line for a machine",
    "health_ready": "a line for a machine",
    "console:health_deep": "a line for a machine",
    "session_status": "data for a script",
    "certificates:certificate_download": "a file to save, which the journey looks into",
    "certificates:credential_download": "a file to save",
    "certificates:did_show": "data for a program",
    "certificates:status_list": "data for a program",
    "console:claim_download": "a file to save",
    "insights:figures_export": "a file to save",
    "insights:summary_download": "a file to save",
    "home:held_export": "a file to save",
    "members:download_file": "a file to save",
    "plan:plan_download": "a file to save",
    "evidence:file_download": "a file to save",
    "capability:evidence_download": "a file to save",
    "learning:file_download": "a file to save",
    "learning:linked_file": "a file to save",
    "learning:marking_file": "a file to save",
    "learning:evidence_download": "a file to save",
    "secondments:evidence_download": "a file to save",
    "secondments:agreement_download": "a file to save",
}


def pages_of(person, others=()):
    """The routes that open for this person, and for none of the others."""
    return [
        name
        for name, (method, _, row) in ROUTES.items()
        if method == "GET"
        and row[person] == 200
        and name not in NO_PAGES
        and not any(row[other] == 200 for other in others)
    ]


def looks():
    """(person, pages): each page with the first eyes that see it; by --full with all, who see other parts of it."""
    for place, person in enumerate(EYES):
        first = pages_of(person, EYES[:place])
        halves = [first[0::2], first[1::2]] if len(first) > 60 else [first]  # so that two processes share the work
        for half, names in enumerate(halves, 1):
            yield pytest.param(person, names, id=f"{person}-{half}")
        if rest := [name for name in pages_of(person) if name not in first]:
            yield pytest.param(person, rest, marks=pytest.mark.full, id=f"{person}-rest")


@pytest.mark.parametrize(("person", "names"), looks())
def test_every_page_is_good(chromium_visitor, people, world, person, names, counts):  # noqa: F811
    visitor = chromium_visitor(people.get(person))
    before = len(seen())
    for name in names:
        where = ROUTES[name][1]
        address = reverse(name, args=world[where] if where else [])
        visitor.opens(f"{address}?decision=refused" if str(where).endswith("_refusal") else address)
        assert visitor.status == 200, name
    counts(f"{len(names)} pages, {len(seen()) - before} of them in states not seen before")
    assert names


def test_the_pages_of_whoever_marks_are_good(chromium_visitor, people, world):  # noqa: F811
    visitor = chromium_visitor(people["assessor"])
    for name in ("learning:marking_list", "learning:submission_mark", "learning:appeal_decide"):
        where = ROUTES[name][1]
        assert visitor.opens(reverse(name, args=world[where] if where else [])).status == 200


def test_the_pages_of_somebody_who_has_nothing_yet_are_good(chromium_visitor, people):  # noqa: F811
    visitor = chromium_visitor(people["colleague"])
    own = ["record", "views", "download", "consents", "notifications"]
    for path in ["/", "/me/", *(f"/me/{page}/" for page in own), "/enrolments/", "/certificates/", "/approvals/"]:
        assert visitor.opens(path).status == 200


def test_the_pages_that_say_no_are_good(chromium_visitor, people, world):  # noqa: F811
    visitor = chromium_visitor(people["manager"])
    task, draft, submitted = world["refused_task"][0], world["draft"][0], world["submitted"][0]
    for path, status in [
        ("/nothing/here/", 404),
        (f"/enrolments/{draft}/", 404),
        (f"/approvals/{task}/ask-the-central-team/", 403),
        ("/catalogue/?q=%00", 400),
    ]:
        assert visitor.opens(path).status == status
    member = chromium_visitor(people["member"])
    assert member.opens(f"/enrolments/{submitted}/units/").status == 409
