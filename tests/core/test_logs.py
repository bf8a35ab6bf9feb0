"""The logs say what happened, where and in which request, and nothing about people."""

import json
import logging
from io import StringIO

import pytest
from celery.app.trace import LOG_FAILURE
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path
from django.utils.module_loading import import_string

from apps.accounts.models import User
from apps.core.logs import request_id
from odp_portal.settings import base
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory


def speak(request):
    logging.getLogger("tests").warning("spoken")
    return HttpResponse("spoken")


def repeat_address(request):
    """The database refuses a second account with the address and quotes it."""
    User.objects.create(email=request.user.email)


urlpatterns = [path("speak/", speak), path("repeat/", repeat_address)]


@pytest.fixture
def handler():
    """What settings let through to the log, kept in memory."""
    config = settings.LOGGING["handlers"]["console"]
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(import_string(settings.LOGGING["formatters"][config["formatter"]]["()"])())
    for name in config["filters"]:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    return handler


@pytest.fixture
def lines(handler):
    """What was logged, line by line."""
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.fixture(autouse=True)
def outside_any_request():
    token = request_id.set("")
    yield
    request_id.reset(token)


def test_production_logs_everything_that_way():
    assert base.LOGGING["root"] == {"handlers": ["console"], "level": "INFO"}
    assert base.LOGGING["handlers"]["console"]["formatter"] == "json"
    assert "request_id" in base.LOGGING["handlers"]["console"]["filters"]


def test_a_line_is_json_in_utc(lines):
    logging.getLogger("tests").warning("Job %s, attempt %s", "count 7", 2)
    [line] = lines()
    at = line.pop("at")
    assert at.endswith("+00:00")
    assert line == {"level": "WARNING", "logger": "tests", "message": "Job count 7, attempt 2"}


@pytest.mark.parametrize("text", ["two\nlines", "\u2028", "\ud800", "\x00", '"}', "Łukasz"])
def test_nothing_breaks_a_line(handler, text):
    """Past the loggers: pytest would put half a character into its report, which then cannot be sent."""
    handler.handle(logging.makeLogRecord({"msg": "it was %s", "args": (text,)}))
    [line] = handler.stream.getvalue().splitlines()
    assert json.loads(line)["message"] == f"it was {text}"


def fail():
    raise ValueError("Amara Okafor, amara@work.example")


def test_an_error_says_where_it_happened_and_not_what_it_said(lines):
    try:
        fail()
    except ValueError:
        logging.getLogger("tests").exception("It failed")
    [line] = lines()
    assert line["error"][0] == "ValueError"
    assert line["error"][-1].endswith(" fail")
    assert __file__ in line["error"][-1]
    assert "Amara" not in json.dumps(line)


def test_an_error_of_an_error_says_nothing_either(lines):
    try:
        try:
            fail()
        except ValueError as error:
            raise LookupError("Ben Okafor") from error
    except LookupError:
        logging.getLogger("tests").exception("It failed")
    assert "Okafor" not in json.dumps(lines())


def test_what_celery_says_of_a_failed_task_does_not_quote_the_error(lines):
    context = {
        "name": "apps.core.schedule.sweep",
        "id": "7",
        "description": "raised unexpected",
        "exc": "IntegrityError('(amara@work.example) exists')",
    }
    logging.getLogger("celery.app.trace").error(LOG_FAILURE, context, extra={"data": context})
    [line] = lines()
    assert line["message"] == "Task apps.core.schedule.sweep[7] raised unexpected: an error"


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_a_page_that_broke_leaves_no_personal_data(lines, client):
    user = MemberFactory(given_name="Amara", family_name="Okafor").user
    client.force_login(user)
    client.raise_request_exception = False
    assert client.get("/repeat/?name=Amara").status_code == 500
    errors = [line for line in lines() if "error" in line]
    assert [line["error"][0] for line in errors] == ["IntegrityError"]
    assert errors[0]["message"] == "Internal Server Error: /repeat/"
    for word in ["Amara", "Okafor", user.email]:
        assert word not in json.dumps(lines())


@pytest.mark.django_db
def test_the_database_does_quote_what_it_refuses():
    """Else the test above would prove nothing."""
    user = UserFactory()
    with pytest.raises(IntegrityError, match=user.email):
        User.objects.create(email=user.email)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_lines_of_a_request_have_its_id(lines, client):
    client.force_login(MemberFactory().user)
    first = client.get("/speak/")["X-Request-ID"]
    second = client.get("/speak/")["X-Request-ID"]
    assert first != second
    assert [line["request"] for line in lines() if line["message"] == "spoken"] == [first, second]
