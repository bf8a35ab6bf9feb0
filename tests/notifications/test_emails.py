"""The mail of a message: the same facts in both forms, nothing of it run as code, no name on a locked screen."""

import inspect
import re
from html.parser import HTMLParser

import pytest
from django.core import mail

from apps.approvals import emails as approvals
from apps.certificates.actions import award_certificate, store_certificate
from apps.certificates.documents import Credential
from apps.core.files import StoredFile
from apps.notifications.emails import PROPOSAL_LETTERS, digest_email, message_email
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory
from tests.members.factories import ManagerProposalFactory, MemberFactory
from tests.notifications.factories import DigestFactory, MessageFactory

pytestmark = pytest.mark.django_db


class Words(HTMLParser):
    """What a person reads of a page, and where its links lead."""

    def __init__(self, html):
        super().__init__()
        self.text, self.links, self.tags, self._is_title = [], [], set(), False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self._is_title = tag == "title"
        self.links += [value for name, value in attributes if name == "href"]

    def handle_endtag(self, tag):
        self._is_title = False

    def handle_data(self, data):
        if not self._is_title:
            self.text.append(data)


def words(text):
    return re.findall(r"\S+", text)


def html_of(email):
    [alternative] = email.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


@pytest.fixture
def message():
    return MessageFactory(
        recipient=UserFactory(email="amara@work.example"),
        subject="Your request was agreed",
        sentence="Priya Shah agreed to your request.",
        facts=[["Study time", "3 hours a week"], ["Comment", "Enjoy it.\nAnd well done."]],
        link="/enrolments/7/",
        link_text="Start learning",
    )


def test_message_email(message, settings):
    settings.SITE_URL = "https://portal.example:8443"
    email = message_email(message)
    assert email.to == ["amara@work.example"]
    assert email.subject == "Your request was agreed – ODP portal"
    assert email.from_email == settings.DEFAULT_FROM_EMAIL
    assert "https://portal.example:8443/enrolments/7/" in email.body
    assert "https://portal.example:8443/enrolments/7/" in Words(html_of(email)).links


def test_message_email_has_the_same_id_each_time(message, settings):
    settings.SITE_URL = "https://portal.example:8443"
    assert message_email(message).extra_headers["Message-ID"] == f"<message-{message.pk}@portal.example>"
    other = MessageFactory()
    assert message_email(message).extra_headers != message_email(other).extra_headers


@pytest.mark.parametrize("facts", [[], [["Study time", "3 hours a week"], ["Comment", "Enjoy it.\nWell done."]]])
def test_text_and_html_say_the_same(message, facts):
    message.facts = facts
    email = message_email(message)
    html = Words(html_of(email))
    plain = re.sub(r"https?://\S+", "", email.body).replace("\n--\n", "\n")
    in_text = {word.strip(":.") for word in words(plain)}
    in_html = {word.strip(":.") for word in words(" ".join(html.text))}
    in_text -= {"To"}  # "To see all messages:" and a link "See all messages" are the same
    assert {word.lower() for word in in_text} == {word.lower() for word in in_html}
    assert sorted(re.findall(r"https?://\S+", email.body)) == sorted(html.links)


def test_both_forms_have_every_fact_in_order(message):
    email = message_email(message)
    for text in (email.body, " ".join(Words(html_of(email)).text)):
        places = [text.index(part) for part in ("Priya Shah", "Study time", "3 hours", "Comment", "Enjoy", "Start")]
        assert places == sorted(places)


HOSTILE = "<script>alert(1)</script> & {{ 7|add:7 }} {% now 'Y' %} \"quoted\""


def test_html_escapes_what_people_typed_and_text_leaves_it_as_it_is(message):
    message.sentence, message.facts = f"{HOSTILE} agreed.", [[HOSTILE, HOSTILE]]
    email = message_email(message)
    html = Words(html_of(email))
    assert "script" not in html.tags
    assert "".join(html.text).count(HOSTILE) == 3
    assert email.body.count(HOSTILE) == 3


def test_a_mail_as_it_goes_out_is_two_forms_of_one(message):
    message_email(message).send()
    sent = mail.outbox[0].message()
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.get_payload()] == ["text/plain", "text/html"]
    assert sent["Message-ID"].startswith(f"<message-{message.pk}@")


# --- What is read on a locked screen ---------------------------------------------------------------------------------


@pytest.fixture
def people():
    """Names that are in no other word."""
    names = [("Zsuzsanna", "Quillfeather"), ("Xanthippe", "Wolverton")]
    return [MemberFactory(given_name=given, family_name=family) for given, family in names]


def approval_letters(requester, decider):
    decided = {"requester": requester, "decided_by": decider.user, "comment": "Zsuzsanna knows."}
    waiting = TaskFactory(requester=requester)
    refused = TaskFactory(refused=True, **decided)
    agreed = TaskFactory(agreed=True, **decided)
    case = CaseFactory(task=refused)
    case.answer = "Wolverton decides."
    stand_in = StandInFactory(manager=requester, deputy=decider)
    return [
        approvals.stepped_up(waiting, str(decider), "5 working days"),
        approvals.case_opened_for_you(case),
        approvals.stand_in_set(stand_in, "until May"),
        approvals.stand_in_ended(stand_in),
        approvals.decision_waiting(waiting),
        approvals.decision_reminder(waiting, 4),
        approvals.request_sent(waiting, str(decider)),
        approvals.request_agreed(agreed, "/", "Start"),
        approvals.request_changed(agreed),
        approvals.request_refused(refused),
        approvals.changes_accepted(agreed),
        approvals.case_opened(case),
        approvals.case_answered(case),
    ]


def test_no_subject_of_a_decision_names_anybody(people):
    letters = approval_letters(*people)
    assert len(letters) == len(inspect.getmembers(approvals, inspect.isfunction))
    for letter in letters:
        for person in people:
            assert person.given_name not in letter["subject"]
            assert person.family_name not in letter["subject"]


def test_the_letters_do_name_people_where_it_helps(people):
    """Else the test above would prove nothing."""
    text = " ".join(letter["sentence"] for letter in approval_letters(*people))
    for person in people:
        assert str(person) in text


def test_the_subject_of_a_certificate_names_nobody(people):
    holder, _ = people
    certificate = award_certificate(
        holder=holder, title="Level 2 Award", level=2, awarding_body="CMI", units=[], by=holder.user
    )
    store_certificate(certificate=certificate, credential=Credential("{}", "z6Mk"), file=StoredFile("7.pdf", "hash"))
    subject = Message.objects.get().subject
    assert holder.given_name not in subject
    assert holder.family_name not in subject


# --- What is told of a record, and once a day ------------------------------------------------------------------------


def proposal_letters(people, **fields):
    """Every letter about who manages whom, at the moment at which it goes out."""
    member, manager = people
    traits = {"proposed": {}, "declined": {"status": "declined", "reason": "stranger", "comment": "Zsuzsanna knows."}}
    settled = {"status": "settled", "settled_at": "2026-11-01T10:00Z", "settled_by": manager.user}
    traits |= {"confirmed": {"confirmed": True}, "disputed": {"disputed": True}}
    traits["settled"] = {"disputed": True, "note": "Wolverton is right.", **settled}
    assert set(traits) == set(PROPOSAL_LETTERS)
    for occasion, letters in PROPOSAL_LETTERS.items():
        proposal = ManagerProposalFactory(member=member, proposed=manager, **traits[occasion])
        yield from (letter for _, letter in letters(proposal))
        type(proposal).objects.all().delete()


def test_no_subject_about_who_manages_whom_names_anybody(people):
    letters = list(proposal_letters(people))
    assert len(letters) >= len(PROPOSAL_LETTERS)
    for letter in letters:
        for person in people:
            assert person.given_name not in letter["subject"] and person.family_name not in letter["subject"]
    assert all(any(str(person) in letter["sentence"] for person in people) for letter in letters)


def test_a_name_is_never_taken_for_a_pattern():
    """Braces in a name are letters like others."""
    member = MemberFactory(family_name="{0.pk}", line_manager=MemberFactory(family_name="{other}"))
    proposal = ManagerProposalFactory(disputed=True, member=member)
    sentences = [letter["sentence"] for _, letter in PROPOSAL_LETTERS["disputed"](proposal)]
    assert any("{other}" in sentence for sentence in sentences) and any("{0.pk}" in said for said in sentences)


def test_the_digest_says_the_same_in_text_and_html(settings):
    settings.SITE_URL = "https://portal.example"
    digest = DigestFactory(recipient__email="amara@work.example")
    for number in range(2):
        MessageFactory(recipient=digest.recipient, how="digest", digest=digest, sentence=f"{HOSTILE} {number}.")
    email = digest_email(digest)
    html = Words(html_of(email))
    assert "script" not in html.tags and email.body.count(HOSTILE) == "".join(html.text).count(HOSTILE) == 2
    assert sorted(re.findall(r"https?://\S+", email.body)) == sorted(html.links)
    plain = {
        word.strip(":.").lower() for word in words(re.sub(r"https?://\S+", "", email.body).replace("\n--\n", "\n"))
    }
    assert plain == {word.strip(":.").lower() for word in words(" ".join(html.text))}
