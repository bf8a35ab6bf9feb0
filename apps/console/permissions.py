"""The console belongs to the central team. To everybody else it does not exist, but for the pages of the catalogue,
which departmental authors have for what they may draft (qualifications.permissions)."""


def can_see_console(user):
    return user.is_central
