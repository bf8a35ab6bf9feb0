from django.db.models import TextChoices


class Status(TextChoices):
    CHOSEN = "chosen", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


MOVES = {
    Status.CHOSEN: {Status.DONE, Status.DROPPED},
    Status.DONE: {Status.CHOSEN},
    Status.DROPPED: {Status.CHOSEN},
}
COLOURS = {Status.CHOSEN: "blue", Status.DONE: "green", Status.DROPPED: "grey"}


class DropReason(TextChoices):
    TIME = "time", "There is no time for it"
    NEEDLESS = "needless", "I do not need it any more"
    OTHER_WAY = "other_way", "I learn it in another way"
    OTHER = "other", "Another reason"


class DeclineReason(TextChoices):
    FIT = "fit", "It does not fit my job"
    KNOWN = "known", "I can do this already"
    LATER = "later", "Not now"
    OTHER = "other", "Another reason"
