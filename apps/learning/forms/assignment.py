from apps.core import forms
from apps.core.uploads.field import UploadField
from apps.learning.models.work import LONGEST_ANSWER, MOST_FILES


class CriterionForm(forms.BaseForm):
    """What is written for one criterion, and one file more. Either can be left for later."""

    text = forms.TextField(label="Your answer", required=False, max_length=LONGEST_ANSWER, count=True, rows=12)
    file = UploadField(
        label="Add a file (optional)",
        help_text=f"PDF, DOCX, ODT, PNG or JPEG, up to 10 MB. You can add {MOST_FILES} files here.",
        required=False,
    )


class ReasonForm(forms.BaseForm):
    reason = forms.TextField(label="Why", max_length=2000, count=True, rows=6)


class AppealForm(ReasonForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = "What should be looked at again?"
        field.help_text = "Say which criteria you mean, and where in your work the answer is."
        field.error_messages["required"] = "Say what should be looked at again"


class CircumstancesForm(ReasonForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = "What has happened, and how long do you need?"
        field.help_text = (
            "Only the central team reads this. You need not say more of your health or family than you want."
        )
        field.error_messages["required"] = "Say what has happened, and how long you need"
