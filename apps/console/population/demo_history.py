"""What the people of the demonstration have done so far. The member and the newcomer have it all before them."""

from random import Random

from django.utils import timezone

from apps.approvals.models import Case
from apps.console.population.demo_assignments import make_demo_assignments
from apps.console.population.demo_beside import make_demo_talk
from apps.console.population.demo_capability import make_demo_capability
from apps.console.population.demo_catalogue import make_demo_drafts
from apps.console.population.demo_content import make_demo_content
from apps.console.population.demo_elsewhere import make_demo_elsewhere
from apps.console.population.demo_offerings import make_demo_offerings
from apps.console.population.demo_personal import make_demo_words, make_dispute
from apps.console.population.demo_plan import make_demo_plan
from apps.console.population.demo_prior import make_demo_prior_learning
from apps.console.population.demo_surge import make_demo_surge
from apps.console.population.history import Catalogue
from apps.console.population.people import BY_KEY, STAFF
from apps.console.population.records import write_stories
from apps.console.population.stories import Storyteller
from apps.core import audit
from apps.members.models import Member
from apps.qualifications.actions import ask_outcomes
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status

HISTORY = [
    ("manager", "CG-3815-L3-AWD", Status.COMPLETED),
    ("senior", "CMI-L5-AWD", Status.IN_PROGRESS),
    ("hop-dwp", "CMI-L7-AWD", Status.COMPLETED),
    ("champion", "CG-3815-L3-AWD", Status.COMPLETED),
    ("assessor", "CG-CUST-L4-CRT", Status.COMPLETED),
    ("host", "CG-REL-L4-AWD", Status.DECLINED),
    ("apprentice", "CG-3815-L3-AWD", Status.IN_PROGRESS),
]
# What the rest of the manager's team does. The first waits for his decision.
TEAM = [
    ("CG-3815-L3-AWD", Status.SUBMITTED),
    ("CG-3815-L3-CRT", Status.IN_PROGRESS),
    ("CG-3815-L2-AWD", Status.COMPLETED),
    ("CG-3815-L2-AWD", Status.APPROVED),
]
QUESTION = "Could I take a single unit first, so that my site spares fewer hours? What do others in my position do?"


def make_demo_history(*, seed):
    random = Random(seed)  # noqa: S311
    catalogue, teller = Catalogue(random), Storyteller(random)
    people = Member.objects.select_related("organisation", "region", "user", "line_manager__user")
    demo = {member.staff_number: member for member in people.filter(staff_number__in=STAFF)}
    wanted = [(demo[BY_KEY[key].staff_number], code, status) for key, code, status in HISTORY]
    manager = BY_KEY["manager"].staff_number
    team = people.filter(line_manager__staff_number=manager).exclude(staff_number__in=STAFF).order_by("staff_number")
    wanted += [(member, code, status) for member, (code, status) in zip(team, TEAM, strict=False)]
    stories = [teller.tell(member, catalogue.by_code[code], status=status) for member, code, status in wanted]
    write_stories(stories, random)
    make_demo_words(demo)
    make_demo_plan(demo)
    make_demo_assignments(demo)
    make_demo_capability(demo)
    make_demo_offerings(demo)
    make_demo_drafts(demo)
    make_demo_content(demo)
    first = team.select_related("line_manager").first()
    make_dispute(first, demo[BY_KEY["senior"].staff_number])
    make_demo_talk(team)
    make_demo_prior_learning(team)
    make_demo_elsewhere(demo, team)
    make_demo_surge(demo, team[5])
    ask_central_team(demo[BY_KEY["host"].staff_number])
    ask_outcomes(on=timezone.localdate())


def ask_central_team(member):
    """Somebody whose request was refused asks the central team, who have not answered yet."""
    task = Enrolment.objects.get(member=member, status=Status.DECLINED).task
    case = Case.objects.create(task=task, opened_by=member.user, question=QUESTION)
    audit.record("case.opened", subject=case, by=member.user, says="asked the central team")
