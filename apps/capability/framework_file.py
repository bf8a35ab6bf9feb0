"""What a framework file must be: each error names the path of the value that is wrong and what would be right.

Nothing here reads the database. The format is that of data/capability_framework.json: levels, capabilities with
statements at each level, and the levels expected of grades and roles.
"""

import hashlib
import json
import re

from apps.capability.states import Provenance
from apps.core.forms import HIDDEN_CHARACTERS

MOST_LEVELS, MOST_CAPABILITIES, MOST_STATEMENTS, MOST_ROLES = 8, 30, 60, 200
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
EACH = "all"  # in the levels of a role: those of each capability that is not named


def parsed(content):
    """What is in an uploaded file. Raises ValueError where it is not JSON in UTF-8."""
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refuse_constant(name):
    raise ValueError(f"{name} is not a number in JSON")


def digest_of(data):
    """The same for files that say the same."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def errors_of(data, *, grades, job_families=(), elsewhere=None):
    """Every error of the file as "path: what is wrong"; an empty list if it can be loaded.

    `elsewhere`: what the capabilities of other frameworks develop into, as {slug: slugs}.
    """
    checker = _Checker(set(grades), set(job_families), elsewhere or {})
    checker.check(data)
    return checker.errors


class _Checker:
    def __init__(self, grades, job_families, elsewhere):
        self.grades, self.job_families, self.elsewhere = grades, job_families, elsewhere
        self.errors = []
        self.levels, self.slugs, self.statement_codes = [], set(), set()

    def check(self, data):
        if not isinstance(data, dict):
            self.say("file", "must be an object")
            return
        self.slug("slug", data.get("slug"), 50)
        self.text("title", data.get("title"), 200)
        self.text("version", data.get("version"), 40)
        self.text("wording", data.get("wording"), 2000, required=False)
        self.audience(data.get("audience"))
        seen = {"slug": {}, "order": {}}
        for path, level in self.rows("levels", data.get("levels"), MOST_LEVELS):
            self.level(path, level, seen)
        seen = {"code": {}, "slug": {}, "order": {}}
        capabilities = self.rows("capabilities", data.get("capabilities"), MOST_CAPABILITIES)
        for path, capability in capabilities:
            self.capability(path, capability, seen)
        self.develops(capabilities)
        self.choice("expected_levels_provenance", data.get("expected_levels_provenance"), Provenance)
        self.expected_by_grade(data.get("expected_levels_by_grade", {}))
        self.expected_by_role(data.get("expected_levels_by_role", []))

    def say(self, path, problem):
        self.errors.append(f"{path}: {problem}")

    # --- values ---------------------------------------------------------------------------------------------------

    def text(self, path, value, longest, required=True):
        if value is None and not required:
            return None
        if not isinstance(value, str) or not value.strip():
            self.say(path, "must be a text")
        elif len(value) > longest:
            self.say(path, f"must be {longest} characters or fewer")
        elif HIDDEN_CHARACTERS.search(value) or len(value.splitlines()) > 1:
            self.say(path, "must be on one line, without control characters")
        else:
            return value
        return None

    def slug(self, path, value, longest):
        value = self.text(path, value, longest)
        if value and not SLUG.match(value):
            self.say(path, "must be small letters, numbers and single hyphens")
            return None
        return value

    def choice(self, path, value, choices):
        if value is not None and value not in choices.values:
            self.say(path, f"must be one of: {', '.join(choices.values)}")

    def order(self, path, value):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
            self.say(path, "must be a whole number from 1 to 1000")
            return None
        return value

    def once(self, path, value, seen):
        """`seen`: {value: the path where it stands first}"""
        if value is not None and (first := seen.setdefault(value, path)) != path:
            self.say(path, f"“{_cut(value)}” is there twice, first at {first}")

    def level_slug(self, path, value):
        if not isinstance(value, str) or value not in self.levels:
            self.say(path, f"“{_cut(value)}” is no level of this file")

    def rows(self, path, value, most):
        if not isinstance(value, list) or not value:
            self.say(path, "must be a list with something in it")
            return []
        if len(value) > most:
            self.say(path, f"must be {most} or fewer")
            return []
        found = []
        for number, row in enumerate(value):
            if isinstance(row, dict):
                found.append((f"{path}[{number}]", row))
            else:
                self.say(f"{path}[{number}]", "must be an object")
        return found

    # --- parts ----------------------------------------------------------------------------------------------------

    def audience(self, audience):
        if not isinstance(audience, dict):
            self.say("audience", "must be an object")
            return
        self.text("audience.note", audience.get("note"), 1000, required=False)
        self.codes("audience.grades", audience.get("grades"), self.grades, "grade")

    def codes(self, path, value, known, word):
        if not isinstance(value, list) or not value:
            self.say(path, f"must be a list of {word} codes")
            return []
        seen = {}
        for number, code in enumerate(value):
            if not isinstance(code, str) or code not in known:
                self.say(f"{path}[{number}]", f"“{_cut(code)}” is no {word} of ours")
            else:
                self.once(f"{path}[{number}]", code, seen)
        return list(seen)

    def level(self, path, level, seen):
        slug = self.slug(f"{path}.slug", level.get("slug"), 50)
        self.once(f"{path}.slug", slug, seen["slug"])
        if slug == EACH:
            self.say(f"{path}.slug", f"must not be “{EACH}”, which stands for each capability")
        self.text(f"{path}.title", level.get("title"), 100)
        self.once(f"{path}.order", self.order(f"{path}.order", level.get("order")), seen["order"])
        self.text(f"{path}.definition", level.get("definition"), 1000)
        if slug and slug not in self.levels:
            self.levels.append(slug)

    def capability(self, path, row, seen):
        self.once(f"{path}.code", self.text(f"{path}.code", row.get("code"), 10), seen["code"])
        slug = self.slug(f"{path}.slug", row.get("slug"), 100)
        self.once(f"{path}.slug", slug, seen["slug"])
        self.slugs.add(slug)
        self.text(f"{path}.title", row.get("title"), 200)
        self.once(f"{path}.order", self.order(f"{path}.order", row.get("order")), seen["order"])
        self.text(f"{path}.summary", row.get("summary"), 500)
        self.text(f"{path}.descriptor", row.get("descriptor"), 2000, required=False)
        for key in ("provenance", "statements_provenance"):
            self.choice(f"{path}.{key}", row.get(key), Provenance)
        self.statements(f"{path}.statements", row.get("statements"))

    def statements(self, path, value):
        before, with_some = len(self.errors), set()
        for inner, row in self.rows(path, value, MOST_STATEMENTS):
            code = self.text(f"{inner}.code", row.get("code"), 20)
            if code in self.statement_codes:
                self.say(f"{inner}.code", f"“{_cut(code)}” is there twice")
            self.statement_codes.add(code)
            self.level_slug(f"{inner}.level", row.get("level"))
            with_some.add(str(row.get("level")))
            self.text(f"{inner}.text", row.get("text"), 1000)
        if len(self.errors) == before:
            for level in self.levels:
                if level not in with_some:
                    self.say(path, f"has none for the level “{level}”")

    def develops(self, capabilities):
        into = dict(self.elsewhere)
        for path, row in capabilities:
            targets, known = row.get("develops_into", []), {}
            if not isinstance(targets, list):
                self.say(f"{path}.develops_into", "must be a list of capability slugs")
                continue
            for number, target in enumerate(targets):
                target = self.slug(f"{path}.develops_into[{number}]", target, 100)
                self.once(f"{path}.develops_into[{number}]", target, known)
            if isinstance(row.get("slug"), str):
                into[row["slug"]] = [target for target in known if target]
        for path, row in capabilities:
            if isinstance(row.get("slug"), str) and (circle := _circle(row["slug"], into)):
                self.say(f"{path}.develops_into", f"goes round in a circle: {' > '.join(map(_cut, circle))}")

    def expected_by_grade(self, expected):
        if not isinstance(expected, dict):
            self.say("expected_levels_by_grade", "must be an object of grades with levels")
            return
        for grade, level in expected.items():
            path = f"expected_levels_by_grade.{_cut(grade)}"
            if grade not in self.grades:
                self.say(path, "is no grade of ours")
            self.level_slug(path, level)

    def expected_by_role(self, roles):
        if roles == []:
            return
        taken = {}
        for path, role in self.rows("expected_levels_by_role", roles, MOST_ROLES):
            self.text(f"{path}.title", role.get("title"), 200)
            family = role.get("job_family")
            if not isinstance(family, str) or family not in self.job_families:
                self.say(f"{path}.job_family", f"“{_cut(family)}” is no job family of ours")
                family = None
            grades = self.codes(f"{path}.grades", role["grades"], self.grades, "grade") if "grades" in role else [""]
            for grade in grades if family else []:
                self.once(f"{path}.{'grades' if grade else 'job_family'}", f"{family} {grade}".strip(), taken)
            levels = role.get("levels")
            if not isinstance(levels, dict) or not levels:
                self.say(f"{path}.levels", f"must be an object of capability slugs, or “{EACH}”, with levels")
                continue
            for slug, level in levels.items():
                if slug != EACH and slug not in self.slugs:
                    self.say(f"{path}.levels.{_cut(slug)}", "is no capability of this file")
                self.level_slug(f"{path}.levels.{_cut(slug)}", level)


def _circle(start, into):
    """The way from a capability back to itself, or nothing."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for target in into.get(way[-1], ()):
            if target == start:
                return [*way, start]
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []


def _cut(value):
    return str(value)[:100]
