"""Forms say what is wrong in plain words, lead to the input, and nothing that can be typed breaks them."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.template.loader import render_to_string

from apps.core import forms
from tests.core.study_form import GOOD, WHEN, StudyForm, draw, filled, page


def first_error(field, value, name="field", label="Start date"):
    """What a form with this one field says to this value."""
    field.label = field.label or label
    form = type("OneField", (forms.BaseForm,), {name: field})(value if isinstance(value, dict) else {name: value})
    return form.errors[name][0] if form.errors else None


# --- Errors ----------------------------------------------------------------------------------------------------------


def test_every_error_of_an_empty_form_is_said_and_linked():
    form = StudyForm({"when": "other"})
    drawn = page(form)
    words = {name: errors[0] for name, errors in form.errors.items()}
    assert words == {
        "name": "Enter full name",
        "email": "Enter work email",
        "hours": "Enter hours a week",
        "cost": "Enter cost",
        "start": "Enter start date",
        "at": "Enter start time",
        "why": "Enter reason",
        "days": "Enter days and times",
        "region": "Select region",
        "units": "Select units",
        "cv": "Select a file",
        "agree": "Select “I have talked to my manager” to continue",
        "token": "Enter token",
    }
    links = [a["href"] for a in drawn.all("a")]
    assert len(links) == len(words) - 1  # the hidden field has no input to go to
    for link in links:
        tag, attributes = drawn.by_id(link.removeprefix("#"))
        assert tag in {"input", "textarea", "select"}
        assert attributes.get("type") != "hidden"


def test_summary_takes_the_focus_and_is_not_there_without_errors():
    drawn = page(StudyForm({}))
    assert [a["class"] for a in drawn.all("div") if a.get("data-module") == "govuk-error-summary"]
    assert draw("{% error_summary form %}", form=StudyForm()) == ""
    assert draw("{% error_summary form %}", form=None) == ""
    assert draw("{% error_summary form %}", form=filled()) == ""


def test_summary_of_two_forms_and_of_errors_without_a_field():
    class Whole(forms.BaseForm):
        name = forms.CharField()

        def clean(self):
            raise forms.ValidationError("Choose <two> units")

    html = draw("{% error_summary one two %}", one=Whole({"name": "x"}), two=StudyForm({}, prefix="b"))
    assert "Choose &lt;two&gt; units" in html
    assert html.count("<li>") == len(StudyForm({}).errors) + 1
    assert html.count("There is a problem") == 1


def test_descriptions_of_inputs_exist():
    drawn = page(StudyForm({"start-month": "3"}))
    for _, attributes in drawn.tags:
        for name in (attributes.get("aria-describedby") or "").split():
            assert drawn.by_id(name)


def test_title_says_that_there_is_an_error():
    assert "<title>Error:" in render_to_string("base.html", {"form": StudyForm({})})
    assert "<title>Error:" not in render_to_string("base.html", {"form": StudyForm()})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (forms.CharField(label="Title", max_length=5), "abcdef", "Title must be 5 characters or less"),
        (forms.CharField(label="Title", min_length=5), "abc", "Title must be 5 characters or more"),
        (forms.CharField(label="Title"), "x" * 256, "Title must be 255 characters or less"),
        (forms.TextField(label="Title"), "x" * 5001, "Title must be 5000 characters or less"),
        (forms.CharField(label="Title"), "a\nb", "Title must be on one line"),
        (forms.CharField(label="100% of (x)"), "x" * 256, "100% of (x) must be 255 characters or less"),
        (forms.CharField(label="What?"), "", "Enter your answer"),
        (forms.CharField(label="HR record"), "", "Enter HR record"),
        (forms.CharField(label="Title", error_messages={"required": "Say it"}), "", "Say it"),
        (forms.IntegerField(label="Hours", max_value=8), "9", "Hours must be 8 or less"),
        (forms.IntegerField(label="Hours", min_value=1), "0", "Hours must be 1 or more"),
        (forms.IntegerField(label="Hours"), "1.5", "Hours must be a whole number, like 12"),
        (forms.IntegerField(label="Hours"), "9" * 5000, "Hours must be a whole number, like 12"),
        (forms.IntegerField(label="Hours"), "99999999999", "Hours must be 2147483647 or less"),
        (forms.IntegerField(label="Hours"), "-99999999999", "Hours must be -2147483647 or more"),
        (
            forms.DecimalField(label="Cost", max_digits=4, decimal_places=2),
            "1.234",
            "Cost must have no more than 2 decimal places",
        ),
        (
            forms.DecimalField(label="Cost", max_digits=4, decimal_places=2),
            "NaN",
            "Cost must be a number, like 12.50",
        ),
        (
            forms.DecimalField(label="Cost", max_digits=4, decimal_places=2),
            "1e400000",
            "Cost must have no more than 4 digits",
        ),
        (forms.EmailField(), "x@", "Enter an email address in the correct format, like name@example.com"),
        (forms.TimeField(label="Time"), "soon", "Time must be a time, like 9:40am"),
        (forms.ChoiceField(choices=WHEN), "x" * 500, "Select one of the choices given"),
        (forms.ChoiceField(choices=WHEN), "\ud800", "Select one of the choices given"),
        (forms.SelectField(choices=WHEN), "\0", "Select one of the choices given"),
        (forms.MultipleChoiceField(choices=WHEN), ["am", "x"], "Select one of the choices given"),
    ],
)
def test_error_in_words(field, value, words):
    assert first_error(field, value) == words


def test_form_with_fields_of_its_own_making_has_the_words_too():
    class Questions(forms.BaseForm):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            self.fields["q1"] = forms.ChoiceField(label="Which is right?", choices=WHEN)
            self.fields["q2"] = django_forms.CharField(label="Title")

    assert Questions({"q2": "a\0"}).errors == {
        "q1": ["Select your answer"],
        "q2": ["Title must not contain hidden control characters. They have been taken out: check the text"],
    }


@pytest.mark.parametrize(("typed", "hour"), [("9am", 9), ("2.30 PM", 14), ("14:30", 14), ("midday", 12), ("12am", 0)])
def test_times_as_people_write_them(typed, hour):
    assert forms.TimeField().clean(typed).hour == hour


def test_numbers_as_people_write_them():
    assert forms.IntegerField().clean(" 1,200 ") == 1200
    assert forms.DecimalField(max_digits=6, decimal_places=2).clean("£12.50") == Decimal("12.50")


def test_line_ends_count_once():
    assert first_error(forms.TextField(max_length=3), "a\r\nb") is None


# --- Hidden characters -----------------------------------------------------------------------------------------------

HIDDEN = ["\0", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u2028"]


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_hidden_characters_are_refused_and_taken_out(hidden):
    typed = f"Sam{hidden} Carter"
    form = filled(name=typed, why=typed, when="other", days=typed)
    for name, label in {"name": "Full name", "why": "Reason", "days": "Days and times"}.items():
        assert form.errors[name] == [
            f"{label} must not contain hidden control characters. They have been taken out: check the text"
        ]
    html = draw("{% error_summary form %}{{ form }}", form=form)
    assert hidden not in html
    assert html.encode()
    assert "Sam Carter" in html


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_hidden_characters_break_no_field(hidden):
    data = dict.fromkeys(GOOD, hidden)
    form = filled(**data)
    assert not form.is_valid()
    assert draw("{% error_summary form %}{{ form }}", form=form).encode()


@pytest.mark.parametrize("text", ["Łukasz Żak-O'Brien", "日本語", "👩‍👩‍👧", "a\tb", "مرحبا", "x" * 20])
def test_letters_of_all_languages_are_text(text):
    assert first_error(forms.TextField(), text) is None


# --- Dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words", "wrong"),
    [
        (("", "", ""), "Enter start date", ["day", "month", "year"]),
        (("27", "", "2026"), "Start date must include a month", ["month"]),
        (("", "3", ""), "Start date must include a day and year", ["day", "year"]),
        (("27", "", ""), "Start date must include a month and year", ["month", "year"]),
        (("27", "13", "2026"), "Start date must be a real date", ["month"]),
        (("32", "x", "2026"), "Start date must be a real date", ["day", "month"]),
        (("31", "2", "2026"), "Start date must be a real date", ["day", "month", "year"]),
        (("27", "3", "26"), "Start date must have a year of 4 numbers, like 2026", ["year"]),
        (("27", "3", "0001"), "Start date must have a year of 4 numbers, like 2026", ["year"]),
        (("27", "3", "2e03"), "Start date must have a year of 4 numbers, like 2026", ["year"]),
        (("1_0", "3", "2026"), "Start date must be a real date", ["day"]),
        (("²", "3", "2026"), "Start date must be a real date", ["day"]),
        (("9" * 9000, "3", "2026"), "Start date must be a real date", ["day"]),
        (("26", "3", "2026"), "Start date must be on or after 27 March 2026", ["day", "month", "year"]),
        (("1", "5", "2026"), "Start date must be on or before 30 April 2026", ["day", "month", "year"]),
    ],
)
def test_date_error_names_and_marks_what_is_wrong(typed, words, wrong):
    class Starting(forms.BaseForm):
        start = forms.DateField(label="Start date", min_value=lambda: date(2026, 3, 27), max_value=date(2026, 4, 30))

    form = Starting(dict(zip(("start-day", "start-month", "start-year"), typed, strict=True)))
    assert form.errors["start"] == [words]
    drawn = page(form)
    marked = [a["id"].removeprefix("id_start-") for a in drawn.all("input") if "govuk-input--error" in a["class"]]
    assert marked == wrong
    assert [a["href"] for a in drawn.all("a")] == [f"#id_start-{wrong[0]}"]


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "３"])
def test_months_as_people_write_them(month):
    assert forms.DateField().clean(("27", month, "2026")) == date(2026, 3, 27)


def test_date_that_need_not_be_given():
    class Maybe(forms.BaseForm):
        end = forms.DateField(required=False)

    form = Maybe({"end-day": " ", "end-month": "", "end-year": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"end": None}


def test_date_refused_by_the_form_itself_is_marked_whole():
    class Starting(forms.BaseForm):
        start = forms.DateField()

        def clean_start(self):
            raise forms.ValidationError("Start date must be a working day")

    drawn = page(Starting({"start-day": "28", "start-month": "3", "start-year": "2026"}))
    assert len([a for a in drawn.all("input") if "govuk-input--error" in a["class"]]) == 3


def test_date_with_percent_in_its_label():
    assert (
        first_error(forms.DateField(label="50% date"), {"field-day": "1"}) == "50% date must include a month and year"
    )
