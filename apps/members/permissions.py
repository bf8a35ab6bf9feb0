"""Who may do what with records and grants. Nobody (None) is whoever runs a command on the server."""


def can_load_organisations(user):
    return user is None or user.is_central


def can_import_feed(user):
    return user is None or user.is_central


def can_grant_role(user, person):
    """The central team, but never to oneself."""
    return user is None or (user.is_central and user != person)


def can_upload_feed(user):
    return user.is_central


def can_confirm_upload(user, upload):
    """Somebody else of the central team than who uploaded it."""
    return user.is_central and upload.uploaded_by_id != user.pk


def can_cancel_upload(user, upload):
    return user.is_central


def can_give_role(user):
    """To whom is for can_grant_role to say, once it is known who that is."""
    return user.is_central


def can_end_grant(user, grant):
    """The central team, or whoever has the role and gives it up."""
    return user.is_central or grant.user == user


def can_claim_record(user, member):
    """Whoever has shown that the record's work email of today reaches them."""
    return member.email is not None and user.emailaddress_set.filter(email=member.email, verified=True).exists()


# --- What is one's own -----------------------------------------------------------------------------------------------


def can_change_aims(user):
    return user.member_or_none is not None


def can_change_learning_needs(user):
    return user.member_or_none is not None


def can_give_consent(user):
    return user.member_or_none is not None


def can_withdraw_consent(user):
    return user.member_or_none is not None


def can_request_download(user):
    """Something is held about everybody who can sign in."""
    return user.is_authenticated


# --- "This is not my manager" ----------------------------------------------------------------------------------------


def can_propose_manager(user):
    return user.member_or_none is not None


def can_withdraw_proposal(user, proposal):
    return proposal.member.user_id == user.pk


def can_answer_proposal(user, proposal):
    """The manager who is proposed; where there is said to be none, the one on record. Never who proposed."""
    own = user.member_or_none
    return own is not None and own == proposal.confirmer and own != proposal.member


def can_settle_dispute(user, proposal):
    """The central team, but never whoever is part of it."""
    own = user.member_or_none
    return user.is_central and own not in [person for person in _parties(proposal) if person]


def _parties(proposal):
    return [proposal.member, proposal.proposed, proposal.former]
