"""What the database itself refuses, asked by raw SQL, and what the QuerySets find."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.roles import Role
from apps.members.models import Grant, Member, Organisation
from tests.accounts.factories import UserFactory
from tests.members.factories import FeedUploadFactory, GrantFactory, MemberFactory, OrganisationFactory, central_user


def break_it(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("line_manager_id = id", "member_not_own_manager"),
        ("contract = 'fixed_term', contract_end = NULL", "member_fixed_term_has_an_end"),
        ("email = NULL", "member_has_an_email_until_leaving"),
        ("status = 'left'", "member_has_an_email_until_leaving"),
        ("email = 'Ann@work.example'", "member_email_in_small_letters"),
        ("user_id = NULL", "member_claimed_by_a_user"),
        ("working_days = ''", "member_works_on_some_days"),
        ("working_days = '-----'", "member_works_on_some_days"),
        ("working_days = 'MTWT'", "member_works_on_some_days"),
        ("working_days = 'WTMTF'", "member_works_on_some_days"),
        ("working_days = E'MTWTF\\n'", "member_works_on_some_days"),
        ("organisation_id = 'NONE'", "members_member_organisation_id"),
        ("grade_id = 'NONE'", "members_member_grade_id"),
    ],
)
def test_a_member_cannot_be_so(change, constraint, db):
    MemberFactory()
    with pytest.raises(IntegrityError, match=constraint):
        break_it(f"UPDATE members_member SET {change}")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("confirmed_by_id = uploaded_by_id", "upload_not_confirmed_by_who_uploaded"),
        ("confirmed_at = NULL", "upload_confirmed_says_when_and_by_whom"),
        ("confirmed_by_id = NULL, confirmed_at = NULL", "upload_applied_was_confirmed"),
        ("status = 'applied', file = '', ended_at = now()", "upload_applied_names_its_feed"),
        ("file = ''", "upload_has_a_file_until_it_ends"),
        ("status = 'cancelled'", "upload_has_a_file_until_it_ends"),
    ],
)
def test_an_upload_cannot_be_so(change, constraint, db):
    FeedUploadFactory(confirmed=True)
    with pytest.raises(IntegrityError, match=constraint):
        break_it(f"UPDATE members_feedupload SET {change}")


def test_of_uploads_one_is_live(db):
    FeedUploadFactory(refused=True)
    FeedUploadFactory()
    with pytest.raises(IntegrityError, match="upload_one_live"):
        FeedUploadFactory(waiting=True)


@pytest.mark.parametrize("column", ["staff_number", "email", "user_id"])
def test_two_members_never_share(column, db):
    one, two = MemberFactory(), MemberFactory()
    with pytest.raises(IntegrityError, match=column):
        break_it(f"UPDATE members_member SET {column} = %s WHERE id = %s", getattr(one, column), two.pk)


def test_a_leaver_without_an_address_is_right(db):
    MemberFactory(), MemberFactory()
    break_it("UPDATE members_member SET status = 'left', email = NULL")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("ends_on = starts_on - 1", "grant_ends_after_start"),
        ("given_by_id = user_id", "grant_not_given_to_oneself"),
        ("ended_at = now()", "grant_ended_says_when_and_by_whom"),
        ("ended_by_id = user_id", "grant_ended_says_when_and_by_whom"),
        ("role = 'champion'", "grant_says_for_which_organisation"),
        ("role = 'head_of_profession'", "grant_says_for_which_organisation"),
    ],
)
def test_a_grant_cannot_be_so(change, constraint, db):
    GrantFactory()
    with pytest.raises(IntegrityError, match=constraint):
        break_it(f"UPDATE members_grant SET {change}")


def test_an_organisation_is_not_its_own_department(db):
    OrganisationFactory(code="MOJ")
    with pytest.raises(IntegrityError, match="organisation_not_its_own_department"):
        break_it("UPDATE members_organisation SET department_id = code")


# --- QuerySets ------------------------------------------------------------------------------------------------------


def test_members_are_visible_to_themselves_their_manager_and_the_central_team(db):
    manager = MemberFactory()
    report, other = MemberFactory(line_manager=manager), MemberFactory()

    def seen(user):
        return set(Member.objects.visible_to(user))

    assert seen(manager.user) == {manager, report}
    assert seen(report.user) == {report}
    assert seen(UserFactory()) == set()
    assert seen(central_user()) == set(Member.objects.all())
    assert other not in seen(manager.user)


def test_answering_to_passes_over_whoever_is_not_in_post(db):
    top = MemberFactory()
    away = MemberFactory(line_manager=top, status="absent")
    left = MemberFactory(line_manager=away, status="left", email=None, user=None)
    below, deeper = MemberFactory(line_manager=left), MemberFactory(line_manager=away)
    behind = MemberFactory(line_manager=below)
    found = set(Member.objects.answering_to(top))
    assert found >= {away, below, deeper} and behind not in found


def test_an_address_finds_who_has_it_now(db):
    member = MemberFactory(email="ann@work.example")
    assert list(Member.objects.with_email(" Ann@Work.Example ")) == [member]
    assert not Member.objects.with_email("").exists()


def test_an_unclaimed_page_needs_no_further_query(db, django_assert_num_queries):
    MemberFactory(line_manager=MemberFactory())
    with django_assert_num_queries(1):
        for member in Member.objects.for_page():
            assert member.organisation.department_code and str(member.line_manager or "") != "?"


TODAY = datetime.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (-9, 0, True), (1, None, False), (-9, -1, False), (-9, 9, True)],
)
def test_a_grant_holds_from_its_first_to_its_last_day(starts, ends, holds, db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)
    days = [None if days is None else TODAY + datetime.timedelta(days=days) for days in (starts, ends)]
    GrantFactory(starts_on=days[0], ends_on=days[1])
    assert Grant.objects.current().exists() == holds


def test_no_grant_holds_for_an_account_out_of_use(db):
    GrantFactory(user=UserFactory(is_active=False))
    assert not Grant.objects.current().exists()


def test_heads_of_the_department_head_its_organisations(db):
    moj, ho = OrganisationFactory(code="MOJ"), OrganisationFactory(code="HO")
    prisons = OrganisationFactory(code="HMPPS", department=moj)
    grant = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=moj)
    assert list(Grant.objects.heads_for(prisons)) == list(Grant.objects.heads_for(moj)) == [grant]
    assert not Grant.objects.heads_for(ho).exists()


def test_grants_are_visible_to_the_person_and_the_central_team(db):
    grant, central = GrantFactory(role=Role.ASSESSOR), central_user()
    assert list(Grant.objects.visible_to(grant.user)) == [grant]
    assert grant in Grant.objects.visible_to(central)
    assert not Grant.objects.visible_to(UserFactory()).exists()


def test_departments_are_those_without_one_above(db):
    moj = OrganisationFactory(code="MOJ", name="Justice")
    OrganisationFactory(code="HMPPS", department=moj)
    ho = OrganisationFactory(code="HO", name="Home Office")
    assert list(Organisation.objects.departments()) == [ho, moj]
