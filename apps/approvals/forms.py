from datetime import timedelta

from django.utils import timezone

from apps.approvals.models.ladder import LONGEST_WAIT, MOST_MANAGERS
from apps.approvals.states import Kind
from apps.core import forms

ELSE = "else"
LONGEST_STAND_IN = timedelta(days=366)


class CaseForm(forms.BaseForm):
    question = forms.TextField(
        label="What should the central team look at?",
        subject="Your question",
        help_text="They see your request and what became of it. Say what you think was missed.",
        max_length=2000,
        count=True,
        rows=6,
        error_messages={"required": "Say what the central team should look at"},
    )


class AppealForm(forms.BaseForm):
    why_again = forms.TextField(
        label="Why should it be looked at again?",
        subject="Why it should be looked at again",
        help_text="Say what was missed or has changed. Whoever decides sees this and the reason for the refusal.",
        max_length=2000,
        count=True,
        rows=6,
        error_messages={"required": "Say why it should be looked at again"},
    )


class RefuseForm(forms.BaseForm):
    """`reasons`: those that there are for what was asked."""

    reason = forms.ChoiceField(label="What is the main reason?", error_messages={"required": "Choose the main reason"})
    comment = forms.TextField(
        label="Tell them more",
        subject="What you tell them",
        help_text="Say what would have to change for you to agree, and when to ask again.",
        max_length=2000,
        count=True,
        rows=5,
        error_messages={"required": "Tell them more: what would have to change for you to agree"},
    )

    def __init__(self, data=None, *, reasons, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["reason"].choices = [(reason, reason.label) for reason in reasons]


class StandInForm(forms.BaseForm):
    """`near`: the colleagues to choose from, beside any other by email."""

    deputy = forms.ChoiceField(
        label="Who stands in for you?",
        reveal={ELSE: "email"},
        error_messages={"required": "Choose who stands in for you"},
    )
    email = forms.EmailField(
        label="Their work email address",
        help_text="Somebody in your department",
        max_length=254,
        error_messages={"required": "Enter their work email address"},
    )
    starts_on = forms.DateField(label="First day", min_value=timezone.localdate)
    ends_on = forms.DateField(label="Last day")

    def __init__(self, *args, near, **kwargs):
        super().__init__(*args, **kwargs)
        people = [
            (str(member.pk), f"{member}, {member.job_title}" if member.job_title else str(member)) for member in near
        ]
        self.fields["deputy"].choices = [*people, (ELSE, "Somebody else")]
        for name, days in {"starts_on": 7, "ends_on": 21}.items():
            example = timezone.localdate() + timedelta(days=days)
            self.fields[name].help_text = f"For example, {example.day} {example.month} {example.year}"

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be the first day or later")
        elif starts_on and ends_on and ends_on - starts_on > LONGEST_STAND_IN:
            self.add_error("ends_on", "Last day must be within a year of the first day")
        return cleaned


class LadderForm(forms.BaseForm):
    """`departments`: those to choose from."""

    department = forms.SelectField(label="Department", required=False, empty_text="Every department")
    kind = forms.SelectField(label="Kind of request", choices=Kind.choices, required=False, empty_text="Every kind")
    remind_first = forms.IntegerField(
        label="First reminder after",
        subject="First reminder",
        suffix="working days",
        min_value=1,
        max_value=LONGEST_WAIT,
    )
    remind_second = forms.IntegerField(
        label="Second reminder after",
        subject="Second reminder",
        suffix="working days",
        min_value=1,
        max_value=LONGEST_WAIT,
    )
    step_up_after = forms.IntegerField(
        label="One step up after", subject="One step up", suffix="working days", min_value=1, max_value=LONGEST_WAIT
    )
    most_managers = forms.IntegerField(
        label="How many managers are asked?",
        subject="The number of managers",
        help_text="The line manager, then the next filled posts up",
        min_value=1,
        max_value=MOST_MANAGERS,
    )
    with_head = forms.ChoiceField(
        label="Is the head of profession asked before the central team?",
        choices=[("yes", "Yes"), ("no", "No")],
        inline=True,
        error_messages={"required": "Select yes if the head of profession is asked"},
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [(department.code, str(department)) for department in departments]

    def clean(self):
        cleaned = super().clean()
        first, second, up = (cleaned.get(name) for name in ("remind_first", "remind_second", "step_up_after"))
        if first and second and second <= first:
            self.add_error("remind_second", "Second reminder must come after the first")
        if second and up and up <= second:
            self.add_error("step_up_after", "One step up must come after the second reminder")
        return cleaned
