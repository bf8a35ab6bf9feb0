from apps.core import forms
from apps.learning.judging import LONGEST_TYPED, number_in
from apps.learning.states import QuestionKind


def answer_form(question, options, data=None, answer=None):
    """The form of one question: radios, tick boxes, a number or a few words. It can be left empty.

    `options`: (place, text) in the order in which they are shown.
    """
    if question.is_typed:
        return TypedForm(question, data, initial={"text": answer.text if answer else ""})
    single = question.kind == QuestionKind.SINGLE
    field = (forms.ChoiceField if single else forms.MultipleChoiceField)(
        label=question.text,
        help_text="" if single else "Select all that apply.",
        choices=[(str(place), text) for place, text in options],
        required=False,
        label_size="m",
        error_messages={"invalid_choice": "Choose from the answers on the page"},
    )
    places = [str(place) for place in (answer.chosen if answer else ())]
    return ChosenForm(field, data, initial={"chosen": (places[0] if places else "") if single else places})


class ChosenForm(forms.BaseForm):
    def __init__(self, field, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"] = field

    @property
    def said(self):
        """The places of the options chosen."""
        chosen = self.cleaned_data["chosen"]
        return {"chosen": [int(place) for place in ([chosen] if isinstance(chosen, str) else chosen) if place != ""]}


class TypedForm(forms.BaseForm):
    """A number is refused where it is none, so that nobody fails by a slip of the finger."""

    def __init__(self, question, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        look = {"help_text": "A word or a few words. Capital letters and punctuation do not matter.", "width": 20}
        if question.kind == QuestionKind.NUMERIC:
            look = {"inputmode": "decimal", "width": 5, "suffix": question.unit}
        self.fields["text"] = forms.CharField(
            label=question.text,
            required=False,
            max_length=LONGEST_TYPED,
            label_size="m",
            autocomplete="off",
            **look,
        )

    def clean_text(self):
        text = self.cleaned_data["text"]
        if self.question.kind == QuestionKind.NUMERIC and text and number_in(text, self.question.unit) is None:
            raise forms.ValidationError("Enter a number, like 12 or 12.5")
        return text

    @property
    def said(self):
        return self.cleaned_data
