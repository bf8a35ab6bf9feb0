import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.members.actions import (
    account_for,
    claim_record,
    end_grant,
    grant_first_central,
    grant_role,
)
from apps.members.models import Grant, Member
from tests.accounts.factories import UserFactory
from tests.helpers import closing
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user

TODAY = datetime.date(2026, 11, 20)


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def the_only_event():
    return AuditEvent.objects.get()


def verified(email):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


# --- Records and accounts -------------------------------------------------------------------------------------------


def test_claim_record_links_the_person_to_their_record(db):
    member = MemberFactory(user=None, email="ann@work.example", given_name="Ann", family_name="Lee")
    user = verified("ann@work.example")
    assert claim_record(user=user) == member
    member.refresh_from_db(), user.refresh_from_db()
    assert (member.user, user.name) == (user, "Ann Lee")
    assert timezone.now() - member.claimed_at < datetime.timedelta(minutes=1)
    assert (the_only_event().event, the_only_event().by) == ("record.claimed", user)


def test_claim_record_twice_writes_once(db):
    member = MemberFactory(user=None, email="ann@work.example")
    user = verified("ann@work.example")
    claim_record(user=user)
    member.refresh_from_db()
    assert claim_record(user=user) == member
    assert Member.objects.get().claimed_at == member.claimed_at
    assert events() == ["record.claimed"]


def test_claim_record_takes_the_account_that_was_made_for_the_person(db):
    member = MemberFactory(user=None)
    user = account_for(member=member)
    assert claim_record(user=user) is None, "the address is not verified yet"
    EmailAddress.objects.update(verified=True)
    assert claim_record(user=user) == member
    assert events() == ["account.made", "record.claimed"]


def test_claim_record_finds_nothing_for_an_address_nobody_has(db):
    MemberFactory(user=None)
    assert claim_record(user=verified("partner@company.example")) is None
    assert events() == []


def test_claim_record_needs_a_verified_address(db):
    MemberFactory(user=None, email="ann@work.example")
    user = UserFactory(email="ann@work.example")
    EmailAddress.objects.create(user=user, email="ann@work.example", primary=True, verified=False)
    assert claim_record(user=user) is None
    assert not Member.objects.exclude(user=None).exists()


def test_claim_record_refuses_a_record_that_another_account_has(db):
    MemberFactory(email="ann@work.example", user=UserFactory(email="other@work.example"))
    with pytest.raises(RuleBroken, match="already used by another account"):
        claim_record(user=verified("ann@work.example"))
    assert events() == []


def test_claim_record_refuses_a_second_record(db):
    user = MemberFactory(email="one@work.example").user
    MemberFactory(user=None, email="two@work.example")
    EmailAddress.objects.create(user=user, email="two@work.example", verified=True)
    with pytest.raises(RuleBroken, match="already have an HR record"):
        claim_record(user=user)


def test_account_for_makes_an_account_once(db):
    member = MemberFactory(user=None, email="ann@work.example", given_name="Ann", family_name="Lee")
    user = account_for(member=member)
    assert (user.email, user.name, user.has_usable_password()) == ("ann@work.example", "Ann Lee", False)
    assert member.user == user and Member.objects.get().user == user and Member.objects.get().claimed_at is None
    assert account_for(member=Member.objects.get()) == user
    address = EmailAddress.objects.get()
    assert (address.user, address.email, address.verified) == (user, "ann@work.example", False)
    assert the_only_event().event == "account.made"


def test_account_for_refuses_a_leaver(db):
    with pytest.raises(RuleBroken, match="has left"):
        account_for(member=MemberFactory(user=None, email=None, status="left"))


def test_account_for_takes_the_account_that_was_invited_but_leaves_the_claim_to_its_owner(db):
    invited = UserFactory(email="ann@work.example")
    assert account_for(member=MemberFactory(user=None, email="ann@work.example")) == invited
    assert Member.objects.get().user is None
    assert events() == []


@pytest.mark.django_db(transaction=True)
def test_account_for_called_at_once_makes_one_account():
    pk, together = MemberFactory(user=None).pk, Barrier(4)

    def call(_):
        member = Member.objects.get(pk=pk)
        together.wait(10)
        return account_for(member=member).pk

    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(closing(call), range(4)))
    assert len(made) == User.objects.count() == EmailAddress.objects.count() == 1
    assert events() == ["account.made"]


@pytest.mark.django_db(transaction=True)
def test_a_record_claimed_by_two_at_once_goes_to_one():
    """The same address was verified by two accounts, as an invitation and a directory sign-in may bring about."""
    MemberFactory(user=None, email="ann@work.example")
    users = [verified("ann@work.example"), UserFactory()]
    EmailAddress.objects.filter(user=users[0]).update(verified=False)
    together = Barrier(2)

    def call(user):
        together.wait(10)
        return claim_record(user=user)

    EmailAddress.objects.create(user=users[1], email="ann@work.example", verified=True)
    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(closing(call), users))
    assert [bool(result) for result in results] == [False, True]
    assert Member.objects.get().user == users[1]


# --- Roles ----------------------------------------------------------------------------------------------------------


def test_grant_role_gives_a_role_for_a_part_of_the_tree(db):
    central, user = central_user(), MemberFactory().user
    organisation = OrganisationFactory(code="MOJ")
    ends_on = timezone.localdate() + datetime.timedelta(days=30)
    grant = grant_role(user=user, role=Role.HEAD_OF_PROFESSION, organisation=organisation, ends_on=ends_on, by=central)
    assert (grant.starts_on, grant.ends_on, grant.given_by) == (timezone.localdate(), ends_on, central)
    assert User.objects.get(pk=user.pk).scopes_of(Role.HEAD_OF_PROFESSION) == [organisation]
    assert (the_only_event().event, the_only_event().by) == ("grant.given", central)


def test_grant_role_is_for_the_central_team_and_never_to_oneself(db):
    central, user = central_user(), UserFactory()
    for by, person in [(user, UserFactory()), (user, user), (central, central)]:
        with pytest.raises(PermissionDenied):
            grant_role(user=person, role=Role.ASSESSOR, by=by)
    assert events() == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"role": Role.CHAMPION}, "for which organisation"),
        ({"role": Role.HEAD_OF_PROFESSION}, "for which organisation"),
        ({"role": Role.CENTRAL, "organisation": "MOJ"}, "for every organisation"),
        ({"role": Role.STEERING_GROUP, "organisation": "MOJ"}, "for every organisation"),
        ({"role": Role.ASSESSOR, "starts_on": TODAY, "ends_on": datetime.date(2026, 11, 19)}, "before the first"),
    ],
)
def test_grant_role_says_what_is_wrong(options, words, db):
    if options.get("organisation"):
        options = options | {"organisation": OrganisationFactory(code="MOJ")}
    with pytest.raises(RuleBroken, match=words):
        grant_role(user=UserFactory(), by=None, **options)
    assert not Grant.objects.exists()


def test_grant_role_refuses_who_has_left_or_cannot_sign_in(db):
    for user in [MemberFactory(status="left", email=None, user=UserFactory()).user, UserFactory(is_active=False)]:
        with pytest.raises(RuleBroken, match="no account in use"):
            grant_role(user=user, role=Role.ASSESSOR, by=None)


@pytest.mark.parametrize(
    ("starts", "ends", "is_allowed"),
    [
        (1, 9, True),
        (1, 10, False),
        (12, 15, False),
        (20, None, False),
        (21, None, True),
        (1, None, False),
    ],
)
def test_the_same_role_is_not_given_twice_for_the_same_days(starts, ends, is_allowed, db):
    user = UserFactory()

    def day(number):
        return number and datetime.date(2026, 11, number)

    grant_role(user=user, role=Role.ASSESSOR, starts_on=day(10), ends_on=day(20), by=None)
    if is_allowed:
        grant_role(user=user, role=Role.ASSESSOR, starts_on=day(starts), ends_on=day(ends), by=None)
    else:
        with pytest.raises(RuleBroken, match="already has this role"):
            grant_role(user=user, role=Role.ASSESSOR, starts_on=day(starts), ends_on=day(ends), by=None)


def test_the_same_role_may_be_given_for_another_organisation(db):
    user = UserFactory()
    for code in ["MOJ", "HO"]:
        grant_role(user=user, role=Role.CHAMPION, organisation=OrganisationFactory(code=code), by=None)
    assert len(user.current_grants) == 2


def test_end_grant_ends_it_at_once(db):
    central = central_user()
    grant = grant_role(user=UserFactory(), role=Role.ASSESSOR, by=central)
    assert User.objects.get(pk=grant.user_id).has_role(Role.ASSESSOR)
    ended = end_grant(grant=grant, by=central)
    assert not User.objects.get(pk=grant.user_id).has_role(Role.ASSESSOR)
    assert (ended.ended_by, ended.ends_on) == (central, None)
    assert events() == ["grant.given", "grant.ended"]
    grant_role(user=grant.user, role=Role.ASSESSOR, by=central)


def test_end_grant_is_for_the_central_team_or_the_person_themselves(db):
    grant = GrantFactory(role=Role.ASSESSOR)
    with pytest.raises(PermissionDenied):
        end_grant(grant=grant, by=UserFactory())
    end_grant(grant=grant, by=grant.user)


def test_end_grant_refuses_one_that_has_ended(db):
    grant = GrantFactory(role=Role.ASSESSOR)
    end_grant(grant=grant, by=grant.user)
    past = GrantFactory(role=Role.ASSESSOR, ends_on=datetime.date(2025, 1, 1))
    for over in (grant, past):
        with pytest.raises(RuleBroken, match="already ended"):
            end_grant(grant=over, by=over.user)


def test_the_first_of_the_central_team_is_somebody_in_post(db):
    member = MemberFactory(user=None, email="ann@work.example")
    grant = grant_first_central(email=" Ann@Work.Example ")
    assert grant.user == Member.objects.get(pk=member.pk).user
    assert (grant.given_by, User.objects.get().is_central) == (None, True)
    assert events() == ["account.made", "grant.given"]


def test_the_first_of_the_central_team_may_be_an_account_without_a_record(db):
    user = UserFactory(email="ann@company.example")
    assert grant_first_central(email="ann@company.example").user == user


@pytest.mark.parametrize("who", ["nobody", "away", "left"])
def test_the_first_of_the_central_team_is_nobody_else(who, db):
    MemberFactory(user=None, email="away@work.example", status="absent")
    MemberFactory(status="left", email=None, user=UserFactory(email="left@work.example"))
    with pytest.raises(RuleBroken):
        grant_first_central(email=f"{who}@work.example")
    assert not Grant.objects.exists() and not User.objects.filter(email="away@work.example").exists()


def test_there_is_only_one_first(db):
    MemberFactory(email="ann@work.example")
    central = central_user()
    with pytest.raises(RuleBroken, match="somebody in the central team already"):
        grant_first_central(email="ann@work.example")
    end_grant(grant=central.grants.get(), by=central)
    grant_first_central(email="ann@work.example")


@pytest.mark.django_db(transaction=True)
def test_two_first_ones_at_once_are_one():
    emails, together = [MemberFactory().email for _ in range(2)], Barrier(2)

    def call(email):
        together.wait(10)
        try:
            return grant_first_central(email=email)
        except RuleBroken:
            return None

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(closing(call), emails))
    assert sum(result is not None for result in results) == Grant.objects.count() == 1


def test_the_command_for_the_first_central_person(db, capsys):
    MemberFactory(email="ann@work.example", given_name="Ann", family_name="Lee")
    call_command("grant_first_central", "ann@work.example")
    assert "Ann Lee is in the central team now" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already"):
        call_command("grant_first_central", "ann@work.example")


def test_an_open_role_is_single_in_the_database_too(db):
    grant = GrantFactory(role=Role.ASSESSOR)
    with pytest.raises(IntegrityError, match="grant_one_open_per_scope"):
        GrantFactory(user=grant.user, role=Role.ASSESSOR)
