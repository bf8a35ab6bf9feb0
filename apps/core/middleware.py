from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.shortcuts import render

from apps.core.forms import without_hidden_characters
from apps.core.logs import request_id
from apps.core.rules import RuleBroken

A_TEXT = 3  # words: less than that is quickly typed again


class RequestIdMiddleware:
    """Name each request, so that its lines in the logs can be found together."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request_id.set(uuid4().hex)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id.get()
        return response


class PrivatePagesMiddleware:
    """What a signed-in person saw stays out of caches and of the shared PC's history."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response


class ErrorPagesMiddleware:
    """Turn what an action or the database refused into a page, so that no view needs a try/except."""

    BUSY = (
        "Someone else is changing this right now. Wait a moment, then try again: nothing you typed has been used yet."
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # A NUL can be in no text of ours and Postgres would refuse it in the middle of a query.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a character that cannot be used.")
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, RuleBroken):
            return render(request, "409.html", {"reason": exception, "typed": _typed(request)}, status=409)
        if isinstance(exception, OperationalError) and _timed_out(exception):
            return render(request, "409.html", {"reason": self.BUSY, "typed": _typed(request)}, status=409)
        return None

    @staticmethod
    def _conflict(request, reason):
        """Whoever came second keeps what they wrote: the page shows it, to be copied."""
        return render(request, "409.html", {"reason": reason, "written": _written(request.POST)}, status=409)


def _written(sent):
    """Texts of more than a word, as they were sent."""
    texts = [text for name in sent for text in sent.getlist(name) if name != "csrfmiddlewaretoken"]
    return [text for text in texts if len(text.split()) > 1]


def _typed(request):
    """Texts that the person wrote for what was refused, so that they can copy them from the page that says so."""
    sent = [value for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    return [without_hidden_characters(text) for text in sent if len(text.split()) >= A_TEXT]


def _timed_out(error):
    """lock_timeout, statement_timeout, deadlock: the others who were there first will be done in a moment."""
    return getattr(error.__cause__, "pgcode", None) in {"55P03", "57014", "40P01"}
