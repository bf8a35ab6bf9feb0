"""An opportunity from its first draft to its end. Who may apply, and what becomes of that, is in application.py."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.members.models import Grant, Member
from apps.notifications.actions import send_message, send_messages
from apps.secondments import emails, permissions
from apps.secondments.actions.telling import tell_hosts
from apps.secondments.models import Host, Opportunity, OpportunityCapability
from apps.secondments.states import MOST_OF_THE_WEEK, Kind, Side, Status

SAID = (
    "kind",
    "title",
    "work",
    "learn",
    "place",
    "region",
    "pattern",
    "week",
    "grade",
    "pays",
    "starts_on",
    "months",
    "places",
    "deadline",
    "contact",
)


def locked(opportunity):
    return Opportunity.objects.locked().select_related("organisation").get(pk=opportunity.pk)


def _own(opportunity, by):
    opportunity = locked(opportunity)
    require(permissions.can_run_opportunity(by, opportunity))
    return opportunity


@transaction.atomic
def write_opportunity(*, by, wanted=(), gained=(), **said):
    """Begin a draft, which only its hosts see. `wanted` and `gained` are capabilities."""
    require(permissions.can_write_opportunity(by))
    opportunity = Opportunity(**_host_of(by))
    _say(opportunity, said, wanted, gained)
    Host.objects.create(opportunity=opportunity, user=by, added_by=by)
    audit.record("opportunity.written", subject=opportunity, by=by, says=f"began the opportunity “{opportunity}”")
    return opportunity


def _host_of(user):
    if member := user.member_or_none:
        return {"organisation": member.organisation, "host_name": member.organisation.name}
    return {"organisation": None, "host_name": user.guest.body}


def _say(opportunity, said, wanted, gained):
    for name in SAID:
        setattr(opportunity, name, said[name])
    opportunity.week = min(opportunity.week, MOST_OF_THE_WEEK.get(Kind(opportunity.kind), 100))
    if not opportunity.slug:
        opportunity.slug = f"{slugify(opportunity.title)[:100] or 'opportunity'}-{secrets.token_hex(3)}"
    aims = [*((Side.WANTED, one) for one in wanted), *((Side.GAINED, one) for one in gained)]
    parts = [said["title"], opportunity.host_name, said["work"], said["learn"], said["place"]]
    opportunity.search_text = "\n".join([*parts, *(str(one) for _, one in aims)])
    opportunity.save()
    opportunity.capabilities.all().delete()
    rows = [OpportunityCapability(opportunity=opportunity, capability=one, side=side) for side, one in aims]
    OpportunityCapability.objects.bulk_create(rows)


@transaction.atomic
def change_opportunity(*, opportunity, by, wanted=(), gained=(), **said):
    """Put a draft in other words. What was sent stays as it was read."""
    opportunity = _own(opportunity, by)
    if not permissions.is_editable(opportunity):
        raise RuleBroken(
            f"This is now “{opportunity.get_status_display().lower()}”, so its words stay as they are. "
            "Copy it to write another one."
        )
    _say(opportunity, said, wanted, gained)
    audit.record("opportunity.changed", subject=opportunity, by=by, says=f"changed “{opportunity}”")
    return opportunity


@transaction.atomic
def copy_opportunity(*, opportunity, by):
    """A new draft with the same words."""
    require(permissions.can_copy_opportunity(by, opportunity))
    said = {name: getattr(opportunity, name) for name in SAID}
    aims = list(opportunity.capabilities.select_related("capability"))
    sides = {
        name: [aim.capability for aim in aims if aim.side == side]
        for name, side in (("wanted", Side.WANTED), ("gained", Side.GAINED))
    }
    copy = Opportunity(**_host_of(by))
    _say(copy, said | {"title": f"Copy of {opportunity.title}"[:150]}, **sides)
    Host.objects.create(opportunity=copy, user=by, added_by=by)
    says = f"copied the opportunity “{opportunity}”"
    audit.record("opportunity.copied", subject=copy, by=by, says=says, of=opportunity.slug)
    return copy


@transaction.atomic
def submit_opportunity(*, opportunity, by):
    """Ask a champion of the host's department, or the central team, to publish it."""
    opportunity = _own(opportunity, by)
    _require_ahead(opportunity)
    opportunity.move_to(Status.SUBMITTED)
    opportunity.sent_back = ""
    opportunity.save(update_fields=["status", "sent_back"])
    audit.record(
        "opportunity.submitted", subject=opportunity, by=by, says=f"asked for “{opportunity}” to be published"
    )
    letter = emails.to_publish(opportunity)
    occasion = f"sent at {timezone.now().isoformat()}"
    send_messages(letters=[(user, occasion, letter) for user in _publishers(opportunity, by)])
    return opportunity


def _require_ahead(opportunity):
    """What is over before it begins helps nobody."""
    if opportunity.deadline <= timezone.now():
        raise RuleBroken("The last day to apply has passed. Choose a later one first.")
    if opportunity.starts_on <= timezone.localdate(opportunity.deadline):
        raise RuleBroken("It starts before the last day to apply. Choose a later start first.")


def _publishers(opportunity, by):
    """The champions of the host; where there is none, and for hosts outside, the central team."""
    grants, place = Grant.objects.current().select_related("user"), opportunity.organisation
    codes = {place.code, place.department_code} if place else set()
    champions = grants.filter(role=Role.CHAMPION, organisation__in=codes)
    found = {grant.user for grant in champions if grant.user != by}
    return found or {grant.user for grant in grants.filter(role=Role.CENTRAL) if grant.user != by}


@transaction.atomic
def publish_opportunity(*, opportunity, by):
    """It is on the board from now on."""
    opportunity = locked(opportunity)
    if opportunity.status == Status.SUBMITTED:
        require(permissions.can_publish_opportunity(by, opportunity))
    _require_ahead(opportunity)
    opportunity.move_to(Status.PUBLISHED)
    opportunity.published_at, opportunity.published_by = timezone.now(), by
    opportunity.save(update_fields=["status", "published_at", "published_by"])
    audit.record("opportunity.published", subject=opportunity, by=by, says=f"published “{opportunity}”")
    tell_hosts(opportunity, "published", emails.published(opportunity))
    return opportunity


@transaction.atomic
def send_back_opportunity(*, opportunity, why, by):
    """It is a draft again, with what is to be changed first."""
    opportunity = locked(opportunity)
    if opportunity.status == Status.SUBMITTED:
        require(permissions.can_publish_opportunity(by, opportunity))
    opportunity.move_to(Status.DRAFT)
    opportunity.sent_back = why
    opportunity.save(update_fields=["status", "sent_back"])
    audit.record("opportunity.sent_back", subject=opportunity, by=by, says=f"sent “{opportunity}” back")
    tell_hosts(opportunity, f"sent back at {timezone.now().isoformat()}", emails.sent_back(opportunity))
    return opportunity


@transaction.atomic
def close_opportunity(*, opportunity, by):
    """Take no more applications. Whoever has applied is answered as before."""
    opportunity = _own(opportunity, by)
    opportunity.move_to(Status.CLOSED)
    opportunity.save(update_fields=["status"])
    audit.record("opportunity.closed", subject=opportunity, by=by, says=f"closed “{opportunity}”")
    return opportunity


@transaction.atomic
def close_overdue():
    """Those whose deadline is over: nobody can apply any more, so they are told to answer."""
    rows = list(Opportunity.objects.locked().overdue().order_by("pk"))
    for opportunity in rows:
        opportunity.move_to(Status.CLOSED)
        tell_hosts(opportunity, "closed", emails.closed(opportunity))
    Opportunity.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.CLOSED)
    audit.record_many("opportunity.closed", subjects=rows, by=None, says="closed it: the last day to apply is over")
    return len(rows)


# --- Who runs it -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_host(*, opportunity, email, by):
    """Somebody else with an account runs it, too."""
    opportunity = locked(opportunity)
    require(permissions.can_name_hosts(by, opportunity))
    member = Member.objects.with_email(email).in_post().select_related("user").first()
    user = member.user if member else User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None or not permissions.can_write_opportunity(user):
        raise RuleBroken(
            "Nobody who uses the portal has that email address. Ask them to sign in once, then try again."
        )
    if opportunity.applications.live().filter(member__user=user).exists():
        raise RuleBroken(f"{user} has begun to apply for it, so cannot run it.")
    host = Host(opportunity=opportunity, user=user, added_by=by)
    with said_for("host_once_for_an_opportunity", words=f"{user} runs it already."):
        host.save(force_insert=True)
    audit.record("host.added", subject=host, by=by, says=f"named {user} to run “{opportunity}” too", user=user.pk)
    send_message(recipient=user, occasion="added", **emails.host_added(host))
    return host


@transaction.atomic
def end_host(*, host, by):
    """They run it no more. There is always one left."""
    opportunity = locked(host.opportunity)
    require(permissions.can_name_hosts(by, opportunity))
    standing = opportunity.hosts.standing().select_related("user")
    host = standing.filter(pk=host.pk).first()
    if host is None:
        raise RuleBroken("They do not run it any more.")
    if standing.count() == 1:
        raise RuleBroken("There must be somebody who runs it. Name somebody else first.")
    host.ended_at = timezone.now()
    host.save(update_fields=["ended_at"])
    audit.record("host.ended", subject=host, by=by, says=f"ended that {host.user} runs it", user=host.user_id)
    return host
