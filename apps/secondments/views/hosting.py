"""An opportunity as its hosts write and run it, and as whoever publishes it reads it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import page_of
from apps.core.rules import RuleBroken, require
from apps.secondments import actions, permissions, queries
from apps.secondments.forms import HostForm, OpportunityForm, PublishForm, WhyForm, opportunity_initial
from apps.secondments.models import Host, Opportunity


def _hosted(request, slug):
    opportunities = Opportunity.objects.visible_to(request.user).with_is_host(request.user).for_page()
    opportunity = get_object_or_404(opportunities, slug=slug)
    require(permissions.can_run_opportunity(request.user, opportunity))
    return opportunity


@require_safe
def hosted_list(request):
    """What I offer to others, and who has applied."""
    require(permissions.can_write_opportunity(request.user))
    page = page_of(queries.hosted_by(request.user), request.GET.get("page"))
    context = {"page": page, "can_find_people": permissions.can_find_people(request.user)}
    return render(request, "secondments/hosted_list.html", context)


def _form(request, **options):
    data = request.POST if request.method == "POST" else None
    return OpportunityForm(data, **queries.to_choose_from(), **options)


@require_http_methods(["GET", "POST"])
def opportunity_write(request):
    require(permissions.can_write_opportunity(request.user))
    form = _form(request, initial={"week": 100, "places": 1})
    if form.is_valid():
        opportunity = actions.write_opportunity(by=request.user, **form.said)
        messages.success(request, "Saved as a draft. Only you can see it until it is published.")
        return redirect(opportunity)
    return render(request, "secondments/opportunity_write.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def opportunity_change(request, slug):
    opportunity = _hosted(request, slug)
    if not permissions.is_editable(opportunity):
        raise RuleBroken("Its words stay as they were sent. Copy it to write another one.")
    form = _form(request, initial=opportunity_initial(opportunity))
    if form.is_valid():
        actions.change_opportunity(opportunity=opportunity, by=request.user, **form.said)
        return redirect(opportunity)
    context = {"form": form, "opportunity": opportunity}
    return render(request, "secondments/opportunity_write.html", context, status=422 if form.errors else 200)


@require_POST
def opportunity_copy(request, slug):
    copy = actions.copy_opportunity(opportunity=_hosted(request, slug), by=request.user)
    messages.success(request, "This is a copy. Change the dates, and what else is different.")
    return redirect("secondments:opportunity_change", copy.slug)


@require_POST
def opportunity_submit(request, slug):
    opportunity = _hosted(request, slug)
    actions.submit_opportunity(opportunity=opportunity, by=request.user)
    messages.success(request, "Sent. You will hear when it is published, or what to change first.")
    return redirect(opportunity)


@require_POST
def opportunity_close(request, slug):
    opportunity = _hosted(request, slug)
    actions.close_opportunity(opportunity=opportunity, by=request.user)
    messages.success(request, "Closed. Nobody else can apply. Answer those who have.")
    return redirect(opportunity)


@require_http_methods(["GET", "POST"])
def opportunity_cancel(request, slug):
    """After a page that says who is told."""
    opportunity = _hosted(request, slug)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        asks="Why does it not take place?",
        required="Say why it does not take place",
    )
    if form.is_valid():
        actions.cancel_opportunity(opportunity=opportunity, by=request.user, **form.cleaned_data)
        messages.success(request, "Cancelled. Everybody who had applied has been told.")
        return redirect("secondments:hosted_list")
    context = {"form": form, "opportunity": opportunity, "live": queries.live_count(opportunity)}
    return render(request, "secondments/opportunity_cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def host_list(request, slug):
    """Who runs it, and the naming of somebody else."""
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user), slug=slug)
    require(permissions.can_name_hosts(request.user, opportunity))
    form = HostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        host = actions.add_host(opportunity=opportunity, by=request.user, **form.cleaned_data)
        messages.success(request, f"{host.user} runs it too, and has been told.")
        return redirect("secondments:host_list", slug)
    context = {"form": form, "opportunity": opportunity, "hosts": queries.hosts_of(opportunity)}
    return render(request, "secondments/host_list.html", context, status=422 if form.errors else 200)


@require_POST
def host_end(request, slug, pk):
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user), slug=slug)
    host = get_object_or_404(
        Host.objects.visible_to(request.user).select_related("user"), pk=pk, opportunity=opportunity
    )
    actions.end_host(host=host, by=request.user)
    messages.success(request, f"{host.user} does not run it any more.")
    return redirect("secondments:hosted_list" if host.user == request.user else opportunity)


# --- Publishing ------------------------------------------------------------------------------------------------------


@require_safe
def publish_list(request):
    """What waits for a champion or the central team."""
    if not permissions.is_publisher(request.user):
        raise Http404
    waiting = Opportunity.objects.visible_to(request.user).to_publish_by(request.user)
    page = page_of(waiting.for_list().order_by("created_at", "pk"), request.GET.get("page"))
    return render(request, "secondments/publish_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def opportunity_publish(request, slug):
    """Read it, then publish it or say what is to be changed."""
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user).for_page(), slug=slug)
    require(permissions.is_publisher(request.user))
    if opportunity.status == "submitted":
        require(permissions.can_publish_opportunity(request.user, opportunity))
    form = PublishForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.cleaned_data["decision"] == "publish":
        actions.publish_opportunity(opportunity=opportunity, by=request.user)
        messages.success(request, "Published. It is on the board now.")
        return redirect("secondments:publish_list")
    if form.is_valid():
        actions.send_back_opportunity(opportunity=opportunity, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "Sent back. They have been told what to change.")
        return redirect("secondments:publish_list")
    context = {"form": form, "opportunity": opportunity}
    return render(request, "secondments/opportunity_publish.html", context, status=422 if form.errors else 200)
