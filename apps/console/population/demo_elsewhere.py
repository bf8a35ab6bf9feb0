"""Working elsewhere in the demonstration, all illustrative: a board, an application half written, a placement."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.capability.models import Capability
from apps.capability.states import VersionStatus
from apps.console.population.people import BY_KEY
from apps.members.actions import account_for
from apps.members.models import Grade, Region
from apps.secondments import actions
from apps.secondments.dates import deadline_on, last_day
from apps.secondments.models import Opportunity
from apps.secondments.states import ApplicationStatus, Backfill, Kind, Pattern, Pays

COMPANY = "Brightwater Customer Services (example)"
# key of the host: what they offer. `days`: until the last day to apply, and until it starts.
BOARD = [
    {
        "host": "host",
        "kind": Kind.LOAN,
        "title": "Listing officer at Leeds Combined Court",
        "work": (
            "You decide which case is heard when, where and by whom. You talk to judges, solicitors and people "
            "who come without one. No two days are the same: a jury is late, an interpreter is ill, a hearing ends "
            "early, and forty people wait."
        ),
        "learn": "How a court day is planned, and how to say no to somebody important and still be asked again.",
        "place": "Leeds",
        "region": "YH",
        "pattern": Pattern.SITE,
        "pays": Pays.HOST,
        "grade": "EO",
        "months": 6,
        "days": (21, 60),
        "wanted": 2,
        "gained": 2,
    },
    {
        "host": "senior",
        "kind": Kind.PROJECT,
        "title": "Write the guide for the first week of new advisers",
        "work": "One day a week you talk to people who started this year, and turn what they say into ten pages.",
        "learn": "To find out what people need before writing it, and to leave things out.",
        "place": "Preston, or anywhere by video",
        "region": "NW",
        "pattern": Pattern.HYBRID,
        "pays": Pays.HOME,
        "week": 20,
        "months": 3,
        "days": (12, 30),
        "wanted": 1,
        "gained": 2,
    },
    {
        "host": "partner",
        "kind": Kind.OUT,
        "title": "Look after customers in a hard winter",
        "work": "You help people who cannot pay their water bill, and find out why some of them never ring.",
        "learn": "How a company without a monopoly on truth listens to its customers.",
        "place": "Birmingham",
        "region": "WM",
        "pattern": Pattern.HYBRID,
        "pays": Pays.HOME,
        "months": 4,
        "days": (35, 80),
        "wanted": 1,
        "gained": 2,
    },
    {
        "host": "champion",
        "kind": Kind.SHARE,
        "title": "Half of a planning desk in Belfast",
        "work": "Three days a week you plan who answers which calls. Somebody else has the other two days.",
        "learn": "To forecast, and to hand over so that nothing is lost.",
        "place": "Belfast",
        "region": "NI",
        "pattern": Pattern.SITE,
        "pays": Pays.HOST,
        "week": 60,
        "months": 12,
        "days": (28, 70),
        "wanted": 1,
        "gained": 1,
    },
    {
        "host": "director",
        "kind": Kind.BREAK,
        "title": "A year away, with a way back",
        "work": "You study, care for somebody or travel. We stay in touch, and you come back to a job like yours.",
        "learn": "What you choose to.",
        "place": "Anywhere",
        "region": "",
        "pattern": Pattern.FLEXIBLE,
        "pays": Pays.UNPAID,
        "months": 12,
        "places": 20,
        "days": (60, 120),
        "wanted": 0,
        "gained": 0,
    },
    {
        "host": "host",
        "kind": Kind.IN,
        "title": "Bring what you know about scheduling into the courts",
        "work": "You look at how we list cases, and show us what airlines, hospitals or cinemas would do.",
        "learn": "How public service works from the inside.",
        "place": "Leeds",
        "region": "YH",
        "pattern": Pattern.HYBRID,
        "pays": Pays.SHARED,
        "months": 9,
        "days": (45, 90),
        "wanted": 1,
        "gained": 1,
    },
    {
        "host": "assessor",
        "kind": Kind.LOAN,
        "title": "Lead a team of six in the self-assessment peak",
        "work": "From October to January the phones never stop. You lead six people who have done this before.",
        "learn": "To lead people who know more than you do.",
        "place": "Birmingham",
        "region": "WM",
        "pattern": Pattern.SITE,
        "pays": Pays.HOST,
        "grade": "HEO",
        "months": 5,
        "days": (3, 25),
        "wanted": 2,
        "gained": 1,
    },
]
WHY = (
    "I see people every day who come from a court hearing and do not know what was decided. I would like to see it "
    "from the other side."
)
SHOWN = "A customer came in tears, because her payment had stopped. I found out in ten minutes that"
BENEFIT = "I bring back how a court plans forty people into one day. Our appointments could use that."


def make_demo_elsewhere(demo, team):
    """`demo`: {staff number: member} of the demo people; `team`: the made-up people of the demo manager's team."""
    users = {key: demo[person.staff_number].user for key, person in BY_KEY.items() if person.staff_number}
    users["partner"] = _invite_partner(users["central"])
    skills = Capability.objects.filter(version__framework__slug="core-skills", version__status=VersionStatus.PUBLISHED)
    skills = list(skills.order_by("order"))
    rows = [_publish(offer, number, users, skills) for number, offer in enumerate(BOARD)]
    _draft(rows[0], users["member"])
    applicant, placed = team[3:5]
    for member in (applicant, placed):
        member.user = account_for(member=member)
    _apply(rows[1], applicant)
    _place(placed, users, skills)
    waiting = _write(BOARD[2] | {"title": "Plan the visits of meter readers", "days": (40, 75)}, 7, users, skills)
    actions.submit_opportunity(opportunity=waiting, by=users["partner"])
    search = {"q": "", "chosen": {"kind": Kind.PROJECT.value}, "words": Kind.PROJECT.label}
    actions.save_search(by=users["member"], **search)


def _invite_partner(central):
    person, until = BY_KEY["partner"], timezone.localdate() + timedelta(days=365)
    said = {"name": person.name, "body": COMPANY, "role": Role.PARTNER_HOST, "until": until, "by": central}
    actions.invite_guest(email=person.email, **said)
    return User.objects.get(email=person.email)


def _write(offer, number, users, skills):
    """`number` chooses which skills are wanted and gained, so that the filters have something to tell apart."""
    today, by = timezone.localdate(), users[offer["host"]]
    apply_by, starts_on = (today + timedelta(days=days) for days in offer["days"])
    turned = skills[number % len(skills) :] + skills[: number % len(skills)]
    said = {"week": 100, "places": 1} | offer
    said["grade"] = Grade.objects.filter(code=offer.get("grade")).first()
    return actions.write_opportunity(
        by=by,
        wanted=turned[: offer["wanted"]],
        gained=turned[2 : 2 + offer["gained"]],
        deadline=deadline_on(apply_by),
        starts_on=starts_on,
        contact=f"{by}, {by.email}",
        region=Region.objects.filter(code=offer["region"]).first() if offer["region"] else None,
        **{
            name: said[name]
            for name in (
                "kind",
                "title",
                "work",
                "learn",
                "place",
                "pattern",
                "week",
                "grade",
                "pays",
                "months",
                "places",
            )
        },
    )


def _publish(offer, number, users, skills):
    opportunity = _write(offer, number, users, skills)
    actions.submit_opportunity(opportunity=opportunity, by=users[offer["host"]])
    return actions.publish_opportunity(opportunity=opportunity, by=users["central"])


def _draft(opportunity, by):
    """Two of its parts are written, and one half."""
    application = actions.start_application(opportunity=opportunity, by=by)
    actions.save_words(application=application, why=WHY, by=by)
    wanted = opportunity.capabilities.wanted().first()
    actions.save_statement(application=application, wanted=wanted, text=SHOWN, by=by)
    actions.save_words(application=application, benefit=BENEFIT, by=by)


def _apply(opportunity, member):
    """All is written and sent, so that the manager is asked."""
    by = member.user
    application = actions.start_application(opportunity=opportunity, by=by)
    actions.save_words(application=application, why=WHY, benefit=BENEFIT, by=by)
    for wanted in opportunity.capabilities.wanted():
        actions.save_statement(application=application, wanted=wanted, text=f"{SHOWN} it was an old address.", by=by)
    return actions.submit_application(application=application, by=by)


def _place(member, users, skills):
    """A loan that began four months ago and ends in two: everybody is reminded."""
    host, manager = users["host"], member.line_manager.user
    offer = BOARD[0] | {"title": "Usher at Bradford Combined Court", "place": "Bradford"}
    opportunity = _publish(offer, 3, users, skills)
    starts_on = timezone.localdate() - timedelta(days=125)
    Opportunity.objects.filter(pk=opportunity.pk).update(starts_on=starts_on)
    opportunity.refresh_from_db()
    application = _apply(opportunity, member)
    plan = {"from_on": starts_on, "conditions": "", "backfill": Backfill.NONE, "backfill_by": ""}
    plan |= {"backfill_cost": None, "backfill_from": None}
    _agree(application, manager, plan)
    actions.choose_application(application=application, decision=ApplicationStatus.OFFERED, by=host)
    actions.ask_release(application=application, from_on=starts_on, by=member.user)
    cover = {"backfill": Backfill.COVER, "backfill_by": "A colleague from Blackburn", "backfill_from": starts_on}
    _agree(application, manager, plan | cover)
    actions.accept_offer(application=application, by=member.user)
    days = {"starts_on": starts_on, "ends_on": last_day(starts_on, offer["months"])}
    said = {"pays": Pays.HOST, "pays_from": None, "vat_note": "", "why_longer": "", "supervisor": str(host)}
    terms = "Full time at the court. Leave is agreed with the court. Each side can end it with four weeks' notice."
    version = actions.write_agreement(application=application, by=host, terms=terms, **days, **said)
    for user in (member.user, manager, host):
        actions.sign_agreement(version=version, digest=version.digest, by=user)
    actions.follow_placements(on=timezone.localdate())
    actions.remind_of_ends(on=timezone.localdate())
    long_ago = timezone.now() - timedelta(days=200)
    closed = {"deadline": long_ago + timedelta(days=30), "published_at": long_ago, "created_at": long_ago}
    Opportunity.objects.filter(pk=opportunity.pk).update(**closed)


def _agree(application, manager, plan):
    release = application.releases.latest("asked_at")
    actions.decide_release(release=release, decision="approved", by=manager, **plan)
