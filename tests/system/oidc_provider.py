"""A small OpenID Connect provider on a loopback port: discovery, keys, authorize, token with PKCE, userinfo.

It refuses what a strict provider refuses, so that a test which passes has shown that the portal asks correctly.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "odp-portal"
CLIENT_SECRET = "known to the portal"
KEY_ID = "key-1"


class Provider:
    """`person` is whoever is signed in there: the claims that are given out. `faults` break it in one way each."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {}
        self.faults = set()
        self.granted = {}  # what was said at the authorize address, by the code given for it
        self.tokens = {}  # claims by access token
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()

    def app(self, **settings):
        """What goes into OIDC_APPS for this provider."""
        return {
            "provider_id": "department",
            "name": "Department account",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": self.issuer, **settings},
        }

    # --- What it answers -------------------------------------------------------------------------------------------

    def configuration(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked):
        """The address that the browser is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.granted[code] = asked | {"person": dict(self.person)}
        answer = {"error": "access_denied"} if "cancelled" in self.faults else {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}"

    def token(self, asked):
        granted = self.granted.pop(asked["code"], None)  # a code works once
        assert granted, "an unknown or used code"
        assert (asked["client_id"], asked["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        assert asked["redirect_uri"] == granted["redirect_uri"]
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == granted["code_challenge"]
        token = secrets.token_urlsafe()
        self.tokens[token] = granted["person"]
        now = int(time.time())
        claims = {
            "iss": "http://evil.example" if "other issuer" in self.faults else self.issuer,
            "aud": "another client" if "other audience" in self.faults else CLIENT_ID,
            "sub": granted["person"]["sub"],
            "iat": now,
            "exp": now - 60 if "expired" in self.faults else now + 60,
        }
        identity = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": identity}
        if "no identity" in self.faults:
            del answer["id_token"]
        return answer

    def userinfo(self, access_token):
        claims = self.tokens[access_token]
        return claims | ({"sub": "somebody else"} if "other person" in self.faults else {})

    # --- HTTP --------------------------------------------------------------------------------------------------------

    def _handler(provider):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                address = urlsplit(self.path)
                if "down" in provider.faults:
                    return self._send(503, b"no JSON today")
                if address.path == "/.well-known/openid-configuration":
                    return self._json(provider.configuration())
                if address.path == "/keys":
                    return self._json(provider.keys())
                if address.path == "/authorize":
                    return self._guarded(lambda: self._redirect(provider.authorize(_flat(address.query))))
                if address.path == "/userinfo":
                    return self._json(provider.userinfo(self.headers["Authorization"].removeprefix("Bearer ")))
                return self._send(404, b"")

            def do_POST(self):
                assert self.path == "/token"
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                return self._guarded(lambda: self._json(provider.token(_flat(body))))

            def _guarded(self, answer):
                try:
                    return answer()
                except (AssertionError, KeyError) as error:
                    return self._send(400, json.dumps({"error": f"invalid_request: {error!r}"}).encode())

            def _json(self, data):
                return self._send(200, json.dumps(data).encode(), ("Content-Type", "application/json"))

            def _redirect(self, address):
                return self._send(302, b"", ("Location", address))

            def _send(self, status, body, *headers):
                self.send_response(status)
                for header in headers:
                    self.send_header(*header)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler


def _flat(query):
    return {name: values[0] for name, values in parse_qs(query).items()}
