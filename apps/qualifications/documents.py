"""What a request for study time says, in the same words to the asker, to the decider and in the mails."""

from django.utils.formats import number_format

from apps.core.words import date_words

HOURS_IN_A_WORKING_DAY = 7.4


def hours(number):
    """3, 2.5: no noughts after the point."""
    return f"{number_format(number.normalize() if number % 1 else int(number))} {'hour' if number == 1 else 'hours'}"


def ask_title(qualification, plan):
    return f"{hours(plan.hours_a_week)} a week of study time until {date_words(plan.ends_on)} for the {qualification}"


def ask_facts(enrolment, plan, units):
    qualification = enrolment.qualification
    return [
        ["Qualification", f"{qualification.title} ({qualification.suite.awarding_body})"],
        ["Units", "\n".join(str(unit) for unit in units)],
        ["Study time", f"{hours(plan.hours_a_week)} a week"],
        ["Dates", f"{date_words(plan.starts_on)} to {date_words(plan.ends_on)}, {plan.weeks} weeks"],
        ["In all", in_all(plan)],
        ["Cost", qualification.price_words],
        ["Cover", plan.cover or "None needed"],
        ["What it is for", enrolment.purpose],
    ]


def in_all(plan):
    """Hours over the whole time, and what that is in working days of 7 hours 24 minutes."""
    days = round(float(plan.total_hours) / HOURS_IN_A_WORKING_DAY * 2) / 2
    return f"About {hours(plan.total_hours)}, or {days:g} working days"


def plan_changes(before, after):
    """[label, "from → to"] for each thing that is different."""
    rows = [
        ("Hours a week", hours(before.hours_a_week), hours(after.hours_a_week)),
        ("Start", date_words(before.starts_on), date_words(after.starts_on)),
        ("End", date_words(before.ends_on), date_words(after.ends_on)),
        ("Cover", before.cover or "none", after.cover or "none"),
    ]
    return [[label, f"{new} instead of {old}"] for label, old, new in rows if old != new]
