from django.utils import timezone

from apps.core import forms
from apps.secondments.dates import deadline_on
from apps.secondments.models.opportunity import MOST_PLACES
from apps.secondments.states import LONGEST, MOST_OF_THE_WEEK, Kind, Pattern, Pays

KIND_HINTS = {
    Kind.IN: "For people outside the Civil Service: they get in touch with you",
    Kind.PROJECT: "Up to 20% of somebody’s week, beside their job",
}


class OpportunityForm(forms.BaseForm):
    """`regions`, `grades` and `capabilities`: those to choose from."""

    title = forms.CharField(
        label="What is it called?",
        subject="Its title",
        help_text="For example “Listing officer at a busy court, for six months”",
        max_length=150,
        error_messages={"required": "Say what it is called"},
    )
    kind = forms.ChoiceField(
        label="What kind is it?", choices=Kind, hints=KIND_HINTS, error_messages={"required": "Select what kind it is"}
    )
    work = forms.TextField(
        label="What would they do?",
        subject="What they would do",
        help_text="In plain words. Say what a usual day is like.",
        max_length=4000,
        count=True,
        rows=8,
        error_messages={"required": "Say what they would do"},
    )
    learn = forms.TextField(
        label="What would they learn?",
        subject="What they would learn",
        max_length=2000,
        count=True,
        rows=4,
        error_messages={"required": "Say what they would learn"},
    )
    wanted = forms.MultipleChoiceField(
        label="Which capabilities do you look for?",
        help_text="Whoever applies writes about each. Three are plenty.",
        required=False,
        small=True,
    )
    gained = forms.MultipleChoiceField(label="Which capabilities would they gain?", required=False, small=True)
    place = forms.CharField(
        label="Where is it?",
        subject="Where it is",
        help_text="The town, or the places to choose from",
        max_length=150,
        error_messages={"required": "Say where it is"},
    )
    region = forms.SelectField(label="Region", required=False, empty_text="Anywhere")
    pattern = forms.ChoiceField(
        label="Where do they work from?", choices=Pattern, error_messages={"required": "Select where they work from"}
    )
    week = forms.IntegerField(
        label="How much of a full week?",
        subject="How much of a week",
        suffix="%",
        help_text="100 is full time. A part-time project is 20 or less.",
        min_value=1,
        max_value=100,
    )
    grade = forms.SelectField(label="Grade", required=False, empty_text="Any grade")
    pays = forms.ChoiceField(
        label="Who pays the salary?", choices=Pays, error_messages={"required": "Select who pays the salary"}
    )
    deadline_on = forms.DateField(
        label="What is the last day to apply?",
        subject="The last day to apply",
        help_text="Applications can be sent until 11:55pm on that day",
        min_value=timezone.localdate,
    )
    starts_on = forms.DateField(label="When does it start?", subject="The day it starts", min_value=timezone.localdate)
    months = forms.IntegerField(
        label="How long is it?", subject="How long it is", suffix="months", min_value=1, max_value=LONGEST
    )
    places = forms.IntegerField(
        label="How many people do you look for?",
        subject="How many people you look for",
        min_value=1,
        max_value=MOST_PLACES,
    )
    contact = forms.CharField(
        label="Who can people ask?",
        subject="Who people can ask",
        help_text="A name, and a work email address or phone number",
        max_length=300,
        error_messages={"required": "Say who people can ask"},
    )

    def __init__(self, *args, regions, grades, capabilities, **kwargs):
        super().__init__(*args, **kwargs)
        self.regions, self.grades = ({row.pk: row for row in rows} for rows in (regions, grades))
        self.capabilities = {str(row.pk): row for row in capabilities}
        for name, rows in {"region": self.regions, "grade": self.grades}.items():
            self.fields[name].choices = [(row.pk, str(row)) for row in rows.values()]
        for name in ("wanted", "gained"):
            self.fields[name].choices = [(pk, str(row)) for pk, row in self.capabilities.items()]

    def clean(self):
        cleaned = super().clean()
        deadline, starts_on = cleaned.get("deadline_on"), cleaned.get("starts_on")
        if deadline and starts_on and starts_on <= deadline:
            self.add_error("starts_on", "The day it starts must be after the last day to apply")
        most = MOST_OF_THE_WEEK.get(cleaned.get("kind"), 100)
        if cleaned.get("week") and cleaned["week"] > most:
            self.add_error("week", f"A part-time project is {most}% of a week or less")
        return cleaned

    @property
    def said(self):
        """What the action takes."""
        said = self.cleaned_data | {
            "region": self.regions.get(self.cleaned_data["region"]),
            "grade": self.grades.get(self.cleaned_data["grade"]),
            "deadline": deadline_on(self.cleaned_data["deadline_on"]),
            "wanted": [self.capabilities[pk] for pk in self.cleaned_data["wanted"]],
            "gained": [self.capabilities[pk] for pk in self.cleaned_data["gained"]],
        }
        del said["deadline_on"]
        return said


def opportunity_initial(opportunity):
    """What the form shows of one that is there. `opportunity` was read `for_page`."""
    names = ("title", "kind", "work", "learn", "place", "pattern", "week", "pays", "starts_on", "months", "places")
    return {name: getattr(opportunity, name) for name in (*names, "contact")} | {
        "region": opportunity.region_id or "",
        "grade": opportunity.grade_id or "",
        "deadline_on": timezone.localdate(opportunity.deadline),
        "wanted": [str(aim.capability_id) for aim in opportunity.wanted],
        "gained": [str(aim.capability_id) for aim in opportunity.gained],
    }


class WhyForm(forms.BaseForm):
    """A reason in somebody's own words. `asks`: the label."""

    why = forms.TextField(label="Why?", max_length=1000, count=True, rows=4)

    def __init__(self, *args, asks, required, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].label = asks
        self.fields["why"].error_messages["required"] = required


class PublishForm(forms.BaseForm):
    decision = forms.ChoiceField(
        label="What is your decision?",
        choices=[("publish", "Publish it"), ("back", "Send it back to be changed")],
        reveal={"back": "why"},
        error_messages={"required": "Select whether it is published"},
    )
    why = forms.TextField(label="What is to be changed?", required=False, max_length=1000, rows=4)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == "back" and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", "Say what is to be changed")
        return cleaned


class HostForm(forms.BaseForm):
    email = forms.EmailField(
        label="Who else runs it? Their work email address",
        subject="Their work email address",
        help_text="They can do all that you can do with it, and read who applies",
        max_length=254,
        error_messages={"required": "Enter their work email address"},
    )
