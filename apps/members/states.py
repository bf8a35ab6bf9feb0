from django.db.models import TextChoices


class EmploymentStatus(TextChoices):
    IN_POST = "in_post", "In post"
    ABSENT = "absent", "On long absence"
    LEFT = "left", "Left"


class Contract(TextChoices):
    PERMANENT = "permanent", "Permanent"
    FIXED_TERM = "fixed_term", "Fixed term"
