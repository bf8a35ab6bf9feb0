from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def message_email(message):
    """The mail of a message, as plain text and as simple HTML that says the same."""
    context = {"message": message, "site_url": settings.SITE_URL}
    email = EmailMultiAlternatives(
        subject=f"{message.subject} – ODP portal",
        body=render_to_string("notifications/email/message.txt", context),
        to=[message.recipient.email],
        # The same message has the same id whatever happens: a mail server can tell a repetition.
        headers={"Message-ID": f"<message-{message.pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}>"},
    )
    email.attach_alternative(render_to_string("notifications/email/message.html", context), "text/html")
    return email
