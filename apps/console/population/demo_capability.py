"""Where some people of the demonstration say they stand, and how far their conversations are."""

from datetime import timedelta

from django.utils import timezone

from apps.capability import actions
from apps.capability.models import Framework, FrameworkVersion
from apps.capability.queries import content_of
from apps.capability.states import Stance
from apps.console.population.people import BY_KEY
from apps.members.actions import account_for
from apps.members.models import Organisation

CORE, SENIOR = "core-skills", "scs2"
MEMBER_SAYS = [
    (
        1,
        "A customer could not read our letter. I rang, read it to her in plain words, and wrote down what to send. "
        "She had everything right the first time.",
    ),
    (None, "We changed how we book appointments in May. I"),
]
MANAGER_SAYS = [
    (3, "Each Monday I say what has changed and ask what it means at the desk. Two questions went up the line."),
    (2, "I plan the rota for eleven people. Since March nobody has had to swap at short notice."),
    (2, "When the new system came I sat with the three who found it hardest."),
    (3, "I read ten pieces of feedback a week with the team, and we change one thing."),
    (1, "I use the dashboard, but I have not asked where its figures come from."),
]
DIRECTOR_SAYS = [
    (2, "I chair the round table of five departments on shared sites. We settled who answers for safety in each."),
    (2, "We planned the winter together with the courts and the police, from one forecast."),
    (1, "I gave two sites leave to try evening appointments, and said what would stop the trial."),
    (2, "The board sees waiting times by site each week, with what the sites say about them."),
    (3, "When the payment run failed I decided within the hour, told ministers, and wrote down why."),
    (2, "Three services were drawn anew with the people who use them."),
    (2, "I ask after each crisis what we learnt, and read what other services do."),
]
DIRECTOR_GENERAL_SAYS = {
    3: (Stance.HIGHER, "You make less of this than it is: four other sites have taken over your trial."),
    5: (Stance.LOWER, "It was the right decision. I would like to see you leave the next one to your deputies."),
}
NEXT_STEP = "Three afternoons with the analysts before the end of the quarter, to learn where the figures come from."


def make_demo_capability(demo):
    """`demo`: {staff number: member} of the demo people."""
    _open_cycle(demo[BY_KEY["central"].staff_number])
    member, manager, director = (demo[BY_KEY[key].staff_number] for key in ("member", "manager", "director"))
    _say(member, CORE, MEMBER_SAYS)
    _agree(_share(manager, CORE, MANAGER_SAYS), {}, agreed=[3, 2, 2, 3, 1])
    _view(_share(director, SENIOR, DIRECTOR_SAYS), DIRECTOR_GENERAL_SAYS)


def _open_cycle(central):
    """Justice asks its people."""
    today = timezone.localdate()
    actions.open_cycle(
        department=Organisation.objects.get(code="MOJ"),
        framework=Framework.objects.get(slug=CORE),
        opens_on=today - timedelta(days=7),
        closes_on=today + timedelta(days=42),
        by=central.user,
    )


def _say(member, framework, said):
    version = FrameworkVersion.objects.published().get(framework__slug=framework)
    assessment = actions.start_assessment(version=version, practice=False, by=member.user)
    content = content_of(version)
    for capability, (place, example) in zip(content.capabilities, said, strict=False):
        level = content.levels[place - 1] if place else None
        ticked = [
            row.code for own, rows in content.columns_of(capability) if level and own.order <= place for row in rows
        ]
        actions.save_answer(
            assessment=assessment,
            capability=capability,
            level=level,
            not_yet=False,
            ticked=ticked,
            example=example,
            by=member.user,
        )
    return assessment


def _share(member, framework, said):
    assessment = _say(member, framework, said)
    return actions.share_assessment(assessment=assessment, by=member.user)


def _view(assessment, differing):
    """The manager sees all of it the same way but what is in `differing`: {number: (stance, comment)}."""
    manager = account_for(member=assessment.member.line_manager)
    for number, capability in enumerate(content_of(assessment.version).capabilities, start=1):
        stance, comment = differing.get(number, (Stance.SAME, ""))
        said = {"stance": stance, "comment": comment}
        actions.save_view(assessment=assessment, capability=capability, by=manager, **said)
    actions.send_views(assessment=assessment, by=manager)


def _agree(assessment, differing, agreed):
    """`agreed`: the place of the level with each capability."""
    _view(assessment, differing)
    content, member = content_of(assessment.version), assessment.member
    rows = {
        capability: {
            "level": content.levels[place - 1],
            "not_yet": False,
            "differs": False,
            "next_step": NEXT_STEP if place == 1 else "",
        }
        for capability, place in zip(content.capabilities, agreed, strict=True)
    }
    until = timezone.localdate() + timedelta(days=365)
    actions.save_outcome(assessment=assessment, rows=rows, held_until=until, by=member.user)
    outcome = actions.propose_outcome(assessment=assessment, by=member.user)
    actions.confirm_outcome(outcome=outcome, by=member.line_manager.user)
