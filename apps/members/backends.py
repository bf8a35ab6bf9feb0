from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from apps.accounts.models import User
from apps.members.models import Grant, Member, Organisation
from apps.members.states import EmploymentStatus

MODELS = {"person": User, "member": Member, "place": Organisation}
# Each page asks this first. To put it together as a queryset takes three times as long as Postgres does for it.
PERSON = f"""
    SELECT {", ".join(f'{name}."{f.column}"' for name, model in MODELS.items() for f in model._meta.concrete_fields)},
        EXISTS (SELECT FROM members_member report WHERE report.line_manager_id = member.id),
        ARRAY(
            SELECT json_build_object('pk', held.id, 'role', held.role, 'place', CASE WHEN place.code IS NOT NULL THEN
                json_build_object('code', place.code, 'name', place.name, 'department_id', place.department_id) END)
            FROM members_grant held LEFT JOIN members_organisation place ON place.code = held.organisation_id
            WHERE held.user_id = person.id AND held.ended_at IS NULL AND held.starts_on <= %(today)s
              AND (held.ends_on IS NULL OR held.ends_on >= %(today)s)
            ORDER BY held.id
        )
    FROM accounts_user person
    LEFT JOIN members_member member ON member.user_id = person.id
    LEFT JOIN members_organisation place ON place.code = member.organisation_id
    WHERE person.id = %(pk)s
"""  # noqa: S608


class MemberBackend(AuthenticationBackend):
    """Sign-in as allauth does it; each request reads the person, their HR record and their roles in one query."""

    def authenticate(self, request, **credentials):
        """Nobody has a password."""

    def get_user(self, user_id):
        with connection.cursor() as cursor:
            cursor.execute(PERSON, {"pk": user_id, "today": timezone.localdate()})
            row = cursor.fetchone()
        if row is None:
            return None
        *values, has_reports, held = row
        user, member, place = (_made(model, values) for model in MODELS.values())
        # What a page asks of them later is here already, also that there is no record.
        user._state.fields_cache["member"] = member
        if member:
            member.user, member.organisation = user, place
        if not self.user_can_authenticate(user):
            return None
        user.has_reports = has_reports
        user.current_grants = [_grant(grant) for grant in held]
        return user

    def user_can_authenticate(self, user):
        """A leaver is out at the next request."""
        member = user.member_or_none
        return user.is_active and not (member and member.status == EmploymentStatus.LEFT)


def _made(model, values):
    """The row of this model, from the front of the values, which are then without it; None if there is none."""
    names = [field.attname for field in model._meta.concrete_fields]
    own, values[:] = values[: len(names)], values[len(names) :]
    found = model.from_db(DEFAULT_DB_ALIAS, names, own)
    return None if found.pk is None else found


def _grant(row):
    place = Organisation(**row["place"]) if row["place"] else None
    return Grant(pk=row["pk"], role=row["role"], organisation=place)
