"""What the tests of signing in do with a browser: ask for a code, read it in the mail, enter it."""

import re

from django.core import mail

SIGN_IN = "/account/login/"
CONFIRM = "/account/login/code/confirm/"


def ask_for_code(client, email, **data):
    return client.post(SIGN_IN, {"email": email, **data})


def code_in_mail(message=None):
    """The code in a mail, by default the last one."""
    return re.search(r"^(\d{4} \d{4})$", (message or mail.outbox[-1]).body, re.MULTILINE)[1]


def enter_code(client, code, **data):
    return client.post(CONFIRM, {"code": code, **data})


def sign_in(client, email):
    ask_for_code(client, email)
    return enter_code(client, code_in_mail())


def is_signed_in(client):
    """Asks the session itself, so that no page of the portal is needed for it."""
    return client.get("/account/session/").status_code == 200
