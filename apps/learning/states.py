from django.db.models import TextChoices


class QuestionKind(TextChoices):
    SINGLE = "single", "One answer"
    MULTIPLE = "multiple", "One or more answers"
