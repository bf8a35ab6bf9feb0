"""What somebody keeps: pages of figures by a name of their own, and whether a summary comes each month."""

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_NAME = 60
LONGEST_ADDRESS = 300
MOST_SAVED = 20


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def standing(self):
        return self.filter(ended_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class SavedView(models.Model):
    """A page of figures as somebody filtered it. What it shows is worked out, and allowed, when it is opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=LONGEST_NAME)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    saved_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(ended_at=None), name="saved_view_one_of_a_name"
            ),
            models.CheckConstraint(condition=Q(address__startswith="/insights/"), name="saved_view_of_insights"),
        ]

    def __str__(self):
        return self.name


class Subscription(models.Model):
    """That somebody wants to be sent the summary of their figures each month."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="insights_subscriptions")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="subscription_one_standing")
        ]

    def __str__(self):
        return f"Monthly summary for {self.user}"
