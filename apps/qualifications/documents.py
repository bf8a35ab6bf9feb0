"""What a request for study time says, in the same words to the asker, to the decider and in the mails."""

from apps.core.words import date_words, hours_words, joined
from apps.qualifications.states import HOURS_IN_A_WORKING_DAY

DAYS = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"]


def ask_title(qualification, plan):
    time = f"{hours_words(plan.hours_a_week)} a week of study time"
    return f"{time} until {date_words(plan.ends_on)} for the {qualification}"


def ask_facts(enrolment, plan, units):
    qualification = enrolment.qualification
    return [
        ["Qualification", f"{qualification.title} ({qualification.suite.awarding_body})"],
        ["Units", "\n".join(str(unit) for unit in units)],
        ["Study time", f"{hours_words(plan.hours_a_week)} a week, {days_words(plan.days)}"],
        ["Dates", f"{date_words(plan.starts_on)} to {date_words(plan.ends_on)}, {plan.weeks} weeks"],
        ["In all", in_all(plan)],
        *start_facts(enrolment.offering),
        ["Cost", cost_words(qualification, enrolment.offering)],
        ["Cover", plan.cover or "None needed"],
        ["What it is for", enrolment.purpose],
    ]


def start_facts(offering):
    """Which start it is for, if one was chosen."""
    if offering is None:
        return []
    return [
        ["Course", f"{date_words(offering.starts_on)} to {date_words(offering.ends_on)}, with {offering.provider}"]
    ]


def exception_facts(found):
    """The rules that the central team lets somebody pass over, and why."""
    return [
        ["Exception", f"{check.text} The central team lets them take it: {check.waived}"]
        for check in found
        if check.waived
    ]


def cost_words(qualification, offering):
    """The price of the start that was chosen, and who pays."""
    if offering is None:
        return qualification.price_words
    if not offering.has_funding:
        return offering.price_words
    return f"{offering.price_words}, paid by the central funding if there is some left when this is agreed"


def change_title(qualification, plan):
    return (
        f"a change to {hours_words(plan.hours_a_week)} a week of study time "
        f"until {date_words(plan.ends_on)} for the {qualification}"
    )


def change_facts(enrolment, change):
    return [
        ["Qualification", f"{enrolment.qualification.title} ({enrolment.qualification.suite.awarding_body})"],
        *plan_changes(enrolment.plan, change),
        ["Why", change.why],
    ]


def days_words(days):
    """Mondays and Wednesdays"""
    chosen = [name for name, letter in zip(DAYS, days, strict=False) if letter != "-"]
    return f"on {joined(chosen)}" if chosen else "as the work allows"


def week_of(plan):
    """[(day, hours)] of an even week: the hours are shared between the days; none where days are not said."""
    chosen = [name for name, letter in zip(DAYS, plan.days, strict=False) if letter != "-"]
    each = plan.hours_a_week / len(chosen) if chosen else 0
    length = 7 if set(chosen) & set(DAYS[5:]) else 5
    return [(name, each if name in chosen else 0) for name in DAYS[:length]] if chosen else []


def in_all(plan):
    """Hours over the whole time, and what that is in working days of 7 hours 24 minutes."""
    days = round(float(plan.total_hours) / HOURS_IN_A_WORKING_DAY * 2) / 2
    return f"About {hours_words(plan.total_hours)}, or {days:g} working days"


def plan_changes(before, after):
    """[label, "from → to"] for each thing that is different."""
    rows = [
        ("Hours a week", hours_words(before.hours_a_week), hours_words(after.hours_a_week)),
        ("Days", days_words(before.days), days_words(after.days)),
        ("Start", date_words(before.starts_on), date_words(after.starts_on)),
        ("End", date_words(before.ends_on), date_words(after.ends_on)),
        ("Cover", before.cover or "none", after.cover or "none"),
    ]
    return [[label, f"{new} instead of {old}"] for label, old, new in rows if old != new]
