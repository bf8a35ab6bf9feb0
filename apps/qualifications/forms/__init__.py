from datetime import timedelta

from django.utils import timezone

from apps.approvals.states import Status as Decision
from apps.core import forms
from apps.core.words import date_words
from apps.members.calendar import WEEK
from apps.qualifications import combination
from apps.qualifications.documents import DAYS
from apps.qualifications.models.study import LEAST_HOURS, LEAST_LOGGED, MOST_HOURS, MOST_LOGGED
from apps.qualifications.states import PLANNED, TAKING, DeferralReason, Helped, SwitchReason, WithdrawalReason

WEEK_LETTERS = "MTWTFSS"
LONGEST_STUDY = timedelta(days=3 * 365)
LONGEST_BREAK = timedelta(days=2 * 365)


class StartForm(forms.BaseForm):
    """`starts`: those that can be asked for, each with the person's own `place` on it. Full ones are named apart."""

    offering = forms.ChoiceField(
        label="Which start date do you want?",
        subject="Start date",
        label_is_heading=True,
        label_size="l",
        error_messages={"required": "Select a start date", "invalid_choice": "Select a start date from the list"},
    )

    def __init__(self, *args, starts, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(start.pk): start for start in starts}
        self.full = [start for start in starts if not _has_room(start)]
        open_ones = [start for start in starts if _has_room(start)]
        field = self.fields["offering"]
        field.choices = [(str(start.pk), str(start)) for start in open_ones]
        field.look = field.look | {"hints": {str(start.pk): _start_hint(start) for start in open_ones}}

    @property
    def chosen(self):
        return self.by_key[self.cleaned_data["offering"]]


def _has_room(start):
    return start.free > 0 or (start.place is not None and start.place.status in TAKING)


def _start_hint(start):
    return f"Until {date_words(start.ends_on)}, {start.price_words}, {_room_words(start)}"


def _room_words(start):
    if start.place and start.place.status in TAKING:
        until = start.place.until
        return f"a place is kept for you until {date_words(until)}" if until else "a place is yours"
    return f"{start.free} {'place' if start.free == 1 else 'places'} left"


class SwitchForm(StartForm):
    """Another start, and why."""

    reason = forms.ChoiceField(
        label="Why do you want to change?",
        choices=SwitchReason.choices,
        error_messages={"required": "Select why you want to change"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["offering"]
        field.look = field.look | {"label_is_heading": False, "label_size": "m"}


class ReturnDateForm(forms.BaseForm):
    return_on = forms.DateField(
        label="When do you expect to return?",
        subject="The day you return",
        help_text="You can return earlier, or pause for longer. We remind you on this day.",
    )

    def clean_return_on(self):
        return_on, today = self.cleaned_data["return_on"], timezone.localdate()
        if return_on <= today:
            raise forms.ValidationError("The day you return must be in the future")
        if return_on > today + LONGEST_BREAK:
            raise forms.ValidationError("The day you return must be within 2 years")
        return return_on


class DeferForm(ReturnDateForm):
    reason = forms.ChoiceField(
        label="Why do you pause?",
        help_text="The central team sees how often each reason is given, not by whom.",
        choices=DeferralReason.choices,
        error_messages={"required": "Select a reason"},
    )


class UnitsForm(forms.BaseForm):
    """The unit picker: mandatory units are given, each group of the rule is a set of tick boxes.

    `chosen` after validation: the units, mandatory ones among them. Whether they suffice is not the form's to say.
    """

    def __init__(self, *args, rule, units, initial_units=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.rule, self.units = rule, {unit.code: unit for unit in units}
        picked = {unit.code for unit in initial_units}
        for name, (title, codes) in self._groups().items():
            self.fields[name] = forms.MultipleChoiceField(
                label=title,
                choices=[(code, str(self.units[code])) for code in codes],
                hints={code: self._hint(self.units[code]) for code in codes},
                required=False,
                initial=[code for code in codes if code in picked],
                label_size="m",
            )

    def _groups(self):
        groups = {
            f"group_{number}": (f"{group.title}: choose {group.choose}", list(group.units))
            for number, group in enumerate(self.rule.groups)
        }
        rest = [code for code in self.units if code not in self.rule.codes]
        if self.rule.is_open_choice and rest:
            groups["others"] = ("Units", rest)
        return groups

    def _hint(self, unit):
        parts = [f"Level {unit.level}"]
        if unit.credits:
            assumed = " (illustrative)" if unit.recorded_credits is None else ""
            parts.append(f"{unit.credits} {'credit' if unit.credits == 1 else 'credits'}{assumed}")
        if unit.tut_hours:
            parts.append(f"{unit.tut_hours} hours")
        if unit.is_achieved:
            parts.append("you have already achieved this unit")
        return ", ".join(parts)

    @property
    def mandatory(self):
        return [self.units[code] for code in self.rule.mandatory]

    @property
    def chosen(self):
        picked = {code for name in self.fields for code in self.cleaned_data.get(name, [])}
        return [unit for code, unit in self.units.items() if code in picked or code in self.rule.mandatory]

    @property
    def gaps(self):
        return combination.gaps(self.rule, self.chosen)

    def add_gap_errors(self):
        """Say at each group what it still needs, and at the first what is about all of them."""
        by_title = {group.title: f"group_{number}" for number, group in enumerate(self.rule.groups)}
        for gap in self.gaps:
            self.add_error(by_title.get(gap.group, next(iter(self.fields), None)), gap.sentence)


class StudyTimeForm(forms.BaseForm):
    """`week`: the days that the person works, as "MTWTF"."""

    hours_a_week = forms.DecimalField(
        label="How many hours a week?",
        subject="Hours a week",
        help_text="For example 2 or 2.5",
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
        max_digits=3,
        decimal_places=1,
        suffix="hours",
        width=3,
        error_messages={
            "invalid": "Hours a week must be a number, like 2 or 2.5",
            "max_decimal_places": "Hours a week must have one decimal place at most, like 2.5",
        },
    )
    days = forms.MultipleChoiceField(
        label="On which days? (optional)",
        subject="Days",
        help_text="Select all that apply, or leave this out if it depends on the week.",
        required=False,
        small=True,
    )
    starts_on = forms.DateField(label="When do you want to start?", subject="Start date")
    ends_on = forms.DateField(label="When do you expect to finish?", subject="End date")
    cover = forms.TextField(
        label="How will your work be covered? (optional)",
        subject="Cover",
        help_text="Say who has agreed to cover for you, or when you are least busy. Your manager will see this.",
        max_length=1000,
        required=False,
        rows=3,
        count=True,
    )

    def __init__(self, *args, week, **kwargs):
        super().__init__(*args, **kwargs)
        letters = zip(DAYS, week, strict=False)
        self.fields["days"].choices = [
            (str(place), name) for place, (name, letter) in enumerate(letters) if letter != "-"
        ]
        for name, days in {"starts_on": 14, "ends_on": 200}.items():
            example = timezone.localdate() + timedelta(days=days)
            self.fields[name].help_text = f"For example, {example.day} {example.month} {example.year}"

    def clean_days(self):
        """As a plan keeps them: "M-W--"."""
        chosen = self.cleaned_data["days"]
        days = "".join(letter if str(place) in chosen else "-" for place, letter in enumerate(WEEK_LETTERS))
        return days.rstrip("-").ljust(len(WEEK), "-") if chosen else ""

    def clean_starts_on(self):
        starts_on = self.cleaned_data["starts_on"]
        if starts_on < timezone.localdate():
            raise forms.ValidationError("Start date must be today or in the future")
        return starts_on

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "End date must be after the start date")
        elif starts_on and ends_on and ends_on - starts_on > LONGEST_STUDY:
            self.add_error("ends_on", "End date must be within 3 years of the start date")
        return cleaned


def plan_initial(plan):
    """What a form of study time begins with: a plan that there is."""
    if plan is None:
        return {}
    initial = {name: getattr(plan, name) for name in PLANNED}
    return initial | {"days": [str(place) for place, letter in enumerate(plan.days) if letter != "-"]}


class StudyChangeForm(StudyTimeForm):
    """Another study time than the one agreed."""

    why = forms.TextField(
        label="Why do you need a change?",
        subject="Why you need a change",
        help_text="Your manager will see this.",
        max_length=1000,
        rows=3,
        count=True,
        error_messages={"required": "Say why you need a change"},
    )


class StudyLogForm(forms.BaseForm):
    hours = forms.DecimalField(
        label="How many hours?",
        subject="Hours",
        help_text="For example 0.5 or 2",
        min_value=LEAST_LOGGED,
        max_value=MOST_LOGGED,
        max_digits=4,
        decimal_places=2,
        suffix="hours",
        width=3,
    )
    when = forms.ChoiceField(
        label="When?",
        choices=[("today", "Today"), ("yesterday", "Yesterday"), ("other", "On another day")],
        initial="today",
        reveal={"other": "on"},
        error_messages={"required": "Select when you studied"},
    )
    on = forms.DateField(label="Which day?", subject="The day", max_value=timezone.localdate)
    note = forms.CharField(label="What did you do? (optional)", subject="What you did", max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        today = timezone.localdate()
        days = {"today": today, "yesterday": today - timedelta(days=1)}
        cleaned["on"] = days.get(cleaned.pop("when", None), cleaned.get("on"))
        return cleaned


class PurposeForm(forms.BaseForm):
    purpose = forms.TextField(
        label="What do you want this qualification for?",
        subject="What it is for",
        help_text="For example, what you want to do better at work, or the next job you have in mind. "
        "Two or three sentences are enough. Your manager will see this.",
        label_is_heading=True,
        label_size="l",
        max_length=2000,
        count=True,
        rows=6,
        error_messages={"required": "Say what you want the qualification for"},
    )


class WithdrawForm(forms.BaseForm):
    reason = forms.ChoiceField(
        label="Why are you giving it up?",
        choices=WithdrawalReason.choices,
        help_text="The central team sees how often each reason is given, not by whom.",
        error_messages={"required": "Choose a reason"},
    )


class AgreeForm(forms.BaseForm):
    """Agreement as asked."""

    decision = forms.ChoiceField(label="Decision", choices=[(Decision.APPROVED, "Agree")])


class ChangeForm(StudyTimeForm):
    """Agreement with changes: the member then accepts them or withdraws."""

    cover = forms.TextField(label="Cover (optional)", subject="Cover", max_length=1000, required=False, rows=3)
    comment = forms.TextField(
        label="Why are you changing it? (optional)",
        subject="Why you are changing it",
        max_length=2000,
        required=False,
        rows=3,
        count=True,
    )


class OutcomeForm(forms.BaseForm):
    """Whether a qualification helped at work, as the learner or their manager sees it."""

    helped = forms.ChoiceField(
        label="Has it helped at work?",
        choices=Helped.choices,
        error_messages={"required": "Select whether it has helped at work"},
    )
    changed = forms.TextField(
        label="What has changed? (optional)",
        subject="What has changed",
        max_length=1000,
        required=False,
        rows=4,
        count=True,
    )

    def __init__(self, *args, is_learner, **kwargs):
        super().__init__(*args, **kwargs)
        example = "something you do differently" if is_learner else "something that they do differently"
        self.fields["changed"].help_text = f"For example, {example} now. Do not name anybody."
