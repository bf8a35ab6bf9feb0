"""Who may do what with records and grants. Nobody (None) is whoever runs a command on the server."""


def can_load_organisations(user):
    return user is None or user.is_central


def can_import_feed(user):
    return user is None or user.is_central


def can_grant_role(user, person):
    """The central team, but never to oneself."""
    return user is None or (user.is_central and user != person)


def can_end_grant(user, grant):
    """The central team, or whoever has the role and gives it up."""
    return user.is_central or grant.user == user


def can_claim_record(user, member):
    """Whoever has shown that the record's work email of today reaches them."""
    return member.email is not None and user.emailaddress_set.filter(email=member.email, verified=True).exists()
