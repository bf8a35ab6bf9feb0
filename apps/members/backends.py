from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts.models import User
from apps.members.states import EmploymentStatus


class MemberBackend(AuthenticationBackend):
    """Sign-in as allauth does it; each request reads the person and their HR record in one query."""

    def authenticate(self, request, **credentials):
        """Nobody has a password."""

    def get_user(self, user_id):
        user = User.objects.select_related("member__organisation").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user):
        """A leaver is out at the next request."""
        member = user.member_or_none
        return user.is_active and not (member and member.status == EmploymentStatus.LEFT)
