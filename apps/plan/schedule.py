from celery import shared_task

from apps.plan import actions


@shared_task
def tick_off():
    """What a plan says is done when it is: at the latest a quarter of an hour afterwards."""
    actions.tick_off()
