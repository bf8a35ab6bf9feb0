"""Conversations about a unit and learning elsewhere, as their pages show them. Reading only."""

from django.db.models import F

from apps.learning.models import Elsewhere, Reflection
from apps.learning.states import PartnerKind
from apps.members.queries import manager_with_email

NOT_FOUND = "Nobody whom you can ask has that work email address. Check it, or keep this as your own record"


def partner_of(user, kind, email):
    """(whom somebody asks to confirm a conversation, "") or (None, why that cannot be)."""
    member = user.member_or_none
    if kind == PartnerKind.MANAGER and not email:
        other = member and member.line_manager
        if other is None:
            return (
                None,
                "The portal has no line manager for you. Give their work email address, or keep your own record",
            )
    elif not email:
        return None, "Enter the work email address of the other person"
    else:
        other = manager_with_email(email, user)
    if other is None:
        return None, NOT_FOUND
    if other.user is None:
        return None, f"{other} has not signed in to the portal yet. Ask later, or keep this as your own record"
    if other.user_id == user.pk:
        return None, "That is your own email address. Enter the address of the other person"
    if not other.is_in_post:
        return None, f"{other} cannot confirm this at the moment. Ask later, or keep this as your own record"
    return other.user, ""


def reflections_at(enrolled_unit):
    """The learner's own, the latest first."""
    return list(Reflection.objects.at(enrolled_unit).kept().select_related("partner"))


def reflections_for(user):
    """What others asked this person to confirm: what waits first, then what was answered, the latest first."""
    asked = Reflection.objects.visible_to(user).filter(partner=user).for_page()
    return asked.order_by(F("answered_at").desc(nulls_first=True), "recorded_at", "pk")


def elsewhere_at(enrolled_unit):
    return list(Elsewhere.objects.at(enrolled_unit).counted().select_related("upload"))
