"""The pages of signing in. They are allauth's views, changed where there is no password to ask for."""

import logging
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.views import BaseReauthenticateView, ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.views import ConnectionsView as AllauthConnectionsView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from apps.accounts import forms, reauthentication, second_factor
from apps.accounts.devices import device_words
from apps.core import audit

logger = logging.getLogger(__name__)
CODE_MINUTES = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60


class SignInView(RequestLoginCodeView):
    """Ask for the work email address and send a code to it."""

    form_class = forms.WorkEmailForm
    template_name = "account/login.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Whoever comes back here, with a code waiting, may type another address."""

    def form_valid(self, form):
        form._user = get_adapter().account_with(form.cleaned_data["email"])
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(demo=settings.DEMO, **kwargs)


class ConfirmCodeView(ConfirmLoginCodeView):
    """Ask for the code."""

    form_class = forms.CodeForm
    extra_context = {"code_minutes": CODE_MINUTES}

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_anonymous and not getattr(self, "_process", None):
            messages.warning(request, "Your code is no longer valid. Enter your work email address to get a new one.")
        return response


class ReauthenticateView(BaseReauthenticateView):
    """Send a code and ask for it, before something about signing in is changed."""

    form_class = forms.CodeForm
    template_name = "account/reauthenticate.html"
    extra_context = {"code_minutes": CODE_MINUTES}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": reauthentication.expected_code(self.request)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            is_code_sent=bool(reauthentication.expected_code(self.request)),
            address=get_adapter().address_of(self.request.user),
        )

    def post(self, request, *args, **kwargs):
        if request.POST.get("action") == "send" or not reauthentication.expected_code(request):
            reauthentication.send_code(request)
            return self._again()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        reauthentication.record_right_code(self.request)
        return super().form_valid(form)

    def form_invalid(self, form):
        if reauthentication.record_wrong_code(self.request):
            return super().form_invalid(form)
        messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])
        return self._again()

    def _again(self):
        return redirect(self.passthrough_next_url(reverse("account_reauthenticate")))


class Recorded:
    """A change of how somebody signs in is a line of the audit trail, in one transaction with it."""

    event: str
    says: str

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        user = self.request.user
        audit.record(self.event, subject=user, by=user, says=self.says)
        return response


class ActivateAppView(Recorded, ActivateTOTPView):
    form_class = forms.ActivateAppForm
    event, says = "authenticator_app.added", "set up an authenticator app for signing in"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret_in_groups": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))}

    def form_valid(self, form):
        response = super().form_valid(form)
        second_factor.mark_passed(self.request, Authenticator.Type.TOTP)
        return response


class RemoveAppView(Recorded, DeactivateTOTPView):
    event, says = "authenticator_app.removed", "removed their authenticator app"


class AddPasskeyView(Recorded, AddWebAuthnView):
    form_class = forms.AddPasskeyForm
    event, says = "passkey.added", "added a passkey for signing in"

    def form_valid(self, form):
        response = super().form_valid(form)
        second_factor.mark_passed(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskeyView(Recorded, RemoveWebAuthnView):
    event, says = "passkey.removed", "removed a passkey"


class MakeRecoveryCodesView(Recorded, GenerateRecoveryCodesView):
    event, says = "recovery_codes.made", "made new recovery codes"


class ConnectionsView(Recorded, AllauthConnectionsView):
    """Accounts elsewhere that one can sign in with. Posting takes one away; adding one goes through its provider."""

    form_class = forms.DisconnectForm
    event, says = "connection.removed", "disconnected another account from signing in"


class SessionsView(ListUserSessionsView):
    """Where one is signed in."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = device_words(session.user_agent)
        return context


@require_safe
def session_status(request):
    """How long the session lasts. Asking is using the portal, so the half hour begins anew."""
    return JsonResponse({"seconds_left": request.session_seconds_left})


@require_safe
def account_no_record(request):
    """What to do for somebody whom no HR record and no role lets in."""
    if request.user.member_or_none or request.user.current_grants:
        return redirect("/")
    return render(request, "account/no_record.html", {"address": request.user.email})


def refuses_with_422(view):
    """Give a page that says what to put right the status that scripts, and browsers, expect of it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        shown = [context[name] for name in ("form", "webauthn_form") if context.get(name)]
        if response.status_code == 200 and any(form.errors for form in shown):
            response.status_code = 422
        return response

    return wrapper


def survives_the_provider(view):
    """A provider that is down, or answers nonsense, is a page that says so."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (OSError, KeyError, ValueError):
            logger.exception("The sign-in provider could not be used")
            context = {"auth_error": {"code": AuthError.UNKNOWN}}
            return render(request, "socialaccount/authentication_error.html", context, status=503)

    return wrapper


oidc_login = survives_the_provider(openid_connect.login)
oidc_callback = survives_the_provider(openid_connect.callback)
