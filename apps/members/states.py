from django.db.models import TextChoices


class EmploymentStatus(TextChoices):
    IN_POST = "in_post", "In post"
    ABSENT = "absent", "On long absence"
    LEFT = "left", "Left"


class Contract(TextChoices):
    PERMANENT = "permanent", "Permanent"
    FIXED_TERM = "fixed_term", "Fixed term"


# A place for each day from Monday, with its letter or a dash; the weekend may be left out. At least one day is worked.
WORKING_DAYS = r"^(?=.*[A-Z])[M-][T-][W-][T-][F-][S-]{0,2}\Z"
