"""What is known of the people of the roster, as matching reads it. Reading only."""

from collections import defaultdict
from datetime import date, timedelta

from django.utils import timezone

from apps.approvals.models.task import posts_of
from apps.core.words import date_words
from apps.members.models import Absence
from apps.surge import matching
from apps.surge.matching import Need, Person, Terms, days_by_year
from apps.surge.models import Away, Deployment, Offer, RosterEntry, StandingRelease
from apps.surge.states import ANSWER_WITHIN, DeploymentStatus


def need_of(line, starts_on):
    return Need(
        starts_on=starts_on,
        ends_on=line.ends_on,
        skill=line.skill.slug if line.skill else "",
        skill_words=str(line.skill or ""),
        base=line.base,
        region=line.region_id or "",
        place_words=line.place,
    )


def first_day(line, answer_by):
    """The first day on which somebody who is asked now can be there: the day after the last to answer, or later."""
    return max(line.starts_on, timezone.localdate(answer_by) + timedelta(days=1))


def verdicts_on(line, starts_on):
    """Everybody who can be asked, in their order, with the reasons; not those who were asked for this line already."""
    asked = set(Offer.objects.filter(line=line).values_list("member", flat=True))
    people = [person for person in people_of() if person.key not in asked]
    return matching.rank(need_of(line, starts_on), people, timezone.localdate())


def next_for(line):
    """The same for somebody who would be asked now."""
    return verdicts_on(line, first_day(line, timezone.now() + ANSWER_WITHIN))


def people_of():
    """The roster, as matching reads it: in as many queries however many there are."""
    entries = list(RosterEntry.objects.ready().for_page())
    members = [entry.member_id for entry in entries]
    terms, busy = _terms(members), _busy(members)
    turns, used = _turns(members)
    return [_person(entry, terms, busy, turns, used) for entry in entries]


def _person(entry, terms, busy, turns, used):
    member, release = entry.member, terms.get(entry.member_id)
    spans = list(busy[member.pk])
    if member.contract_end:
        spans.append((member.contract_end + timedelta(days=1), date.max, "contract has ended"))
    return Person(
        key=member.pk,
        name=member.name,
        base=entry.base,
        region=entry.region_code,
        reach=entry.reach,
        skills=frozenset(skill.slug for skill in entry.skills.all()),
        week=member.working_days,
        terms=release
        and Terms(
            release.days_a_year, release.weeks_at_once, release.notice_days, release.until_on, dict(used[member.pk])
        ),
        busy=tuple(spans),
        last_on=turns.get(member.pk),
        joined_at=timezone.localtime(entry.joined_at),
    )


def _terms(members):
    """{member: the release under which they can be sent}: of several the one agreed last."""
    found = {}
    for release in StandingRelease.objects.holding().filter(member__in=members):
        found.setdefault(release.member_id, release)
    return found


def _busy(members):
    """{member: [(first day, last day, what)]}: days they said they cannot, are elsewhere, or are asked for already."""
    found, today = defaultdict(list), timezone.localdate()
    for row in Away.objects.ahead().filter(member__in=members):
        found[row.member_id].append((row.starts_on, row.ends_on, "away"))
    for row in Absence.objects.standing().filter(member__in=members, ends_on__gte=today):
        found[row.member_id].append((row.starts_on, row.ends_on, f"{row.get_kind_display().lower()} elsewhere"))
    for row in Offer.objects.waiting().filter(member__in=members):
        found[row.member_id].append((row.starts_on, row.ends_on, "asked for another line"))
    return found


def _turns(members):
    """{member: the last day of their latest turn}, and {member: {year: working days}}. To be asked now is a turn."""
    turns, used = {}, defaultdict(lambda: defaultdict(int))
    spans = [
        (row.member_id, row.absence.starts_on, row.absence.ends_on, row.member.working_days)
        for row in Deployment.objects.exclude(status=DeploymentStatus.CALLED_OFF)
        .filter(member__in=members)
        .select_related("absence", "member")
    ]
    spans += [
        (row.member_id, row.starts_on, row.ends_on, row.member.working_days)
        for row in Offer.objects.waiting().filter(member__in=members).select_related("member")
    ]
    for member, starts_on, ends_on, week in spans:
        turns[member] = max(ends_on, turns.get(member, ends_on))
        for year, days in days_by_year(starts_on, ends_on, week):
            used[member][year] += days
    return turns, used


# --- The own pages ---------------------------------------------------------------------------------------------------


def entry_of(user):
    return RosterEntry.objects.live().filter(member__user=user).for_page().first()


def is_ready(entry):
    """Whether they still agree to be found for it."""
    return RosterEntry.objects.ready().filter(pk=entry.pk).exists()


def releases_of(user):
    """(the one that holds, the one that waits or was answered last)."""
    rows = StandingRelease.objects.filter(member__user=user).for_page()
    return rows.holding().first(), rows.order_by("-asked_at").first()


def releases_in_team(user):
    """The standing releases that hold of those for whom this person answers, each member once."""
    member = user.member_or_none
    if member is None:
        return []
    rows = StandingRelease.objects.filter(member__line_manager__in=posts_of(member)).for_page()
    return list(rows.holding().distinct("member"))


def days_used(user):
    """Working days of deployments in this year."""
    year = timezone.localdate().year
    rows = Deployment.objects.exclude(status=DeploymentStatus.CALLED_OFF).filter(member__user=user)
    spans = [(row.absence, row.member.working_days) for row in rows.select_related("absence", "member")]
    return sum(dict(days_by_year(one.starts_on, one.ends_on, week)).get(year, 0) for one, week in spans)


def calendar_of(user, weeks):
    """[(Monday in words, [what each of the seven days is])] of these many weeks from this one."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    member = user.member
    taken = {
        day: what
        for first, last, what in _calendar_spans(member)
        for day in _days(first, min(last, _last(monday, weeks)))
    }
    for week in range(weeks):
        days = _days(monday + timedelta(weeks=week), monday + timedelta(weeks=week, days=6))
        yield date_words(days[0]), [taken.get(day, "" if _works(member, day) else "off") for day in days]


def _calendar_spans(member):
    return sorted(_busy([member.pk])[member.pk], key=lambda span: span[2] != "away")


def _last(monday, weeks):
    return monday + timedelta(weeks=weeks, days=-1)


def _days(first, last):
    return [first + timedelta(days=number) for number in range(max((last - first).days + 1, 0))]


def _works(member, day):
    return member.working_days[day.weekday() : day.weekday() + 1] not in ("", "-")
