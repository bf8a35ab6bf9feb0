"""A department asks for people; the steering group decides, ranks, and in the end stands down."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.surge import emails, permissions
from apps.surge.actions.deployment import end_for_stand_down
from apps.surge.actions.telling import tell_deciders, tell_leads
from apps.surge.actions.waves import call_off_offers, send_wave
from apps.surge.models import Deployment, Line, SurgeRequest
from apps.surge.models.request import MOST_LINES
from apps.surge.states import RUNNING, RequestStatus

SAYS = {
    RequestStatus.APPROVED: "agreed to all of the request",
    RequestStatus.PART: "agreed to a part of the request",
    RequestStatus.REFUSED: "refused the request",
}


def locked(request):
    return SurgeRequest.objects.locked().select_related("organisation", "asked_by").get(pk=request.pk)


@transaction.atomic
def write_request(*, organisation, title, why, shifts, contact, by):
    """Begin a request: it is a draft until it is sent."""
    require(permissions.can_write_request(by))
    request = SurgeRequest(
        organisation=organisation, title=title, why=why, shifts=shifts, contact=contact, asked_by=by
    )
    require(permissions.can_run_request(by, request))
    request.save(force_insert=True)
    audit.record("request.written", subject=request, by=by, says=f"began a surge request: {title}")
    return request


def _writable(request, by):
    request = locked(request)
    require(permissions.can_run_request(by, request))
    if not request.is_writable:
        raise RuleBroken(f"This is now “{request.get_status_display().lower()}”, so it cannot be changed.")
    return request


@transaction.atomic
def change_request(*, request, title, why, shifts, contact, by):
    """Say it in other words, or add what is missing: while it is a draft, or waits."""
    request = _writable(request, by)
    request.title, request.why, request.shifts, request.contact = title, why, shifts, contact
    request.save(update_fields=["title", "why", "shifts", "contact"])
    audit.record("request.changed", subject=request, by=by, says="changed the surge request")
    return request


@transaction.atomic
def write_line(*, request, by, line=None, **said):
    """Add a line, or change the one that is there. What is not known yet can be left out."""
    request = _writable(request, by)
    if line is None:
        last = request.lines.aggregate(last=Max("number"))["last"] or 0
        if request.lines.standing().count() >= MOST_LINES:
            raise RuleBroken(f"A request has at most {MOST_LINES} lines. Write another request for the rest.")
        line = Line(request=request, number=last + 1)
    else:
        line = Line.objects.locked().standing().filter(pk=line.pk, request=request).first()
        if line is None:
            raise RuleBroken("This line was taken out.")
    for name, value in said.items():
        setattr(line, name, value)
    line.save()
    audit.record("request.line_written", subject=request, by=by, says=f"wrote line {line.number}: {line.what}")
    return line


@transaction.atomic
def drop_line(*, line, by):
    """Take it out: these people are not asked for any more."""
    request = _writable(line.request, by)
    line = Line.objects.locked().get(pk=line.pk)
    if line.dropped_at is None:
        line.dropped_at = timezone.now()
        line.save(update_fields=["dropped_at"])
        audit.record("request.line_dropped", subject=request, by=by, says=f"took line {line.number} out")
    return request


@transaction.atomic
def submit_request(*, request, by):
    """Send it to the steering group: also with gaps, which they see. It comes last in the order until it is moved."""
    request = locked(request)
    require(permissions.can_run_request(by, request))
    if not request.lines.standing().exists():
        raise RuleBroken("Add a line first: it says who is needed, how many, where and when.")
    request.move_to(RequestStatus.SUBMITTED)
    last = SurgeRequest.objects.ranked().aggregate(last=Max("rank"))["last"] or 0
    request.submitted_at, request.rank = timezone.now(), last + 1
    request.save(update_fields=["status", "submitted_at", "rank"])
    audit.record("request.submitted", subject=request, by=by, says="sent the surge request")
    tell_deciders("sent", emails.request_sent(request))
    return request


@transaction.atomic
def withdraw_request(*, request, by):
    """It is not needed any more, and nothing was decided."""
    request = locked(request)
    require(permissions.can_run_request(by, request))
    request.move_to(RequestStatus.WITHDRAWN)
    request.ended_at = timezone.now()
    request.save(update_fields=["status", "ended_at"])
    audit.record("request.withdrawn", subject=request, by=by, says="withdrew the surge request")
    return request


@transaction.atomic
def raise_request(*, request, by):
    """Before the one that is above it: people are found for it first."""
    require(by.decides_surge)
    rows = list(SurgeRequest.objects.locked().ranked())
    places = {row.pk: number for number, row in enumerate(rows)}
    place = places.get(request.pk)
    if place is None:
        raise RuleBroken("This neither waits nor runs any more, so it has no place in the order.")
    request = rows[place]
    require(permissions.can_decide_request(by, request))
    if place:
        rows[place - 1 : place + 1] = [request, rows[place - 1]]
    for number, row in enumerate(rows, 1):
        row.rank = number
    SurgeRequest.objects.bulk_update(rows, ["rank"])
    audit.record("request.raised", subject=request, by=by, says=f"moved the request up, to {request.rank}")
    return request


@transaction.atomic
def decide_request(*, request, granted, by, reason="", comment=""):
    """How many of each line are agreed: `granted` is {line pk: number}. None at all is a refusal, with a reason.

    The first wave goes out at once.
    """
    request = locked(request)
    require(permissions.can_decide_request(by, request))
    lines = list(Line.objects.locked().standing().filter(request=request).select_related("skill", "region"))
    for line in lines:
        line.granted = granted.get(line.pk, 0)
        if line.granted and line.gap:
            raise RuleBroken(f"Line {line.number} {line.gap}. Nobody can be agreed until the department adds that.")
        if line.granted > (line.people or 0):
            raise RuleBroken(f"Line {line.number} asks for {line.people}: agree to that many or fewer.")
    request.move_to(_outcome(lines))
    if request.status == RequestStatus.REFUSED and not reason:
        raise RuleBroken("Say why you do not agree to any of it.")
    request.decided_at, request.decided_by, request.comment = timezone.now(), by, comment
    request.reason = reason if request.status != RequestStatus.APPROVED else ""
    if request.status == RequestStatus.REFUSED:
        request.ended_at = request.decided_at
    request.save()
    Line.objects.bulk_update(lines, ["granted"])
    says = SAYS[request.status]
    audit.record("request.decided", subject=request, by=by, says=says, granted=sum(line.granted for line in lines))
    tell_leads(request, "decided", emails.request_decided(request))
    for line in lines:
        send_wave(line)
    return request


def _outcome(lines):
    if not any(line.granted for line in lines):
        return RequestStatus.REFUSED
    return RequestStatus.APPROVED if all(line.granted == line.people for line in lines) else RequestStatus.PART


@transaction.atomic
def stand_down_request(*, request, on, note, by):
    """The surge is over: nobody else is asked, who has not begun stays, who is there comes back after this day."""
    request = locked(request)
    require(permissions.can_stand_down(by, request))
    request.move_to(RequestStatus.STOOD_DOWN)
    request.ended_at, request.end_note = timezone.now(), note
    request.save(update_fields=["status", "ended_at", "end_note"])
    lines = list(Line.objects.locked().filter(request=request))
    call_off_offers(by, line__in=lines)
    end_for_stand_down(lines, on, by)
    audit.record("request.stood_down", subject=request, by=by, says="stood the request down")
    tell_leads(request, "stood down", emails.request_stood_down(request))
    return request


@transaction.atomic
def close_requests(*, on):
    """Those of which every line is over, and everybody is back. Returns how many."""
    ahead = Line.objects.standing().filter(ends_on__gte=on, granted__gt=0).values("request")
    there = Deployment.objects.on_the_way().values("line__request")
    rows = list(SurgeRequest.objects.locked().filter(status__in=RUNNING).exclude(pk__in=ahead).exclude(pk__in=there))
    for request in rows:
        request.move_to(RequestStatus.OVER)
        request.ended_at = timezone.now()
        request.save(update_fields=["status", "ended_at"])
    audit.record_many("request.over", subjects=rows, by=None, says="is over: its last day has passed")
    return len(rows)
