"""Frameworks, as the central team loads, compares and publishes them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.capability.actions import load_framework
from apps.capability.models import FrameworkVersion
from tests.capability.our_frameworks import our_framework, our_grades
from tests.console.central import sign_in_central
from tests.members.factories import central_user
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
LIST = "/console/frameworks/"


@pytest.fixture(autouse=True)
def central(client):
    our_grades()
    return sign_in_central(client)


def upload(data):
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return {"file": SimpleUploadedFile("framework.json", content, content_type="application/json")}


def later():
    data = our_framework() | {"version": "2025-01-01"}
    data["capabilities"][0]["statements"][0]["text"] = "Says it plainly."
    del data["capabilities"][1]["statements"][-1]
    return data


def test_the_way_of_a_version(client, central):
    assert "There is no framework yet" in words_of(client.get(LIST))
    first = load_framework(data=our_framework())
    response = client.post(f"{LIST}load/", upload(later()))
    version = FrameworkVersion.objects.get(version="2025-01-01")
    assert response.url == f"{LIST}{version.pk}/"
    page = words_of(client.get(response.url))
    assert "somebody else in the central team publishes it" in page
    assert "They are illustrative." in page and "Its statements are illustrative." in page
    assert client.post(f"{response.url}publish/").status_code == 403
    compared = words_of(client.get(f"{response.url}compare/{first.pk}/"))
    assert "3 differences from version 2024-01-01." not in compared
    assert "2 differences from version 2024-01-01." in compared
    assert "Says it plainly." in compared and "Not there any more" in compared
    assert "Frameworks for a second person to publish 1" in words_of(client.get("/console/"))
    sign_in_central(client)
    assert "Publish this version" in words_of(client.get(response.url))
    assert client.post(f"{response.url}publish/").status_code == 302
    assert client.post(f"{response.url}publish/").status_code == 409
    version.refresh_from_db()
    assert version.status == "published" and version.loaded_by == central
    assert "say the same" in words_of(client.get(f"{LIST}{version.pk}/compare/{_copy(version)}/"))


def _copy(version):
    """The same words under another version."""
    return load_framework(data=later() | {"version": "2025-01-02"}, by=central_user()).pk


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "The file is not JSON in UTF-8"),
        (b"\xff", "The file is not JSON in UTF-8"),
        (b"[" * 100_000, "The file is not JSON in UTF-8"),
        (b'{"slug": NaN}', "The file is not JSON in UTF-8"),
        (b"[]", "file: must be an object"),
        (b" " * 1_000_001, "The file must be smaller than 1 MB"),
        (b"", "The file is empty"),
    ],
)
def test_a_bad_file_is_told_and_loads_nothing(client, content, words):
    response = client.post(f"{LIST}load/", upload(content))
    assert response.status_code == 422
    assert words in words_of(response)
    assert not FrameworkVersion.objects.exists()


def test_a_published_version_is_not_loaded_anew(client):
    load_framework(data=our_framework())
    response = client.post(f"{LIST}load/", upload(our_framework() | {"title": "<b>Other</b>"}))
    assert response.status_code == 409
    assert "is published already and never changes" in words_of(response)


def test_looking_writes_nothing_and_asks_little(client):
    first = load_framework(data=our_framework())
    draft = load_framework(data=later(), by=central_user())
    client.get(LIST)
    for address, most in [(LIST, 8), (f"{LIST}{draft.pk}/", 12), (f"{LIST}{draft.pk}/compare/{first.pk}/", 14)]:
        with reading_only(), budget(most):
            assert client.get(address).status_code == 200
