"""Requests: the board, and one request as the department, the steering group and the central team see it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import page_of
from apps.core.rules import RuleBroken, require
from apps.surge import actions, permissions, queries
from apps.surge.forms import DecideForm, LineForm, RequestForm, StandDownForm, line_initial
from apps.surge.models import Line, SurgeRequest

MOST_ON_BOARD = 50


def _seen(request, pk):
    return get_object_or_404(SurgeRequest.objects.visible_to(request.user).for_page(), pk=pk)


def _writable(request, pk):
    row = _seen(request, pk)
    require(permissions.can_run_request(request.user, row))
    if not row.is_writable:
        raise RuleBroken(f"This is now “{row.get_status_display().lower()}”, so it cannot be changed.")
    return row


def _at_the_door(user):
    """Nobody else knows of requests."""
    if not (user.decides_surge or permissions.can_write_request(user)):
        raise Http404


@require_safe
def request_list(request):
    """What is short, at a glance: by department, then what waits for a decision, then all others."""
    _at_the_door(request.user)
    seen = SurgeRequest.objects.visible_to(request.user).for_page()
    others = seen.others().order_by("-written_at", "pk")
    context = {
        "departments": queries.board(seen.running().ranked()[:MOST_ON_BOARD]),
        "waiting": seen.waiting().ranked()[:MOST_ON_BOARD],
        "page": page_of(others, request.GET.get("page")),
        "can_write": permissions.can_write_request(request.user),
        "decides": request.user.decides_surge,
    }
    return render(request, "surge/request_list.html", context)


@require_safe
def request_detail(request, pk):
    row = _seen(request, pk)
    runs = permissions.can_run_request(request.user, row)
    context = {
        "request_row": row,
        "can_change": runs and row.is_writable,
        "can_decide": row.status == "submitted" and permissions.can_decide_request(request.user, row),
        "can_raise": row.is_ranked and permissions.can_decide_request(request.user, row),
        "can_stand_down": row.is_running and permissions.can_stand_down(request.user, row),
        "sees_people": request.user.decides_surge or runs,
    }
    return render(request, "surge/request_detail.html", context)


@require_http_methods(["GET", "POST"])
def request_write(request):
    _at_the_door(request.user)
    require(permissions.can_write_request(request.user))
    organisations = queries.organisations_of(request.user)
    form = RequestForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if form.is_valid():
        row = actions.write_request(by=request.user, **form.said)
        messages.success(request, "Saved as a draft. Now say who is needed, line by line.")
        return redirect("surge:line_add", row.pk)
    return render(request, "surge/request_write.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def request_change(request, pk):
    row = _writable(request, pk)
    initial = {name: getattr(row, name) for name in ("title", "why", "shifts", "contact")}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.change_request(request=row, by=request.user, **form.said)
        messages.success(request, "Saved.")
        return redirect(row)
    context = {"form": form, "request_row": row}
    return render(request, "surge/request_write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def line_add(request, pk):
    return _line_page(request, _writable(request, pk))


@require_http_methods(["GET", "POST"])
def line_change(request, pk):
    line = get_object_or_404(Line.objects.visible_to(request.user).standing(), pk=pk)
    return _line_page(request, _writable(request, line.request_id), line)


def _line_page(request, row, line=None):
    form = LineForm(
        request.POST if request.method == "POST" else None,
        skills=queries.skills(),
        regions=queries.regions(),
        initial=line_initial(line) if line else None,
    )
    if form.is_valid():
        written = actions.write_line(request=row, line=line, by=request.user, **form.said)
        if written.gap:
            messages.info(request, f"Saved. Line {written.number} {written.gap}: add it as soon as you know.")
        else:
            messages.success(request, f"Line {written.number} is saved.")
        return redirect(row)
    context = {"form": form, "request_row": row, "line": line}
    return render(request, "surge/line_write.html", context, status=422 if form.errors else 200)


@require_POST
def line_drop(request, pk):
    line = get_object_or_404(Line.objects.visible_to(request.user).select_related("request"), pk=pk)
    require(permissions.can_run_request(request.user, line.request))
    row = actions.drop_line(line=line, by=request.user)
    messages.success(request, f"Line {line.number} is taken out.")
    return redirect(row)


@require_POST
def request_submit(request, pk):
    row = actions.submit_request(request=_seen(request, pk), by=request.user)
    messages.success(request, "Sent to the steering group. You will hear as soon as it is decided.")
    return redirect(row)


@require_http_methods(["GET", "POST"])
def request_withdraw(request, pk):
    row = _seen(request, pk)
    require(permissions.can_run_request(request.user, row))
    if request.method == "POST":
        actions.withdraw_request(request=row, by=request.user)
        messages.success(request, "You have withdrawn the request.")
        return redirect(row)
    return render(request, "surge/request_withdraw.html", {"request_row": row})


@require_POST
def request_raise(request, pk):
    row = actions.raise_request(request=_seen(request, pk), by=request.user)
    messages.success(request, f"“{row}” is number {row.rank} now.")
    return redirect("surge:request_list")


@require_http_methods(["GET", "POST"])
def request_decide(request, pk):
    """How many of each line, or none with a reason."""
    row = _seen(request, pk)
    require(permissions.can_decide_request(request.user, row))
    form = DecideForm(request.POST if request.method == "POST" else None, lines=row.board)
    if form.is_valid():
        row = actions.decide_request(request=row, by=request.user, **form.said)
        messages.success(request, f"{row.get_status_display()}. The department has been told.")
        return redirect(row)
    if row.status != "submitted":
        raise RuleBroken(f"This is now “{row.get_status_display().lower()}”, so there is nothing to decide.")
    context = {"request_row": row, "form": form}
    return render(request, "surge/request_decide.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def request_stand_down(request, pk):
    """After a page that says who is affected."""
    row = _seen(request, pk)
    require(permissions.can_stand_down(request.user, row))
    form = StandDownForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.stand_down_request(request=row, by=request.user, **form.cleaned_data)
        messages.success(request, "It is stood down. Everybody has been told.")
        return redirect(row)
    context = {"request_row": row, "form": form}
    return render(request, "surge/request_stand_down.html", context, status=422 if form.errors else 200)


@require_safe
def line_detail(request, pk):
    """Who is there and who was asked; for those who fill requests also who comes next, and why."""
    lines = Line.objects.visible_to(request.user).standing().for_board().select_related("request__organisation")
    line = get_object_or_404(lines, pk=pk)
    sees_next = request.user.decides_surge and line.request.is_ranked and not line.gap
    context = {
        "line": line,
        "deployments": queries.deployments_for(line),
        "offers": queries.offers_for(line) if request.user.decides_surge else [],
        "sees_next": sees_next,
        "verdicts": queries.next_for(line) if sees_next else [],
    }
    return render(request, "surge/line_detail.html", context)
