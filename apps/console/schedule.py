from celery import shared_task
from django.utils import timezone

from apps.console import actions


@shared_task
def check_data():
    actions.check_data(on=timezone.localdate())
