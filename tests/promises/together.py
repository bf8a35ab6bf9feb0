"""Several people, or one with several browsers, who do something at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client

from tests.console.central import sign_in
from tests.helpers import closing


def browser_of(user):
    """A browser of the person's own."""
    client = Client(raise_request_exception=False)
    sign_in(client, user)
    return client


def at_once(deeds):
    """[what each returned], in their order."""
    barrier = Barrier(len(deeds))

    @closing
    def wait_and_do(deed):
        connection.ensure_connection()
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(wait_and_do, deeds))


def slowly(function):
    """So that they are sure to meet between looking and writing."""

    def call(*args, **kwargs):
        time.sleep(0.2)
        return function(*args, **kwargs)

    return call
