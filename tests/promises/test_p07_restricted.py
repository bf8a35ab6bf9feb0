"""P7 for restricted people: outside their own line and the central team they leave no trace, not even in a count.

Every page is read twice by everybody: before there are any restricted people, and when there are some who have done
all that one can do. To those outside it is the same page, letter for letter.
"""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.actions import follow_routes
from apps.approvals.states import Status as Decision
from apps.core.schedule import sweep
from apps.insights.actions import publish_figures
from apps.members import actions as members
from apps.members.models import ManagerProposal, Member
from apps.members.states import BEING_FOUND
from apps.notifications.actions import tell_of_proposal
from apps.notifications.models import Message
from apps.qualifications import actions as qualifications
from apps.qualifications.models import Enrolment, Qualification
from apps.qualifications.states import Status
from tests.certificates.factories import CertificateFactory
from tests.members.factories import GrantFactory, ManagerProposalFactory, MemberFactory
from tests.promises.routes import ROUTES
from tests.promises.test_p07_matrix import BROWSER, ask, sessions, world  # noqa: F401
from tests.promises.test_p07_matrix import people as matrix_people  # noqa: F401
from tests.promises.together import browser_of
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory

pytestmark = pytest.mark.django_db
OUTSIDE = ["anonymous", "member", "other_manager", "head", "other_head", "champion", "assessor"]
INSIDE = ["manager", "report", "central"]
MANY = 6  # so many more in a count would be another number after rounding
# What is another at each request and says nothing of anybody.
PASSING = re.compile(rb'.*(csrf|data-seconds-left).*|"as_of": "[^"]*"')


@pytest.fixture
def people(matrix_people):  # noqa: F811
    """Those of the matrix, and a champion, and the manager of another team in the same place."""
    organisation = matrix_people["manager"].member.organisation
    champion = MemberFactory(organisation=organisation).user
    GrantFactory(user=champion, role=Role.CHAMPION, organisation=organisation)
    other_manager = MemberFactory(organisation=organisation)
    MemberFactory(organisation=organisation, line_manager=other_manager)
    for _ in range(3):
        EnrolmentFactory(member__organisation=organisation)
    return matrix_people | {"champion": champion, "other_manager": other_manager.user}


@pytest.fixture
def session_of(people, sessions):  # noqa: F811
    return lambda name: sessions.get(name, {})


def said(session, name, world):  # noqa: F811
    """What a page says: without what is another at each request."""
    response = ask(session, "GET", name, world)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, PASSING.sub(b"", content)


def everything_said(session, who, world):  # noqa: F811
    """Every page of the portal that opens for somebody: those of signing in know nobody but the person who asks."""
    pages = [
        name
        for name, (method, _, row) in ROUTES.items()
        if method == "GET" and ":" in name and row.get(who, row["colleague"]) == 200
    ]
    return {name: said(session, name, world) for name in pages}


class Hidden:
    """Restricted people of the member's own team who do all that there is to do."""

    def __init__(self, people, restricted=True, many=1):
        self.completed, self.studied, self.asked = Qualification.objects.order_by("pk")[:3]
        manager = people["manager"].member
        where = {"organisation": manager.organisation, "line_manager": manager, "restricted": restricted}
        names = {"given_name": "Zsuzsanna", "family_name": "Quillfeather"}
        self.people = [MemberFactory(**where, **names, staff_number=f"HIDDEN{place}") for place in range(many)]
        self.one = self.people[0]
        for member in self.people:
            self.live(member, manager.user)
        self.request = self.ask_for_study_time(self.one, self.asked)

    def live(self, member, manager):
        done = EnrolmentFactory(
            member=member, qualification=self.completed, completed=True, certificate__holder_name=member.name
        )
        UnitAchievementFactory(member=member, unit=done.enrolled_units.first().unit)
        study = self.ask_for_study_time(member, self.studied)
        qualifications.decide_study_time(asked=study, decision=Decision.APPROVED, by=manager)
        qualifications.start_learning(enrolment=study, by=member.user)
        CertificateFactory(holder=member)
        members.change_interests(interests="Quillfeather", by=member.user)
        for purpose in BEING_FOUND:
            members.give_consent(purpose=purpose, by=member.user)
        ManagerProposalFactory(member=member, proposed=None)

    def ask_for_study_time(self, member, qualification):
        draft = EnrolmentFactory(member=member, qualification=qualification, draft=True)
        return qualifications.submit_enrolment(enrolment=draft, by=member.user)

    @property
    def things(self):
        """Their own, by what the routes are about."""
        enrolments = Enrolment.objects.filter(member=self.one)
        studying = enrolments.get(status=Status.IN_PROGRESS)
        unit = studying.enrolled_units.first()
        return {
            "task": [self.request.task_id],
            "submitted": [self.request.pk],
            "submitted_refusal": [self.request.pk],
            "studying": [studying.pk],
            "unit": [unit.pk],
            "certificate": [enrolments.get(status=Status.COMPLETED).certificate_id],
            "proposal": [self.one.manager_proposals.get().pk],
            "message": [Message.objects.filter(recipient=self.one.user).first().pk],
        }

    def traces(self, content):
        """What gives somebody away: a name, an address, a staff number."""
        return re.findall(rb"Zsuzsanna|Quillfeather|HIDDEN\d|hidden\d@work", content)


def sign_in(user):
    client = browser_of(user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def differences(people, session_of, world, restricted, outside=OUTSIDE):  # noqa: F811
    """[(who, page)] where they make a difference to somebody outside, and where they are named; and how many pages."""
    sweep()
    publish_figures(on=timezone.localdate())
    before = {who: everything_said(session_of(who), who, world) for who in outside}
    hidden = Hidden(people, restricted, MANY)
    sweep()
    publish_figures(on=timezone.localdate())
    after = {who: everything_said(session_of(who), who, world) for who in outside}
    found = [(who, name) for who in outside for name in before[who] if before[who][name] != after[who][name]]
    traces = [(who, name) for who in outside for name in after[who] if hidden.traces(after[who][name][1])]
    return found, traces, sum(map(len, after.values()))


@pytest.mark.parametrize(
    "outside", [["member", "other_manager", "head", "champion"], pytest.param(OUTSIDE, marks=pytest.mark.full)]
)
def test_to_those_outside_every_page_is_the_same_with_them_and_without(outside, people, session_of, world, counts):  # noqa: F811
    found, traces, pages = differences(people, session_of, world, restricted=True, outside=outside)
    counts(f"{len(outside)} people, {pages} pages, each before and after: {len(found)} differences")
    assert pages > 200
    assert found == [] and traces == []


def test_if_they_were_not_restricted_the_figures_would_show_them(people, session_of, world):  # noqa: F811
    """The checker sees it."""
    found, _, _ = differences(people, session_of, world, restricted=False, outside=["head"])
    assert ("head", "insights:uptake") in found and ("head", "insights:figures_export") in found


def test_what_is_theirs_is_not_there_for_anybody_outside(people, session_of, world):  # noqa: F811
    hidden, asked = Hidden(people), 0
    for name, (method, where, _) in ROUTES.items():
        if where not in hidden.things:
            continue
        for who in OUTSIDE:
            response = ask(session_of(who), method, name, world, hidden.things[where])
            assert response.status_code in ((404,) if who != "anonymous" else (302,)), (name, who)
            assert not hidden.traces(response.content)
            asked += 1
    assert asked > 100


def test_nobody_outside_gets_a_message_or_a_mail_about_them(people):
    Hidden(people)
    sweep()
    outside = {people[who].pk for who in OUTSIDE if who != "anonymous"}
    assert Message.objects.exists() and not Message.objects.filter(recipient__in=outside).exists()
    addresses = set(User.objects.filter(pk__in=outside).values_list("email", flat=True))
    assert mail.outbox and not addresses & {address for letter in mail.outbox for address in letter.to}


@pytest.mark.parametrize("restricted", [True, False])
def test_a_colleague_who_asks_for_study_time_learns_nothing_of_them(people, restricted):
    """How many of the team have study time stands in the request, which its own requester reads."""
    member = people["member"].member
    facts = []
    for _ in range(2):
        with transaction.atomic():
            if facts:
                Hidden(people, restricted)
            draft = EnrolmentFactory(member=member, draft=True)
            sent = qualifications.submit_enrolment(enrolment=draft, by=member.user)
            facts.append([fact for fact in sent.task.facts if fact[0] == "Team in those weeks"])
            qualifications.withdraw_enrolment(enrolment=sent, reason="work", by=member.user)
    assert (facts[0] == facts[1]) == restricted


def test_their_address_finds_nobody(people, session_of, world):  # noqa: F811
    """Who is my manager: theirs is answered as one that does not exist."""
    hidden = Hidden(people).one
    ManagerProposal.objects.exclude(member=hidden).delete()  # else there is one already
    for who in OUTSIDE:
        if who != "anonymous":
            finds_nobody(people[who], session_of(who), hidden)


def finds_nobody(user, session, hidden):
    answers = []
    for email in (hidden.email, "nobody@work.example"):
        BROWSER.cookies.clear()
        BROWSER.cookies.load(session)
        with transaction.atomic():
            response = BROWSER.post("/me/manager/", {"who": "other", "email": email})
            transaction.set_rollback(True)
        answers.append(PASSING.sub(b"", response.content.replace(email.encode(), b"...")))
        assert response.status_code == 422
    assert answers[0] == answers[1]
    assert not Member.objects.findable_by(user).filter(pk=hidden.pk).exists()


@pytest.mark.parametrize("purpose", BEING_FOUND)
def test_whoever_looks_for_people_who_agreed_does_not_find_them(people, purpose):
    hidden = Hidden(people)
    assert not Member.objects.consenting(purpose).filter(pk__in=[member.pk for member in hidden.people]).exists()
    Member.objects.filter(pk=hidden.one.pk).update(restricted=False)
    assert hidden.one in Member.objects.consenting(purpose)


def test_whoever_is_named_in_their_place_does_not_learn_whose_place_it_is(people, session_of, world):  # noqa: F811
    """A report of theirs says that somebody else is the manager."""
    hidden = Hidden(people)
    for status in ["proposed", "confirmed", "disputed"]:
        does_not_learn_whose_place(people, session_of("colleague"), world, hidden, status)


def does_not_learn_whose_place(people, session, world, hidden, status):  # noqa: F811
    report = MemberFactory(line_manager=hidden.one)
    traits = {} if status == "proposed" else {status: True}
    proposal = ManagerProposalFactory(member=report, proposed=people["colleague"].member, **traits)
    tell_of_proposal(proposal=proposal, occasion=status)
    for name in ("members:proposal_detail", "notifications:message_list"):
        response = ask(session, "GET", name, world, [proposal.pk] if "detail" in name else None)
        is_told = "detail" in name or status != "confirmed"  # whoever confirms it needs no message of that
        assert response.status_code == 200
        assert (report.name in html.unescape(response.content.decode())) == is_told
        assert not hidden.traces(response.content)
    own = ask(sign_in(report.user), "GET", "members:proposal_detail", world, [proposal.pk])
    assert own.status_code == 200 and bool(hidden.traces(own.content)) == (status == "disputed")


# --- Their own line and the central team -----------------------------------------------------------------------------


@pytest.fixture
def inside(people):
    hidden = Hidden(people)
    report = MemberFactory(line_manager=hidden.one).user
    return hidden, {who: people[who] for who in ("manager", "deputy", "central")} | {"report": report}


SEEN_INSIDE = [
    ("manager", "approvals:task_list", None),
    ("manager", "approvals:task_detail", "task"),
    ("manager", "qualifications:enrolment_detail", "studying"),
    ("manager", "members:proposal_detail", "proposal"),
    ("report", "home:profile_detail", None),
    ("central", "approvals:task_detail", "task"),
    ("central", "qualifications:enrolment_detail", "studying"),
    ("central", "console:message_list", None),
    ("central", "console:message_detail", "message"),
    ("central", "console:dispute_detail", "proposal"),
]


def test_their_line_and_the_central_team_see_them(inside, world):  # noqa: F811
    hidden, people = inside
    sessions_inside = {who: sign_in(people[who]) for who in ("manager", "report", "central")}
    Message.objects.exclude(recipient=hidden.one.user).delete()  # so that theirs are on the first page of the list
    for who, name, where in SEEN_INSIDE:
        response = ask(sessions_inside[who], "GET", name, world, hidden.things[where] if where else None)
        assert response.status_code == 200 and hidden.traces(response.content), (who, name)
        assert Member.objects.findable_by(people[who]).filter(pk=hidden.one.pk).exists()


def test_the_central_team_sees_them_among_all_data(inside):
    hidden, people = inside
    BROWSER.cookies.clear()
    BROWSER.cookies.load(sign_in(people["central"]))
    response = BROWSER.get(reverse("admin:members_member_changelist"), {"q": hidden.one.staff_number})
    assert hidden.traces(response.content)


def test_whoever_stands_in_for_their_manager_is_reminded_of_them(inside, world):  # noqa: F811
    hidden, people = inside
    hidden.request.task.turns.update(begun_at=timezone.now() - timedelta(days=10))
    before = Message.objects.filter(recipient=people["deputy"]).count()
    assert follow_routes(on=timezone.localdate()) >= 1
    assert Message.objects.filter(recipient=people["deputy"]).count() > before
    for name, where in [("notifications:message_list", None), ("approvals:task_detail", "task")]:
        response = ask(sign_in(people["deputy"]), "GET", name, world, hidden.things[where] if where else None)
        assert response.status_code == 200 and hidden.traces(response.content), name


def test_whoever_has_their_check_code_was_given_it_by_them(inside):
    """A certificate can be checked by whoever holds its code, and by nobody without it."""
    hidden, _ = inside
    certificate = hidden.one.certificates.first()
    browser = Client()
    assert hidden.traces(browser.get(f"/verify/{certificate.code}/").content)
    other = certificate.code[:-1] + ("2" if certificate.code[-1] != "2" else "3")
    response = browser.get(f"/verify/{other}/")
    assert response.status_code == 404 and not hidden.traces(response.content)
