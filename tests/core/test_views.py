import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from apps.core import files
from tests.members.factories import MemberFactory


def test_health_live_needs_no_database(client):
    """A test without a database: a question to it would fail."""
    response = client.get("/health/live")
    assert (response.status_code, response.content) == (200, b"live\n")


@pytest.mark.django_db
def test_health_ready(client):
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_health_ready_is_not_while_migrations_wait(client):
    MigrationRecorder.Migration.objects.filter(app="approvals").delete()
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (503, b"migrations are waiting\n")


@pytest.mark.django_db(transaction=True)
def test_health_ready_is_not_while_the_database_is_away(client, monkeypatch, tmp_path):
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", str(tmp_path))
        response = client.get("/health/ready")
        assert client.get("/health/live").status_code == 200
    connection.close()
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
def test_health_ready_is_not_while_files_cannot_be_written(client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "not" / "there" / "yet"
    assert client.get("/health/ready").status_code == 200
    monkeypatch.setattr(files, "LEAST_ROOM", 2**60)
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (503, b"files cannot be written, or the disk is full\n")


def test_there_is_no_room_where_one_may_not_write():
    assert not files.has_room("/proc")


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_health_is_only_asked(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(MemberFactory().user)
    response = client.post("/me/notifications/read/")
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]
