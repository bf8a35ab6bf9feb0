"""A daemon that speaks as ClamAV's clamd does, on its own socket, and knows one signature: the EICAR test file."""

import socket
import struct
import threading
from contextlib import contextmanager

# Every scanner knows it, and it does no harm. In two parts, so that this file is not taken for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def clamd(folder, *, answer=None):
    """The path of its socket. With an `answer` it says that, whatever it was sent."""
    path = folder / "clamd.ctl"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    threading.Thread(target=_serve, args=(listener, answer), daemon=True).start()
    try:
        yield str(path)
    finally:
        listener.close()
        path.unlink()


def _serve(listener, answer):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            data = _streamed(connection)
            found = b"stream: Eicar-Test-Signature FOUND" if EICAR in data else b"stream: OK"
            connection.sendall((answer or found) + b"\0")


def _streamed(connection):
    reader = connection.makefile("rb")
    assert reader.read(10) == b"zINSTREAM\0"
    data = b""
    while size := struct.unpack("!L", reader.read(4))[0]:
        data += reader.read(size)
    return data
