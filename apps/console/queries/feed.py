"""HR feeds that somebody uploaded. Reading only."""

from django.core.cache import cache

from apps.members.queries import progress_key


def uploads_of(uploads, *, status):
    """Newest first, those in one status where that is asked for."""
    return (uploads.filter(status=status) if status else uploads).for_list()


def progress_of(upload):
    """How far a worker is with it, in per cent; None where none has begun."""
    return cache.get(progress_key(upload.pk))
