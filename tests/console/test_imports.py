"""HR feeds in the console: uploaded by one of the central team, confirmed by another one."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.console.forms import ImportForm
from apps.core.schedule import sweep
from apps.members.models import FeedImport, FeedUpload
from apps.members.states import UploadStatus
from apps.members.tasks import teller
from tests.console.central import sign_in
from tests.helpers import assert_flat_queries
from tests.members.conftest import reference  # noqa: F401
from tests.members.factories import FeedUploadFactory, GrantFactory
from tests.members.feed_files import people, write
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
IMPORTS = "/console/imports/"


@pytest.fixture(autouse=True)
def first(client):
    return sign_in(client, GrantFactory().user)


@pytest.fixture
def second():
    browser = Client()
    sign_in(browser, GrantFactory().user)
    return browser


def sent(tmp_path, *numbers, name="feed.csv"):
    today = timezone.localdate()
    data = write(tmp_path / "feed.csv", people(*numbers)).read_bytes() if numbers else b""
    day = {"as_of-day": today.day, "as_of-month": today.month, "as_of-year": today.year}
    return {"file": SimpleUploadedFile(name, data)} | day


def test_one_uploads_and_another_confirms(client, second, reference, tmp_path, caplog):  # noqa: F811
    with caplog.at_level(logging.INFO):
        address = client.post(f"{IMPORTS}upload/", sent(tmp_path, "1", "2", name="Quillfeather.csv")).url
        assert "A worker begins with it in a few seconds." in words_of(client.get(address))
        sweep()
        with reading_only():
            own, others = words_of(client.get(address)), words_of(second.get(address))
    assert "New 2" in own and "somebody else in the central team confirms it" in own
    assert "Confirm and take it over" not in own and "Confirm and take it over" in others
    assert client.post(f"{address}confirm/").status_code == 403
    assert second.post(f"{address}confirm/").url == address
    assert "Being taken over" in words_of(client.get(address))
    sweep()
    assert "Taken over" in words_of(client.get(address)) and FeedImport.objects.get().rows == 2
    assert second.post(f"{address}confirm/").status_code == 409
    assert "Quillfeather" not in caplog.text and "work.example" not in caplog.text


def test_errors_are_on_the_page_with_line_and_column(client):
    upload = FeedUploadFactory(refused=True, faults=[[3, "grade", "is not the code of a grade", "<A0>"]])
    response = client.get(f"{IMPORTS}{upload.pk}/")
    assert "Line 3 grade Is not the code of a grade <A0>" in words_of(response)
    assert "<A0>" not in response.text
    many = FeedUploadFactory(refused=True, fault_count=1234)
    assert "These are the first 1 of 1,234 errors." in words_of(client.get(f"{IMPORTS}{many.pk}/"))
    old = FeedUploadFactory(refused=True, faults=[])
    assert "Which they were is forgotten after a week" in words_of(client.get(f"{IMPORTS}{old.pk}/"))


def test_the_kinds_of_people_come_in_the_order_of_the_feed(client):
    counts = {"unchanged": 6, "left": 4, "new": 1, "moved": 3, "returned": 5, "changed": 2}
    upload = FeedUploadFactory(waiting=True, counts=counts)
    assert "New 1 Changed 2 Moved 3 Left 4 Returned 5 Unchanged 6" in words_of(client.get(f"{IMPORTS}{upload.pk}/"))


def test_how_far_it_is(client):
    upload = FeedUploadFactory()
    teller(str(upload.pk))(0.424)
    assert "42% is done." in words_of(client.get(f"{IMPORTS}{upload.pk}/"))


def test_either_of_them_cancels(client, second):
    for browser in (client, second):
        upload = FeedUploadFactory(waiting=True)
        assert browser.post(f"{IMPORTS}{upload.pk}/cancel/").url == f"{IMPORTS}{upload.pk}/"
        assert FeedUpload.objects.get(pk=upload.pk).status == UploadStatus.CANCELLED
        assert browser.post(f"{IMPORTS}{upload.pk}/cancel/").status_code == 409


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": ""}, "Select the file with the HR feed"),
        ({"file": SimpleUploadedFile("feed.csv", b"")}, "The file is empty. Select another file"),
        ({"as_of-day": "31", "as_of-month": "2"}, "The day must be a real date"),
        ({"as_of-day": "", "as_of-month": "", "as_of-year": ""}, "Enter the day"),
    ],
)
def test_upload_says_what_is_wrong(client, tmp_path, change, words):
    response = client.post(f"{IMPORTS}upload/", sent(tmp_path, "1") | change)
    assert response.status_code == 422 and words in words_of(response), words_of(response)
    assert not FeedUpload.objects.exists()


def test_a_file_is_not_endless(tmp_path):
    today = sent(tmp_path, "1")
    file = today.pop("file")
    file.size = 201 * 1024 * 1024
    assert ImportForm(today, {"file": file}).errors["file"] == ["The file must be smaller than 200 MB"]


def test_uploads_by_where_they_stand(client):
    waiting, refused = FeedUploadFactory(waiting=True), FeedUploadFactory(refused=True)
    assert list(client.get(IMPORTS).context["page"]) == [refused, waiting]
    assert list(client.get(f"{IMPORTS}?status=waiting").context["page"]) == [waiting]
    assert "No HR feed was uploaded that stands so." in words_of(client.get(f"{IMPORTS}?status=applied"))
    assert client.get(f"{IMPORTS}?status=nonsense").status_code == 200
    assert client.get("/console/").context["waiting"][2]["number"] == 1


def test_import_queries(client):
    assert_flat_queries(client, IMPORTS, lambda: FeedUploadFactory(refused=True))
    with budget(8):
        client.get(IMPORTS)
