"""A mail server that takes everything and keeps nothing, in a process of its own: its CPU is nobody's.

It prints the port on which it listens.
"""

import socketserver
import subprocess
import sys
from typing import IO, cast

from odp_portal.devstack.folders import ROOT
from odp_portal.devstack.processes import Service, stop_all

ANSWERS = {b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}
OK = b"250 OK\r\n"


class Taking(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 Welcome\r\n")
        for line in self.rfile:
            command = line[:4].upper()
            self.wfile.write(ANSWERS.get(command, OK))
            if command == b"DATA":
                for _ in iter(self.rfile.readline, b".\r\n"):
                    pass
                self.wfile.write(OK)
            if command == b"QUIT":
                break


class MailServer(Service):
    """As a context it runs, and has a port."""

    name = "mail server"

    def start(self) -> None:
        command = [sys.executable, "-m", "odp_portal.bench.mail_server"]
        self.launch(command, cwd=ROOT, stdout=subprocess.PIPE)
        self.output = cast(IO[bytes], self.process.stdout)

    def __enter__(self) -> "MailServer":
        self.start()
        self.port = int(self.output.readline())
        return self

    def __exit__(self, *error: object) -> None:
        stop_all([self])
        self.output.close()


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Taking) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
