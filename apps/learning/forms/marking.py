from apps.core import forms

MET, NOT_YET = "met", "not_yet"
DECISIONS = [(MET, "Met"), (NOT_YET, "Not yet")]
LONGEST = 4000


class MarkingForm(forms.BaseForm):
    """A decision and feedback for each criterion, and a comment on all of it.

    `is_final` wants each criterion decided, and feedback on what is not yet met; until then anything can be kept.
    """

    def __init__(self, *args, criteria, is_final=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria, self.is_final = criteria, is_final
        for criterion in criteria:
            self.fields[f"met-{criterion.pk}"] = forms.ChoiceField(
                label=f"{criterion.code}: is it met?",
                choices=DECISIONS,
                required=is_final,
                inline=True,
                error_messages={"required": f"Decide whether {criterion.code} is met"},
            )
            self.fields[f"feedback-{criterion.pk}"] = forms.TextField(
                label=f"{criterion.code}: feedback to the learner",
                required=False,
                max_length=LONGEST,
                rows=4,
            )
        self.fields["comment"] = forms.TextField(
            label="Comment on the whole (optional)", required=False, max_length=LONGEST, rows=4
        )

    def clean(self):
        data = super().clean()
        for criterion in self.criteria if self.is_final else ():
            feedback = f"feedback-{criterion.pk}"
            if data.get(f"met-{criterion.pk}") == NOT_YET and not data.get(feedback, "").strip():
                self.add_error(feedback, f"Say what is missing for {criterion.code}")
        return data

    def fields_of(self, criterion):
        return self[f"met-{criterion.pk}"], self[f"feedback-{criterion.pk}"]

    @property
    def rows(self):
        """[(criterion, met or None, feedback)]"""
        decided = {MET: True, NOT_YET: False}
        return [
            (
                criterion,
                decided.get(self.cleaned_data[f"met-{criterion.pk}"]),
                self.cleaned_data[f"feedback-{criterion.pk}"],
            )
            for criterion in self.criteria
        ]


def initial_of(notes):
    """The form's values from what was put down before."""
    values = {}
    for note in notes:
        if note.criterion_id is None:
            values["comment"] = note.feedback
        else:
            values[f"met-{note.criterion_id}"] = {True: MET, False: NOT_YET, None: ""}[note.met]
            values[f"feedback-{note.criterion_id}"] = note.feedback
    return values


class CheckForm(forms.BaseForm):
    """Confirm, or decide otherwise with a reason. Where “met” is changed, the form asks which criteria are not."""

    decision = forms.ChoiceField(
        label="Do you agree with how it was marked?",
        choices=[("confirm", "Yes, confirm it"), ("overturn", "No, change it")],
        error_messages={"required": "Say whether you agree"},
    )
    not_yet = forms.MultipleChoiceField(label="Which criteria are not yet met?", required=False)
    reason = forms.TextField(
        label="Why do you change it?",
        help_text="The learner and the assessor both read this. You can leave it empty if you agree.",
        required=False,
        max_length=LONGEST,
        rows=6,
    )

    def __init__(self, *args, criteria, is_met, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = {str(criterion.pk): criterion for criterion in criteria}
        if is_met:
            self.fields["not_yet"].choices = [(pk, str(criterion)) for pk, criterion in self.criteria.items()]
            self.fields["not_yet"].help_text = "Only if you change it. Select all that are not yet met."
        else:
            del self.fields["not_yet"]

    def clean(self):
        data = super().clean()
        if data.get("decision") == "overturn":
            if not data.get("reason", "").strip():
                self.add_error("reason", "Say why you change it")
            if "not_yet" in self.fields and not data.get("not_yet") and "not_yet" not in self.errors:
                self.add_error("not_yet", "Select the criteria that are not yet met")
        return data

    @property
    def missing(self):
        """The criteria that are not yet met after all."""
        return [self.criteria[pk] for pk in self.cleaned_data.get("not_yet", ())]


class AppealAnswerForm(forms.BaseForm):
    decision = forms.ChoiceField(
        label="Is every criterion met after all?",
        choices=[("upheld", "Yes, it is met"), ("dismissed", "No, the decision stands")],
        error_messages={"required": "Say whether it is met after all"},
    )
    reason = forms.TextField(
        label="Your reasons",
        help_text="The learner reads this. Say what you looked at, and what decided it.",
        max_length=LONGEST,
        rows=6,
        error_messages={"required": "Give your reasons"},
    )
