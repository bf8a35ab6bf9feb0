"""The migrations run once: each worker's database is a copy of the one that they made.

A server that outlives the run keeps it for the next one, until there are other migrations.
"""

import fcntl
import hashlib
from contextlib import closing
from pathlib import Path

import psycopg2
from django.core.management import call_command
from django.db import connection
from psycopg2.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[1]


def migrated(folder):
    """The name of a database to copy, made by the first worker that asks. `folder`: one that the workers share."""
    settings = connection.settings_dict
    prefix = f"{settings['NAME']}_migrated_"
    name = prefix + _version()
    with (folder / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _create(settings, name, prefix):
            before, settings["NAME"] = settings["NAME"], name
            try:
                call_command("migrate", verbosity=0)
            finally:
                connection.close()
                settings["NAME"] = before
    return name


def _version():
    """A word for what the migrations are: a database of others of ours or of Django's is not taken for it."""
    files = [ROOT / "requirements.txt", *sorted(ROOT.glob("apps/*/migrations/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _create(settings, name, prefix):
    """Whether it was not there. Those of other migrations go."""
    server = {"host": settings["HOST"], "port": settings["PORT"] or None}
    login = {"user": settings["USER"], "password": settings["PASSWORD"] or None}
    with closing(psycopg2.connect(dbname="postgres", **server, **login)) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            found = {row[0] for row in cursor.fetchall()}
            for other in found - {name}:
                cursor.execute(SQL("DROP DATABASE {}").format(Identifier(other)))
            if name not in found:
                cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return name not in found
