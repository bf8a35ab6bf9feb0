import hashlib
import secrets
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import BigIntegerField, F, Func, Max, Q, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from apps.certificates.states import (
    COLOURS,
    FINDING_MOVES,
    MOVES,
    Fault,
    FindingStatus,
    RevocationReason,
    Status,
)
from apps.core import files
from apps.core.rules import check_move
from apps.members.models import Member
from apps.members.states import EmploymentStatus

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another when read aloud or typed from paper
CODE_LENGTH = 12
LIST_LENGTH = 131_072  # places of a status list: as few as the standard allows
CHECKED_AT_ONCE = 1000  # documents of one job of the nightly check: some seconds of reading
SETTLED = timedelta(hours=1)  # after which a document should have been made


def new_code():
    """What a person types to check a certificate: 12 letters and digits, 60 bits, not to be guessed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def plain_code(typed):
    return typed.upper().replace("-", "").replace(" ", "")


class SigningKey(models.Model):
    """The public half of a key that has signed credentials. It stays: what it signed can be checked for ever."""

    public_key = models.CharField(max_length=60, primary_key=True, help_text="As a multikey")
    first_used_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.public_key


class ClaimExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.none()

    def for_list(self):
        return self.select_related("by").order_by("-exported_at", "-pk")


class ClaimExport(models.Model):
    """A list of what to claim from an awarding body, as it was drawn up. Each achievement is on one list only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    awarding_body = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    exported_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rows__gt=0), name="claim_export_has_rows"),
            models.CheckConstraint(condition=~Q(purpose=""), name="claim_export_says_why"),
        ]

    def __str__(self):
        return f"{self.awarding_body}, {self.rows}"

    def get_absolute_url(self):
        return reverse("console:claim_detail", args=[self.pk])


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.filter(holder__user=user)

    def of(self, user):
        return self.filter(holder__user=user)

    def checked(self, code):
        """What the public check looks up: typed with spaces or dashes or in small letters, it is the same code."""
        return self.filter(code=plain_code(code)).select_related("replaced_by")

    def looked_for(self, text):
        """By number or check code, however typed; everything where nothing was."""
        text = text.strip()
        return self.filter(Q(number__iexact=text) | Q(code=plain_code(text))) if text else self

    def for_list(self):
        return self.order_by("-awarded_on", "-pk")

    def of_a_life(self):
        """As their holder reads them: those that hold before those that ended."""
        ended = [F(moment).asc(nulls_first=True) for moment in ("replaced_at", "revoked_at")]
        return self.order_by(*ended, "-awarded_on", "-pk").select_related("replaced_by")

    def valid(self):
        return self.filter(status=Status.VALID)

    def unclaimed(self):
        return self.valid().filter(claimed_in=None)

    def on_list(self, number):
        """Those whose places are on this status list."""
        first = (number - 1) * LIST_LENGTH
        return self.filter(status_index__gte=first, status_index__lt=first + LIST_LENGTH)

    def last_end(self):
        """The latest moment at which one of these was replaced or revoked; None if none was."""
        return self.aggregate(at=Max(Greatest(F("replaced_at"), F("revoked_at"))))["at"]

    def ended_places(self):
        """Places within their list of those that no longer hold."""
        ended = self.exclude(status=Status.VALID)
        return [index % LIST_LENGTH for index in ended.values_list("status_index", flat=True)]

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Certificate(models.Model):
    """The portal's record that someone earned a qualification. It outlives the account and keeps the words of its day.

    `units` is a list of {"code", "title"}. It is not the awarding body's certificate, and says so. `award` is what was
    earned: a certificate and those that replace it have the same one. `credential` is signed, byte for byte.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    award = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    holder = models.ForeignKey(Member, models.PROTECT, related_name="certificates")
    holder_name = models.CharField(max_length=201)
    title = models.CharField(max_length=250)
    level = models.PositiveSmallIntegerField()
    awarding_body = models.CharField(max_length=100)
    units = models.JSONField()
    awarded_on = models.DateField()
    status = models.CharField(max_length=20, choices=Status, default=Status.VALID, editable=False)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="replaces")
    replaced_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    revocation_reason = models.CharField(
        max_length=20, choices=RevocationReason, blank=True, default="", db_default="", editable=False
    )
    revocation_note = models.TextField(max_length=2000, blank=True, default="", db_default="", editable=False)
    status_index = models.PositiveBigIntegerField(
        unique=True,
        editable=False,
        db_default=Func(Value("certificates_status_index"), function="nextval", output_field=BigIntegerField()),
        help_text="Its place on the status lists",
    )
    credential = models.TextField(blank=True, db_default="", default="", editable=False)
    signed_by = models.ForeignKey(SigningKey, models.PROTECT, null=True, editable=False, related_name="+")
    file = models.FileField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    claimed_in = models.ForeignKey(ClaimExport, models.PROTECT, null=True, editable=False, related_name="certificates")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", sha256="") | ~Q(file="") & ~Q(sha256=""), name="certificate_file_has_its_hash"
            ),
            models.UniqueConstraint(
                fields=["award"], condition=Q(status=Status.VALID), name="certificate_one_valid_per_award"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.REPLACED, replaced_by__isnull=False, replaced_at__isnull=False)
                | ~Q(status=Status.REPLACED) & Q(replaced_by=None, replaced_at=None),
                name="certificate_replaced_says_by_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.REVOKED, revoked_at__isnull=False, revoked_by__isnull=False)
                & ~Q(revocation_reason="")
                & ~Q(revocation_note="")
                | ~Q(status=Status.REVOKED)
                & Q(revoked_at=None, revoked_by=None, revocation_reason="", revocation_note=""),
                name="certificate_revoked_says_why_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(credential="", signed_by=None) | ~Q(credential="") & Q(signed_by__isnull=False),
                name="certificate_credential_has_its_key",
            ),
        ]
        indexes = [
            models.Index(fields=["-awarded_on", "-id"], name="certificate_latest"),
            models.Index(fields=["award"], name="certificate_by_award"),
            models.Index(
                fields=["awarding_body"],
                condition=Q(status=Status.VALID, claimed_in=None),
                name="certificate_to_claim",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.title}"

    def get_verify_url(self):
        return reverse("certificates:certificate_verify", args=[self.code])

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status

    @property
    def colour(self):
        return COLOURS[Status(self.status)]

    @property
    def code_in_groups(self):
        """As printed: ABCD-EFGH-JKLM."""
        return "-".join(self.code[i : i + 4] for i in range(0, CODE_LENGTH, 4))

    @property
    def credential_name(self):
        return f"{self.number}.json"

    def fault(self):
        """What is wrong with its document, or None. Reads the file."""
        if not self.file:
            return Fault.NOT_MADE if self.created_at < timezone.now() - SETTLED else None
        found = files.sha256_of(self.file.name)
        if found != self.sha256:
            return Fault.CHANGED if found else Fault.LOST
        return None if self.credential else Fault.UNSIGNED

    def has_lost_its_file(self):
        """Whether what the row speaks of is not there. Reads the file."""
        return self.fault() in (Fault.LOST, Fault.CHANGED)


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.none()

    def open(self):
        return self.filter(status=FindingStatus.OPEN)

    def for_list(self):
        """What is open first, then the latest."""
        return self.select_related("certificate").order_by(F("mended_at").desc(nulls_first=True), "-found_at", "-pk")


class Finding(models.Model):
    """Something that the nightly check found: a certificate with a fault, or a file that belongs to none."""

    fault = models.CharField(max_length=20, choices=Fault)
    status = models.CharField(max_length=20, choices=FindingStatus, default=FindingStatus.OPEN, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="findings")
    file = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    mended_at = models.DateTimeField(null=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fault=Fault.ORPHAN, certificate=None) & ~Q(file="")
                | ~Q(fault=Fault.ORPHAN) & Q(certificate__isnull=False, file=""),
                name="finding_is_about_a_certificate_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(status=FindingStatus.MENDED, mended_at__isnull=False)
                | Q(status=FindingStatus.OPEN, mended_at=None),
                name="finding_mended_says_when",
            ),
            models.UniqueConstraint(
                fields=["fault", "certificate"],
                condition=Q(status=FindingStatus.OPEN, certificate__isnull=False),
                name="finding_one_open_per_certificate_and_fault",
            ),
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(status=FindingStatus.OPEN) & ~Q(file=""),
                name="finding_one_open_per_file",
            ),
        ]

    def __str__(self):
        return f"{self.get_fault_display()}: {self.certificate or self.file}"

    def move_to(self, status):
        check_move(FINDING_MOVES, FindingStatus(self.status), status)
        self.status = status


def hash_of(token):
    """What is kept of the secret in a link: whoever reads the table cannot open one."""
    return hashlib.sha256(token.encode()).hexdigest()


class RecordShareQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(member__user=user)

    def live(self):
        return self.filter(ended_at=None, ends_at__gt=timezone.now())

    def opened_by(self, token):
        """The live link with this secret, as long as its member has not left."""
        here = ~Q(member__status=EmploymentStatus.LEFT)
        return self.live().filter(here, token_hash=hash_of(token)).select_related("member")

    def for_list(self):
        return self.order_by("-made_at", "-pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class RecordShare(models.Model):
    """A link by which anyone sees what a member has achieved, until it ends. The member makes it and may end it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="record_shares")
    note = models.CharField(max_length=100, blank=True, help_text="Whom it is for, in the member's words")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = RecordShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="record_share_ends_after_it_is_made")
        ]

    def __str__(self):
        return f"Link to the record of {self.member_id}"

    @property
    def is_live(self):
        return self.ended_at is None and self.ends_at > timezone.now()
