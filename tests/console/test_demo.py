"""The list of demo people."""

import os
import subprocess
import sys

import pytest
from django.contrib.sessions.models import Session

from apps.console.population.people import PEOPLE
from tests.accounts.factories import UserFactory
from tests.accounts.pages import is_signed_in, sign_in
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db


def test_everybody_is_listed_with_a_button(client):
    page = client.get("/demo/")
    assert page.status_code == 200
    for person in PEOPLE:
        assert f'<input type="hidden" name="person" value="{person.key}">' in page.text
        assert person.note.split("’")[0] in page.text


@pytest.mark.parametrize("key", ["member", "partner"])
def test_the_button_signs_in(client, key):
    person = next(person for person in PEOPLE if person.key == key)
    user = MemberFactory(email=person.email).user if person.organisation else UserFactory(email=person.email)
    response = client.post("/demo/sign-in/", {"person": key})
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session["demo_person"] == key
    assert is_signed_in(client)
    assert "This one" in client.get("/account/sessions/").text


def test_another_person_takes_over_with_a_new_session(client):
    for key in ["member", "manager"]:
        MemberFactory(email=f"{key}@demo.odp.example")
    client.post("/demo/sign-in/", {"person": "member"})
    before = client.cookies["session"].value
    client.post("/demo/sign-in/", {"person": "manager"})
    assert client.cookies["session"].value != before
    assert Session.objects.count() == 1
    assert client.session["demo_person"] == "manager"


def test_signing_in_otherwise_is_no_demo_any_more(client):
    MemberFactory(email="member@demo.odp.example")
    member = MemberFactory()
    client.post("/demo/sign-in/", {"person": "member"})
    client.post("/account/logout/")
    sign_in(client, member.email)
    assert "demo_person" not in client.session


@pytest.mark.parametrize("data", [{}, {"person": "nobody"}, {"person": "member"}, {"person": "\0"}])
def test_whoever_is_not_there_is_not_found(client, data):
    assert client.post("/demo/sign-in/", data).status_code == 404


def test_it_takes_a_post_with_a_token(client):
    MemberFactory(email="member@demo.odp.example")
    assert client.get("/demo/sign-in/?person=member").status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post("/demo/sign-in/", {"person": "member"}).status_code == 403
    assert not is_signed_in(strict)


@pytest.mark.parametrize("module, shown", [("base", "False 404"), ("dev", "True 200")])
def test_production_has_no_demonstration_whatever_the_environment_says(module, shown):
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings; from django.test import Client\n"
        "settings.ALLOWED_HOSTS = ['testserver']\n"
        "settings.STORAGES['staticfiles']['BACKEND'] = 'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
        "print(settings.DEMO, Client().get('/demo/', secure=True).status_code)"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": f"odp_portal.settings.{module}",
        "DEMO": "1",
        "SECRET_KEY": "only for this test",
    }
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == shown, run.stderr
