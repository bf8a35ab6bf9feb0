from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast

from apps.core.models import Job
from apps.notifications.states import STATUTORY, How, Kind

SEND_JOB = "send_message"
DIGEST_JOB = "send_digest"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; the central team reads all, to see what went out and why."""
        return self if user.is_central else self.filter(recipient=user)

    def to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)

    def for_next_digest(self):
        """What is new to whoever wants one mail a day: not in any yet, and not read here meanwhile."""
        return self.filter(how=How.DIGEST, digest=None, read_at=None)

    def with_delivery(self):
        """`delivery`: the state of the job that mails it, by itself or with others."""
        own = Q(kind=SEND_JOB, key=Cast(OuterRef("pk"), CharField()))
        with_others = Q(kind=DIGEST_JOB, key=Cast(OuterRef("digest"), CharField()))
        states = [Subquery(Job.objects.filter(job).values("state")[:1]) for job in (own, with_others)]
        return self.annotate(delivery=Case(When(how=How.DIGEST, then=states[1]), default=states[0]))

    def for_list(self):
        return self.select_related("recipient").order_by("-created_at", "-pk")


class PreferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)


class Preference(models.Model):
    """How somebody wants messages of a kind. Without a row they come by email, straight away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="preferences")
    kind = models.CharField(max_length=40, choices=Kind)
    how = models.CharField(max_length=10, choices=How)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_one_per_kind"),
            models.CheckConstraint(condition=~Q(kind__in=STATUTORY), name="preference_not_for_what_is_statutory"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_how_display()}"


class Digest(models.Model):
    """The one mail of a day for somebody, with all messages that wait for it. A person has one a day at most."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="digests")
    day = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "day"], name="digest_one_a_day")]

    def __str__(self):
        return f"Digest of {self.day} for {self.recipient_id}"


class Message(models.Model):
    """One message to one person about one occasion: a row first, mailed after the commit, shown in the portal.

    `facts` is a list of [label, value] pairs of plain text. `how` is what the recipient wanted when it was written.
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
    how = models.CharField(max_length=10, choices=How, default=How.NOW, db_default=How.NOW, editable=False)
    digest = models.ForeignKey(Digest, models.PROTECT, null=True, editable=False, related_name="messages")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "object_type", "object_id", "occasion"], name="message_one_per_occasion"
            ),
            models.CheckConstraint(
                condition=Q(how=How.DIGEST) | Q(digest=None), name="message_in_a_digest_only_where_wanted"
            ),
            models.CheckConstraint(condition=~Q(how=How.HERE) | Q(sent_at=None), name="message_kept_here_is_not_sent"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_by_recipient"),
            models.Index(
                fields=["recipient"],
                condition=Q(how=How.DIGEST, digest=None, read_at=None),
                name="message_for_next_digest",
            ),
        ]

    def __str__(self):
        return self.subject
