"""Forms in the shape and words of the GOV.UK Design System. A form checks shape and words; it never saves.

A field takes what it needs to be drawn beside what Django takes: `IntegerField(label="Hours a week", width=2,
suffix="hours")`. LOOKS has the names; apps.core.govuk draws them.
"""

import calendar
import re
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.forms import HiddenInput, ValidationError
from django.forms.renderers import DjangoTemplates
from django.template import loader

from apps.core.words import date_words, in_sentence, joined, time_words

__all__ = [
    "BaseForm",
    "BooleanField",
    "CharField",
    "ChoiceField",
    "DateField",
    "DecimalField",
    "EmailField",
    "FileField",
    "HiddenInput",
    "IntegerField",
    "MultipleChoiceField",
    "SelectField",
    "TextField",
    "TimeField",
    "ValidationError",
]

LOOKS = {
    "autocomplete",
    "count",
    "empty_text",
    "hints",
    "inline",
    "inputmode",
    "label_hidden",
    "label_is_heading",
    "label_size",
    "prefix",
    "reveal",
    "rows",
    "small",
    "subject",
    "suffix",
    "width",
}
ONE_LINE_LENGTH = 255
TEXT_LENGTH = 5000
LARGEST_INTEGER = 2**31 - 1

# Control characters (but tab and line ends), invisible ones, those that turn the direction of text round, and halves
# of characters: they can hide or fake what a reader sees, and Postgres or UTF-8 cannot hold some of them.
HIDDEN_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


def without_hidden_characters(text):
    return HIDDEN_CHARACTERS.sub("", text)


def refuse_hidden_characters(text):
    if HIDDEN_CHARACTERS.search(text):
        raise ValidationError("Text must not contain hidden control characters", code="hidden_characters")


def refuse_line_ends(text):
    if "\n" in text or "\r" in text:
        raise ValidationError("Text must be on one line", code="line_ends")


# --- Fields ----------------------------------------------------------------------------------------------------------


class Look:
    """Keeps how a field is drawn and what messages call it. Read only: fields of all forms of a class share it."""

    default_look: dict = {}

    def __init__(self, *args, **options):
        self.look = MappingProxyType(
            self.default_look | {name: options.pop(name) for name in list(options) if name in LOOKS}
        )
        super().__init__(*args, **options)


class CharField(Look, forms.CharField):
    """Text on one line."""


class TextField(Look, forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value):
        # Browsers send two characters for a line end, the character count on the page counts one.
        return super().to_python(value).replace("\r\n", "\n")


class EmailField(Look, forms.EmailField):
    """An email address. For the person's own, say `autocomplete="email"`."""


class Number(Look):
    """A number as people write it: 1,200 or £12.50."""

    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(re.sub(r"[\s,£%]", "", value) if isinstance(value, str) else value)


class IntegerField(Number, forms.IntegerField):
    default_look = {"width": 5, "inputmode": "numeric"}


class DecimalField(Number, forms.DecimalField):
    default_look = {"width": 5, "inputmode": "decimal"}

    def __init__(self, *, max_digits, decimal_places, **options):
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **options)

    def prepare_value(self, value):
        """3, not 3.0"""
        return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


class BooleanField(Look, forms.BooleanField):
    """One checkbox."""


class ChoiceField(Look, forms.TypedChoiceField):
    """Radios. `reveal={"other": "other_reason"}` draws that field below "other" and ignores it unless chosen."""

    widget = forms.RadioSelect


class SelectField(Look, forms.TypedChoiceField):
    """One of a list too long for radios."""

    widget = forms.Select
    default_look = {"empty_text": "Select an option"}


class MultipleChoiceField(Look, forms.TypedMultipleChoiceField):
    """Checkboxes."""

    widget = forms.CheckboxSelectMultiple


class FileField(Look, forms.FileField):
    widget = forms.FileInput


class TimeField(Look, forms.TimeField):
    """9:40am, 9.40am, 2pm or 14:30."""

    default_look = {"width": 5}
    input_formats = ["%H:%M", "%I:%M%p", "%I%p"]

    def to_python(self, value):
        if isinstance(value, str):
            value = {"midday": "12pm", "midnight": "12am"}.get(value := value.lower().strip(), value)
            value = value.replace(" ", "").replace(".", ":")
        return super().to_python(value)

    def prepare_value(self, value):
        return value if isinstance(value, str) else time_words(value)


class DateParts(forms.Widget):
    """Day, month and year in three inputs. Its value is a date, or what was typed as (day, month, year)."""

    parts = ("day", "month", "year")

    def value_from_datadict(self, data, files, name):
        typed = tuple(str(data.get(f"{name}-{part}") or "").strip() for part in self.parts)
        return typed if any(typed) else None

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{part}" in data for part in self.parts)

    def id_for_label(self, id_):
        return f"{id_}-day"


class DateField(Look, forms.Field):
    """A datetime.date. Its errors say in params["parts"] which of day, month and year to put right."""

    widget = DateParts

    def __init__(self, *, min_value=None, max_value=None, help_text="For example, 27 3 2026", **options):
        self.min_value, self.max_value = min_value, max_value
        super().__init__(help_text=help_text, **options)

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return value or None
        if missing := [part for part, typed in zip(DateParts.parts, value, strict=True) if not typed]:
            self._refuse(f"must include a {joined(missing)}", missing)
        day, month, year = _number(value[0]), _month(value[1]), _number(value[2])
        limits = {"day": (day, 1, 31), "month": (month, 1, 12)}
        if wrong := [part for part, (number, low, high) in limits.items() if not low <= number <= high]:
            self._refuse("must be a real date", wrong)
        if not 1900 <= year <= 2100:
            self._refuse("must have a year of 4 numbers, like 2026", ["year"])
        try:
            return date(year, month, day)
        except ValueError:
            self._refuse("must be a real date", DateParts.parts)

    def validate(self, value):
        super().validate(value)
        earliest, latest = (limit() if callable(limit) else limit for limit in (self.min_value, self.max_value))
        if value and earliest and value < earliest:
            self._refuse(f"must be on or after {date_words(earliest)}", DateParts.parts)
        if value and latest and value > latest:
            self._refuse(f"must be on or before {date_words(latest)}", DateParts.parts)

    def _refuse(self, words, parts):
        name = subject(self).replace("%", "%%")
        raise ValidationError(f"{name} {words}", code="invalid", params={"parts": parts})


def _number(typed):
    return int(typed) if typed.isdecimal() and len(typed) <= 4 else 0


def _month(typed):
    """3, March or Mar"""
    names = [name.lower() for name in calendar.month_name]
    matching = [number for number, name in enumerate(names) if len(typed) >= 3 and name.startswith(typed.lower())]
    return matching[0] if matching else _number(typed)


# --- Words of errors -------------------------------------------------------------------------------------------------

WORDS = {
    "hidden_characters": "{Name} must not contain hidden control characters. They have been taken out: check the text",
    "line_ends": "{Name} must be on one line",
    "max_length": "{Name} must be %(limit_value)d characters or less",
    "min_length": "{Name} must be %(limit_value)d characters or more",
    "max_value": "{Name} must be %(limit_value)s or less",
    "min_value": "{Name} must be %(limit_value)s or more",
    "max_digits": "{Name} must have no more than %(max)s digits",
    "max_decimal_places": "{Name} must have no more than %(max)s decimal places",
    "max_whole_digits": "{Name} must have no more than %(max)s digits before the decimal point",
    "invalid_choice": "Select one of the choices given",
    "invalid_list": "Select one of the choices given",
    "missing": "Select a file",
    "empty": "The file is empty. Select another file",
}
REQUIRED = {
    forms.BooleanField: "Select “{label}” to continue",
    forms.FileField: "Select a file",
    forms.ChoiceField: "Select {name}",
    forms.Field: "Enter {name}",
}
INVALID = {
    forms.DecimalField: "{Name} must be a number, like 12.50",
    forms.FloatField: "{Name} must be a number, like 12.5",
    forms.IntegerField: "{Name} must be a whole number, like 12",
    forms.TimeField: "{Name} must be a time, like 9:40am",
    forms.EmailField: "Enter an email address in the correct format, like name@example.com",
    forms.URLField: "Enter a web address in the correct format, like https://www.example.com",
    forms.FileField: "The file could not be uploaded. Try again",
}


def subject(field):
    """What messages call a field at the start of a sentence."""
    label = str(field.label or "")
    return getattr(field, "look", {}).get("subject") or ("Your answer" if not label or label.endswith("?") else label)


def _first(words, field):
    return next((text for kind, text in words.items() if isinstance(field, kind)), None)


def _give_words(field):
    """Replace Django's messages, but none that the form's author wrote."""
    defaults = {}
    for kind in reversed(type(field).__mro__):
        defaults |= getattr(kind, "default_error_messages", {})
    name = subject(field)
    for code, words in (WORDS | {"required": _first(REQUIRED, field), "invalid": _first(INVALID, field)}).items():
        if words and field.error_messages.get(code) in (None, defaults.get(code)):
            # What a validator raises is formatted once more.
            held = name.replace("%", "%%") if "%(" in words else name
            field.error_messages[code] = (
                words.replace("{Name}", held).replace("{name}", in_sentence(held)).replace("{label}", str(field.label))
            )


def _set_limits(field):
    """Whatever is typed must fit a text or integer column, so that it ends as a message and never as an error page."""
    if isinstance(field, forms.CharField) and refuse_hidden_characters not in field.validators:
        several_lines = isinstance(field.widget, forms.Textarea)
        field.validators = [
            refuse_hidden_characters,
            *([] if several_lines else [refuse_line_ends]),
            *(v for v in field.validators if not isinstance(v, ProhibitNullCharactersValidator)),
        ]
        if field.max_length is None:
            field.validators.append(MaxLengthValidator(TEXT_LENGTH if several_lines else ONE_LINE_LENGTH))
    if isinstance(field, forms.IntegerField):
        kinds = {type(validator) for validator in field.validators}
        for kind, limit in ((MaxValueValidator, LARGEST_INTEGER), (MinValueValidator, -LARGEST_INTEGER)):
            if kind not in kinds:
                field.validators.append(kind(limit))


# --- The form --------------------------------------------------------------------------------------------------------


class GovukRenderer(DjangoTemplates):
    """Draws {{ form }} from our templates, where our tags are known."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"

    def get_template(self, template_name):
        return (loader if template_name.startswith("govuk/") else super()).get_template(template_name)


class BaseForm(forms.Form):
    """What every form of ours starts from. The renderer is set here, not for all, so that the admin keeps its own."""

    default_renderer = GovukRenderer

    def full_clean(self):
        # As late as this, so that fields added by a form's __init__ are not forgotten.
        for name, field in self.fields.items():
            field.label = self[name].label
            _give_words(field)
            _set_limits(field)
        super().full_clean()

    def _clean_fields(self):
        super()._clean_fields()
        for name, (parent, value) in self.revealed().items():
            if str(value) not in chosen(self[parent]):
                self._errors.pop(name, None)
                self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    def revealed(self):
        """Fields drawn within a choice of another: {name: (name of the other, the choice)}."""
        return {
            revealed: (name, value)
            for name, field in self.fields.items()
            for value, revealed in getattr(field, "look", {}).get("reveal", {}).items()
        }

    def standalone_fields(self):
        """Visible fields, without those drawn within a choice of another."""
        inner = self.revealed()
        return [bound for bound in self.visible_fields() if bound.name not in inner]


def chosen(bound):
    """The values chosen in a field of choices, as strings."""
    value = bound.value()
    return {str(one) for one in (value if isinstance(value, list | tuple | set) else [value]) if one is not None}
