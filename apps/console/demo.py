"""The list of demo people, each with a button that signs one in as them. It has addresses only where DEMO is on."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.second_factor import DEMO_PERSON
from apps.console.population.people import PEOPLE

BACKEND = "apps.members.backends.MemberBackend"


@login_not_required
@require_safe
def demo_people(request):
    return render(request, "console/demo.html", {"people": PEOPLE})


@login_not_required
@require_POST
def demo_sign_in(request):
    person = next((person for person in PEOPLE if person.key == request.POST.get("person")), None)
    user = get_adapter().account_with(person.email) if person else None
    if not user:
        raise Http404
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[DEMO_PERSON] = person.key
    UserSession.objects.create_from_request(request)
    return redirect("/")


urlpatterns = [
    path("", demo_people, name="demo_people"),
    path("sign-in/", demo_sign_in, name="demo_sign_in"),
]
