"""Asking people: in waves, each as large as the places that are open, until they are filled or nobody is left."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.members.actions import book_absence
from apps.members.models import Member
from apps.members.states import AbsenceKind
from apps.notifications.actions import send_messages
from apps.surge import emails, permissions
from apps.surge.actions.telling import tell_deciders, tell_leads, tell_parties
from apps.surge.models import Deployment, Line, Offer, RosterEntry
from apps.surge.queries import first_day, verdicts_on
from apps.surge.states import ANSWER_WITHIN, OfferStatus


def send_wave(line):
    """Ask as many as there are places without anybody, those whose turn it is. The line's row is locked.

    One wave at a time: the next one sees who was asked by this one.
    """
    list(RosterEntry.objects.locked().live().order_by("pk"))
    waiting = line.offers.waiting().count()
    number = (line.granted or 0) - _taken(line).count() - waiting
    now = timezone.now()
    answer_by = now + ANSWER_WITHIN
    if number <= 0:
        return []
    starts_on = first_day(line, answer_by)
    if starts_on > line.ends_on:
        return []
    chosen = [verdict for verdict in verdicts_on(line, starts_on) if verdict.fits][:number]
    wave = (line.offers.order_by("-wave").values_list("wave", flat=True).first() or 0) + 1
    members = Member.objects.select_related("user").in_bulk([verdict.person.key for verdict in chosen])
    offers = [
        Offer(
            line=line,
            member=members[verdict.person.key],
            wave=wave,
            starts_on=starts_on,
            ends_on=line.ends_on,
            because=verdict.because,
            sent_at=now,
            answer_by=answer_by,
        )
        for verdict in chosen
    ]
    Offer.objects.bulk_create(offers)
    audit.record_many("offer.sent", subjects=offers, by=None, says=f"asked, in wave {wave}: it is their turn")
    send_messages(letters=[(one.member.user, "asked", emails.offered(one)) for one in offers if one.member.user])
    if not chosen and not waiting:
        _nobody_left(line, now)
    return offers


def _taken(line):
    return line.deployments.filter(freed=False)


def _nobody_left(line, now):
    """Said once. Whoever joins the roster, or is free again, is still asked."""
    if line.nobody_left_at:
        return
    line.nobody_left_at = now
    line.save(update_fields=["nobody_left_at"])
    audit.record("line.nobody_left", subject=line, by=None, says="asked everybody who fits: places are still open")
    tell_deciders(f"line {line.pk}", emails.nobody_left(line))
    tell_leads(line.request, f"line {line.pk} of the department", emails.nobody_left(line))


def _locked_line(pk):
    return Line.objects.locked().select_related("request__organisation", "skill", "region").get(pk=pk)


def send_waves(*, on):
    """The next wave of each line with places open, that of the request that comes first, first. Returns how many."""
    sent = 0
    for pk in Line.objects.to_fill(on).values_list("pk", flat=True):
        with transaction.atomic():
            line = _locked_line(pk)
            sent += len(send_wave(line)) if line.request.is_running else 0
    return sent


@transaction.atomic
def expire_offers(*, at):
    """Those whose day to answer is over. Returns how many."""
    rows = list(Offer.objects.locked().overdue(at).order_by("pk"))
    for offer in rows:
        offer.move_to(OfferStatus.EXPIRED)
    Offer.objects.bulk_update(rows, ["status"])
    audit.record_many("offer.expired", subjects=rows, by=None, says="was not answered in time")
    return len(rows)


@transaction.atomic
def accept_offer(*, offer, by):
    """Go. There is one deployment for each place, and nobody is in two places at once."""
    line = _locked_line(offer.line_id)
    offer = Offer.objects.locked().select_related("member__user", "member__line_manager__user").get(pk=offer.pk)
    require(permissions.can_answer_offer(by, offer))
    if offer.status == OfferStatus.OFFERED and offer.answer_by <= timezone.now():
        raise RuleBroken("The time to answer is over, so somebody else is asked.")
    offer.move_to(OfferStatus.ACCEPTED)
    offer.answered_at = timezone.now()
    place = free_place(line)
    days = {"starts_on": offer.starts_on, "ends_on": offer.ends_on}
    absence = book_absence(member=offer.member, kind=AbsenceKind.DEPLOYMENT, by=by, **days)
    deployment = Deployment(offer=offer, line=line, member=offer.member, place=place, absence=absence)
    with said_for("deployment_one_for_a_place", words=FULL):
        deployment.save(force_insert=True)
    offer.save(update_fields=["status", "answered_at"])
    audit.record("offer.accepted", subject=offer, by=by, says=f"accepted: {line.what} for {line.request}")
    tell_parties(deployment, "agreed", emails.accepted(deployment), but=by)
    return deployment


FULL = "All places are filled by now. You are asked again when it is your turn."


def free_place(line):
    """The first that nobody has. The line's row is locked."""
    taken = set(_taken(line).values_list("place", flat=True))
    for place in range(1, (line.granted or 0) + 1):
        if place not in taken:
            return place
    raise RuleBroken(FULL)


@transaction.atomic
def decline_offer(*, offer, reason, note, by):
    """Not this time. It costs nobody their turn."""
    offer = Offer.objects.locked().select_related("member__user").get(pk=offer.pk)
    require(permissions.can_answer_offer(by, offer))
    offer.move_to(OfferStatus.DECLINED)
    offer.answered_at, offer.reason, offer.note = timezone.now(), reason, note
    offer.save(update_fields=["status", "answered_at", "reason", "note"])
    audit.record("offer.declined", subject=offer, by=by, says="declined to go", reason=reason)
    return offer


def call_off_offers(by, **which):
    """Those of these lines, whose rows are locked, or of this member that wait for an answer: they are not needed any
    more."""
    rows = list(Offer.objects.locked().waiting().filter(**which).for_page().order_by("pk"))
    for offer in rows:
        offer.move_to(OfferStatus.CALLED_OFF)
    Offer.objects.bulk_update(rows, ["status"])
    audit.record_many("offer.called_off", subjects=rows, by=by, says="is not needed any more")
    people = [(one.member.user, "called off", emails.offer_called_off(one)) for one in rows if one.member.user]
    send_messages(letters=people)
