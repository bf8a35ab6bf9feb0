"""What the author in HM Revenue and Customs drafts in the demonstration, all illustrative: two units that are
published, an Award of them that waits for review, and a third unit that is being written."""

from apps.console.population.people import BY_KEY
from apps.members.models import Organisation
from apps.qualifications.actions import begin_draft, edit_draft, publish_draft, submit_draft
from apps.qualifications.queries import seen_of
from apps.qualifications.states import DraftKind, Level, Provenance, Size

ILLUSTRATIVE = Provenance.ILLUSTRATIVE
UNITS = [("101", "Explaining a tax letter in plain words"), ("102", "Agreeing time to pay with a caller")]
AWARD = {
    "level": Level.TWO,
    "size": Size.AWARD,
    "provenance": ILLUSTRATIVE,
    "size_provenance": ILLUSTRATIVE,
    "rules": {"mandatory": [code for code, _ in UNITS]},
    "rules_provenance": ILLUSTRATIVE,
    "requirements": {"grade_to": "EO"},
    "note": "Illustrative: drafted by the department for people who answer calls about letters.",
}


def make_demo_drafts(demo):
    """`demo`: {staff number: member} of the demo people."""
    author, central = (demo[BY_KEY[key].staff_number].user for key in ("champion", "central"))
    own = {"department": Organisation.objects.get(pk="HMRC"), "by": author}
    for code, title in UNITS:
        unit = begin_draft(kind=DraftKind.UNIT, code=code, title=title, **own)
        values = {"level": Level.TWO, "credits": 3, "provenance": ILLUSTRATIVE}
        unit = submit_draft(draft=edit_draft(draft=unit, values=values, revision=1, by=author), by=author)
        publish_draft(draft=unit, seen=seen_of(unit), by=central)
    award = begin_draft(
        kind=DraftKind.QUALIFICATION, code="LETTERS-L2-AWD", title="Level 2 Award in Clear Letters and Calls", **own
    )
    submit_draft(draft=edit_draft(draft=award, values=AWARD, revision=1, by=author), by=author)
    begin_draft(kind=DraftKind.UNIT, code="103", title="Helping somebody who cannot use the website", **own)
