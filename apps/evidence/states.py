from django.db.models import TextChoices


class Kind(TextChoices):
    NOTE = "note", "A note in my own words"
    FILE = "file", "A file"
    LINK = "link", "A link"


class Status(TextChoices):
    KEPT = "kept", "Kept"
    WITHDRAWN = "withdrawn", "Taken out"


MOVES = {Status.KEPT: {Status.WITHDRAWN}, Status.WITHDRAWN: set()}
