"""Showing once more who one is, before something about signing in is changed. Whoever has no second step does it by
a code sent by email."""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication

STATE = "reauthentication_code"


def is_recent(request):
    """Whether the person signed in, or showed again who they are, in the last minutes."""
    latest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0)
    return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT


def send_code(request):
    adapter = get_adapter()
    code = adapter.generate_login_code()
    adapter.send_mail("account/email/confirm_code", adapter.address_of(request.user), {"code": code})
    request.session[STATE] = {"code": code, "at": time.time(), "wrong": 0}


def expected_code(request):
    """The code that was sent, while it lasts; else None."""
    state = request.session.get(STATE)
    return state["code"] if state and time.time() - state["at"] <= app_settings.LOGIN_BY_CODE_TIMEOUT else None


def record_wrong_code(request):
    """Whether another try is left."""
    state = request.session[STATE]
    request.session[STATE] = {**state, "wrong": state["wrong"] + 1}
    if request.session[STATE]["wrong"] < app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
        return True
    del request.session[STATE]
    return False


def record_right_code(request):
    del request.session[STATE]
    record_authentication(request, request.user, "code", reauthenticated=True)
