"""What allauth offers and this portal has. What has to do with passwords and signing up is left out."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from apps.accounts import forms, views
from apps.accounts.views import refuses_with_422

sign_in = refuses_with_422(views.SignInView.as_view())
to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index")),
    path("login/", sign_in, name="account_login"),
    path("login/", sign_in, name="account_request_login_code"),
    path("login/code/", to_sign_in),
    path("signup/", to_sign_in, name="account_signup"),
    path("login/code/confirm/", refuses_with_422(views.ConfirmCodeView.as_view()), name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", refuses_with_422(views.ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("no-record/", views.account_no_record, name="account_no_record"),
    path("session/", views.session_status, name="session_status"),
    path("sessions/", views.SessionsView.as_view(), name="usersessions_list"),
    # The second step.
    path("2fa/", mfa.index, name="mfa_index"),
    path(
        "2fa/authenticate/",
        refuses_with_422(
            mfa.AuthenticateView.as_view(form_class=forms.SecondStepForm, webauthn_form_class=forms.PasskeyStepForm)
        ),
        name="mfa_authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        refuses_with_422(mfa.ReauthenticateView.as_view(form_class=forms.ConfirmSecondStepForm)),
        name="mfa_reauthenticate",
    ),
    path("2fa/totp/activate/", refuses_with_422(views.ActivateAppView.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", views.MakeRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", refuses_with_422(views.AddPasskeyView.as_view()), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/login/",
        passkeys.LoginWebAuthnView.as_view(form_class=forms.PasskeySignInForm),
        name="mfa_login_webauthn",
    ),
    path(
        "2fa/webauthn/reauthenticate/",
        passkeys.ReauthenticateWebAuthnView.as_view(form_class=forms.ConfirmPasskeyForm),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/edit/",
        refuses_with_422(passkeys.EditWebAuthnView.as_view(form_class=forms.RenamePasskeyForm)),
        name="mfa_edit_webauthn",
    ),
    # Sign-in of one's own organisation.
    path("3rdparty/", refuses_with_422(views.ConnectionsView.as_view()), name="socialaccount_connections"),
    path("3rdparty/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<slug:provider_id>/login/", views.oidc_login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.oidc_callback, name="openid_connect_callback"),
]
