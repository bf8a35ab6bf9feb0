"""An author of a department drafts an Award, the central team sends it back, and publishes it once it is put right.
Somebody else browses, compares two qualifications and saves one."""

from apps.members.models import Organisation
from apps.qualifications.actions.draft import suite_of
from apps.qualifications.models import CatalogueDraft, Qualification
from apps.qualifications.states import DraftStatus
from tests.qualifications.factories import UnitFactory

TITLE = "Level 2 Award in Clear Letters"
UNIT = "101 Explaining a tax letter (level 2)"
ON_RECORD = "On record: the awarding body or the department says so"
FIRST, SECOND = (
    "Level 3 Award in Operational Delivery (Advanced)",
    "Level 3 Certificate in Operational Delivery (Advanced)",
)


def test_a_department_writes_and_the_central_team_publishes(portal, javascript):
    author, central = portal.signed_in("champion", javascript), portal.signed_in("central", javascript)
    given_a_published_unit_of_the_department()
    when_the_author_drafts_it(author)
    when_the_central_team_sends_it_back(central)
    when_the_author_corrects_it(author)
    when_the_central_team_publishes_it(central)
    then_it_is_in_the_catalogue(author)


def given_a_published_unit_of_the_department():
    suite = suite_of(Organisation.objects.get(pk="HMRC"))
    UnitFactory(suite=suite, code="101", title="Explaining a tax letter", level=2)


def when_the_author_drafts_it(author):
    author.opens("/").page.get_by_role("link", name="Catalogue drafts").click()
    author.presses("Draft something new").sees_heading("Draft something new")
    author.chooses("Qualification").types("Code", "letters").types("Title", TITLE).presses("Begin the draft")
    assert not author.can_press("Send for review")
    author.follows("About it").presses("Save").sees("There is a problem", "Say whether it is on record")
    author.chooses("Yes, its rule is known").chooses(ON_RECORD).presses("Save")
    author.follows("Size and level").chooses("Level 2, like GCSEs at grades 9 to 4").chooses("Award")
    author.chooses(ON_RECORD).presses("Save")
    author.follows("Units and rule").chooses(UNIT)
    said = author.page.get_by_role("group", name="Is it on record which units make it?")
    said.get_by_label(ON_RECORD, exact=True).check()
    author.presses("Save").presses("Preview").sees("It is not published", "Unit 101.").goes_back()
    author.presses("Send for review").sees("Waiting for review", "You get a message when they have.")


def when_the_central_team_sends_it_back(central):
    central.opens("/console/").follows_first("Drafts of the catalogue to review").follows_first(TITLE)
    central.presses("Review it").sees("It is new").chooses("Send it back").presses("Continue")
    central.sees("Say what has to be put right").types("What has to be put right?", "Say what it costs.")
    central.presses("Continue").sees("Sent back")


def when_the_author_corrects_it(author):
    author.opens("/me/notifications/").sees("Your draft for the catalogue came back")
    author.opens("/console/catalogue/drafts/?show=back").follows_first(TITLE).sees("Say what it costs.")
    author.follows("Price").types("Price, excluding VAT (optional)", "99").presses("Save").presses("Send for review")


def when_the_central_team_publishes_it(central):
    central.opens("/console/catalogue/drafts/?show=review").follows_first(TITLE).presses("Review it")
    central.chooses("Publish it").presses("Continue").sees("Published").presses("See its page")
    central.sees("£99.00 excluding VAT", "No: It is open to HM Revenue and Customs only.")


def then_it_is_in_the_catalogue(author):
    author.opens("/catalogue/").types("Search by title, unit or code", "tax letter").presses("Search")
    author.sees(TITLE, "Open to you")
    assert Qualification.objects.get(title=TITLE).version.number == 1
    assert CatalogueDraft.objects.get().status == DraftStatus.PUBLISHED


def test_browse_and_compare(portal, javascript):
    member = portal.signed_in("member", javascript)
    member.opens("/catalogue/").chooses("Level 3 (5)").presses("Apply filters")
    member.chooses(f"Compare {FIRST}").chooses(f"Compare {SECOND}").presses("Compare those ticked")
    member.sees_heading("Compare qualifications").sees("All 3 mandatory units.", "Price to be confirmed")
    member.goes_back().presses(f"Save {FIRST}")
    member.opens("/catalogue/").follows("Saved qualifications").sees(FIRST).sees_not(SECOND)
