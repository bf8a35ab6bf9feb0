"""What a draft consists of, as somebody writes it. The rules for files say what is missing; forms say what is no
number or too long."""

from apps.core import forms
from apps.learning import assignment_file, content_data, content_file, judging
from apps.learning.states import AchievedBy, Needed, Part, QuestionKind
from apps.qualifications.states import Provenance

RIGHT = "*"  # before an answer that is right
LONGEST_REASON = 2000
PROVENANCE = [
    (Provenance.ILLUSTRATIVE, "The portal’s own sample, or the department’s"),
    (Provenance.CONFIRMED, "On record at the awarding body"),
]


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _whole(most, **options):
    return forms.IntegerField(min_value=1, max_value=most, **options)


class ValuesForm(forms.BaseForm):
    """`values`: what is kept of what was typed. `initial_of`: the other way round."""

    names: tuple[str, ...] = ()

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.names}

    @classmethod
    def initial_of(cls, row):
        return {name: getattr(row, name) for name in cls.names} | {"seen": content_data.stamp_of(row)}

    @property
    def kept(self):
        """For the action: the values, and which row they were written over."""
        return {"values": self.values, "seen": self.cleaned_data["seen"]}


class ContentForm(ValuesForm):
    names = ("about", "pass_mark", "attempts", "draw", "minutes", "reflection", "provenance")

    about = forms.TextField(
        label="What the unit is about", help_text="One or two sentences", max_length=content_file.LONGEST_TEXT, rows=3
    )
    outcomes = forms.TextField(
        label="What you will be able to do",
        help_text="One outcome on each line. “You will be able to …” stands before them.",
        max_length=content_file.LONGEST_TEXT,
        rows=5,
        required=False,
    )
    pass_mark = _whole(100, label="Needed to pass the test", subject="What is needed to pass", suffix="%")
    attempts = _whole(100, label="Attempts in any 24 hours")
    draw = _whole(
        1000,
        label="Questions in a test (optional)",
        subject="The number of questions",
        help_text="So many are drawn at random. Leave it empty for all of them.",
        required=False,
    )
    minutes = _whole(
        content_file.MOST_MINUTES,
        label="Time for a test (optional)",
        subject="The time for a test",
        help_text="Leave it empty for no limit",
        suffix="minutes",
        required=False,
    )
    reflection = forms.ChoiceField(label="A conversation about what was learnt", choices=Needed.choices)
    hours_elsewhere = forms.DecimalField(
        label="Hours of learning elsewhere that the unit needs (optional)",
        subject="The hours",
        min_value=0,
        max_value=content_file.MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        required=False,
        suffix="hours",
    )
    provenance = forms.ChoiceField(label="Whose material is it?", choices=PROVENANCE)

    @property
    def values(self):
        said = self.cleaned_data
        lists = {"outcomes": _lines(said["outcomes"]), "hours_elsewhere": said["hours_elsewhere"] or 0}
        return super().values | lists

    @classmethod
    def initial_of(cls, row):
        more = {"outcomes": "\n".join(row.outcomes), "hours_elsewhere": row.hours_elsewhere or None}
        return super().initial_of(row) | more


class PageForm(ValuesForm):
    names = ("title", "minutes", "body")

    title = forms.CharField(label="Title", help_text="One idea a page", max_length=200)
    minutes = _whole(60, label="Time to read it", suffix="minutes")
    body = forms.TextField(
        label="Text",
        help_text=f"{content_file.LONGEST_PAGE} words or fewer. Leave a line empty between paragraphs. # begins a "
        "heading, - a point of a list, > an example from a workplace. **Two stars** make words bold.",
        max_length=content_file.LONGEST_TEXT,
        rows=18,
    )

    def clean_body(self):
        body = self.cleaned_data["body"]
        if (words := len(body.split())) > content_file.LONGEST_PAGE:
            raise forms.ValidationError(
                f"Text must be {content_file.LONGEST_PAGE} words or fewer. It has {words}: make two pages of it"
            )
        return body


class CourseForm(ValuesForm):
    names = ("title", "link", "provider", "hours")

    title = forms.CharField(label="Name of the course", max_length=200)
    link = forms.CharField(
        label="Web address", help_text="It begins with https://", max_length=content_file.LONGEST_LINK
    )
    provider = forms.CharField(
        label="Who runs it", help_text="For example, Civil Service Learning", subject="Who runs it", max_length=200
    )
    hours = forms.DecimalField(
        label="How long it takes (optional)",
        subject="How long it takes",
        min_value=0.5,
        max_value=content_file.MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        required=False,
        suffix="hours",
    )

    def clean_link(self):
        link = self.cleaned_data["link"]
        try:
            content_file.is_web_address(link)
        except forms.ValidationError as error:
            words = "Enter a web address that begins with https://, like https://www.example.com"
            raise forms.ValidationError(words) from error
        return link


class CriterionDraftForm(ValuesForm):
    names = ("code", "outcome", "text", "guidance")

    code = forms.CharField(label="Code", help_text="For example, 1.1", max_length=10, width=5)
    outcome = forms.SelectField(label="Which outcome does it show?", coerce=int, empty_text="Select an outcome")
    text = forms.CharField(label="What has to be shown", max_length=300)
    guidance = forms.TextField(
        label="What a good answer has", help_text="The learner reads it too", max_length=500, count=True, rows=4
    )

    def __init__(self, *args, content, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (number, f"{number}. {text[:100]}") for number, text in enumerate(content.outcomes, 1)
        ]


class AssignmentForm(ValuesForm):
    names = ("title", "brief", "achieved_by", "mark_days", "resubmit_days", "provenance")

    title = forms.CharField(label="Title", max_length=200)
    brief = forms.TextField(
        label="What to do",
        help_text=f"{assignment_file.LONGEST_BRIEF} words or fewer, written as a page is",
        max_length=content_file.LONGEST_TEXT,
        rows=12,
    )
    achieved_by = forms.ChoiceField(label="What achieves the unit?", choices=AchievedBy.choices)
    mark_days = _whole(assignment_file.MOST_DAYS, label="It is marked within", suffix="working days")
    resubmit_days = _whole(
        assignment_file.MOST_DAYS, label="After “not yet” it is sent again within", suffix="working days"
    )
    provenance = forms.ChoiceField(label="Whose material is it?", choices=PROVENANCE)

    def clean_brief(self):
        brief = self.cleaned_data["brief"]
        if (words := len(brief.split())) > assignment_file.LONGEST_BRIEF:
            raise forms.ValidationError(
                f"What to do must be {assignment_file.LONGEST_BRIEF} words or fewer. It has {words}"
            )
        return brief


# --- Questions -------------------------------------------------------------------------------------------------------


class QuestionForm(ValuesForm):
    """Of one kind. Its own fields stand between the question and why."""

    kind: QuestionKind
    names: tuple[str, ...] = ("scenario", "text", "why")
    field_order = ["scenario", "text", "options", "value", "tolerance", "unit", "accepted", "why"]

    scenario = forms.TextField(
        label="Situation at work", help_text="Two or three sentences", max_length=content_file.LONGEST_TEXT, rows=4
    )
    text = forms.CharField(label="Question", max_length=1000)
    why = forms.TextField(
        label="Why",
        help_text="Shown with the result. Say what is right about the right answer.",
        max_length=content_file.LONGEST_TEXT,
        rows=4,
    )

    @property
    def values(self):
        nothing = {"options": [], "value": None, "tolerance": None, "unit": "", "accepted": []}
        return nothing | super().values | {"kind": self.kind}


class ChoicesForm(QuestionForm):
    options = forms.TextField(
        label="Answers to choose from",
        help_text=f"One on each line, two to ten. Put {RIGHT} before each that is right.",
        max_length=content_file.LONGEST_TEXT,
        rows=6,
    )

    def clean_options(self):
        lines = _lines(self.cleaned_data["options"])
        right = sum(line.startswith(RIGHT) for line in lines)
        if not 2 <= len(lines) <= content_file.MOST_OPTIONS:
            raise forms.ValidationError("Write two to ten answers, one on each line")
        if self.kind == QuestionKind.SINGLE and right != 1:
            raise forms.ValidationError(f"Put {RIGHT} before the one answer that is right")
        if self.kind == QuestionKind.MULTIPLE and not 1 <= right < len(lines):
            raise forms.ValidationError(f"Put {RIGHT} before each answer that is right, and leave one without it")
        return [{"text": line.removeprefix(RIGHT).strip(), "correct": line.startswith(RIGHT)} for line in lines]

    @property
    def values(self):
        return super().values | {"options": self.cleaned_data["options"]}

    @classmethod
    def initial_of(cls, row):
        lines = [f"{RIGHT} {one['text']}" if one.get("correct") else one["text"] for one in row.options]
        return super().initial_of(row) | {"options": "\n".join(lines)}


class SingleForm(ChoicesForm):
    kind = QuestionKind.SINGLE


class MultipleForm(ChoicesForm):
    kind = QuestionKind.MULTIPLE


class NumericForm(QuestionForm):
    kind = QuestionKind.NUMERIC
    names = (*QuestionForm.names, "value", "unit")
    digits = {"max_digits": judging.DIGITS, "decimal_places": judging.PLACES}

    value = forms.DecimalField(label="The right number", **digits)
    tolerance = forms.DecimalField(
        label="How far from it is still right (optional)",
        subject="How far from it is still right",
        min_value=0,
        required=False,
        **digits,
    )
    unit = forms.CharField(
        label="Unit (optional)",
        help_text="For example, minutes. It stands after the box.",
        subject="The unit",
        max_length=content_file.LONGEST_UNIT,
        width=10,
        required=False,
    )

    @property
    def values(self):
        return super().values | {"tolerance": self.cleaned_data["tolerance"] or 0}

    @classmethod
    def initial_of(cls, row):
        return super().initial_of(row) | {"tolerance": row.tolerance or None}


class ShortForm(QuestionForm):
    kind = QuestionKind.SHORT

    accepted = forms.TextField(
        label="Answers that are right",
        help_text="One on each line, the best first. Capital letters and punctuation do not matter.",
        max_length=content_file.LONGEST_TEXT,
        rows=4,
    )

    def clean_accepted(self):
        lines = _lines(self.cleaned_data["accepted"])
        if len(lines) > content_file.MOST_ACCEPTED:
            raise forms.ValidationError(f"Write {content_file.MOST_ACCEPTED} answers or fewer")
        if long := next((line for line in lines if len(line) > content_file.LONGEST_ACCEPTED), None):
            most = content_file.LONGEST_ACCEPTED
            raise forms.ValidationError(f"Each answer must be {most} characters or fewer, not “{long[:40]}…”")
        return lines

    @property
    def values(self):
        return super().values | {"accepted": self.cleaned_data["accepted"]}

    @classmethod
    def initial_of(cls, row):
        return super().initial_of(row) | {"accepted": "\n".join(row.accepted)}


QUESTION_FORMS = {form.kind: form for form in (SingleForm, MultipleForm, NumericForm, ShortForm)}
PART_FORMS = {Part.PAGES: PageForm, Part.COURSES: CourseForm}


def part_form(content, part, data=None, *, row=None, kind=QuestionKind.SINGLE):
    """The form of one row of a draft; `kind` of a question that is not there yet."""
    if part == Part.CRITERIA:
        initial = CriterionDraftForm.initial_of(row) if row else {}
        return CriterionDraftForm(data, initial=initial, content=content)
    form = QUESTION_FORMS[QuestionKind(row.kind if row else kind)] if part == Part.QUESTIONS else PART_FORMS[part]
    return form(data, initial=form.initial_of(row) if row else {})


# --- From a draft to what learners have ------------------------------------------------------------------------------


class SendBackForm(forms.BaseForm):
    why = forms.TextField(
        label="What has to change?",
        help_text="Whoever wrote it gets this by email, and reads it on the page of the draft.",
        max_length=LONGEST_REASON,
        count=True,
        rows=6,
    )


class RetireContentForm(forms.BaseForm):
    why = forms.TextField(
        label="Why", help_text="It is kept on record.", max_length=LONGEST_REASON, count=True, rows=4
    )


class PublishForm(forms.BaseForm):
    """`can_be_for_all`: whether the test and the assignment are those of the version before."""

    for_all = forms.BooleanField(
        label="Also give it to those who have begun. The test and the assignment are the same as before.",
        required=False,
    )

    def __init__(self, *args, can_be_for_all, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_be_for_all:
            del self.fields["for_all"]
