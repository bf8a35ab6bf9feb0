"""Who is told. Each is called in the transaction of the action that has something to tell."""

from apps.notifications.actions import send_message, send_messages


def tell_hosts(opportunity, occasion, letter):
    """Everybody who runs it."""
    hosts = opportunity.hosts.standing().select_related("user")
    send_messages(letters=[(host.user, occasion, letter) for host in hosts])


def tell_member(application, occasion, letter):
    if user := application.member.user:
        send_message(recipient=user, occasion=occasion, **letter)


def tell_parties(application, occasion, letter, *, but=None):
    """The member, their line manager and the host, each once; not `but`, who did it."""
    manager = application.member.line_manager
    hosts = application.opportunity.hosts.standing().select_related("user")
    people = [application.member.user, manager and manager.user, *(host.user for host in hosts)]
    letters = {user.pk: (user, occasion, letter) for user in people if user and user != but}
    send_messages(letters=list(letters.values()))
