import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.learning import actions
from apps.learning.models import PriorLearning
from apps.learning.states import PriorStatus
from apps.qualifications.models import UnitAchievement
from apps.qualifications.states import Status
from tests.console.central import sign_in, sign_in_central
from tests.core.upload_files import GOOD
from tests.evidence.factories import EvidenceFactory
from tests.helpers import assert_flat_queries
from tests.learning.assignments import marker
from tests.learning.prior import claim, one_unit, reviewed, sent
from tests.qualifications.factories import enrolment_in
from tests.reading import reading_only, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(client):
    enrolment = one_unit()
    client.force_login(enrolment.member.user)
    client.get("/me/")  # the session is begun
    return enrolment


def said(enrolment, **changes):
    unit = enrolment.enrolled_units.get().unit_id
    day = {"ended_on-day": "3", "ended_on-month": "6", "ended_on-year": "2024"}
    text = {"kind": "certificate", "title": "An award", "gained_at": "NCFE", "description": "Complaints."}
    return {**text, **day, "units": [unit], **changes}


def url(enrolment, step=""):
    return f"/enrolments/{enrolment.pk}/prior-learning/{step}"


# --- The learner -----------------------------------------------------------------------------------------------------


def test_prior_list_leads_to_a_claim(client, enrolment):
    with reading_only():
        page = words_of(client.get(url(enrolment)))
    assert "Have you learnt some of this before?" in page
    assert "Claim prior learning" in page
    claim(enrolment)
    page = words_of(client.get(url(enrolment)))
    assert "Level 3 Award in Customer Service Not sent yet Self-declared" in page
    assert "Claim prior learning" not in page  # one at a time


def test_prior_list_of_what_is_over_has_nothing_to_claim(client):
    enrolment = enrolment_in(Status.COMPLETED)
    client.force_login(enrolment.member.user)
    assert "There is no unit left here" in words_of(client.get(url(enrolment)))


def test_prior_claim_and_change(client, enrolment):
    response = client.post(url(enrolment, "claim/"), said(enrolment))
    prior = PriorLearning.objects.get()
    assert response.url == prior.get_absolute_url()
    assert 'value="An award"' in client.get(url(enrolment, "claim/")).content.decode()
    assert "Nothing yet." in words_of(client.get(response.url))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": ""}, "Select what it is"),
        ({"units": []}, "Select at least one unit"),
        ({"units": ["999999"]}, "Select one of the choices given"),
        ({"ended_on-year": str(datetime.date.today().year + 1)}, "When it was must be today or in the past"),
        ({"title": "x" * 201}, "200 characters"),
    ],
)
def test_prior_claim_says_what_is_wrong(client, enrolment, changes, error):
    response = client.post(url(enrolment, "claim/"), said(enrolment, **changes))
    assert response.status_code == 422
    assert error in words_of(response)
    assert not PriorLearning.objects.exists()


def test_prior_detail_takes_files_and_sends(client, enrolment):
    prior = claim(enrolment)
    page = prior.get_absolute_url()
    bad = SimpleUploadedFile("run.exe", b"MZ\x90")
    assert client.post(f"{page}files/", {"file": bad}).status_code == 422
    client.post(f"{page}files/", {"file": SimpleUploadedFile("report.pdf", GOOD["report.pdf"])})
    assert prior.files.count() == 2
    file = prior.files.last()
    assert client.get(f"{page}files/{file.upload_id}/")["Content-Disposition"].startswith("attachment")
    client.post(f"{page}files/{file.upload_id}/remove/")
    assert prior.files.count() == 1
    response = client.post(f"{page}send/", follow=True)
    assert "You have sent it. A reviewer looks at it" in words_of(response)
    assert "Send it to a reviewer" not in words_of(response)
    assert client.get(f"{page}send/").status_code == 405


def test_prior_detail_takes_ones_own_evidence(client, enrolment):
    prior = claim(enrolment)
    page = prior.get_absolute_url()
    assert "Add from your evidence" not in words_of(client.get(page))
    own, other = EvidenceFactory(member=enrolment.member, title="A hard call", is_file=True), EvidenceFactory()
    for wrong in ("", str(other.pk)):
        assert client.post(f"{page}evidence/", {"evidence": wrong}).status_code == 422
    response = client.post(f"{page}evidence/", {"evidence": str(own.pk)}, follow=True)
    assert "A hard call from your evidence" in words_of(response)
    assert "Add from your evidence" not in words_of(response)
    assert client.get(f"{page}evidence/{own.pk}/")["Content-Disposition"].startswith("attachment")
    client.post(f"{page}evidence/{own.pk}/remove/")
    assert not prior.evidence.exists()


def test_prior_detail_shows_what_it_changes_before_it_is_taken(client):
    enrolment = one_unit(qualification__price_gbp="168.00")
    prior = reviewed(marker(), enrolment)
    client.force_login(enrolment.member.user)
    page = words_of(client.get(prior.get_absolute_url()))
    assert "Price £168.00 excluding VAT £0.00 excluding VAT" in page
    assert "Verified by" in page and not UnitAchievement.objects.exists()
    assert "These units count." in words_of(client.post(f"{prior.get_absolute_url()}accept/", follow=True))
    assert UnitAchievement.objects.exists()
    assert client.post(f"{prior.get_absolute_url()}decline/").status_code == 409


def test_prior_withdraw(client, enrolment):
    prior = sent(enrolment)
    client.post(f"{prior.get_absolute_url()}withdraw/")
    prior.refresh_from_db()
    assert prior.status == PriorStatus.WITHDRAWN


# --- The reviewer ----------------------------------------------------------------------------------------------------


def test_review_list_and_prior_review(client):
    prior = sent()
    sign_in(client, marker())
    with reading_only():
        page = words_of(client.get("/marking/prior-learning/"))
    assert "1 claim waits for a reviewer." in page and str(prior.enrolment.member) in page
    address = f"/marking/prior-learning/{prior.pk}/"
    file = prior.files.get()
    assert client.get(f"{prior.get_absolute_url()}files/{file.upload_id}/").status_code == 200
    unit = prior.units.get().unit_id
    response = client.post(address, {f"accepted_{unit}": "no"})
    assert response.status_code == 422 and "Say what is missing for unit" in words_of(response)
    response = client.post(address, {f"accepted_{unit}": "yes"}, follow=True)
    assert "You have reviewed it." in words_of(response) and "Nothing waits to be reviewed." in words_of(response)
    assert client.post(address, {f"accepted_{unit}": "yes"}).status_code == 404  # the back button
    assert client.get(f"{prior.get_absolute_url()}files/{file.upload_id}/").status_code == 404


def test_prior_review_shows_the_learners_own_evidence_while_it_waits(client):
    prior = claim()
    evidence = EvidenceFactory(member=prior.enrolment.member, is_file=True)
    actions.link_evidence(prior=prior, evidence=evidence, by=prior.enrolment.member.user)
    file = f"{prior.get_absolute_url()}evidence/{evidence.pk}/"
    sign_in(client, marker())
    assert client.get(file).status_code == 404
    actions.submit_prior_learning(prior=prior, by=prior.enrolment.member.user)
    assert "I rang back" in words_of(client.get(f"/marking/prior-learning/{prior.pk}/"))
    assert client.get(file).status_code == 200
    assert client.get(evidence.get_absolute_url()).status_code == 404
    actions.withdraw_prior_learning(prior=prior, by=prior.enrolment.member.user)
    assert client.get(file).status_code == 404


def test_the_central_team_sees_how_many_wait(client):
    sent()
    sign_in_central(client)
    assert "Prior learning to review 1" in words_of(client.get("/console/"))


def test_review_list_asks_no_more_for_more(client):
    sign_in(client, marker())
    assert_flat_queries(client, "/marking/prior-learning/", sent)
