from apps.notifications.states import Kind


def summary_ready(subscription, on):
    """That the figures of a month are there, as a document to keep or to print."""
    return {
        "kind": Kind.INSIGHTS,
        "about": subscription,
        "subject": "Your monthly summary of figures is ready",
        "sentence": f"The figures up to the end of last month were published in {on:%B %Y}.",
        "link": "/insights/summary.pdf",
        "link_text": "Open the summary (PDF)",
    }
