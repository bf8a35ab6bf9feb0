"""A table as its person sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast, Concat, Trim

ROWS_AT_ONCE = 200  # are in memory, however many there are


@dataclass(frozen=True)
class Section:
    """The rows of a table that are about a person. `person` leads from a row to their account.

    `fields` is {label: path or expression}; `finish` says what a path has no words for.
    """

    title: str
    model: type[Model]
    person: str
    fields: dict
    finish: Callable = dict

    def of(self, user):
        return self.model._default_manager.filter(**{self.person: user.pk}).order_by("pk")

    def keys(self, user):
        """As the audit trail has them."""
        return self.of(user).order_by().values(key=Cast("pk", CharField()))

    def values(self, user):
        return self.of(user).values_list(*self.fields.values())

    def rows(self, user):
        """Each as {label: value}, in the order in which they came to be."""
        return map(self._row, self.values(user).iterator(chunk_size=ROWS_AT_ONCE))

    def latest(self, user, most):
        """The last ones, in the same order."""
        return [self._row(values) for values in reversed(self.values(user).reverse()[:most])]

    def _row(self, values):
        words = zip(self.fields.items(), values, strict=True)
        return self.finish({label: _in_words(value, _choices(self.model, path)) for (label, path), value in words})


def name_of(path):
    return Trim(Concat(f"{path}__given_name", Value(" "), f"{path}__family_name"))


def checked(row):
    """What was checked, in the words of the day."""
    name = "Whether you could take it"
    return row | {name: [_check_in_words(check) for check in row[name]]}


def _check_in_words(check):
    if check.get("waived"):
        return f"No, but as an exception: {check['text']} {check['waived']}"
    return f"{'Yes' if check['met'] else 'No'}: {check['text']}"


def answered(row):
    """What was typed, or the options chosen, in their words."""
    options, typed = row.pop("Options"), row.pop("Typed")
    return row | {"Answer": typed or [options[place]["text"] for place in row["Answer"]]}


@cache
def _choices(model, path):
    """The words of a field's codes, as {code: words}; of a list of codes, those of each."""
    if not isinstance(path, str):
        return {}
    *parents, last = path.split("__")
    for name in parents:
        model = model._meta.get_field(name).related_model
    field = model._meta.get_field(last)
    return dict((getattr(field, "base_field", field).choices) or ())


def _in_words(value, choices):
    if isinstance(value, list):
        return [choices.get(one, one) if isinstance(one, str) else one for one in value]
    return choices.get(value, value) if isinstance(value, str) else value
