from apps.core import forms
from apps.learning.states import QuestionKind


def answer_form(question, data=None, chosen=()):
    """The form of one question: radios for one answer, tick boxes for several. It can be left empty."""
    choices = [(str(place), option["text"]) for place, option in enumerate(question.options)]
    single = question.kind == QuestionKind.SINGLE
    field = (forms.ChoiceField if single else forms.MultipleChoiceField)(
        label=question.text,
        help_text="" if single else "Select all that apply.",
        choices=choices,
        required=False,
        label_size="m",
        error_messages={"invalid_choice": "Choose from the answers on the page"},
    )
    places = [str(place) for place in chosen]
    return AnswerForm(field, data, initial={"chosen": (places[0] if places else "") if single else places})


class AnswerForm(forms.BaseForm):
    def __init__(self, field, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"] = field

    @property
    def places(self):
        """The places of the options chosen."""
        chosen = self.cleaned_data["chosen"]
        return [int(place) for place in ([chosen] if isinstance(chosen, str) else chosen) if place != ""]
