"""The virus scanner: ClamAV's clamd over its socket, where settings name one."""

import socket
import struct
from contextlib import closing

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 60  # for any one answer: within what a job may take


class Unreachable(Exception):
    """Nobody answers there now: it is restarting, or loads its signatures."""


class Failed(Exception):
    """It answered that it could not look into the file, and why."""


def is_there():
    return bool(settings.CLAMAV)


def found_in(file):
    """What clamd calls the harmful thing in this open file, or "" if it found nothing."""
    try:
        with closing(_connect()) as connection:
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(CHUNK):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = _read(connection)
    except OSError as error:
        raise Unreachable(type(error).__name__) from error
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise Failed(answer or "It ended without an answer")


def _connect():
    """A path is a Unix socket; anything else, a host and a port."""
    if settings.CLAMAV.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        try:
            connection.connect(settings.CLAMAV)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = settings.CLAMAV.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _read(connection):
    """Until the NUL that ends an answer, or until it hangs up."""
    answer = b""
    while not answer.endswith(b"\0") and (piece := connection.recv(CHUNK)):
        answer += piece
    return answer.rstrip(b"\0").decode(errors="replace")
