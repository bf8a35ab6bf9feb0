"""The document of everything held: asked for, made once by a worker, there for a week, and gone from the disk."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from apps.console.tasks import make_download
from apps.core import files, jobs
from apps.core.files import StoredFile
from apps.core.models import AuditEvent, Job, JobState
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.members import actions
from apps.members.documents import download_name
from apps.members.models import Download
from apps.members.schedule import remove_downloads
from apps.members.states import DownloadStatus
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.members.factories import DownloadFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db


def on_disk(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def made(user):
    """A document that the worker has made."""
    actions.request_download(by=user)
    sweep()
    return Download.objects.visible_to(user).live().get()


def make_old(download, days=7):
    Download.objects.filter(pk=download.pk).update(ready_at=timezone.now() - timedelta(days=days))


# --- Made ------------------------------------------------------------------------------------------------------------


def test_request_download_makes_it_and_tells(media):
    user = MemberFactory().user
    download = made(user)
    assert events() == ["download.requested", "download.stored"]
    assert download.status == DownloadStatus.READY and download.until - timezone.now() > timedelta(days=6, hours=23)
    data = (media / download.file.name).read_bytes()
    assert PdfReader(BytesIO(data)).metadata.title == f"Everything held about {user.name}"
    sweep()
    message = Message.objects.get(recipient=user)
    assert (message.subject, message.link) == ("The copy of your data is ready", "/me/download/")


def test_asked_twice_it_is_one():
    user = UserFactory()
    first = actions.request_download(by=user)
    assert actions.request_download(by=user) == first
    assert Job.objects.filter(kind="make_download").count() == 1 and events() == ["download.requested"]


def test_a_new_one_takes_the_place_of_the_old_one(media):
    user = MemberFactory().user
    old = made(user)
    name = old.file.name
    new = made(user)
    old.refresh_from_db()
    assert (old.status, old.file.name) == (DownloadStatus.REMOVED, "")
    assert new != old
    sweep()
    assert on_disk(media) == [new.file.name.rpartition("/")[2]] != [name.rpartition("/")[2]]


def test_made_twice_by_two_workers_it_is_one_document(media):
    """The lease of the first ran out, and it comes in late."""
    download = DownloadFactory(user=MemberFactory().user)
    first, second = make_download(download=download.pk), make_download(download=download.pk)
    second()
    first()
    assert events() == ["download.stored"]
    assert Message.objects.count() == 0 and Job.objects.filter(kind="tell_of_download").count() == 1
    download.refresh_from_db()
    actions.remove_downloads()
    make_old(download)
    actions.remove_downloads()
    sweep()
    assert on_disk(media) == []


def test_what_is_not_wanted_any_more_is_not_made(media):
    download = DownloadFactory(status=DownloadStatus.REMOVED)
    assert make_download(download=download.pk) is None
    assert on_disk(media) == []


def test_what_was_made_too_late_is_removed_again(media):
    download = DownloadFactory(status=DownloadStatus.REMOVED)
    file = files.store(b"%PDF", name=download_name(download.pk))
    jobs.enqueue("remove_download", key=str(download.pk), download=str(download.pk))
    Job.objects.update(state=JobState.DONE, finished_at=timezone.now())
    actions.store_download(download=download, file=file)
    sweep()
    assert on_disk(media) == [] and events() == []


def test_store_download_keeps_the_first():
    download = DownloadFactory()
    actions.store_download(download=download, file=StoredFile("downloads/1.pdf", "1" * 64))
    actions.store_download(download=download, file=StoredFile("downloads/2.pdf", "2" * 64))
    download.refresh_from_db()
    assert download.file.name == "downloads/1.pdf" and events() == ["download.stored"]


def test_no_word_of_it_is_in_the_trail_or_the_job():
    user = MemberFactory().user
    made(user)
    assert user.email not in str(list(AuditEvent.objects.values()) + list(Job.objects.values("payload", "key")))


# --- A week ----------------------------------------------------------------------------------------------------------


def test_after_a_week_it_is_removed_from_the_disk(media):
    download = made(MemberFactory().user)
    make_old(download, days=6)
    remove_downloads()
    assert len(on_disk(media)) == 1
    make_old(download)
    remove_downloads()
    remove_downloads()
    download.refresh_from_db()
    assert (download.status, download.file.name, download.until is None) == (DownloadStatus.REMOVED, "", False)
    assert events().count("download.removed") == 1
    sweep()
    assert on_disk(media) == []


def test_what_could_not_be_made_ends_after_a_week_and_can_be_asked_for_again():
    user = UserFactory()
    stuck = actions.request_download(by=user)
    Download.objects.update(requested_at=timezone.now() - timedelta(days=7))
    assert actions.remove_downloads() == 1
    assert actions.request_download(by=user) != stuck


def test_what_is_removed_does_not_come_back():
    with pytest.raises(RuleBroken):
        DownloadFactory.build(status=DownloadStatus.REMOVED).move_to(DownloadStatus.READY)


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_file_is_for_its_person_and_always_saved(client):
    user = MemberFactory().user
    download = made(user)
    address = f"/me/download/{download.pk}.pdf"
    client.force_login(user)
    response = client.get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="everything-held-about-me.pdf"'
    assert response["Cache-Control"] == "no-store, private"
    for other in (MemberFactory().user, central_user()):
        client.force_login(other)
        assert client.get(address).status_code in (302, 404)  # the central team would have to show a second step


def test_what_is_not_ready_is_not_there(client):
    user = MemberFactory().user
    client.force_login(user)
    for status in (DownloadStatus.REQUESTED, DownloadStatus.REMOVED):
        assert client.get(f"/me/download/{DownloadFactory(user=user, status=status).pk}.pdf").status_code == 404


def test_asking_leads_to_the_page_and_twice_is_once(client):
    user = MemberFactory().user
    client.force_login(user)
    for _ in range(2):
        assert client.post("/me/download/request/").url == "/me/download/"
    assert Download.objects.count() == 1
    assert client.get("/me/download/request/").status_code == 405
