"""A mail server that takes letters, refuses them, breaks off or is slow: each letter has its fate."""

import asyncio
import email
from collections import Counter
from contextlib import contextmanager

from tests.notifications.mail_server import AnyPort

PATIENCE = 1  # seconds that the portal waits for an answer in these tests
FATES = [
    "taken",
    "taken slowly",
    "refused once",
    "refused for good",
    "dropped at the door",
    "dropped",
    "never answered",
]
REFUSED = "451 Not now, please try again later"


class MailSink:
    """`fates` by address; without one a letter is taken. `deliveries` counts those that came in whole, by their id."""

    def __init__(self):
        self.fates, self.deliveries, self.tries = {}, Counter(), Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries[address] += 1
        fate = self.fates.get(address)
        if fate == "refused for good" or (fate == "refused once" and self.tries[address] == 1):
            return REFUSED
        if fate == "dropped at the door" and self.tries[address] == 1:
            server.transport.abort()
            return "421 Bye"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content)
        self.deliveries[message["Message-ID"]] += 1
        fate = self.fates.get(envelope.rcpt_tos[0])
        if fate == "dropped":
            server.transport.abort()
        elif fate == "taken slowly":
            await asyncio.sleep(PATIENCE / 3)
        elif fate == "never answered":
            await asyncio.sleep(PATIENCE * 2)
        return "250 OK"


@contextmanager
def mail_sink():
    sink = MailSink()
    controller = AnyPort(sink, hostname="127.0.0.1", port=0)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop(no_assert=True)
