from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import FOR_ALL, FOR_AN_ORGANISATION, Role
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import in_sentence
from apps.members import permissions
from apps.members.actions.records import account_for
from apps.members.models import Grant, Member
from apps.members.queries import whom_a_role_is_for
from apps.members.states import EmploymentStatus


@transaction.atomic
def grant_role(*, user, role, by, organisation=None, starts_on=None, ends_on=None):
    """Give somebody a role: for a part of the tree, or for all of it, from a date (today) until one, or openly."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    require(permissions.can_grant_role(by, user))
    role, starts_on = Role(role), starts_on or timezone.localdate()
    if role in FOR_AN_ORGANISATION and not organisation:
        raise RuleBroken(f"Say for which organisation {user} becomes {role.label.lower()}.")
    if role in FOR_ALL and organisation:
        raise RuleBroken(f"The {in_sentence(role.label)} is there for every organisation.")
    if ends_on and ends_on < starts_on:
        raise RuleBroken("The last day must not be before the first.")
    if not user.is_active or _has_left(user):
        raise RuleBroken(f"{user} has no account in use, so cannot have a role.")
    if user.grants.filter(role=role, organisation=organisation).overlapping(starts_on, ends_on).exists():
        raise RuleBroken(f"{user} already has this role on some of these days.")
    grant = Grant.objects.create(
        user=user, role=role, organisation=organisation, starts_on=starts_on, ends_on=ends_on, given_by=by
    )
    audit.record("grant.given", subject=grant, by=by, says=f"gave {user} a role: {grant}", user=user.pk)
    return grant


@transaction.atomic
def give_role(*, who, role, by, **options):
    """The same for whoever has this work email or staff number: they need not have signed in yet."""
    require(permissions.can_give_role(by))
    person = whom_a_role_is_for(who)
    if person is None:
        raise RuleBroken("Nobody in the portal has that work email or staff number any more.")
    user = account_for(member=person) if isinstance(person, Member) else person
    return grant_role(user=user, role=role, by=by, **options)


@transaction.atomic
def end_grant(*, grant, by):
    """Take a role away before its time: it holds no more from the next request on."""
    grant = Grant.objects.locked().select_related("user", "organisation").get(pk=grant.pk)
    require(permissions.can_end_grant(by, grant))
    if grant.ended_at or (grant.ends_on and grant.ends_on < timezone.localdate()):
        raise RuleBroken("This role has already ended.")
    grant.ended_at, grant.ended_by = timezone.now(), by
    grant.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        "grant.ended", subject=grant, by=by, says=f"ended a role of {grant.user}: {grant}", user=grant.user_id
    )
    return grant


@transaction.atomic
def grant_first_central(*, email):
    """Make somebody the first of the central team, who then gives all other roles."""
    with connection.cursor() as cursor:  # where there is no grant yet, there is no row to lock
        cursor.execute("LOCK TABLE members_grant IN SHARE ROW EXCLUSIVE MODE")
    if Grant.objects.central().exists():
        raise RuleBroken("There is somebody in the central team already: they can give this role.")
    return grant_role(user=_person(email), role=Role.CENTRAL, by=None)


def _person(email):
    member = Member.objects.with_email(email).in_post().first()
    user = User.objects.filter(email=email.strip().lower()).first()
    if member:
        return account_for(member=member)
    if user:
        return user
    raise RuleBroken(f"Nobody in post and no account has the email address {email}.")


def _has_left(user):
    member = user.member_or_none
    return member is not None and member.status == EmploymentStatus.LEFT
