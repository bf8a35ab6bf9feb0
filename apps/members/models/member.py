from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Lower

from apps.members.models.organisation import Grade, JobFamily, Organisation, Region
from apps.members.states import WORKING_DAYS, Contract, EmploymentStatus

# The people whose next decider is this member: direct reports, and the reports of whoever below is not in post, so
# that a vacant or absent post is passed over. UNION drops repeats, so even a cycle that slipped in would end.
ANSWERS_TO = """
    WITH RECURSIVE line AS (
        SELECT id, status FROM members_member WHERE line_manager_id = %s
        UNION
        SELECT below.id, below.status FROM members_member below
        JOIN line ON below.line_manager_id = line.id WHERE line.status <> 'in_post'
    ) SELECT id FROM line
"""
# Everybody above this member, however far up and in post or not.
ABOVE = """
    WITH RECURSIVE up AS (
        SELECT own.line_manager_id AS id FROM members_member own WHERE own.id = %s
        UNION
        SELECT above.line_manager_id FROM members_member above JOIN up ON above.id = up.id
    ) SELECT id FROM up WHERE id IS NOT NULL
"""
# Whoever is restricted is in the line of this member, above or below. Of all others nothing is worked out.
IS_FINDABLE = f"""
    CASE WHEN NOT members_member.restricted OR members_member.id = %s THEN TRUE ELSE
        members_member.id IN ({ABOVE}) OR %s IN ({ABOVE.replace("%s", "members_member.id")})
    END
"""

# What a search for a name looks at, and what its index is made of.
FULL_NAME = Lower(Concat("given_name", Value(" "), "family_name"))
MOST_WORDS = 4  # of a search are looked at; more would only be slower


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself, one's reports, and everybody for the central team."""
        if user.is_central:
            return self
        own = user.member_or_none
        return self.filter(Q(user=user) | Q(line_manager=own)) if own else self.filter(user=user)

    def in_post(self):
        return self.filter(status=EmploymentStatus.IN_POST)

    def answering_to(self, member):
        """Those whose next filled post up is this member's."""
        return self.filter(pk__in=RawSQL(ANSWERS_TO, [member.pk]))

    def above(self, member):
        """The line upwards."""
        return self.filter(pk__in=RawSQL(ABOVE, [member.pk]))

    def in_line_of(self, member):
        """Those above this member, and those below, however far."""
        below = RawSQL(f"%s IN ({ABOVE.replace('%s', 'members_member.id')})", [member.pk], models.BooleanField())
        return self.filter(Q(pk__in=RawSQL(ABOVE, [member.pk])) | Q(below))

    def findable_by(self, user):
        """Restricted people only by their own line and the central team. Every list, count and search asks this."""
        if user.is_central:
            return self
        own = user.member_or_none.pk if user.member_or_none else None
        return self.filter(RawSQL(IS_FINDABLE, [own] * 3, output_field=models.BooleanField()))

    def consenting(self, purpose):
        """Those in post who agree to it today. Whoever is restricted is shown to nobody, whatever they agreed to."""
        return self.in_post().filter(restricted=False, consents__purpose=purpose, consents__withdrawn_at__isnull=True)

    def with_email(self, address):
        """Who has this work email now. Someone who left has none, so a reused address finds the new holder."""
        return self.filter(email=address.strip().lower())

    def named(self, text):
        """Who has this work email or this staff number."""
        return self.filter(Q(email=text.strip().lower()) | Q(staff_number=text.strip()))

    def beginning_with(self, text):
        """Those whose email or staff number begins so, or each word of whose search begins a word of their name."""
        words = text.lower().split()[:MOST_WORDS]
        found = Q()
        for word in words:
            found &= Q(full_name__startswith=word) | Q(full_name__contains=f" {word}")
        if len(words) == 1:
            found |= Q(email__startswith=words[0])
            found |= Q(staff_number__startswith=text.strip()) | Q(staff_number__startswith=text.strip().upper())
        return self.alias(full_name=FULL_NAME).filter(found).order_by("family_name", "given_name", "pk")

    def spelled_like(self, text):
        """Those in whose name there is something like each word, the most alike first."""
        likeness, self = Value(0.0), self.alias(full_name=FULL_NAME)
        for word in text.lower().split()[:MOST_WORDS]:
            self = self.filter(full_name__trigram_strict_word_similar=word)
            likeness += TrigramStrictWordSimilarity(word, FULL_NAME)
        return self.alias(likeness=likeness).order_by("-likeness", "family_name", "pk")

    def for_list(self):
        return self.select_related("organisation")

    def for_page(self):
        return self.select_related("user", "organisation__department", "grade", "region", "job_family", "line_manager")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Member(models.Model):
    """A person in the profession, as their department's HR system has them. The staff number is who they are."""

    staff_number = models.CharField(max_length=20, unique=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254, null=True, blank=True, unique=True)
    email_since = models.DateField(null=True, blank=True)
    # No index for each code: few values, and every one of them costs when a feed writes. One by organisation is below.
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="members")
    unit = models.CharField(max_length=200, blank=True)
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, blank=True, db_index=False, related_name="members")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, db_index=False, related_name="members")
    job_family = models.ForeignKey(
        JobFamily, models.PROTECT, null=True, blank=True, db_index=False, related_name="members"
    )
    job_title = models.CharField(max_length=200, blank=True)
    line_manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reports")
    contract = models.CharField(max_length=20, choices=Contract, default=Contract.PERMANENT)
    contract_end = models.DateField(null=True, blank=True)
    working_days = models.CharField(max_length=7, default="MTWTF", validators=[RegexValidator(WORKING_DAYS)])
    status = models.CharField(max_length=20, choices=EmploymentStatus, default=EmploymentStatus.IN_POST)
    restricted = models.BooleanField(default=False)
    hr_as_of = models.DateField(help_text="The day of the HR feed that these fields came from")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="member")
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(line_manager=F("pk")), name="member_not_own_manager"),
            models.CheckConstraint(
                condition=Q(contract=Contract.PERMANENT) | Q(contract_end__isnull=False),
                name="member_fixed_term_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(status=EmploymentStatus.LEFT, email=None)
                | ~Q(status=EmploymentStatus.LEFT) & Q(email__isnull=False),
                name="member_has_an_email_until_leaving",
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower("email")), name="member_email_in_small_letters"
            ),
            models.CheckConstraint(condition=Q(working_days__regex=WORKING_DAYS), name="member_works_on_some_days"),
            models.CheckConstraint(
                condition=Q(claimed_at=None) | Q(user__isnull=False), name="member_claimed_by_a_user"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status"], name="member_by_organisation"),
            GinIndex(OpClass(FULL_NAME, name="gin_trgm_ops"), name="member_by_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def first_name(self):
        return self.given_name or self.family_name

    @property
    def is_in_post(self):
        return self.status == EmploymentStatus.IN_POST
