from django.conf import settings
from django.db import models
from django.utils import timezone


class GuestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.filter(user=user)

    def for_list(self):
        return self.select_related("user", "grant", "invited_by").order_by("-pk")


class Guest(models.Model):
    """Somebody outside the Civil Service with an account here until a date: a partner who hosts, or who comes to work
    with us. Their role says which and until when."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="guest")
    grant = models.OneToOneField("members.Grant", models.PROTECT, related_name="+")
    body = models.CharField(max_length=200, help_text="Whom they work for")
    invited_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = GuestQuerySet.as_manager()

    def __str__(self):
        return f"{self.user}, {self.body}"

    @property
    def is_over(self):
        return self.grant.ended_at is not None or self.grant.ends_on < timezone.localdate()
