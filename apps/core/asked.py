"""What a request asks for, beside its form."""

from django.core.paginator import Paginator

LONGEST_SEARCH = 100
ROWS_A_PAGE = 25


def search_words(sent):
    """What was typed into the search box, in one line: `sent` is request.GET or request.POST."""
    return " ".join(sent.get("q", "").split())[:LONGEST_SEARCH]


def page_of(rows, number):
    """The page of this number, or the nearest there is."""
    return Paginator(rows, ROWS_A_PAGE).get_page(number)


def is_autosave(request):
    """Whether a script sends what is in the form while somebody is still at it."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"
