from apps.core import forms
from apps.notifications.states import CHOSEN, How


class PreferencesForm(forms.BaseForm):
    """How messages of each kind that can be chosen are to come: a set of radios for each."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in CHOSEN:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=How.choices, small=True)
