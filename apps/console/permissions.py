"""The console belongs to the central team. To everybody else it does not exist."""


def can_see_console(user):
    return user.is_central
