"""What allauth asks the portal: whose account an address opens, who may come in, and what is written and mailed."""

import logging
import smtplib
from functools import partial

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse

from apps.accounts import reauthentication, second_factor
from apps.accounts.models import User
from apps.core import audit
from apps.members.actions import account_for, claim_record
from apps.members.backends import MemberBackend
from apps.members.models import Member

logger = logging.getLogger(__name__)

# What the person is told by mail, by the name of allauth's template for it.
CHANGES = {
    "mfa/email/totp_activated": "An authenticator app was set up.",
    "mfa/email/totp_deactivated": "The authenticator app was removed.",
    "mfa/email/webauthn_added": "A passkey was added.",
    "mfa/email/webauthn_removed": "A passkey was removed.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made. The old ones do not work any more.",
    "socialaccount/email/account_connected": "Another account was connected. It can now be used to sign in.",
    "socialaccount/email/account_disconnected": "Another account was disconnected. It cannot be used to sign in now.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account comes from an HR record or an invitation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That code is not right. Check the newest email from us and try again",
        "too_many_codes": "You have asked for several codes in a short time. Wait a few minutes, then try again",
        "too_many_login_attempts": "You have tried too many times. Wait a few minutes, then ask for a new code",
        "rate_limited": "You have tried too many times. Wait a few minutes, then try again",
    }

    def is_open_for_signup(self, request):
        return False

    # --- Who comes in ------------------------------------------------------------------------------------------------

    def account_with(self, address):
        """The account that a code sent to this address opens, made now for someone whom HR knows; else None."""
        member = Member.objects.with_email(address).select_related("user").first()
        # Without a record it is somebody invited. The address that a person with a record had before opens nothing.
        user = (
            account_for(member=member) if member else User.objects.filter(email=address.lower(), member=None).first()
        )
        return user if user and MemberBackend().user_can_authenticate(user) else None

    def pre_login(self, request, user, **login):
        if not MemberBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        if login["email"]:
            _keep_address(user, login["email"])
        return super().pre_login(request, user, **login)

    def login(self, request, user):
        claim_record(user=user)
        super().login(request, user)

    # --- Showing again who one is ------------------------------------------------------------------------------------

    def get_reauthentication_methods(self, user):
        words = {
            "mfa_reauthenticate": "Use your authenticator app or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        methods = [method for method in super().get_reauthentication_methods(user) if method["id"] in words]
        by_mail = {"id": "code", "description": "Use a code by email", "url": reverse("account_reauthenticate")}
        return [method | {"description": words[method["id"]]} for method in methods] or [by_mail]

    def is_reauthentication_required(self, *, app, **kwargs):
        if not super().is_reauthentication_required(app=app, **kwargs) or second_factor.is_demo(self.request):
            return False
        if second_factor.is_set_up(self.request.user):
            return True
        # allauth would take somebody without a second step as shown, however long ago they signed in.
        if not reauthentication.is_recent(self.request):
            raise ReauthenticationRequired
        return False

    # --- Mail --------------------------------------------------------------------------------------------------------

    def address_of(self, user):
        member = user.member_or_none
        return (member and member.email) or user.email

    def render_mail(self, template_prefix, email, context, headers=None):
        context = context | {"code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
        return super().render_mail(template_prefix, email, context, {"Auto-Submitted": "auto-generated"})

    def send_mail(self, template_prefix, email, context):
        """Send it while the person waits, because the page to come tells them to look for it."""
        try:
            super().send_mail(template_prefix, email, context)
        except smtplib.SMTPRecipientsRefused:
            # The page stays the same, so that nobody learns which addresses the mail server knows.
            logger.warning("The mail server refused the recipient of %s", template_prefix)
        except OSError as error:
            logger.exception("Mail could not be sent: %s", template_prefix)
            raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from error

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the person that how they sign in has changed. It has, whether the mail goes out or not."""
        transaction.on_commit(partial(self._tell_of_change, self.address_of(user), CHANGES[template_prefix]))

    def _tell_of_change(self, address, change):
        try:
            self.render_mail("account/email/sign_in_changed", address, {"change": change}).send()
        except OSError:
            logger.exception("Mail could not be sent: %s", change)


@transaction.atomic
def _keep_address(user, address):
    """Whoever has the code has the mailbox, and nobody else has it any more."""
    address = address.lower()
    EmailAddress.objects.filter(email=address).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email=address).delete()
    EmailAddress.objects.update_or_create(user=user, email=address, defaults={"verified": True, "primary": True})


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An account elsewhere opens one here once it was connected: by its owner, or at their very first sign-in."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.is_existing or sociallogin.state.get("process") in (AuthProcess.CONNECT, AuthProcess.REDIRECT):
            return
        address = next((known.email for known in sociallogin.email_addresses if known.verified), None)
        user = address and AccountAdapter().account_with(address)
        if not user:
            self._refuse(request, sociallogin, "not_found" if address else "not_verified")
        with transaction.atomic():
            user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
            # Who vouches for an address today need not be who used it yesterday.
            if user.last_login or user.socialaccount_set.exists():
                self._refuse(request, sociallogin, "in_use")
            _keep_address(user, address)
            sociallogin.user = user
            sociallogin.save(request, connect=True)
            self._record_connection(user)

    def send_notification_mail(self, template_prefix, user, *args, **kwargs):
        if template_prefix == "socialaccount/email/account_connected":
            self._record_connection(user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def _record_connection(self, user):
        audit.record("connection.added", subject=user, by=user, says="connected another account for signing in")

    def _refuse(self, request, sociallogin, reason):
        context = {"reason": reason, "provider": sociallogin.account.get_provider().name}
        raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", context, status=403))
