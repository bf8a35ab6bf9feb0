from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from apps.accounts.models import User
from apps.core.admin import ReadOnlyAdmin

# What others registered for people to change, or holds secrets of sign-in, is not there to look at.
for model in (Authenticator, EmailAddress, Group, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    person = ""
    list_display = ["name", "email", "is_active", "last_login", "created_at"]
    fields = ["name", "email", "is_active", "last_login", "created_at"]
    search_fields = ["=email", "^name"]
    ordering = ["-pk"]
