from django.core.paginator import Paginator

from apps.evidence.models import Evidence

ROWS_A_PAGE = 25


def page_of(rows, number):
    return Paginator(rows, ROWS_A_PAGE).get_page(number)


def evidence_to_link(user):
    """What a person can add to something: their own, unless they have taken it out."""
    return Evidence.objects.visible_to(user).kept().for_list()
