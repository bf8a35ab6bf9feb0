"""Brings the demo's database up to date. One process for all of it, because each start of Django costs a second."""

import sys

import django
from django.core.management import CommandError, call_command


def prepare() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("grant_web_role")
    call_command("load_demo")


if __name__ == "__main__":
    try:
        prepare()
    except CommandError as error:
        sys.exit(f"[portal] The data could not be prepared. {error}")
