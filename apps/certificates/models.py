import secrets
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.certificates.states import Status
from apps.members.models import Member

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another when read aloud or typed from paper
CODE_LENGTH = 12


def new_code():
    """What a person types to check a certificate: 12 letters and digits, 60 bits, not to be guessed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.filter(holder__user=user)

    def of(self, user):
        return self.filter(holder__user=user)

    def checked(self, code):
        """What the public check looks up: typed with spaces or dashes or in small letters, it is the same code."""
        plain = code.upper().replace("-", "").replace(" ", "")
        return self.filter(code=plain)

    def for_list(self):
        return self.order_by("-awarded_on", "-pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Certificate(models.Model):
    """The portal's record that someone earned a qualification. It outlives the account and keeps the words of its day.

    `units` is a list of {"code", "title"}. It is not the awarding body's certificate, and says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    holder = models.ForeignKey(Member, models.PROTECT, related_name="certificates")
    holder_name = models.CharField(max_length=201)
    title = models.CharField(max_length=250)
    level = models.PositiveSmallIntegerField()
    awarding_body = models.CharField(max_length=100)
    units = models.JSONField()
    awarded_on = models.DateField()
    status = models.CharField(max_length=20, choices=Status, default=Status.VALID, editable=False)
    file = models.FileField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", sha256="") | ~Q(file="") & ~Q(sha256=""), name="certificate_file_has_its_hash"
            )
        ]

    def __str__(self):
        return f"{self.number}: {self.title}"

    def get_verify_url(self):
        return reverse("certificates:certificate_verify", args=[self.code])

    @property
    def code_in_groups(self):
        """As printed: ABCD-EFGH-JKLM."""
        return "-".join(self.code[i : i + 4] for i in range(0, CODE_LENGTH, 4))
