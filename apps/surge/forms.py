from datetime import timedelta

from django.utils import timezone

from apps.core import forms
from apps.surge.models.release import MOST_DAYS, MOST_NOTICE, MOST_WEEKS
from apps.surge.models.request import MOST_PEOPLE
from apps.surge.states import EARLY_RETURNS, Base, DeclineReason, Reach, RequestRefusal


def next_years_end():
    return timezone.localdate().replace(month=12, day=31) + timedelta(days=366)


class JoinForm(forms.BaseForm):
    """`skills`: those to choose from."""

    base = forms.SelectField(
        label="Which base do you belong to?", choices=Base, required=False, empty_text="None of them"
    )
    reach = forms.ChoiceField(
        label="How far do you go?", choices=Reach, error_messages={"required": "Select how far you go"}
    )
    skills = forms.MultipleChoiceField(
        label="Which skills do you have?",
        help_text="You are asked for work that wants them",
        required=False,
        small=True,
    )

    def __init__(self, *args, skills, **kwargs):
        super().__init__(*args, **kwargs)
        self.skills = {str(row.pk): row for row in skills}
        self.fields["skills"].choices = [(pk, str(row)) for pk, row in self.skills.items()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reach") == Reach.BASE and not cleaned.get("base") and "base" not in self.errors:
            self.add_error("base", "Select your base, or go further than that")
        return cleaned

    @property
    def said(self):
        """What the action takes."""
        return self.cleaned_data | {"skills": [self.skills[pk] for pk in self.cleaned_data["skills"]]}


class SpanForm(forms.BaseForm):
    """The first and the last of some days."""

    starts_on = forms.DateField(label="First day", subject="The first day", min_value=timezone.localdate)
    ends_on = forms.DateField(label="Last day", subject="The last day", max_value=next_years_end)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", "The last day must be the first day or later")
        return cleaned


# --- Standing release ------------------------------------------------------------------------------------------------


class TermsForm(forms.BaseForm):
    days_a_year = forms.IntegerField(
        label="How many working days a year?",
        subject="How many days a year",
        help_text="From January to December",
        suffix="days",
        min_value=1,
        max_value=MOST_DAYS,
    )
    weeks_at_once = forms.IntegerField(
        label="How long at once?", subject="How long at once", suffix="weeks", min_value=1, max_value=MOST_WEEKS
    )
    notice_days = forms.IntegerField(
        label="How much notice is needed?",
        subject="How much notice",
        help_text="Between being asked and the first day. The team is usually needed with 1 day of notice.",
        suffix="days",
        min_value=1,
        max_value=MOST_NOTICE,
    )
    until_on = forms.DateField(
        label="Until when does it hold?",
        subject="The day until which it holds",
        min_value=timezone.localdate,
        max_value=next_years_end,
    )


class AskReleaseForm(TermsForm):
    cover = forms.TextField(
        label="How is your work done meanwhile? (optional)",
        subject="How your work is done meanwhile",
        required=False,
        max_length=1000,
        count=True,
        rows=4,
    )


class EndReleaseForm(forms.BaseForm):
    why = forms.TextField(
        label="Why do you end it?",
        subject="Why you end it",
        help_text="They read it. For example: two of the team are away until March.",
        max_length=1000,
        rows=4,
        error_messages={"required": "Say why you end it"},
    )


class ChangeReleaseForm(TermsForm):
    """Agreed, with other limits."""

    comment = forms.TextField(
        label="A word to them (optional)", subject="A word to them", required=False, max_length=2000, rows=3
    )


# --- Requests --------------------------------------------------------------------------------------------------------


class RequestForm(forms.BaseForm):
    """`organisations`: those for which the person can ask; none where it is asked already."""

    organisation = forms.SelectField(
        label="For which department?", error_messages={"required": "Select the department"}
    )
    title = forms.CharField(
        label="What is it about?",
        subject="What it is about",
        help_text="For example “Passport applications in spring”",
        max_length=150,
        error_messages={"required": "Say what it is about"},
    )
    why = forms.TextField(
        label="Why do you need people?",
        subject="Why you need people",
        help_text="What happened, and what happens to the public if nobody comes",
        max_length=2000,
        count=True,
        rows=5,
        error_messages={"required": "Say why you need people"},
    )
    shifts = forms.TextField(
        label="Which shifts, and what is paid? (can be added later)",
        subject="The shifts",
        required=False,
        max_length=1000,
        rows=3,
    )
    contact = forms.CharField(
        label="Who can people ask? (can be added later)", subject="Who people can ask", required=False, max_length=300
    )

    def __init__(self, *args, organisations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = {row.pk: row for row in organisations}
        self.fields["organisation"].choices = [(pk, str(row)) for pk, row in self.organisations.items()]
        if not organisations:
            del self.fields["organisation"]

    @property
    def said(self):
        said = dict(self.cleaned_data)
        if "organisation" in said:
            said["organisation"] = self.organisations[said["organisation"]]
        return said


class LineForm(forms.BaseForm):
    """All of it can be left for later. `skills` and `regions`: those to choose from."""

    role = forms.CharField(
        label="What do they do?",
        subject="What they do",
        help_text="For example “Answer calls about lost passports”",
        required=False,
        max_length=150,
    )
    skill = forms.SelectField(label="Which skill do they need?", required=False, empty_text="No special one")
    people = forms.IntegerField(
        label="How many people?", subject="How many people", required=False, min_value=1, max_value=MOST_PEOPLE
    )
    base = forms.SelectField(
        label="From which base?",
        help_text="Select a base or a region. With a base, people of that base are asked.",
        choices=Base,
        required=False,
        empty_text="No base",
    )
    region = forms.SelectField(label="In which region?", required=False, empty_text="No region")
    starts_on = forms.DateField(
        label="From when?", subject="The first day", required=False, min_value=timezone.localdate
    )
    ends_on = forms.DateField(label="Until when?", subject="The last day", required=False, max_value=next_years_end)

    def __init__(self, *args, skills, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.skills, self.regions = {str(row.pk): row for row in skills}, {row.pk: row for row in regions}
        self.fields["skill"].choices = [(pk, str(row)) for pk, row in self.skills.items()]
        self.fields["region"].choices = [(pk, str(row)) for pk, row in self.regions.items()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", "The last day must be the first day or later")
        if cleaned.get("base") and cleaned.get("region"):
            self.add_error("region", "Select a base or a region, not both")
        return cleaned

    @property
    def said(self):
        """What the action takes."""
        return self.cleaned_data | {
            "skill": self.skills.get(self.cleaned_data["skill"]),
            "region": self.regions.get(self.cleaned_data["region"]),
        }


def line_initial(line):
    names = ("role", "people", "base", "starts_on", "ends_on")
    return {name: getattr(line, name) for name in names} | {
        "skill": str(line.skill_id or ""),
        "region": line.region_id or "",
    }


class DecideForm(forms.BaseForm):
    """One number for each line that is complete."""

    reason = forms.SelectField(
        label="If you do not agree to all of it: why?",
        subject="The reason",
        choices=RequestRefusal,
        required=False,
        empty_text="I agree to all of it",
    )
    comment = forms.TextField(
        label="A word to the department (optional)",
        subject="A word to the department",
        required=False,
        max_length=2000,
        count=True,
        rows=4,
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {f"line_{line.pk}": line for line in lines if not line.gap}
        numbers = {
            name: forms.IntegerField(
                label=f"Line {line.number}: how many of {line.people}?",
                subject=f"How many of line {line.number}",
                initial=line.people,
                min_value=0,
                max_value=line.people,
            )
            for name, line in self.lines.items()
        }
        self.fields = numbers | self.fields

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        is_all = all(cleaned[name] == line.people for name, line in self.lines.items())
        if not any(cleaned[name] for name in self.lines) and not cleaned["reason"]:
            self.add_error("reason", "Select why you do not agree to any of it")
        elif cleaned["reason"] == RequestRefusal.OTHER and not cleaned["comment"]:
            self.add_error("comment", "Say what the other reason is")
        if is_all and self.lines:
            cleaned["reason"] = ""
        return cleaned

    @property
    def said(self):
        granted = {line.pk: self.cleaned_data[name] for name, line in self.lines.items()}
        return {"granted": granted, "reason": self.cleaned_data["reason"], "comment": self.cleaned_data["comment"]}


class StandDownForm(forms.BaseForm):
    on = forms.DateField(label="What is the last day there?", subject="The last day", min_value=timezone.localdate)
    note = forms.TextField(
        label="Why? (optional)", subject="The reason", required=False, max_length=1000, count=True, rows=3
    )


# --- Offers and deployments ------------------------------------------------------------------------------------------


class DeclineForm(forms.BaseForm):
    reason = forms.ChoiceField(
        label="Why do you decline?",
        choices=DeclineReason,
        reveal={DeclineReason.OTHER: "note"},
        error_messages={"required": "Select a reason"},
    )
    note = forms.TextField(label="Which reason?", required=False, max_length=1000, rows=3)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == DeclineReason.OTHER and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what the other reason is")
        return cleaned


class EarlyForm(forms.BaseForm):
    on = forms.DateField(label="What is the last day there?", subject="The last day")
    why = forms.ChoiceField(
        label="Why?",
        choices=[(reason, reason.label) for reason in EARLY_RETURNS],
        error_messages={"required": "Select why"},
    )
    note = forms.TextField(
        label="Tell the others more (optional)",
        subject="What you tell the others",
        required=False,
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args, has_begun, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_begun:
            del self.fields["on"]

    @property
    def said(self):
        return {"on": timezone.localdate()} | self.cleaned_data


class ExtensionForm(forms.BaseForm):
    ends_on = forms.DateField(
        label="Until when?", subject="The new last day", min_value=timezone.localdate, max_value=next_years_end
    )
    why = forms.TextField(
        label="Why longer?",
        subject="The reason",
        max_length=1000,
        count=True,
        rows=4,
        error_messages={"required": "Say why it is to last longer"},
    )


class AnswerForm(forms.BaseForm):
    answer = forms.ChoiceField(
        label="Do you agree?",
        choices=[("yes", "Yes, it can last longer"), ("no", "No, it ends as agreed")],
        reveal={"no": "note"},
        error_messages={"required": "Select whether you agree"},
    )
    note = forms.TextField(label="Why not? (optional)", required=False, max_length=1000, rows=3)

    @property
    def said(self):
        return {"agrees": self.cleaned_data["answer"] == "yes", "note": self.cleaned_data["note"] or ""}


class ReviewForm(forms.BaseForm):
    did = forms.TextField(
        label="What was done, and what came of it?",
        subject="What was done",
        max_length=2000,
        count=True,
        rows=5,
        error_messages={"required": "Say what was done, and what came of it"},
    )
    learnt = forms.TextField(
        label="What can they, or you, do better now?",
        subject="What can be done better now",
        max_length=2000,
        count=True,
        rows=5,
        error_messages={"required": "Say what can be done better now"},
    )
