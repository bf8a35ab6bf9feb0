from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from apps.secondments.models.opportunity import Opportunity

MOST_SAVED = 20


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def standing(self):
        return self.filter(ended_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class SavedSearch(models.Model):
    """A search of the board that goes on: its person is told of what is published after it was saved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_searches")
    q = models.CharField(max_length=100, blank=True)
    chosen = models.JSONField(default=dict, help_text="The filters, by the names of the board")
    words = models.CharField(max_length=300, help_text="What it looks for, as it was said when it was saved")
    saved_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "q", "chosen"], condition=Q(ended_at=None), name="saved_search_once"
            )
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        query = urlencode({"q": self.q, **self.chosen})
        return f"{reverse('secondments:opportunity_list')}?{query}"


class Alert(models.Model):
    """That somebody was told of an opportunity: once, however many of their searches it fits."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="alerts")
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "opportunity"], name="alert_once_for_an_opportunity")]

    def __str__(self):
        return f"{self.user_id}: {self.opportunity_id}"
