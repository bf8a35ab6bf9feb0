"""What a made-up profession has done so far: who took up what, how far they are, who decided."""

from datetime import timedelta
from random import Random

from django.db import transaction

from apps.console.population.records import write_stories
from apps.console.population.stories import Storyteller
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.qualifications.models import Qualification
from apps.qualifications.states import Availability, Size, Status

ASKED = 0.08  # of people have asked for something; three of four of these were taken up, which is 6%
GOES_ON = 0.25  # of those who completed something go on to another size of the suite
SOME_TIME = timedelta(days=30)
CHUNK = 2000  # people whose history is in memory at a time

LEVELS = {
    "AA": {2: 7, 3: 3},
    "AO": {2: 5, 3: 5},
    "EO": {2: 1, 3: 6, 4: 3},
    "HEO": {3: 2, 4: 5, 5: 3},
    "SEO": {4: 3, 5: 6, 6: 1},
    "G7": {5: 5, 6: 3, 7: 2},
    "G6": {6: 5, 7: 5},
}
UNRECORDED = LEVELS["AO"]
SENIOR = {7: 1}
SIZES = {Size.AWARD: 6, Size.CERTIFICATE: 3, Size.DIPLOMA: 1}


@transaction.atomic
def make_history(*, seed, among, progress=lambda share: None):
    """Write the history of some of these people. Returns of how many."""
    random = Random(seed)  # noqa: S311
    chosen = choose_people(random, among)
    catalogue, teller = Catalogue(random), Storyteller(random)
    for start in range(0, len(chosen), CHUNK):
        people = Member.objects.filter(pk__in=chosen[start : start + CHUNK]).order_by("staff_number")
        people = people.select_related("organisation", "region", "user", "line_manager__user")
        stories = [story for member in people for story in tell_of(member, catalogue, teller)]
        write_stories(stories, random)
        progress((start + CHUNK) / len(chosen))
    return len(chosen)


def choose_people(random, among):
    """People in post whose manager is in post, too. Some organisations take up a lot more than others."""
    people = among.in_post().filter(line_manager__status=EmploymentStatus.IN_POST)
    people = people.order_by("staff_number").values_list("pk", "organisation")
    keenness = {}
    for _, organisation in people:
        if organisation not in keenness:
            keenness[organisation] = random.uniform(0.4, 1.6)
    mean = sum(keenness[organisation] for _, organisation in people) / max(len(people), 1)
    return [pk for pk, organisation in people if random.random() < ASKED * keenness[organisation] / mean]


def tell_of(member, catalogue, teller):
    """One story, or two: who completed something may be on to the next."""
    qualification = catalogue.choose(member)
    story = teller.tell(member, qualification)
    yield story
    is_over = story.status == Status.COMPLETED and teller.now - story.finished_at > SOME_TIME
    if is_over and teller.random.random() < GOES_ON and (following := catalogue.next_after(qualification, member)):
        yield teller.tell(member, following, status=Status.IN_PROGRESS, before=story.units, after=story.finished_at)


class Catalogue:
    """The qualifications that can be taken, read once."""

    def __init__(self, random):
        self.random = random
        qualifications = Qualification.objects.filter(availability=Availability.OPEN).order_by("code")
        qualifications = qualifications.select_related("suite", "successor").prefetch_related(
            "suite__units__contents__pages", "suite__units__contents__questions"
        )
        self.open = [qualification for qualification in qualifications if not qualification.is_replaced]
        self.by_code = {qualification.code: qualification for qualification in self.open}
        for qualification in self.open:
            for unit in qualification.suite.units.all():
                unit.suite = qualification.suite

    def choose(self, member):
        """One that the person may take, at a level that fits the grade."""
        levels = LEVELS.get(member.grade_id, SENIOR) if member.grade_id else UNRECORDED
        [level] = self.random.choices(list(levels), levels.values())
        mine = [qualification for qualification in self.open if _is_open_to(qualification, member)]
        fitting = [qualification for qualification in mine if qualification.level == level] or mine
        return self.random.choices(fitting, [SIZES[Size(one.size)] for one in fitting])[0]

    def next_after(self, qualification, member):
        """The next size of the same suite at the same level, or one at the next level."""
        order = list(SIZES)
        larger = [
            other
            for other in self.open
            if other.suite_id == qualification.suite_id
            and (other.level, order.index(other.size)) > (qualification.level, order.index(qualification.size))
            and _is_open_to(other, member)
        ]
        return min(larger, key=lambda other: (other.level, order.index(other.size)), default=None)


def _is_open_to(qualification, member):
    departments, regions = qualification.eligible_departments, qualification.eligible_regions
    return (not departments or member.organisation.department_code in departments) and (
        not regions or member.region_id in regions
    )
