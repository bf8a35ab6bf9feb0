def can_load_framework(user):
    """The central team; nobody (None) is whoever runs the command on the server."""
    return user is None or user.is_central


def can_publish_framework(user, version):
    """Somebody else of the central team than who loaded it."""
    return user.is_central and version.loaded_by_id != user.pk
