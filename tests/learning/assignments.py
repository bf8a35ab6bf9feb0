"""Assignments and the people about them, as tests need them."""

from uuid import uuid4

import factory

from apps.accounts.roles import Role
from apps.core import files
from apps.core.models import Upload
from apps.learning import actions
from apps.learning.models import Assignment, Criterion, DraftFile, MarkingSuite, MarkingTask, SubmittedFile
from apps.learning.queries.work import assignment_of
from apps.learning.states import AchievedBy, TaskKind
from apps.qualifications.states import Provenance
from tests.core.upload_files import GOOD
from tests.learning.factories import PartFactory, UnitContentFactory, behind_the_database
from tests.learning.studying import enrolled_unit
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory

ANSWERS = ["First I listened, then I explained.", "I wrote it down for the next shift."]
GOOD_PDF = GOOD["report.pdf"]


class AssignmentFactory(PartFactory):
    """Two criteria, marked within ten working days and to be sent again within twenty."""

    class Meta:
        model = Assignment
        skip_postgeneration_save = True

    content = factory.SubFactory(UnitContentFactory)
    title = "One case"
    brief = "Choose one case.\n\n> Idris chose a visit."
    achieved_by = AchievedBy.ASSIGNMENT
    mark_days = 10
    resubmit_days = 20
    provenance = Provenance.ILLUSTRATIVE

    @factory.post_generation
    def with_criteria(self, create, extracted, **kwargs):
        with behind_the_database():
            Criterion.objects.bulk_create(
                Criterion(
                    assignment=self,
                    order=order,
                    code=f"{order}.1",
                    outcome=1,
                    text=f"Show thing {order}",
                    guidance=f"Say how you did thing {order}.",
                )
                for order in (1, 2)
            )


def marker(role=Role.ASSESSOR, *, member=None, **fields):
    """Somebody with the role, of another department unless it is said otherwise."""
    if member is None:
        elsewhere = OrganisationFactory(code="HMRC", name="HM Revenue and Customs")
        member = MemberFactory(**{"organisation": elsewhere} | fields)
    GrantFactory(user=member.user, role=role)
    return member.user


def assurer(**fields):
    return marker(Role.QUALITY_ASSURER, **fields)


def assigned_unit(achieved_by=AchievedBy.ASSIGNMENT, **fields):
    """A unit with an assignment that somebody studies; it is all that its qualification needs."""
    row = enrolled_unit(qualification__rule={"mandatory": ["1"]}, **fields)
    if not Assignment.objects.filter(content__unit=row.unit).exists():
        AssignmentFactory(content=row.unit.contents.get(), achieved_by=achieved_by)
    return row


def write(row, texts=ANSWERS):
    by = row.enrolment.member.user
    for criterion, text in zip(assignment_of(row).criteria.order_by("order"), texts, strict=False):
        actions.save_answer_to_criterion(enrolled_unit=row, criterion=criterion, text=text, by=by)


def send_in(row, texts=ANSWERS):
    """Written and sent in: the submission."""
    write(row, texts)
    return actions.submit_work(enrolled_unit=row, by=row.enrolment.member.user)


def task_of(row, kind=TaskKind.MARK):
    """The latest task of a kind about this work."""
    tasks = MarkingTask.objects.filter(work__enrolled_unit=row, kind=kind)
    return tasks.order_by("-submission__number", "-opened_at").first()


def decisions(row, *met):
    """Met or not yet for each criterion, with feedback."""
    criteria = assignment_of(row).criteria.order_by("order")
    return [
        (criterion, is_met, "Well said." if is_met else "Say why.")
        for criterion, is_met in zip(criteria, met, strict=True)
    ]


def mark(row, *met):
    """Whoever has the work decides about it."""
    task = task_of(row)
    return actions.mark_submission(task=task, rows=decisions(row, *met), comment="", by=fresh(task.holder))


def fresh(user):
    """As the next request has them: roles are read once in each."""
    return type(user).objects.get(pk=user.pk)


def upload_of(user, name="notes.pdf"):
    pk = uuid4()
    stored = files.store(GOOD_PDF, name=f"uploads/{pk}.pdf")
    return Upload.objects.create(
        pk=pk, owner=user, name=name, kind="pdf", size=len(GOOD_PDF), file=stored.name, sha256=stored.sha256
    )


def live_of_assignments(member, **fields):
    """Sent in, not yet met, appealed against, and more time asked for; and the member marks a suite."""
    marker()
    row = assigned_unit(member=member, **fields)
    upload = upload_of(member.user)
    send_in(row)
    mark(row, True, False)
    criterion = assignment_of(row).criteria.first()
    DraftFile.objects.create(work=row.work, criterion=criterion, upload=upload)
    SubmittedFile.objects.create(submission=row.work.submissions.get(), criterion=criterion, upload=upload)
    own = {"enrolled_unit": row, "by": member.user}
    actions.appeal_mark(reason="It is there.", **own)
    actions.ask_circumstances(reason="I was ill.", **own)
    grant = GrantFactory(user=member.user, role="assessor", starts_on="2024-05-01", ends_on="2024-05-02")
    MarkingSuite.objects.create(grant=grant, suite=row.unit.suite)
    return row
