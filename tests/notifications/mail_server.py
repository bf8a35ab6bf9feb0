"""A mail server on this machine that takes letters, refuses them, or breaks off, as a test wants it."""

import asyncio
import logging
from contextlib import contextmanager
from threading import Event

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.WARNING)  # else a failed test shows each word of each letter


class MailServer:
    """What came in is in `letters`. `refuses` says at which command it says no, `breaks` what it does with the letter.

    `breaks`: "drop" closes the connection, "hang" never answers; both after the whole letter came in.
    """

    def __init__(self):
        self.letters, self.refuses, self.breaks = [], {}, None
        self.has_letter = Event()

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.refuses.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.refuses.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.refuses:
            return self.refuses["DATA"]
        self.letters.append(envelope)
        self.has_letter.set()
        if self.breaks == "drop":
            server.transport.abort()
        elif self.breaks == "hang":
            await asyncio.sleep(60)
        return "250 OK"


class AnyPort(Controller):
    """On whichever port is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running():
    server = MailServer()
    controller = AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop(no_assert=True)
