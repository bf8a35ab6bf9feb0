from django.utils import timezone

from apps.core import forms
from apps.secondments.models.application import LONGEST_TEXT
from apps.secondments.models.release import LONGEST_WORDS
from apps.secondments.states import HOST_REASONS, MEMBER_REASONS, ApplicationStatus, Backfill


class TextPartForm(forms.BaseForm):
    """One part of an application. It can be left empty for later."""

    text = forms.TextField(label="Your answer", required=False, max_length=LONGEST_TEXT, count=True, rows=10)

    def __init__(self, *args, asks, hint, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = asks, hint


class EvidencePartForm(forms.BaseForm):
    """`evidence`: the person's own pieces."""

    chosen = forms.MultipleChoiceField(label="Which evidence goes with it?", label_hidden=True, required=False)

    def __init__(self, *args, evidence, **kwargs):
        super().__init__(*args, **kwargs)
        self.evidence = {str(row.pk): row for row in evidence}
        self.fields["chosen"].choices = [(pk, row.title) for pk, row in self.evidence.items()]

    @property
    def pieces(self):
        return [self.evidence[pk] for pk in self.cleaned_data["chosen"]]


def _reasons(label, reasons):
    return forms.ChoiceField(
        label=label,
        choices=[(reason, reason.label) for reason in reasons],
        error_messages={"required": "Select a reason"},
    )


class WithdrawForm(forms.BaseForm):
    reason = _reasons("Why do you withdraw?", MEMBER_REASONS)


class DeclineForm(forms.BaseForm):
    reason = _reasons("Why do you decline it?", MEMBER_REASONS)


class ChooseForm(forms.BaseForm):
    """`decisions`: what can be decided now."""

    decision = forms.ChoiceField(
        label="What becomes of this application?",
        reveal={ApplicationStatus.NOT_CHOSEN: "reason"},
        error_messages={"required": "Select what becomes of this application"},
    )
    reason = forms.SelectField(
        label="Reason", required=False, choices=[(reason, reason.label) for reason in HOST_REASONS]
    )
    note = forms.TextField(
        label="What do you tell them? (optional)",
        subject="What you tell them",
        help_text="For example what was good, what was missing, or what happens next",
        required=False,
        max_length=1000,
        count=True,
        rows=4,
    )
    WORDS = {
        ApplicationStatus.SHORTLISTED: "Put it on the shortlist",
        ApplicationStatus.RESERVE: "Keep it in reserve",
        ApplicationStatus.OFFERED: "Offer them the place",
        ApplicationStatus.NOT_CHOSEN: "Not chosen",
    }

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one, words) for one, words in self.WORDS.items() if one in decisions]

    def clean(self):
        cleaned = super().clean()
        is_out = cleaned.get("decision") == ApplicationStatus.NOT_CHOSEN
        if is_out and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Select why it was not chosen")
        return cleaned


class AskReleaseForm(forms.BaseForm):
    from_on = forms.DateField(
        label="From when do you want to be released?", subject="The day from which", min_value=timezone.localdate
    )


class ReleaseForm(forms.BaseForm):
    """An agreement, with how the work is done meanwhile. `from_on`: the day that was asked for."""

    from_on = forms.DateField(
        label="From when can they go?",
        subject="The day they can go",
        help_text="If you name another day than they asked for, they are asked to accept it",
        min_value=timezone.localdate,
    )
    conditions = forms.TextField(
        label="Your conditions (optional)",
        subject="Your conditions",
        help_text="For example a handover first. They are asked to accept them.",
        required=False,
        max_length=LONGEST_WORDS,
        rows=3,
    )
    backfill = forms.ChoiceField(
        label="How is their work done meanwhile?",
        choices=Backfill.choices,
        error_messages={"required": "Select how their work is done meanwhile"},
    )
    backfill_by = forms.CharField(label="Who covers? (optional)", subject="Who covers", required=False, max_length=200)
    backfill_cost = forms.DecimalField(
        label="What does it cost in all? (optional)",
        subject="What it costs",
        prefix="£",
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        width=10,
    )
    backfill_from = forms.DateField(
        label="From when? (where there is cover)", subject="The day cover begins", required=False
    )
    comment = forms.TextField(
        label="A word to them (optional)", subject="A word to them", required=False, max_length=2000, rows=3
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("backfill") == Backfill.NONE:
            cleaned |= {"backfill_by": "", "backfill_cost": None, "backfill_from": None}
        elif cleaned.get("backfill") and not cleaned.get("backfill_from") and "backfill_from" not in self.errors:
            self.add_error("backfill_from", "Enter the day cover begins")
        return cleaned
