"""The variables that odp_portal.settings reads, as the commands of ./portal set them. What a person gives wins."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

WEB_ROLE = "odp_web"
# What ./portal manage must know of a running portal.
SHARED = [
    *["DATABASE_URL", "WEB_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CREDENTIAL_KEY", "SITE_URL"],
    *["MEDIA_ROOT", "STATIC_ROOT", "EMAIL_HOST", "EMAIL_PORT"],
]


def web_database_url(database_url: str) -> str:
    """The same database for the restricted role. Its password, if any, is the owner's: this is one machine's demo."""
    parts = urlsplit(database_url)
    login, _, server = parts.netloc.rpartition("@")
    password = login.partition(":")[2]
    return parts._replace(netloc=f"{WEB_ROLE}{':' if password else ''}{password}@{server}").geturl()


def with_servers(given: Mapping[str, str], servers: Mapping[str, str]) -> dict[str, str]:
    """What was given, completed by what servers of ours or a running portal say."""
    environment = {**servers, **{name: value for name, value in given.items() if value or name not in servers}}
    web = given.get("WEB_DATABASE_URL") or (not given.get("DATABASE_URL") and servers.get("WEB_DATABASE_URL"))
    environment["WEB_DATABASE_URL"] = web or web_database_url(environment["DATABASE_URL"])
    # Only manage.py works as the owner, and it says so itself.
    environment.pop("DATABASE_ROLE", None)
    return environment


def for_demo(given: Mapping[str, str], servers: Mapping[str, str], secret_key: str, state: Path) -> dict[str, str]:
    """The demo portal of ./portal up, which ./portal manage shares."""
    return {
        "SECRET_KEY": secret_key,
        "SITE_URL": "http://localhost:8000",
        "MEDIA_ROOT": str(state / "media"),
        "STATIC_ROOT": str(state / "static"),
        **with_servers(given, servers),
        "DJANGO_SETTINGS_MODULE": "odp_portal.settings.dev",
        "DEMO": "1",
    }


def for_tests(given: Mapping[str, str], servers: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Tests: nothing they write outlives the folder."""
    return {
        "CHROMIUM": "/usr/bin/chromium",
        **with_servers(given, servers),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "odp_portal.settings.test",
    }


def for_bench(given: Mapping[str, str], servers: Mapping[str, str], secret_key: str, folder: Path) -> dict[str, str]:
    """Benchmarks: the demo's settings, on data that goes with the folder."""
    return {
        **for_demo(given, servers, secret_key, folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
    }


def for_checks(secret_key: str) -> dict[str, str]:
    """Production settings without a server behind them: nothing that ./portal check runs connects to one."""
    return {
        "DATABASE_URL": "postgres://odp@%2Fnonexistent/odp",
        "WEB_DATABASE_URL": "postgres://odp_web@%2Fnonexistent/odp",
        "REDIS_URL": "unix:///nonexistent/valkey.sock",
        "SECRET_KEY": secret_key,
        "CREDENTIAL_KEY": b64encode(bytes(range(32))).decode(),
        "SITE_URL": "https://odp.example",
        "ALLOWED_HOSTS": "odp.example",
        "EMAIL_HOST": "mail.example",
        "DJANGO_SETTINGS_MODULE": "odp_portal.settings.base",
    }


def shared(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in SHARED if name in environment}
