"""Makes people up: rows as an HR feed has them. The same seed makes the same people."""

import unicodedata
from collections import Counter, defaultdict
from itertools import accumulate
from random import Random

from django.utils import timezone

from apps.console.population import names
from apps.console.population.places import HOME, NATIONS, OFFICES, OFTEN_THERE, ONLY_IN, OTHER_OFFICES, TOWNS
from apps.console.population.proportions import ONE_EACH, Proportions
from apps.members.reference import job_families

SPAN = (6, 12)  # people who report to one manager
FIXED_TERM, ABSENT, RESTRICTED, PART_TIME = 0.03, 0.02, 0.003, 0.22
PART_WEEKS = ["MTW--", "--WTF", "MTWT-", "-TWTF", "M-W-F", "MT-TF", "MTW-F", "---TFSS", "MTW---S"]
TOP_TITLES = {"SCS3": "Director General", "PS": "Permanent Secretary"}
STROKES = str.maketrans("łŁđĐøØßæÆœı", "lLdDoOsaAoi")  # letters that do not come apart into a letter and an accent


def make_members(total, *, seed=1, year=None, first_number=1, taken=frozenset()):
    """A list of HR feed rows. Everyone reports up, within the organisation, to the top person of the department.

    Where there are people already, `first_number` is the first free staff number and `taken` are their addresses.
    """
    return Population(total, seed, year or timezone.localdate().year, first_number, taken).rows()


class Population:
    def __init__(self, total, seed, year, first_number, taken):
        self.total, self.year = total, year
        # Made-up people need the same dice each time, not secret ones.
        self.random = Random(seed)  # noqa: S311
        self.proportions = Proportions()
        self.first_number, self.taken = first_number, set(taken)
        self.name_counts = Counter()
        self.roles = _roles_by_grade()

    def rows(self):
        teams = self._teams()
        regions = self._regions(teams)
        people = self._names()
        rows, tops = [], {}
        for code, grades in teams.items():
            first = len(rows)
            for grade in grades:
                number = self.first_number + len(rows)
                rows.append(self._row(number, code, grade, regions[code].pop(), *people.pop()))
            self._line_up(rows, first)
            tops[code] = rows[first] if len(rows) > first else None
        self._join_departments(tops, teams)
        return rows

    def _teams(self):
        """{organisation: its grades, most senior first}. Large ones have people of every grade in their share."""
        sizes = self.proportions.organisations(self.total)
        by_size = sorted(sizes, key=lambda code: (-sizes[code], code))
        teams = {code: [] for code in sizes}
        grades = self.proportions.grades(self.total)
        for grade in ONE_EACH:
            for code in by_size[: min(grades[grade], sum(size > 0 for size in sizes.values()))]:
                teams[code].append(grade)
                grades[grade] -= 1
                sizes[code] -= 1
        places = [
            ((place + self.random.random()) / size, code) for code, size in sizes.items() for place in range(size)
        ]
        ranked = [grade for grade, count in grades.items() for _ in range(count)]
        for (_, code), grade in zip(sorted(places), ranked, strict=True):
            teams[code].append(grade)
        return teams

    def _regions(self, teams):
        """{organisation: a list of regions}. Who works for a nation works there as far as its people suffice."""
        left = self.proportions.regions(self.total)
        found = {}
        for code, team in teams.items():
            nation = NATIONS.get(code)
            taken = min(len(team), left[nation]) if nation else 0
            if nation:
                left[nation] -= taken
            found[code] = [nation] * taken
        rest = [region for region, count in left.items() for _ in range(count)]
        self.random.shuffle(rest)
        for code, team in teams.items():
            for _ in range(len(team) - len(found[code])):
                found[code].append(rest.pop())
            self.random.shuffle(found[code])
        return found

    def _names(self):
        """A given and a family name for each person."""
        groups = self.random.choices(names.GROUPS, [group.share for group in names.GROUPS], k=self.total)
        return [self._name(group) for group in groups]

    def _name(self, group):
        pick, dice = self.random.choice, self.random.random
        other = pick(names.GROUPS) if dice() < names.MIXED else group
        given, family = pick(group.given), pick(other.family)
        if dice() < names.DOUBLE_BARRELLED:
            family = f"{family}-{pick(pick(names.GROUPS).family)}"
        return ("", given) if dice() < names.SINGLE_NAME else (given, family)

    def _row(self, number, organisation, grade, region, given_name, family_name):
        pick, dice = self.random.choice, self.random.random
        family, title = self._role(organisation, grade)
        fixed = dice() < FIXED_TERM
        return {
            "staff_number": f"{number:08}",
            "email": self._email(organisation, given_name, family_name),
            "given_name": given_name,
            "family_name": family_name,
            "organisation": organisation,
            "unit": f"{pick(TOWNS[region])} {pick(OFFICES.get(organisation, OTHER_OFFICES))}" if region else HOME,
            "grade": grade,
            "region": region,
            "job_family": family,
            "job_title": title,
            "line_manager": "",
            "contract": "fixed_term" if fixed else "permanent",
            "contract_end": f"{self.year + pick((1, 2))}-{pick(('03-31', '06-30', '09-30', '12-31'))}"
            if fixed
            else "",
            "working_days": pick(PART_WEEKS) if dice() < PART_TIME else "MTWTF",
            "status": "absent" if dice() < ABSENT else "in_post",
            "restricted": "yes" if dice() < RESTRICTED else "no",
        }

    def _role(self, organisation, grade):
        if grade in TOP_TITLES:
            return "LEAD", TOP_TITLES[grade]
        roles, weights = self.roles(organisation, grade)
        return self.random.choices(roles, cum_weights=weights)[0]

    def _email(self, organisation, given_name, family_name):
        department = self.proportions.department_of[organisation].lower()
        local = ".".join(filter(None, [_plain(given_name), _plain(family_name)]))
        name, address = local, None
        while address is None or address in self.taken:
            self.name_counts[local, department] += 1
            count = self.name_counts[local, department]
            address = f"{name if count == 1 else f'{name}{count}'}@{department}.odp.example"
        self.taken.add(address)
        return address

    def _line_up(self, rows, first):
        """Teams of 6 to 12 from the top down. Rows come most senior first, so nobody reports to a junior."""
        reports = first + 1
        for manager in range(first, len(rows)):
            for _ in range(self.random.randint(*SPAN)):
                if reports >= len(rows):
                    return
                rows[reports]["line_manager"] = rows[manager]["staff_number"]
                reports += 1

    def _join_departments(self, tops, teams):
        """The heads of a department's organisations report to the most senior of them, of the largest one if equal."""
        rank = {code: place for place, code in enumerate(self.proportions.grades(0))}
        departments = defaultdict(list)
        for code, top in tops.items():
            if top:
                departments[self.proportions.department_of[code]].append((rank[top["grade"]], -len(teams[code]), code))
        for heads in departments.values():
            _, *others = sorted(heads)
            first = tops[min(heads)[2]]
            for _, _, code in others:
                tops[code]["line_manager"] = first["staff_number"]


def _roles_by_grade():
    """(organisation, grade) -> the roles found there, as (job family, title), and how often, cumulated."""
    found = defaultdict(list)
    for family in job_families()["job_families"]:
        for role in family["roles"]:
            for grade in role["grades"]:
                found[grade].append((family["code"], role["title"]))
    found[""] = found["AO"] + found["EO"]
    known = {}

    def roles(organisation, grade):
        if (organisation, grade) not in known:
            here = [role for role in found[grade] if organisation in ONLY_IN.get(role[1], {organisation})]
            weights = [OFTEN_THERE if role[1] in ONLY_IN else 1 for role in here]
            known[organisation, grade] = here, list(accumulate(weights))
        return known[organisation, grade]

    return roles


def _plain(name):
    """Seán O'Brien-Nguyễn as an email address has it: sean, obrien-nguyen."""
    letters = unicodedata.normalize("NFKD", name.translate(STROKES)).lower()
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalpha() or letter == "-"))
