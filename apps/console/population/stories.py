"""Makes up how one person came to one qualification: from the request to the certificate, or to where it stopped."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from apps.approvals.states import Reason
from apps.qualifications import combination
from apps.qualifications.states import Size, Status, WithdrawalReason

SINCE = 540  # days: how long the portal has been in use
STATUSES = {
    Status.COMPLETED: 35,
    Status.IN_PROGRESS: 32,
    Status.APPROVED: 9,
    Status.SUBMITTED: 6,
    Status.CHANGED: 2,
    Status.DECLINED: 5,
    Status.WITHDRAWN: 5,
    Status.DRAFT: 6,
}
WEEKS = {Size.AWARD: (6, 12), Size.CERTIFICATE: (16, 28), Size.DIPLOMA: (32, 48)}
HOURS = [Decimal(hours) for hours in ("1.5", "2", "2", "2.5", "3", "3", "4")]
DECIDED_WITHIN = 5  # days, as a rule
FIRST_TIME = 0.8  # of tests are passed at the first attempt
CHANGED_FIRST = 0.12  # of agreements were to other hours than asked for

PURPOSES = [
    "To be surer of what I may and may not do when a customer complains.",
    "I would like to work towards the next grade and this is what my manager and I agreed in my last conversation.",
    "To understand the rules behind the decisions we make every day.",
    "Our team is taking on more complex cases and I want to be ready for them.",
    "I have done the job for years and would like to have something to show for it.",
    "To lead my team better through the changes ahead.",
    "I train new colleagues and want to do it well.",
    "To get more confident in handling personal information correctly.",
]
COVERS = [
    "",
    "My colleagues and I swap counter shifts on these mornings.",
    "I study after the busy hours, when the phones are quiet.",
    "The team leader of the next team covers.",
]
REFUSALS = {
    Reason.COVER: "We have two vacancies until spring. Ask again once they are filled.",
    Reason.TIMING: "This is our busiest time of the year. From April it would work.",
    Reason.HOURS: "Four hours a week are too many for now. Could you do it in two?",
    Reason.FIT: "The Award at the level below would suit the role better as a first step.",
    Reason.BUDGET: "The budget for this year is spent. I will put it on the list for next year.",
}


@dataclass
class Story:
    """One enrolment as it went. `decision` is how the task stands; `achieved` are its units with the day of each."""

    member: object
    qualification: object
    status: Status
    units: list
    started_at: datetime
    purpose: str
    plan: dict
    agreed_plan: dict | None = None
    asked_at: datetime | None = None
    decided_at: datetime | None = None
    begun_at: datetime | None = None
    reason: str = ""
    comment: str = ""
    achieved: dict = field(default_factory=dict)
    finished_at: datetime | None = None
    withdrawal_reason: str = ""


class Storyteller:
    def __init__(self, random):
        self.random = random
        self.now = timezone.now()
        self.statuses, self.weights = list(STATUSES), list(STATUSES.values())

    def tell(self, member, qualification, *, status=None, before=(), after=None):
        """A story that ends in this status, or any.

        `before`: the units of its suite achieved earlier. `after`: the moment before which it did not begin.
        """
        status = status or self.random.choices(self.statuses, self.weights)[0]
        units = self.choose_units(qualification, before)
        weeks = self.random.randint(*WEEKS[Size(qualification.size)])
        ago = self._days_ago(status, weeks)
        if after:
            ago = min(ago, (self.now - after).days)
        started_at = self._moment(ago)
        hours = self.random.choice(HOURS)
        starts_on = self._monday(ago - self.random.randint(10, 24))
        plan = {
            "hours_a_week": hours,
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(weeks=weeks),
            "cover": self.random.choice(COVERS),
        }
        purpose = "" if status == Status.DRAFT and self.random.random() < 0.5 else self.random.choice(PURPOSES)
        story = Story(member, qualification, status, units, started_at, purpose, plan)
        if status == Status.DRAFT:
            return story
        if status == Status.WITHDRAWN:
            return self._withdraw(story)
        story.asked_at = self._after(started_at, hours=3)
        if status == Status.SUBMITTED:
            return story
        return self._decide(story, before)

    def choose_units(self, qualification, before=()):
        """Units that meet the rules of combination, those achieved earlier first."""
        rule = qualification.combination
        allowed = combination.allowed_units(rule, list(qualification.suite.units.all()))
        self.random.shuffle(allowed)
        wanted = sorted(allowed, key=lambda unit: (unit.code not in rule.mandatory, unit not in before))
        barred = {frozenset(pair) for pair in rule.barred}
        chosen = []
        for unit in wanted:
            gaps = combination.gaps(rule, chosen)
            if not gaps:
                break
            is_wanted = (
                unit.code in rule.mandatory
                or any(gap.code == "total" for gap in gaps)
                or _counts(rule, [*chosen, unit]) > _counts(rule, chosen)
            )
            if is_wanted and not any(frozenset((unit.code, other.code)) in barred for other in chosen):
                chosen.append(unit)
        return sorted(chosen, key=lambda unit: unit.code)

    # --- What happened -----------------------------------------------------------------------------------------------

    def _withdraw(self, story):
        """From the draft, from the request, or while studying."""
        story.withdrawal_reason = self.random.choice(WithdrawalReason.values)
        stage = self.random.choice(["draft", "asked", "agreed"])
        last = story.started_at
        if stage != "draft":
            last = story.asked_at = self._after(story.started_at, hours=3)
        if stage == "agreed":
            last = story.decided_at = self._after(story.asked_at, days=DECIDED_WITHIN)
        story.finished_at = self._after(last, days=30)
        return story

    def _decide(self, story, before):
        story.decided_at = self._after(story.asked_at, days=DECIDED_WITHIN)
        if story.status == Status.DECLINED:
            story.reason, story.comment = self.random.choice(list(REFUSALS.items()))
            return story
        if story.status == Status.CHANGED or self.random.random() < CHANGED_FIRST:
            story.agreed_plan = story.plan | {"hours_a_week": max(story.plan["hours_a_week"] - 1, Decimal("0.5"))}
        if story.status in (Status.IN_PROGRESS, Status.COMPLETED):
            self._study(story, before)
        return story

    def _study(self, story, before):
        rule = story.qualification.combination
        story.begun_at = self._after(story.decided_at, days=4)
        end = self.now if story.status == Status.IN_PROGRESS else self._end(story)
        new = [unit for unit in story.units if unit not in before]
        self.random.shuffle(new)
        if story.status == Status.IN_PROGRESS:
            new = new[: self.random.randint(0, max(len(new) - 1, 0))]
            while new and not combination.gaps(rule, [unit for unit in story.units if unit in before or unit in new]):
                new.pop()
        days = sorted(self.random.uniform(0.1, 0.97) for _ in new)
        if story.status == Status.COMPLETED and days:
            days[-1] = 1.0
        for unit, share in zip(new, days, strict=True):
            story.achieved[unit] = story.begun_at + (end - story.begun_at) * share
        if story.status == Status.COMPLETED:
            story.finished_at = max(story.achieved.values(), default=story.begun_at)

    def _end(self, story):
        planned = timedelta(days=(story.plan["ends_on"] - story.plan["starts_on"]).days)
        return min(story.begun_at + planned * self.random.uniform(0.6, 1.05), self.now - timedelta(hours=1))

    # --- When it happened --------------------------------------------------------------------------------------------

    def _days_ago(self, status, weeks):
        """More people came lately than at first. What is over had time for it; what waits has not waited long."""
        first, last = {
            Status.COMPLETED: (SINCE, min(weeks * 7 + 30, SINCE - 60)),
            Status.IN_PROGRESS: (min(weeks * 7 + 20, SINCE), 25),
            Status.APPROVED: (30, 8),
            Status.SUBMITTED: (6, 1),
            Status.CHANGED: (16, 8),
            Status.DECLINED: (SINCE, 12),
            Status.WITHDRAWN: (SINCE, 45),
            Status.DRAFT: (60, 1),
        }[status]
        return round(last + (first - last) * self.random.random() ** 1.4)

    def _moment(self, days_ago):
        """Some time in a working day, that many days ago or a little earlier."""
        day = timezone.localdate(self.now) - timedelta(days=days_ago)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        clock = time(self.random.randint(8, 16), self.random.randint(0, 59))
        return timezone.make_aware(datetime.combine(day, clock))

    def _after(self, moment, **span):
        """Up to that much later, but not in the future."""
        later = moment + timedelta(**span) * self.random.uniform(0.05, 1)
        return min(later, self.now - timedelta(minutes=1))

    def _monday(self, days_ago):
        day = timezone.localdate(self.now) - timedelta(days=days_ago)
        return day - timedelta(days=day.weekday())


def _counts(rule, chosen):
    """How many units count towards the groups, each group up to what it asks for."""
    codes = {unit.code for unit in chosen}
    return sum(min(group.choose, len(codes.intersection(group.units))) for group in rule.groups)
