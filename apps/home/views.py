from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.home import queries
from apps.home.documents import held_json
from apps.members.middleware import RecordMiddleware, SecondFactorMiddleware
from apps.members.models import Download, Grant
from apps.members.queries import agreed_words, agreements_of, live_proposal, own_consents, uses_of


@login_not_required
@require_safe
def home(request):
    """What the portal is; for whoever is signed in, the page of their day."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    # An open page is no business of the doors, but this one is open only to the signed out.
    if led := RecordMiddleware(home).lead(request) or SecondFactorMiddleware(home).lead(request):
        return led
    context = {"greeting": _greeting(request.user), "today": queries.today_of(request.user)}
    return render(request, "home/home.html", context)


def _greeting(user):
    hour = timezone.localtime().hour
    words = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
    first_name = user.member_or_none.first_name if user.member_or_none else user.name.partition(" ")[0]
    return f"{words}, {first_name}" if first_name else words


@require_safe
def profile_detail(request):
    """What the HR record says about me, and everything that is mine here."""
    member = queries.own_member(request.user)
    roles = Grant.objects.visible_to(request.user).current().filter(user=request.user)
    context = {
        "member": member,
        "roles": roles.select_related("organisation", "given_by") if request.user.current_grants else [],
    }
    if member:
        proposal, consents = live_proposal(member), own_consents(request.user)
        context |= {
            "rows": queries.hr_fields(member),
            "proposal": proposal,
            "agreed": agreed_words(proposal),
            "aims": queries.aims_in_words(member),
            "needs": queries.needs_in_words(member, uses_of(consents)),
            "agreements": agreements_of(consents),
        }
    return render(request, "home/profile_detail.html", context)


@require_safe
def held_detail(request):
    """Everything held about me: as a document, which a worker makes, or as JSON at once."""
    download = Download.objects.visible_to(request.user).live().first()
    return render(request, "home/held_detail.html", {"download": download})


@require_safe
def held_export(request):
    """Everything held about me as JSON, row by row from the database to the person."""
    parts = held_json(request.user, queries.everything_about(request.user))
    response = StreamingHttpResponse(parts, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="everything-held-about-me.json"'
    return response


@require_safe
def record_detail(request):
    """My learning record, to read and to print."""
    member = queries.own_member(request.user)
    if member is None:
        raise Http404
    context = {"record": queries.record_of(member), "today": timezone.localdate()}
    return render(request, "home/record_detail.html", context)


@login_not_required
@require_safe
def record_shared(request, token):
    """What a member has achieved, for whoever has the link. No search engine, cache or other site learns of it."""
    record = queries.shared_record(token)
    if record is None:
        raise Http404
    response = render(request, "home/record_shared.html", {"record": record, "today": timezone.localdate()})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response


@require_safe
def team_list(request):
    """My team: a row for each person who reports to me, or to a manager for whom I stand in."""
    page, standing = queries.team_of(request.user, request.GET.get("page"))
    return render(request, "home/team_list.html", {"page": page, "standing": standing})


@login_not_required
@require_safe
def help_page(request):
    context = {
        "contact_email": settings.CONTACT_EMAIL,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "home/help.html", context)


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "home/accessibility.html", {"contact_email": settings.CONTACT_EMAIL})


@login_not_required
@require_safe
def privacy(request):
    return render(request, "home/privacy.html", {"contact_email": settings.CONTACT_EMAIL})


@login_not_required
@require_safe
def cookies(request):
    """Every cookie the portal sets, by the names it has on this server."""
    context = {
        "session_name": settings.SESSION_COOKIE_NAME,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "csrf_name": settings.CSRF_COOKIE_NAME,
        "csrf_days": settings.CSRF_COOKIE_AGE // (24 * 3600),
    }
    return render(request, "home/cookies.html", context)


@login_not_required
@require_safe
def profession(request):
    """What operational delivery is, and who belongs to it."""
    return render(request, "home/profession.html", {"job_families": queries.job_families_with_roles()})
