from apps.evidence.models import Evidence


def evidence_to_link(user):
    """What a person can add to something: their own, unless they have taken it out."""
    return Evidence.objects.visible_to(user).kept().for_list()
