import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.console.central import sign_in
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory, central_user
from tests.notifications.factories import MessageFactory

pytestmark = pytest.mark.django_db
LIST, READ = "/me/notifications/", "/me/notifications/read/"


@pytest.fixture
def user(client):
    user = MemberFactory().user
    client.force_login(user)
    return user


def test_the_list_has_ones_own_messages_newest_first(client, user):
    old = MessageFactory(recipient=user)
    type(old).objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    new = MessageFactory(recipient=user, sentence="Amara <b>asks</b> you.", facts=[["Hours", "3 a week"]])
    MessageFactory()
    response = client.get(LIST)
    assert list(response.context["page"]) == [new, old]
    assert "Amara &lt;b&gt;asks&lt;/b&gt; you." in response.text
    assert "3 a week" in response.text and f'href="{new.link}"' in response.text


def test_the_central_team_sees_there_only_what_is_for_them(client):
    user = sign_in(client, central_user())
    mine = MessageFactory(recipient=user)
    MessageFactory()
    assert list(client.get(LIST).context["page"]) == [mine]


def test_unread_ones_are_marked_and_looking_at_them_changes_nothing(client, user):
    message = MessageFactory(recipient=user)
    for _ in range(2):
        page = client.get(LIST).text
        assert "Unread" in page and "Mark all as read" in page
    message.refresh_from_db()
    assert message.read_at is None


def test_mark_messages_read(client, user):
    mine, read_at = MessageFactory(recipient=user), timezone.now() - datetime.timedelta(days=3)
    before, theirs = MessageFactory(recipient=user, read_at=read_at), MessageFactory()
    response = client.post(READ, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "All your messages are marked as read." in response.text
    assert "Unread" not in response.text and "Mark all as read" not in response.text
    for message in (mine, before, theirs):
        message.refresh_from_db()
    assert mine.read_at and before.read_at == read_at and theirs.read_at is None


def test_a_link_cannot_mark_them(client, user):
    assert client.get(READ).status_code == 405


def test_nor_can_another_website(user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    message = MessageFactory(recipient=user)
    assert strict.post(READ).status_code == 403
    message.refresh_from_db()
    assert message.read_at is None


def test_long_lists_have_pages_and_no_page_is_an_error(client, user):
    MessageFactory.create_batch(21, recipient=user)
    assert len(client.get(LIST).context["page"]) == 20
    assert len(client.get(LIST, {"page": 2}).context["page"]) == 1
    for page in ("1000000000", "x", "-1"):
        assert client.get(LIST, {"page": page}).status_code == 200


def test_none_yet(client, user):
    assert "You have no messages yet." in client.get(LIST).text


def test_message_list_queries(client, user):
    assert_flat_queries(client, LIST, lambda: MessageFactory(recipient=user, facts=[["Hours", "3"]]))
