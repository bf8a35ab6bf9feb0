from celery import shared_task

from apps.members import actions


@shared_task
def remove_downloads():
    """The copies of everything held about somebody are there for a week."""
    actions.remove_downloads()


@shared_task
def remove_uploads():
    """An HR feed that nobody confirmed is kept for a week."""
    actions.remove_uploads()
