from apps.core import forms
from apps.members.models.personal import TEXT_LENGTH
from apps.members.states import ADJUSTMENT_USES, Adjustment, DeclineReason, HowFar, NextMove, Purpose, When, Work

USES = {
    Purpose.ADJUSTMENTS_TESTS: "To set up your tests.",
    Purpose.ADJUSTMENTS_ASSESSORS: "For those who mark your work or teach you.",
    Purpose.ADJUSTMENTS_EVENTS: "For those who run an event or a placement that you take part in.",
}


class InterestsForm(forms.BaseForm):
    interests = forms.TextField(
        label="What interests you?",
        subject="Your interests",
        help_text="For example, a kind of work, a skill you want to learn, or something you do well outside work.",
        label_is_heading=True,
        max_length=TEXT_LENGTH,
        count=True,
        rows=6,
        required=False,
    )


class AimsForm(forms.BaseForm):
    next_move = forms.ChoiceField(
        label="1. What would you like next?", choices=NextMove.choices, required=False, label_size="m"
    )
    when = forms.ChoiceField(label="2. When?", choices=When.choices, required=False, label_size="m")
    work = forms.MultipleChoiceField(
        label="3. What kind of work?",
        help_text="Select all that apply.",
        choices=Work.choices,
        required=False,
        label_size="m",
    )
    how_far = forms.ChoiceField(label="4. Where?", choices=HowFar.choices, required=False, label_size="m")
    help_wanted = forms.TextField(
        label="5. What would help you get there?",
        subject="What would help you",
        help_text="For example, a qualification, a mentor, or time in another team.",
        max_length=TEXT_LENGTH,
        count=True,
        rows=4,
        required=False,
        label_size="m",
    )


class LearningNeedsForm(forms.BaseForm):
    needs = forms.TextField(
        label="What helps you to learn?",
        subject="What helps you to learn",
        help_text="For example, learning with others, or short steps with breaks. You do not have to say why.",
        max_length=TEXT_LENGTH,
        count=True,
        rows=4,
        required=False,
        label_size="m",
    )
    adjustments = forms.MultipleChoiceField(
        label="Which adjustments do you need?",
        help_text="Select all that apply.",
        choices=Adjustment.choices,
        required=False,
        label_size="m",
    )
    other_adjustments = forms.TextField(
        label="Anything else that you need",
        help_text="Say what has to be done, not what the reason is.",
        max_length=TEXT_LENGTH,
        count=True,
        rows=3,
        required=False,
    )
    uses = forms.MultipleChoiceField(
        label="For what may your adjustments be used?",
        help_text="Nobody sees them for anything that you do not select. You can change this at any time.",
        choices=[(use, use.label) for use in ADJUSTMENT_USES],
        hints=USES,
        required=False,
        label_size="m",
    )


class ManagerForm(forms.BaseForm):
    """Who the line manager is. Whether it can be that person is for the rules to say."""

    who = forms.ChoiceField(
        label="Who is your line manager?",
        choices=[("other", "Somebody else"), ("none", "I have no line manager")],
        reveal={"other": "email"},
        error_messages={"required": "Select who your line manager is"},
    )
    email = forms.EmailField(
        label="Their work email address",
        subject="Their work email address",
        error_messages={"required": "Enter the work email address of your line manager"},
        max_length=254,
        autocomplete="off",
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        if not member.line_manager_id:
            del self.fields["who"]


class DeclineForm(forms.BaseForm):
    reason = forms.ChoiceField(
        label="What is the reason?", choices=DeclineReason.choices, error_messages={"required": "Choose the reason"}
    )
    comment = forms.TextField(
        label="Anything you want to tell them (optional)",
        subject="What you tell them",
        max_length=TEXT_LENGTH,
        count=True,
        rows=3,
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == DeclineReason.OTHER and not cleaned.get("comment"):
            self.add_error("comment", "Say what the reason is")
        return cleaned
