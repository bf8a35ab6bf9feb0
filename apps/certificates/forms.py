from apps.core import forms


class CodeForm(forms.BaseForm):
    code = forms.CharField(
        label="What is the check code?",
        subject="Check code",
        help_text="It is on the certificate, for example ABCD-EFGH-JKLM.",
        max_length=40,
        width=20,
        label_is_heading=True,
        label_size="l",
    )
