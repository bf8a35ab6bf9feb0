"""The log of who looked at whose record: a view says whom its page is about, the middleware keeps it."""

from apps.accounts.models import User
from apps.members.models import Look


def note(request, member, what):
    """This page is about `member`, in words that are said to them: "your request for study time".

    One's own pages are no business of the log. Nothing is written here: a page that fails was not seen.
    """
    if member is not None and member.user_id != request.user.pk:
        noted(request).append(Look(member_id=member.pk, by_id=request.user.pk, what=what))


def noted(request):
    """The looks that views have said so far in this request, and the row that Django's admin has shown."""
    if not hasattr(request, "_looks"):
        request._looks = []
        if person_and_table := getattr(request, "row_shown", None):
            person, table = person_and_table
            member = person.member_or_none if isinstance(person, User) else person
            note(request, member, f"your data, table “{table}”")
    return request._looks
