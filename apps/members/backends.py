from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from apps.accounts.models import User
from apps.members.models import Grant, Organisation
from apps.members.states import EmploymentStatus

PLACE = ("code", "name", "department_id")


class MemberBackend(AuthenticationBackend):
    """Sign-in as allauth does it; each request reads the person, their HR record and their roles in one query."""

    def authenticate(self, request, **credentials):
        """Nobody has a password."""

    def get_user(self, user_id):
        people = User.objects.select_related("member__organisation").annotate(held=ArraySubquery(_held()))
        user = people.filter(pk=user_id).first()
        if not user or not self.user_can_authenticate(user):
            return None
        user.current_grants = [_grant(row) for row in user.held]
        return user

    def user_can_authenticate(self, user):
        """A leaver is out at the next request."""
        member = user.member_or_none
        return user.is_active and not (member and member.status == EmploymentStatus.LEFT)


def _held():
    """The roles that hold today, with what the pages ask of them."""
    place = {name: F(f"organisation__{name}") for name in PLACE}
    row = JSONObject(pk="pk", role="role", place=JSONObject(**place))
    return Grant.objects.current().filter(user=OuterRef("pk")).order_by("pk").values(row=row)


def _grant(row):
    place = Organisation(**row["place"]) if row["place"]["code"] else None
    return Grant(pk=row["pk"], role=row["role"], organisation=place)
