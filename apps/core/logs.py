"""Logs as lines of JSON in UTC. They carry ids, never names, addresses or what people typed."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id = ContextVar("request_id", default="")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if getattr(record, "request_id", ""):
            line["request"] = record.request_id
        if record.exc_info and record.exc_info[0]:
            # Where it happened, not what it said: the database quotes the value that it refused.
            kind, _, where = record.exc_info
            steps = [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(where)]
            line["error"] = [kind.__name__, *steps]
        return json.dumps(line)  # in ASCII: whatever is in it, a line stays a line


def _message(record):
    """Celery puts what an error said into its message; it is left out here as everywhere."""
    context = record.args
    if isinstance(context, dict) and "exc" in context:
        return record.msg % {**context, "exc": "an error"}
    return record.getMessage()
