from apps.core import forms
from apps.secondments.models.agreement import LONGEST_TERMS
from apps.secondments.states import EarlyEnd, Pays


class AgreementForm(forms.BaseForm):
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(label="Last day")
    supervisor = forms.CharField(label="Who manages them with you?", subject="Who manages them", max_length=200)
    pays = forms.ChoiceField(
        label="Who pays the salary?", choices=Pays, error_messages={"required": "Select who pays the salary"}
    )
    pays_from = forms.DateField(
        label="From which day does the host pay? (optional)",
        subject="The day from which the host pays",
        help_text="The first of a month, where the host takes over the pay or is recharged for it",
        required=False,
    )
    vat_note = forms.CharField(
        label="Note on VAT (optional)",
        subject="The note on VAT",
        help_text="What your finance teams have settled about VAT on recharged salary. The portal gives no advice.",
        required=False,
        max_length=500,
    )
    terms = forms.TextField(
        label="What is agreed?",
        subject="What is agreed",
        help_text="Work, days and hours, leave, training, travel, clearance, and how each side can end it",
        max_length=LONGEST_TERMS,
        count=True,
        rows=8,
        error_messages={"required": "Say what is agreed"},
    )
    why_longer = forms.TextField(
        label="Why must it be longer than two years? (only where it is)",
        subject="Why it must be longer",
        help_text="The central team decides about it before anybody signs",
        required=False,
        max_length=1000,
        rows=3,
    )

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on, pays_from = (cleaned.get(name) for name in ("starts_on", "ends_on", "pays_from"))
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be the first day or later")
        if pays_from and pays_from.day != 1:
            self.add_error("pays_from", "The day from which the host pays must be the first of a month")
        return cleaned


def agreement_initial(version, release, opportunity):
    """What is there already: the last version, or what was offered and released."""
    if version:
        names = ("starts_on", "ends_on", "supervisor", "pays", "pays_from", "vat_note", "terms", "why_longer")
        return {name: getattr(version, name) for name in names}
    return {"starts_on": release.from_on, "ends_on": release.until_on, "pays": opportunity.pays}


class EndForm(forms.BaseForm):
    on = forms.DateField(label="What is the last day?", subject="The last day")
    why = forms.ChoiceField(
        label="Why does it end early?", choices=EarlyEnd, error_messages={"required": "Select why it ends early"}
    )
    note = forms.TextField(
        label="What do you tell the others? (optional)",
        subject="What you tell the others",
        required=False,
        max_length=1000,
        rows=4,
    )


class ReturnPlanForm(forms.BaseForm):
    plan = forms.TextField(
        label="What happens when they come back?",
        subject="The plan",
        help_text="The job and the team, the first weeks, and how what was learnt is used. The host does not see it.",
        max_length=2000,
        count=True,
        rows=8,
        error_messages={"required": "Say what happens when they come back"},
    )


class ReturnForm(forms.BaseForm):
    on = forms.DateField(label="Since when are they back?", subject="The day of the return")


class ReviewForm(forms.BaseForm):
    did = forms.TextField(
        label="What was done, and what came of it?",
        subject="What was done",
        max_length=2000,
        count=True,
        rows=6,
        error_messages={"required": "Say what was done"},
    )
    learnt = forms.TextField(
        label="What can they, or you, do better now?",
        subject="What can be done better",
        max_length=2000,
        count=True,
        rows=6,
        error_messages={"required": "Say what can be done better now"},
    )
