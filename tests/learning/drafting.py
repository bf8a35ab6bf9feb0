"""Content that somebody writes and somebody else publishes, as tests need it."""

from apps.accounts.roles import Role
from apps.learning import actions
from apps.learning.models import UnitContent
from apps.learning.states import ContentStatus
from apps.qualifications.models import Unit
from tests.learning.factories import UnitContentFactory
from tests.learning.test_assignment_file import data as assignment
from tests.learning.test_content_file import content
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.qualifications.factories import UnitFactory

PAGE = {"title": "Saying no", "minutes": 4, "body": "Say **why**."}


def the_unit():
    return Unit.objects.filter(suite__code="CG-1", code="1").first() or UnitFactory(suite__code="CG-1", code="1")


def published():
    """A first version with one page, eight questions and an assignment, from its files."""
    the_unit()
    return actions.load_content(data=content() | {"outcomes": ["See", "Do"]}, assignment=assignment())


def draft(by):
    """A draft of the next version, in which nothing is changed yet."""
    version = UnitContent.objects.published().first() or published()
    return actions.draft_content(unit=version.unit, by=by)


def in_review(by):
    written = draft(by)
    actions.save_part(content=written, part="pages", values=PAGE, by=by)
    return actions.submit_content(content=written, by=by)


def author_of(unit):
    """A departmental author of the department whose suite the unit's is."""
    if unit.suite.department is None:
        unit.suite.department = OrganisationFactory(code="HMRC", name="HM Revenue and Customs")
        unit.suite.save()
    user = MemberFactory(organisation=unit.suite.department).user
    GrantFactory(user=user, role=Role.AUTHOR, organisation=unit.suite.department)
    return user


def addresses_of(published):
    """What stands in the addresses of the console: of what is published, of a draft, and of what waits for review."""
    draft = UnitContentFactory(unit__suite__code="CG-7", status=ContentStatus.DRAFT)
    review = UnitContentFactory(unit__suite__code="CG-8", status=ContentStatus.IN_REVIEW)
    page = draft.pages.first()
    return {
        "taught_unit": [published.unit_id],
        "drafted_unit": [draft.unit_id],
        "reviewed_unit": [review.unit_id],
        "drafted_part": [draft.unit_id, "pages"],
        "drafted_page": [draft.unit_id, "pages", page.pk],
        "version": [published.pk],
        "version_page": [published.pk, page.slug],
    }
