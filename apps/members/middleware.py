from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

SEEN = "seen_at"
STARTED = "started_at"
SEEN_EVERY = 5 * 60  # seconds; the only thing a page that is merely looked at may write
OPEN_WITHOUT_SECOND_FACTOR = ("/account/", "/help/", "/static/", "/health/")


class SessionLimitsMiddleware:
    """Half an hour without use, or twelve hours in all, and one signs in again: the PC may be shared."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            started = request.session.setdefault(STARTED, now)
            seen = request.session.get(SEEN, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif SEEN not in request.session or now - seen >= SEEN_EVERY:
                request.session[SEEN] = now
        try:
            return self.get_response(request)
        except UpdateError:  # signed out elsewhere while this page was being made
            return redirect(settings.LOGIN_URL)


class SecondFactorMiddleware:
    """Whoever could read what is not their own adds a second factor before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR) and self._is_missing(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_missing(self, request):
        user = request.user
        if not user.is_authenticated or not user.needs_second_factor:
            return False
        if settings.DEMO and request.session.get("demo_person"):
            return False
        return not user.authenticator_set.exists()
