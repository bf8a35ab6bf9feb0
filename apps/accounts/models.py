from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from apps.accounts.roles import NEED_SECOND_FACTOR, Role


class UserManager(BaseUserManager):
    def create_user(self, email, name=""):
        user = self.model(email=email.lower(), name=name)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Whoever signs in. What they may do comes from their HR record and their grants, never from this row."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_small_letters")]

    def __str__(self):
        return self.name or "Someone without a name yet"

    def get_full_name(self):
        return self.name

    @cached_property
    def current_grants(self):
        """The grants that hold today, read once a request."""
        return list(self.grants.current().select_related("organisation"))

    def has_role(self, role):
        return any(grant.role == role for grant in self.current_grants)

    def scopes_of(self, role):
        """The organisations for which the person has this role; None among them means everywhere."""
        return [grant.organisation for grant in self.current_grants if grant.role == role]

    @property
    def is_central(self):
        return self.has_role(Role.CENTRAL)

    @property
    def decides_surge(self):
        """Decides requests for people in a peak or a crisis, and sees who can fill them."""
        return self.is_central or self.has_role(Role.STEERING_GROUP)

    @property
    def needs_second_factor(self):
        return any(grant.role in NEED_SECOND_FACTOR for grant in self.current_grants)

    @cached_property
    def member_or_none(self):
        """The person's HR record; a partner host has none."""
        return getattr(self, "member", None)

    @cached_property
    def has_reports(self):
        """Whether somebody's HR record names this person as line manager."""
        member = self.member_or_none
        return member is not None and member.reports.exists()

    # Django's admin asks these. It shows things to the central team and changes nothing.
    @property
    def is_staff(self):
        return self.is_central

    def has_perm(self, perm, obj=None):
        return self.is_central

    def has_module_perms(self, app_label):
        return self.is_central
