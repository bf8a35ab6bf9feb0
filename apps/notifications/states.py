from django.db.models import TextChoices


class Kind(TextChoices):
    """What a message is about. Later, people choose by kind what also comes by email."""

    DECISION_WAITING = "decision_waiting", "A decision waits for you"
    DECISION_MADE = "decision_made", "A decision about your request"
    REQUEST_SENT = "request_sent", "Your request was sent"
    STUDY_ENDS = "study_ends", "Your study time ends soon"
    UNIT_PASSED = "unit_passed", "You passed a unit"
    CERTIFICATE_READY = "certificate_ready", "Your certificate is ready"
    CASE = "case", "Your question to the central team"
