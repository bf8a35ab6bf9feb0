from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Cast

from apps.core.models import Job
from apps.notifications.states import Kind

SEND_JOB = "send_message"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; the central team reads all, to see what went out and why."""
        return self if user.is_central else self.filter(recipient=user)

    def to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)

    def with_delivery(self):
        """`delivery`: the state of the job that mails it."""
        key = Cast(OuterRef("pk"), models.CharField())
        job = Job.objects.filter(kind=SEND_JOB, key=key)
        return self.annotate(delivery=Subquery(job.values("state")[:1]))

    def for_list(self):
        return self.select_related("recipient").order_by("-created_at", "-pk")


class Message(models.Model):
    """One message to one person about one occasion: a row first, mailed after the commit, shown in the portal.

    `facts` is a list of [label, value] pairs of plain text.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=40, choices=Kind)
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    occasion = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    sentence = models.TextField(max_length=1000)
    facts = models.JSONField(default=list)
    link = models.CharField(max_length=300)
    link_text = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "object_type", "object_id", "occasion"], name="message_one_per_occasion"
            )
        ]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="message_by_recipient")]

    def __str__(self):
        return self.subject
