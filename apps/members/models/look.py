from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.members.models.member import Member


class LookQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(member__user=user)

    def for_list(self):
        return self.select_related("by").order_by("-at", "-pk")


class Look(models.Model):
    """That somebody else opened a page about a member: who, which sort of page, on which day. Once for each of these.

    `what` is said to the member, and is the same for all pages of a sort: "your request for study time".
    """

    member = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=100)
    day = models.DateField(default=timezone.localdate)
    at = models.DateTimeField(default=timezone.now)

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "by", "what", "day"], name="look_once_a_day"),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="look_by_member")]

    def __str__(self):
        return f"{self.by_id}: {self.what}, {self.day}"
