"""What the figures were measured on and with: without it nobody can compare them."""

import os
import platform
from datetime import date
from pathlib import Path

from django.db import connection


def about() -> dict[str, str | int]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    return {
        "date": date.today().isoformat(),
        "processor": _first("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(_first("/proc/meminfo", "MemTotal").split()[0]) / 1_000_000),
        "python": platform.python_version(),
        "postgres": postgres,
    }


def _first(file: str, name: str) -> str:
    """What stands behind the first such name; not every processor says its own."""
    lines = (line.partition(":") for line in Path(file).read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "unknown")
