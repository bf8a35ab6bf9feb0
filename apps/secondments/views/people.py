"""Talent search: a host looks for people who agreed to be found. Whoever is looked at is told who looked."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.asked import page_of
from apps.core.rules import require
from apps.members import looks
from apps.secondments import actions, permissions, queries
from apps.secondments.forms import AskPersonForm, FindPeopleForm


@require_safe
def person_list(request):
    """People without their names: whoever opens one of them is named to that person."""
    require(permissions.can_find_people(request.user))
    asked = {name: value for name, value in request.GET.items() if name in FindPeopleForm.base_fields}
    form = FindPeopleForm(asked, **queries.to_choose_from())
    found = queries.found_people(request.user, **(form.cleaned_data if form.is_valid() else {}))
    context = {
        "form": form,
        "asked": asked,
        "page": page_of(found, request.GET.get("page")),
        "is_narrowed": any(asked.values()),
    }
    return render(request, "secondments/person_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person_detail(request, pk):
    """Somebody who agreed to be found, and a way to ask them to look at what one offers."""
    require(permissions.can_find_people(request.user))
    person = get_object_or_404(queries.people_for(request.user), pk=pk)
    offered = list(queries.offered_by(request.user))
    asked = queries.asked_already(request.user, person)
    left = [opportunity for opportunity in offered if opportunity.pk not in asked]
    form = AskPersonForm(request.POST if request.method == "POST" else None, opportunities=left)
    if form.is_valid():
        actions.ask_person(member=person, by=request.user, **form.said)
        messages.success(request, f"{person} has a message that asks them to look at it.")
        return redirect("secondments:person_detail", pk=pk)
    looks.note(request, person, "your profile, in the talent search")
    context = {
        "person": person,
        "form": form if left else None,
        "fitting": [(row, [aim for aim in row.wanted if aim.capability.slug in person.agreed]) for row in offered],
        "asked": [opportunity for opportunity in offered if opportunity.pk in asked],
    }
    return render(request, "secondments/person_detail.html", context, status=422 if form.errors else 200)
