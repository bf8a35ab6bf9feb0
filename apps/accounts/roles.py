from django.db.models import TextChoices


class Role(TextChoices):
    """What can be granted. A line manager is none of these: that follows from who reports to whom."""

    ASSESSOR = "assessor", "Assessor"
    QUALITY_ASSURER = "quality_assurer", "Quality assurer"
    HEAD_OF_PROFESSION = "head_of_profession", "Head of profession"
    CHAMPION = "champion", "Champion"
    AUTHOR = "author", "Departmental author"
    SURGE_LEAD = "surge_lead", "Surge lead"
    STEERING_GROUP = "steering_group", "Surge steering group"
    CENTRAL = "central", "Central team"
    PARTNER_HOST = "partner_host", "Partner host"
    INWARD = "inward", "Inward secondee"


# Who could read or change what is not their own signs in with a second factor.
NEED_SECOND_FACTOR = frozenset(
    {
        Role.ASSESSOR,
        Role.QUALITY_ASSURER,
        Role.HEAD_OF_PROFESSION,
        Role.AUTHOR,
        Role.SURGE_LEAD,
        Role.STEERING_GROUP,
        Role.CENTRAL,
    }
)
# They have an account without an HR record, until a date: by an invitation, never by a role alone.
GUESTS = frozenset({Role.PARTNER_HOST, Role.INWARD})
FOR_ALL = frozenset({Role.CENTRAL, Role.STEERING_GROUP})
FOR_AN_ORGANISATION = frozenset({Role.HEAD_OF_PROFESSION, Role.CHAMPION, Role.AUTHOR, Role.SURGE_LEAD})
