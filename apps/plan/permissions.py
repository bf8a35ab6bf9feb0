def can_plan(user):
    """Whoever has an HR record: there is nothing to plan for others."""
    return user.member_or_none is not None


def can_change_action(user, action):
    """Nobody but whose plan it is."""
    return action.member.user_id == user.pk


def can_restore_suggestion(user, row):
    return row.member.user_id == user.pk
