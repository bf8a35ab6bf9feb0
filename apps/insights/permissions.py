from apps.accounts.roles import Role
from apps.insights.states import PROFESSION


def can_read_insights(user):
    return user.is_central or user.has_role(Role.HEAD_OF_PROFESSION)


def may_read(user, scopes, code):
    """Whether a scope is one's own or below it. The central team's is the whole profession."""
    parent = {scope["code"]: scope["parent"] for scope in scopes}
    own = own_scopes(user)
    while code in parent:
        if code in own:
            return True
        code = parent[code]
    return False


def own_scopes(user):
    """The codes at the top of what one may read."""
    if user.is_central:
        return {PROFESSION}
    return {organisation.code for organisation in user.scopes_of(Role.HEAD_OF_PROFESSION)}
