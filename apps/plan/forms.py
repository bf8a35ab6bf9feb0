from django.utils import timezone

from apps.core import forms
from apps.plan.states import DeclineReason, DropReason

DUE = {
    "label": "By when do you want to have done it? (optional)",
    "subject": "The date",
    "required": False,
    "min_value": timezone.localdate,
}


class DueForm(forms.BaseForm):
    due_on = forms.DateField(**DUE)


class OwnActionForm(forms.BaseForm):
    title = forms.CharField(
        label="What will you do?",
        help_text="For example “Sit in on two appeals with the tribunal team”.",
        max_length=300,
        error_messages={"required": "Say what you will do"},
    )
    capability = forms.ChoiceField(label="What is it for?", required=False)
    due_on = forms.DateField(**DUE)

    def __init__(self, data=None, *, capabilities, **kwargs):
        super().__init__(data, **kwargs)
        self.by_pk = {str(row.pk): row for row in capabilities}
        choices = [(pk, row.title) for pk, row in self.by_pk.items()]
        self.fields["capability"].choices = [*choices, ("", "Something else")]
        if not choices:
            del self.fields["capability"]

    @property
    def said(self):
        """What the action takes."""
        capability = self.by_pk.get(self.cleaned_data.get("capability", ""))
        said = {name: self.cleaned_data[name] for name in ("title", "due_on")}
        return said | {"capability_id": capability and capability.pk}


class ActionChangeForm(forms.BaseForm):
    title = forms.CharField(
        label="What will you do?", max_length=300, error_messages={"required": "Say what you will do"}
    )
    due_on = forms.DateField(**{name: value for name, value in DUE.items() if name != "min_value"})

    def __init__(self, data=None, *, action, **kwargs):
        initial = {"title": action.title, "due_on": action.due_on}
        super().__init__(data, initial=initial, **kwargs)
        self.before = action.due_on
        if not action.is_own:
            del self.fields["title"]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day != self.before and day < timezone.localdate():
            raise forms.ValidationError("The date must be today or in the future")
        return day


class DropForm(forms.BaseForm):
    reason = forms.ChoiceField(
        label="Why do you drop it?", choices=DropReason, error_messages={"required": "Select why you drop it"}
    )


class DeclineForm(forms.BaseForm):
    reason = forms.ChoiceField(
        label="Why not?", choices=DeclineReason, error_messages={"required": "Select why you are not interested"}
    )
