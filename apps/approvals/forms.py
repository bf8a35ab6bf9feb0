from apps.core import forms


class CaseForm(forms.BaseForm):
    question = forms.TextField(
        label="What should the central team look at?",
        subject="Your question",
        help_text="They see your request and the answer it had. Say what you think was missed.",
        max_length=2000,
        count=True,
        rows=6,
        error_messages={"required": "Say what the central team should look at"},
    )
