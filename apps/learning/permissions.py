def can_load_content(user):
    """The central team; nobody (None) is whoever runs the command on the server."""
    return user is None or user.is_central


def can_study(user, enrolled_unit):
    """Nobody but the person enrolled."""
    member = user.member_or_none
    return member is not None and enrolled_unit.enrolment.member_id == member.pk
