from datetime import timedelta

from django.utils import timezone

from apps.capability.models.assessment import LONGEST_COMMENT, LONGEST_EXAMPLE
from apps.capability.queries import written_by
from apps.capability.states import DIFFERS, NOT_YET, Stance
from apps.core import forms

LONGEST_HOLD = 3 * 366  # days


class AnswerForm(forms.BaseForm):
    """One capability. All of it may be left for later. The page draws the statements itself, in their columns."""

    ticked = forms.MultipleChoiceField(label="What you do already", required=False)
    level = forms.ChoiceField(
        label="Where are you now?",
        help_text="Choose the highest level of which you do all or nearly all, most of the time.",
        required=False,
    )
    example = forms.TextField(
        label="An example (optional)",
        help_text="What you did, where, and what came of it. Do not name customers or colleagues.",
        subject="Your example",
        required=False,
        max_length=LONGEST_EXAMPLE,
        count=True,
        rows=5,
    )

    def __init__(self, *args, content, capability, **kwargs):
        super().__init__(*args, **kwargs)
        self.content = content
        self.fields["ticked"].choices = [(row.code, row.text) for row in content.statements[capability.pk]]
        levels = [(str(level.pk), level.title) for level in content.levels]
        self.fields["level"].choices = [(NOT_YET, f"Not yet at {content.levels[0].title.lower()}"), *levels]

    @staticmethod
    def initial_of(answer):
        if answer is None:
            return {}
        level = NOT_YET if answer.not_yet else answer.level_id
        return {"ticked": answer.ticked, "level": level, "example": answer.example}

    @property
    def said(self):
        chosen = self.cleaned_data["level"]
        return {
            "level": self.content.level(int(chosen)) if chosen and chosen != NOT_YET else None,
            "not_yet": chosen == NOT_YET,
            "ticked": self.cleaned_data["ticked"],
            "example": self.cleaned_data["example"],
        }


class EvidenceChoiceForm(forms.BaseForm):
    """`evidence`: the person's own."""

    evidence = forms.MultipleChoiceField(label="Which of your evidence belongs to this?", required=False)

    def __init__(self, *args, evidence, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.pk): row for row in evidence}
        self.fields["evidence"].choices = [(key, row.title) for key, row in self.by_key.items()]

    @property
    def chosen(self):
        return [self.by_key[key] for key in self.cleaned_data["evidence"]]


class ViewForm(forms.BaseForm):
    """What a manager says to one answer. `first_name`: of whose answer it is."""

    stance = forms.ChoiceField(label="How do you see it?", choices=Stance.choices, required=False)
    comment = forms.TextField(
        label="What have you seen? (optional)",
        subject="What you have seen",
        required=False,
        max_length=LONGEST_COMMENT,
        count=True,
        rows=5,
    )

    def __init__(self, *args, first_name, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "comment"
        ].help_text = f"{first_name} reads this once you send it. If you see it differently, say what you have seen."


class OutcomeForm(forms.BaseForm):
    """What came of the talk, for all capabilities on one page. `is_final`: it is sent, so nothing may be missing."""

    def __init__(self, *args, content, is_final=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.content, self.is_final = content, is_final
        choices = [
            *((str(level.pk), level.title) for level in content.levels),
            (NOT_YET, f"Not yet at {content.levels[0].title.lower()}"),
            (DIFFERS, "We see it differently"),
        ]
        for number, row in enumerate(content.capabilities, start=1):
            self.fields[f"level_{number}"] = forms.SelectField(
                label="What you agreed",
                choices=choices,
                required=is_final,
                error_messages={"required": f"Choose what you agreed on {row.title}"},
            )
            self.fields[f"step_{number}"] = forms.TextField(
                label="What is next? (optional)", subject="What is next", required=False, max_length=1000, rows=2
            )
        self.fields["held_until"] = forms.DateField(
            label="Until when does it hold?",
            help_text="A year from now is usual. Then you talk again.",
            subject="Until when it holds",
            required=is_final,
            min_value=lambda: timezone.localdate() + timedelta(days=1),
            max_value=lambda: timezone.localdate() + timedelta(days=LONGEST_HOLD),
            error_messages={"required": "Enter until when it holds"},
        )

    @staticmethod
    def initial_of(assessment, content, user):
        rows, outcome = written_by(assessment, user)
        initial = {"held_until": outcome.held_until} if outcome else {}
        for number, capability in enumerate(content.capabilities, start=1):
            if row := rows.get(capability.pk):
                chosen = DIFFERS if row.differs else NOT_YET if row.not_yet else row.level_id
                initial |= {f"level_{number}": chosen, f"step_{number}": row.next_step}
        return initial

    def rows(self):
        """[(capability, its field of the level, its field of what is next)]"""
        return [
            (row, self[f"level_{number}"], self[f"step_{number}"])
            for number, row in enumerate(self.content.capabilities, start=1)
        ]

    @property
    def said(self):
        rows = {}
        for number, capability in enumerate(self.content.capabilities, start=1):
            chosen = self.cleaned_data[f"level_{number}"]
            rows[capability] = {
                "level": self.content.level(int(chosen)) if chosen and chosen not in (NOT_YET, DIFFERS) else None,
                "not_yet": chosen == NOT_YET,
                "differs": chosen == DIFFERS,
                "next_step": self.cleaned_data[f"step_{number}"],
            }
        return {"rows": rows, "held_until": self.cleaned_data["held_until"]}


class OutcomeAnswerForm(forms.BaseForm):
    decision = forms.ChoiceField(
        label="Is this what came of your conversation?",
        choices=[("confirm", "Yes, I agree to it"), ("return", "No, not yet")],
        reveal={"return": "comment"},
        error_messages={"required": "Say whether you agree"},
    )
    comment = forms.TextField(
        label="What is not right yet?",
        required=False,
        max_length=1000,
        count=True,
        rows=4,
        subject="What is not right",
    )

    def clean(self):
        data = super().clean()
        if data.get("decision") == "return" and not data.get("comment", "").strip() and "comment" not in self.errors:
            self.add_error("comment", "Say what is not right yet")
        return data
