from django.utils.functional import SimpleLazyObject

from apps.accounts.roles import Role
from apps.home.queries import waiting_for
from apps.learning.queries import marks_here


def navigation(request):
    """The navigation of every page. It is worked out when it is drawn: a page without it asks the database nothing."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated):
        return {"nav": [], "nav_right": [_item(request, "Sign in", "/account/login/")]}
    return {
        "nav": SimpleLazyObject(lambda: _main(request, user)),
        "nav_right": SimpleLazyObject(lambda: _own(request, user)),
    }


def _main(request, user):
    if not _has_a_place(user):
        return []
    waiting, items = waiting_for(user), [_item(request, "Home", "/")]
    items.append(_item(request, "Qualifications", "/catalogue/"))
    if user.member_or_none:
        items.append(_item(request, "My learning", "/enrolments/", "/learning/", "/prior-learning/", "/certificates/"))
        items.append(_item(request, "Capability", "/capability/"))
    if user.member_or_none or user.has_role(Role.PARTNER_HOST):
        items.append(_item(request, "Opportunities", "/secondments/", "/placements/", "/surge/"))
    if waiting.is_manager:
        items.append(_item(request, "Team", "/team/"))
    if waiting.is_manager or waiting.decisions:
        items.append(_item(request, "Decisions", "/approvals/", count=waiting.decisions))
    if marks_here(user):
        items.append(_item(request, "Marking", "/marking/", count=waiting.marking))
    if user.is_central or user.has_role(Role.HEAD_OF_PROFESSION):
        items.append(_item(request, "Insights", "/insights/"))
    if user.is_central:
        items.append(_item(request, "Console", "/console/", count=waiting.cases))
    elif user.has_role(Role.AUTHOR):
        items.append(_item(request, "Catalogue drafts", "/console/catalogue/"))
    return items


def _own(request, user):
    profile = _item(request, user.name or "Your details", "/me/", "/account/")
    if not _has_a_place(user):
        return [profile]
    messages = _item(request, "Messages", "/me/notifications/", count=waiting_for(user).unread)
    profile["active"] = profile["active"] and not messages["active"]
    return [messages, profile]


def _has_a_place(user):
    """Whoever has neither an HR record nor a role has no page here to go to."""
    return bool(user.member_or_none or user.current_grants)


def _item(request, text, href, *also, count=0):
    """An item, active on its own page and on those below it or below the paths in `also`.

    Where something is decided belongs to the decisions, whichever app it is of.
    """
    path = "/approvals/" if request.path.endswith("/decide/") else request.path
    is_inside = path == href or (href != "/" and path.startswith((href, *also)))
    return {"text": text, "href": href, "active": is_inside, "count": count}
