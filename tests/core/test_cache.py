"""While Redis is away, hung or full, the cache is merely empty: no page waits for it and none breaks."""

import socket
import socketserver
from threading import Thread
from time import monotonic

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from odp_portal.settings import base
from tests.members.factories import MemberFactory

BACKEND = "apps.core.cache.ForgivingRedisCache"
OPTIONS = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25}  # as in production
PATIENCE = 3  # seconds: far less than without the time-outs, far more than a busy machine takes


class Redis(socketserver.BaseRequestHandler):
    """As much of a server as a cache needs; a full one refuses to write."""

    def handle(self):
        with self.request.makefile("rb") as lines:
            while count := lines.readline()[1:].strip():
                words = []
                for _ in range(int(count)):
                    length = int(lines.readline()[1:])
                    words.append(lines.read(length + 2)[:-2])
                self.request.sendall(self.answer(*words))

    def answer(self, verb, *words):
        kept = self.server.kept
        if verb == b"HELLO":
            return b"%1\r\n+proto\r\n:3\r\n"
        if verb == b"GET":
            return b"$%d\r\n%s\r\n" % (len(kept[words[0]]), kept[words[0]]) if words[0] in kept else b"$-1\r\n"
        if verb == b"SET":
            if self.server.is_full:
                return b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
            kept[words[0]] = words[1]
        return b"+OK\r\n"


@pytest.fixture
def redis():
    """A server that answers; `is_full` can be set."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Redis) as server:
        server.daemon_threads, server.kept, server.is_full = True, {}, False
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def hung():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]


@pytest.fixture(params=["gone", "hung"])
def away(request, settings, tmp_path):
    address = f"unix://{tmp_path}/nobody.sock?db=1"
    if request.param == "hung":
        address = f"redis://127.0.0.1:{request.getfixturevalue('hung')}/1"
    settings.CACHES = {"default": {"BACKEND": BACKEND, "LOCATION": address, "OPTIONS": OPTIONS}}
    return request.param


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda: cache.get("key"), None),
        (lambda: cache.get("key", 7), 7),
        (lambda: cache.get("key", default=7), 7),
        (lambda: cache.get_many(["key", "other"]), {}),
        (lambda: cache.get_or_set("key", lambda: 7), 7),
        (lambda: cache.set("key", 7), None),
        (lambda: cache.set_many({"key": 7, "other": 8}), ["key", "other"]),
        (lambda: cache.add("key", 7), True),
        (lambda: cache.incr("key"), 1),
        (lambda: cache.decr("key"), 1),
        (lambda: cache.touch("key"), False),
        (lambda: cache.delete("key"), False),
        (lambda: cache.delete_many(["key", "other"]), None),
        (lambda: cache.has_key("key"), False),
        (lambda: "key" in cache, False),
        (lambda: cache.clear(), None),
    ],
)
def test_a_cache_that_is_away_is_empty(away, ask, answer):
    start = monotonic()
    assert ask() == answer
    questions = 3 if away == "hung" else 1  # get_or_set asks three times
    assert monotonic() - start < PATIENCE * questions


def test_a_hung_cache_answers_within_a_second(hung, settings):
    location = f"redis://127.0.0.1:{hung}/1"
    settings.CACHES = {"default": {"BACKEND": BACKEND, "LOCATION": location, "OPTIONS": OPTIONS}}
    start = monotonic()
    assert cache.get("key") is None
    assert monotonic() - start < PATIENCE


def test_production_waits_no_longer_than_these_tests():
    assert base.CACHES["default"]["BACKEND"] == BACKEND
    assert base.CACHES["default"]["OPTIONS"] == OPTIONS


def test_a_cache_that_answers_is_used(redis, settings):
    location = f"redis://127.0.0.1:{redis.server_address[1]}/1"
    settings.CACHES = {"default": {"BACKEND": BACKEND, "LOCATION": location, "OPTIONS": OPTIONS}}
    cache.set("key", "kept")
    assert cache.get("key", "lost") == "kept"
    assert list(redis.kept) == [b":1:key"]
    redis.is_full = True
    cache.set("other", "lost")
    assert cache.get("other") is None
    assert cache.get("key") == "kept"


@pytest.mark.django_db
def test_sessions_outlive_the_cache(away, client):
    """The row of the session is what counts; the cache only saves asking for it."""
    assert django_settings.SESSION_ENGINE == "django.contrib.sessions.backends.cached_db"
    user = MemberFactory().user
    client.force_login(user)
    assert Session.objects.count() == 1
    start = monotonic()
    response = client.get(reverse("notifications:message_list"))
    assert response.status_code == 200
    assert response.context["user"] == user
    assert monotonic() - start < 3


@pytest.mark.django_db
def test_an_emptied_cache_signs_nobody_out(client):
    client.force_login(MemberFactory().user)
    cache.clear()
    assert client.get(reverse("notifications:message_list")).status_code == 200
