from django.core.management.base import BaseCommand

from apps.core import jobs
from odp_portal import celery_app


class Command(BaseCommand):
    help = "Do every job that is due, here and now: what the sweep has the workers do, without a broker."

    def handle(self, **options):
        celery_app.loader.import_default_modules()  # the handlers
        jobs.settle()
        done = 0
        while job := jobs.claim():
            jobs.run(job)
            done += 1
        self.stdout.write(f"Took up {done} jobs.")
