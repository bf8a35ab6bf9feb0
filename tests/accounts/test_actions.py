import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from apps.accounts.actions import remove_second_factor
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def users():
    users = UserFactory.create_batch(2)
    for user in users:
        for kind in ["totp", "webauthn", "recovery_codes"]:
            Authenticator.objects.create(user=user, type=kind, data={})
    return users


def test_remove_second_factor_takes_all_of_one_person(users):
    remove_second_factor(email=f" {users[0].email.upper()} ")
    assert set(Authenticator.objects.values_list("user", flat=True)) == {users[1].pk}
    assert AuditEvent.objects.get().event == "second_factor.removed"


def test_remove_second_factor_says_what_is_not_there():
    user = UserFactory(name="Amara Okafor")
    with pytest.raises(RuleBroken, match="Amara Okafor has no second step"):
        remove_second_factor(email=user.email)
    with pytest.raises(RuleBroken, match=r"No account has the email address nobody@work\.example"):
        remove_second_factor(email="nobody@work.example")
    assert not AuditEvent.objects.exists()


def test_the_command_removes_it_or_refuses(users, capsys):
    call_command("remove_second_factor", users[0].email)
    assert "can set up a new one" in capsys.readouterr().out
    with pytest.raises(CommandError, match="has no second step"):
        call_command("remove_second_factor", users[0].email)
