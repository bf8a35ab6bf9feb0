def can_add_evidence(user):
    """Whoever has an HR record: evidence belongs to a member."""
    return user.member_or_none is not None


def can_change_evidence(user, evidence):
    """Nobody but whose it is."""
    return evidence.member.user_id == user.pk
