"""What was refused becomes a page, and every answer has the headers it needs, errors included."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from apps.accounts.models import User
from apps.core.middleware import ErrorPagesMiddleware
from apps.core.rules import RuleBroken
from odp_portal.urls import urlpatterns as portal
from tests.helpers import closing
from tests.members.factories import MemberFactory


def good(request):
    return HttpResponse("good")


def kept(request):
    return HttpResponse("kept", headers={"Cache-Control": "max-age=60"})


def broken_rule(request):
    raise RuleBroken("This course is <full>.")


def drawn_too_late(request):
    """A rule that fails only while the page is drawn."""
    return render(request, "409.html", {"reason": late})


def late():
    raise RuleBroken("This course is full.")


def forbidden(request):
    raise PermissionDenied


def missing(request):
    raise Http404


def crashed(request):
    raise ValueError("crashed")


@transaction.atomic
def waiting(request):
    """Wants a row that someone else is changing."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    User.objects.select_for_update().get(pk=request.user.pk)
    return HttpResponse("got it")


@transaction.atomic
def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(5)")


def refused(request, code):
    """The database refuses with this code."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{code}'; END $$")


urlpatterns = [
    *portal,
    path("good/", good),
    path("kept/", kept),
    path("rule/", broken_rule),
    path("late/", drawn_too_late),
    path("forbidden/", forbidden),
    path("missing/", missing),
    path("crashed/", crashed),
    path("waiting/", waiting),
    path("slow/", slow),
    path("refused/<str:code>/", refused),
]
pytestmark = [pytest.mark.urls(__name__)]

ANSWERS = {"/good/": 200, "/rule/": 409, "/forbidden/": 403, "/missing/": 404, "/nowhere/": 404, "/good/?x=%00": 400}
ANSWERS_AND_CRASH = ANSWERS | {"/crashed/": 500}


@pytest.fixture
def signed_in(client):
    user = MemberFactory().user
    client.force_login(user)
    return user


# --- Refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/rule/", "/late/"])
def test_a_broken_rule_is_a_page_that_says_why(client, signed_in, address):
    response = client.post(address)
    assert response.status_code == 409
    assert "409.html" in [template.name for template in response.templates]
    text = response.content.decode()
    assert "This course is" in text
    assert "Nothing has been changed." in text


@pytest.mark.django_db
def test_the_reason_is_escaped(client, signed_in):
    text = client.get("/rule/").content.decode()
    assert "&lt;full&gt;" in text
    assert "<full>" not in text


@pytest.mark.django_db(transaction=True)
def test_a_row_that_someone_else_holds_is_try_again(client, signed_in):
    taken, done = Event(), Event()

    @closing
    @transaction.atomic
    def hold():
        User.objects.select_for_update().get(pk=signed_in.pk)
        taken.set()
        done.wait(timeout=10)

    with ThreadPoolExecutor() as pool:
        holder = pool.submit(hold)
        assert taken.wait(timeout=10)
        response = client.post("/waiting/")
        done.set()
        holder.result(timeout=10)
    assert response.status_code == 409
    text = response.content.decode()
    assert ErrorPagesMiddleware.BUSY in text
    assert "try again" in text
    assert client.post("/waiting/").content == b"got it"


@pytest.mark.django_db(transaction=True)
def test_a_question_that_takes_the_database_too_long_is_try_again(client, signed_in):
    response = client.get("/slow/")
    assert response.status_code == 409
    assert "try again" in response.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["55P03", "57014", "40P01"])  # lock timeout, statement timeout, deadlock
def test_what_passes_by_itself_is_try_again(client, signed_in, code):
    response = client.get(f"/refused/{code}/")
    assert response.status_code == 409
    assert "try again" in response.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["53100", "23505"])  # disk full, not unique
def test_what_does_not_pass_is_an_error(client, signed_in, code):
    with pytest.raises(DatabaseError, match="refused"):
        client.get(f"/refused/{code}/")


@pytest.mark.parametrize(("role", "has_limits"), [("", True), ("owner", False)])
def test_pages_wait_for_the_database_no_longer_than_a_person_would(role, has_limits):
    code = "from odp_portal.settings.base import DATABASES; print(DATABASES['default']['OPTIONS']['options'])"
    environment = {
        "SECRET_KEY": "x",
        "CREDENTIAL_KEY": "x",
        "DATABASE_URL": "postgres://a@b/c",
        "WEB_DATABASE_URL": "postgres://a@b/c",
        "REDIS_URL": "redis://b",
        "DATABASE_ROLE": role,
    }
    python = [sys.executable, "-c", code]
    options = subprocess.run(
        python, cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert ("lock_timeout=3s" in options.stdout) == has_limits
    assert ("statement_timeout=5s" in options.stdout) == has_limits


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/good/?q=%00", "/good/?a=1&q=x%00y", "/good/%00", "/approvals/?page=%00"])
def test_a_nul_in_the_address_is_a_400(client, signed_in, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "There is a problem with what was sent" in response.content.decode()


@pytest.mark.django_db
def test_a_percent_sign_and_zeros_are_no_nul(client, signed_in):
    assert client.get("/good/?q=100%25&x=%2500&y=%30%30").status_code == 200


# --- Headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), ANSWERS_AND_CRASH.items())
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_every_answer_has_the_security_headers(client, address, status, is_signed_in):
    if is_signed_in:
        client.force_login(MemberFactory().user)
    client.raise_request_exception = False
    response = client.get(address)
    if is_signed_in:
        assert response.status_code == status
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "script-src" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(response["X-Request-ID"]) == 32


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/good/", "/missing/", "/rule/"])
def test_over_https_browsers_are_told_to_stay_there(client, settings, address):
    settings.SECURE_HSTS_SECONDS = 60
    client.force_login(MemberFactory().user)
    assert client.get(address, secure=True)["Strict-Transport-Security"].startswith("max-age=60")


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), ANSWERS_AND_CRASH.items())
def test_what_a_signed_in_person_saw_is_kept_nowhere(client, signed_in, address, status):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_what_a_page_says_itself_about_caches_stays(client, signed_in):
    assert client.get("/kept/")["Cache-Control"] == "max-age=60"


@pytest.mark.django_db
def test_pages_open_to_all_may_be_kept(client):
    response = client.get("/verify/")
    assert response.status_code == 200
    assert "no-store" not in response.get("Cache-Control", "")


def test_what_was_typed_is_given_back_with_the_refusal(rf):
    middleware = ErrorPagesMiddleware(lambda request: None)
    request = rf.post(
        "/x/", {"text": "One <b>long</b> thought\u202e.", "short": "two words", "csrfmiddlewaretoken": "a b c"}
    )
    request.user = AnonymousUser()
    page = middleware.process_exception(request, RuleBroken("Too late.")).content.decode()
    assert "One &lt;b&gt;long&lt;/b&gt; thought." in page
    assert "two words" not in page and "a b c" not in page
    request = rf.post("/x/", {"short": "yes"})
    request.user = AnonymousUser()
    assert "What you wrote" not in middleware.process_exception(request, RuleBroken("No.")).content.decode()
