"""An authenticator app, as RFC 6238 describes it, so that the portal is not checked against itself."""

import base64
import hmac
import struct
import time


def app_code(secret, at=None):
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
