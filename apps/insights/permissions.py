from apps.accounts.roles import Role
from apps.insights.states import PROFESSION


def can_read_insights(user):
    return user.is_central or user.has_role(Role.HEAD_OF_PROFESSION)


def can_read_scope(user, scopes, code):
    """Whether a scope is the person's own or lies below it. Nobody's figures are outside of the central team's."""
    return any(scope in own_scopes(user) for scope in way_up(scopes, code))


def own_scopes(user):
    """The codes of what somebody is responsible for."""
    if user.is_central:
        return {PROFESSION}
    return {organisation.code for organisation in user.scopes_of(Role.HEAD_OF_PROFESSION)}


def way_up(scopes, code):
    """A scope, the one it lies in, and so on. An unknown code lies nowhere."""
    parent = {scope["code"]: scope["parent"] for scope in scopes}
    while code in parent:
        yield code
        code = parent[code]
