"""The rule of combination in a draft of the catalogue."""

import re

from apps.core import forms
from apps.qualifications.forms.draft_part import PROVENANCE, PartForm

MOST_GROUPS = 10
BAR = re.compile(r"(\S+) with (.+)\Z")


class UnitsForm(PartForm):
    """The rule of combination: a list of mandatory units, groups, totals, and units that exclude each other.

    `groups`: how many groups it has room for.
    """

    groups = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=MOST_GROUPS)
    mandatory = forms.MultipleChoiceField(
        label="Mandatory units", help_text="Everybody takes these. Select none if there are none.", required=False
    )
    min_units = forms.IntegerField(
        label="At least how many units in all? (optional)",
        subject="Units in all",
        help_text="With any total, every unit of the suite can count.",
        min_value=1,
        max_value=100,
        required=False,
        width=3,
    )
    min_credits = forms.IntegerField(
        label="At least how many credits in all? (optional)",
        subject="Credits in all",
        min_value=1,
        max_value=10_000,
        required=False,
        width=3,
    )
    min_tut_hours = forms.IntegerField(
        label="At least how many hours of total unit time? (optional)",
        subject="Hours of total unit time",
        min_value=1,
        max_value=10_000,
        required=False,
    )
    barred = forms.TextField(
        label="Units that cannot be taken together (optional)",
        subject="Units that cannot be taken together",
        help_text="One line for each unit, for example: 304 with 305, 306",
        max_length=1000,
        rows=3,
        required=False,
    )
    rules_provenance = forms.ChoiceField(
        label="Is it on record which units make it?", choices=PROVENANCE, required=False
    )
    totals_provenance = forms.ChoiceField(
        label="Are the totals on record? (only if it has totals)", choices=PROVENANCE, required=False
    )

    def prepare(self):
        units = self.draft.suite.units.select_related("suite")
        choices = [(unit.code, f"{unit.code} {unit.title} ({_unit_words(unit)})") for unit in units]
        self.fields["mandatory"].choices = choices
        rest = {
            name: self.fields.pop(name)
            for name in list(self.fields)
            if name not in ("revision", "groups", "mandatory")
        }
        for number in range(self.room):
            self._add_group(number, choices)
        self.fields |= rest

    @property
    def room(self):
        """How many groups are drawn."""
        wanted = str(self.data.get("groups") or "") if self.is_bound else ""
        had = len((self.draft.data.get("rules") or {}).get("groups", []))
        return min(int(wanted) if wanted.isascii() and wanted.isdecimal() else self.wanted or had, MOST_GROUPS)

    def __init__(self, data=None, *, draft, places, groups=0):
        self.wanted = groups
        super().__init__(data, draft=draft, places=places)

    def _add_group(self, number, choices):
        name = f"Group {number + 1}"
        self.fields[f"title_{number}"] = forms.CharField(
            label=f"{name}: title",
            subject=f"The title of group {number + 1}",
            help_text="For example Optional, or Casework. Leave the whole group empty to take it out.",
            label_size="m",
            max_length=100,
            required=False,
        )
        self.fields[f"choose_{number}"] = forms.IntegerField(
            label=f"{name}: how many of its units?",
            subject=f"How many of group {number + 1}",
            min_value=1,
            max_value=100,
            width=3,
            required=False,
        )
        self.fields[f"units_{number}"] = forms.MultipleChoiceField(
            label=f"{name}: units",
            subject=f"The units of group {number + 1}",
            choices=choices,
            small=True,
            required=False,
        )

    def initial_of(self, row):
        rule = row.get("rules") or {}
        initial = {name: rule.get(name) for name in ("mandatory", "min_units", "min_credits", "min_tut_hours")}
        for number, group in enumerate(rule.get("groups", [])):
            initial |= {f"title_{number}": group["title"], f"choose_{number}": group["choose"]}
            initial[f"units_{number}"] = group["units"]
        initial["barred"] = "\n".join(
            f"{pair['unit']} with {', '.join(pair['not_with'])}" for pair in rule.get("barred", [])
        )
        initial["groups"] = self.wanted or len(rule.get("groups", []))
        return initial | {name: row.get(name) for name in ("rules_provenance", "totals_provenance")}

    def clean_barred(self):
        """[{"unit": …, "not_with": […]}]"""
        pairs = []
        for number, line in enumerate(filter(None, map(str.strip, self.cleaned_data["barred"].splitlines())), 1):
            found = BAR.match(line)
            if not found:
                raise forms.ValidationError(f"Line {number} must be like “304 with 305, 306”")
            others = [code.strip() for code in found[2].split(",")]
            pairs.append({"unit": found[1], "not_with": others})
        return pairs

    def clean(self):
        cleaned = super().clean()
        for number in range(self.room):
            parts = {part: cleaned.get(f"{part}_{number}") for part in ("title", "choose", "units")}
            words = {
                "title": "Enter a title for the group",
                "choose": "Enter how many units of the group",
                "units": "Select the units of the group",
            }
            for part in words if any(parts.values()) else ():
                if not parts[part] and f"{part}_{number}" not in self.errors:
                    self.add_error(f"{part}_{number}", words[part])
        if (cleaned.get("mandatory") or self._kept) and not cleaned.get("rules_provenance"):
            self.add_error("rules_provenance", "Say whether it is on record which units make it")
        return cleaned

    @property
    def _kept(self):
        """The numbers of the groups that say anything."""
        return [number for number in range(self.room) if self.cleaned_data.get(f"units_{number}")]

    def _said(self):
        said = self.cleaned_data
        rule = {
            "mandatory": said["mandatory"],
            "groups": [
                {name: said[f"{name}_{number}"] for name in ("title", "choose", "units")} for number in self._kept
            ],
            "barred": said["barred"],
            **{name: said[name] for name in ("min_units", "min_credits", "min_tut_hours")},
        }
        rule = {name: value for name, value in rule.items() if value}
        return {
            "rules": rule or None,
            "rules_provenance": said["rules_provenance"],
            "totals_provenance": said["totals_provenance"],
        }

    def field_of(self, path):
        if not path.startswith("rules"):
            return super().field_of(path)
        group = re.match(r"rules\.groups\[(\d+)\]\.(title|choose|units)", path)
        if group:
            return f"{group[2]}_{self._kept[int(group[1])]}"
        name = re.split(r"[.\[]", path.removeprefix("rules."))[0]
        return name if name in self.fields else "mandatory"

    def begins(self, path, name):
        return "The rule" if path == "rules" else super().begins(path, name)


def _unit_words(unit):
    credits = f", {unit.credits} credits" if unit.credits else ""
    return f"level {unit.level}{credits}"
