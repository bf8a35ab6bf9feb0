"""What a session must have before the portal opens: it is not too old, its owner has a place here, and where the
person could see what is not their own, a second step. And who looked at whose record, which is kept afterwards."""

import logging
import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions import middleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from apps.accounts import second_factor
from apps.members import looks
from apps.members.actions import keep_looks

SEEN = "seen_at"
STARTED = "started_at"
SEEN_EVERY = 5 * 60  # seconds; the only thing a page that is merely looked at may write
ACCOUNT_PAGES = "/account/"
logger = logging.getLogger(__name__)


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's. Who has signed out in another tab while a page was being made is asked to sign in."""

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            return redirect(settings.LOGIN_URL)


class SessionLimitsMiddleware:
    """Half an hour without use, or twelve hours in all, and one signs in again: the PC may be shared."""

    IDLE = "You were signed out because you had not used the portal for half an hour."
    TOO_LONG = "You were signed out because you signed in twelve hours ago."

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._limit(request)
        return self.get_response(request)

    def _limit(self, request):
        session, now = request.session, int(time.time())
        started, seen = session.setdefault(STARTED, now), session.setdefault(SEEN, now)
        if now - seen >= SEEN_EVERY:
            session[SEEN] = now
        if now - started >= settings.SESSION_COOKIE_AGE:
            self._sign_out(request, self.TOO_LONG)
        elif now - seen >= settings.SESSION_IDLE_SECONDS:
            self._sign_out(request, self.IDLE)
        else:
            idle_left = settings.SESSION_IDLE_SECONDS - (now - session[SEEN])
            request.session_seconds_left = min(idle_left, settings.SESSION_COOKIE_AGE - (now - started))

    def _sign_out(self, request, why):
        logout(request)
        messages.info(request, why)


class DoorMiddleware:
    """Leads a signed-in person to another page first. Pages open to all, and those of the account, are left alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_open = not getattr(view, "login_required", True) or request.path.startswith(ACCOUNT_PAGES)
        return None if is_open or request.user.is_anonymous else self.lead(request)

    def lead(self, request):
        raise NotImplementedError


class RecordMiddleware(DoorMiddleware):
    """Somebody without an HR record and without a role has no page here but the one that says what to do."""

    def lead(self, request):
        user = request.user
        return None if user.member_or_none or user.current_grants else redirect("account_no_record")


class SecondFactorMiddleware(DoorMiddleware):
    """Whoever could read what is not their own has passed a second step in this session."""

    def lead(self, request):
        user = request.user
        if not user.needs_second_factor or second_factor.is_demo(request) or second_factor.was_passed(request):
            return None
        if not second_factor.is_set_up(user):
            return redirect("mfa_index")
        back = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode(back)}")


class LooksMiddleware:
    """Keeps who opened a page about whom, once the page is made. But for "seen at" it is all that a look writes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and (seen := looks.noted(request)):
            self._keep(seen)
        return response

    def _keep(self, seen):
        try:
            keep_looks(looks=seen)
        except DatabaseError:  # the page is there and is shown; by ids the row can still be made
            rows = [(look.member_id, look.by_id, look.what) for look in seen]
            logger.exception("Looks could not be kept (member, account, page): %s", rows)
