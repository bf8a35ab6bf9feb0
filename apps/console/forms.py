from apps.core import forms


class AnswerForm(forms.BaseForm):
    answer = forms.TextField(
        label="Your answer",
        help_text="The person who asked and whoever decided the request can read it. Say what they can do now.",
        max_length=4000,
        count=True,
        rows=8,
    )
