"""Who is told. Each is called in the transaction of the action that has something to tell."""

from apps.notifications.actions import send_messages
from apps.surge.queries import deciders, leads_of


def tell_deciders(occasion, letter):
    """The steering group; the central team where there is none."""
    send_messages(letters=[(user, occasion, letter) for user in deciders()])


def tell_leads(request, occasion, letter):
    """Who asked, and everybody who asks for that department."""
    send_messages(letters=[(user, occasion, letter) for user in leads_of(request)])


def tell_parties(deployment, occasion, letter, *, but=None):
    """The member, their line manager and the department that asked, each once; not `but`, who did it."""
    manager = deployment.member.line_manager
    people = [deployment.member.user, manager and manager.user, *leads_of(deployment.line.request)]
    letters = {user.pk: (user, occasion, letter) for user in people if user and user != but}
    send_messages(letters=list(letters.values()))
