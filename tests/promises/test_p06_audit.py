"""P6: every change of state is on the audit trail, which can only be added to; without its line a change is undone."""

import inspect
from importlib import import_module

import psycopg2
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.test import Client
from psycopg2.sql import SQL, Identifier

from apps.approvals.models import Task
from apps.core.models import AuditEvent, Job
from apps.members.actions import import_feed
from apps.notifications.models import Message
from apps.qualifications.states import Status
from tests.members.factories import MemberFactory
from tests.members.feed_files import people, write
from tests.promises import deeds
from tests.qualifications.factories import enrolment_in

DEEDS = vars(deeds)
SITUATIONS = {name: make for name, make in DEEDS.items() if "__" in name.strip("_") and callable(make)}
WITHOUT_A_LINE = {
    "capability__choose_evidence": "the member's own until it is shared",
    "capability__invite_to_cycles": "a message, and changes nothing",
    "capability__remind_of_cycles": "a reminder is a message and changes nothing",
    "capability__save_answer": "the member's own until it is shared",
    "capability__save_outcome": "the writer's own until it is sent",
    "insights__refresh": "numbers worked out from what the audit trail says",
    "insights__recount": "numbers worked out from what the audit trail says",
    "insights__send_summaries": "a message, and changes nothing",
    "capability__save_view": "the manager's own until it is sent",
    "certificates__begin_check": "hands work over and changes nothing",
    "certificates__next_number": "a number is no change until a certificate has it",
    "learning__read_page": "a bookmark of the reader's own",
    "learning__save_answer": "the learner's own note until the test is sent in",
    "learning__save_answer_to_criterion": "the learner's own note until the assignment is sent in",
    "learning__claim_prior_learning": "the learner's own note until it is sent",
    "learning__add_evidence": "the learner's own until it is sent",
    "learning__link_evidence": "the learner's own until it is sent",
    "learning__unlink_evidence": "the learner's own until it is sent",
    "learning__remove_evidence": "the learner's own until it is sent",
    "learning__add_work_file": "the learner's own until the assignment is sent in",
    "learning__remove_work_file": "the learner's own until the assignment is sent in",
    "learning__save_marking": "the assessor's own note until the decision",
    "learning__tell_markers": "a message, and changes nothing",
    "learning__tell_reviewers": "a message, and changes nothing",
    "members__keep_looks": "the log of looks is a log by itself",
    "members__remove_downloads": "has a test of its own: each is a transaction of its own",
    "members__remove_uploads": "has a test of its own: each is a transaction of its own",
    "members__import_feed": "has a test of its own below, for it takes a file",
    "notifications__mark_messages_read": "a bookmark of the reader's own",
    "notifications__mark_sent": "the job says it, and the message",
    "notifications__mark_digest_sent": "the job says it, and the messages",
    "notifications__send_digests": "what actions have said already, in one mail",
    "notifications__tell_of_download": "a message, and changes nothing",
    "notifications__tell_of_harmful_upload": "a message, and changes nothing",
    "notifications__tell_of_proposal": "a message, and changes nothing",
    "notifications__send_message": "what an action says, not what it does",
    "notifications__send_messages": "what an action says, not what it does",
    "qualifications__complete_earned": "each is a transaction of its own, of actions that are looked at here",
    "qualifications__remind_learners": "a reminder is a message and changes nothing",
    "qualifications__save_qualification": "a bookmark of the reader's own",
    "qualifications__unsave_qualification": "a bookmark of the reader's own",
    "qualifications__remind_returns": "a reminder is a message and changes nothing",
    "secondments__save_words": "the member's own note until it is sent",
    "secondments__save_statement": "the member's own note until it is sent",
    "secondments__choose_evidence": "the member's own choice until it is sent",
    "secondments__tell_of_new": "messages, and changes nothing",
    "secondments__remind_of_ends": "a reminder is a message and changes nothing",
    "console__check_data": "looks at the data and changes nothing",
}
CHANGES = [
    "UPDATE core_auditevent SET says = 'did nothing'",
    "DELETE FROM core_auditevent",
    "TRUNCATE core_auditevent",
    "DROP TABLE core_auditevent",
    "ALTER TABLE core_auditevent RENAME TO gone",
    "CREATE OR REPLACE RULE nothing AS ON INSERT TO core_auditevent DO INSTEAD NOTHING",
]


# --- Only added to ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_web_can_only_add_to_the_audit_trail(web_url, counts):
    deeds.qualifications__start_learning()()
    before = list(AuditEvent.objects.values_list())
    refused = {statement: _outcome(web_url, statement) for statement in CHANGES}
    assert set(refused.values()) == {"refused"}
    assert list(AuditEvent.objects.values_list()) == before != []
    assert _outcome(web_url, "SELECT says FROM core_auditevent") == "done"
    counts(f"{len(refused)} ways to change it refused")


@pytest.mark.django_db(transaction=True)
def test_the_owner_could_change_it():
    """So it is the role that is refused, and nothing else that is in the way."""
    for statement in CHANGES:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)


def _outcome(url, statement):
    with psycopg2.connect(url) as web, web.cursor() as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            return "refused"
        finally:
            web.rollback()
        return "done"


@pytest.mark.django_db(transaction=True)
def test_a_decision_without_its_line_is_undone(web_url):
    """As the web does it: over HTTP, in the role of the web, which for once may not add to the trail."""
    manager = MemberFactory()
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=manager)
    client = Client(raise_request_exception=False)
    client.force_login(manager.user)
    role = psycopg2.extensions.parse_dsn(web_url)["user"]
    before = fingerprint()
    with connection.cursor() as cursor:
        cursor.execute(SQL("REVOKE INSERT ON core_auditevent FROM {}").format(Identifier(role)))
        cursor.execute(SQL("SET ROLE {}").format(Identifier(role)))
        response = client.post(f"/enrolments/{enrolment.pk}/decide/", {"decision": "approved"})
        cursor.execute("RESET ROLE")
    assert response.status_code == 500
    assert fingerprint() == before
    assert Task.objects.get().status == "pending"
    assert not (Message.objects.exists() or Job.objects.exists())


# --- No change without a line ----------------------------------------------------------------------------------------


def test_every_action_is_looked_at():
    """An action that is in neither list fails, and so does a row without an action."""
    found = {f"{app}__{name}" for app, name in _actions()}
    assert found | {"jobs__retry"} == set(SITUATIONS) | set(WITHOUT_A_LINE)
    assert not set(SITUATIONS) & set(WITHOUT_A_LINE)


def _actions():
    for app in apps.get_app_configs():
        if not app.name.startswith("apps."):
            continue
        try:
            module = import_module(f"{app.name}.actions")
        except ModuleNotFoundError:
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and function.__module__.startswith(module.__name__):
                yield app.label, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", SITUATIONS)
def test_a_change_has_its_line_or_is_undone(name):
    act = SITUATIONS[name]()
    before, lines = fingerprint(), AuditEvent.objects.count()
    with no_line_can_be_written(), pytest.raises(InternalError, match="no line today"):
        act()
    assert fingerprint() == before
    act()
    assert AuditEvent.objects.count() > lines


@pytest.mark.django_db
def test_a_feed_without_its_lines_is_undone(tmp_path):
    deeds.members__load_organisations()()
    deeds.members__load_job_families()()
    path = write(tmp_path / "feed.csv", people("1", "2", "3"))
    before, lines = fingerprint(), AuditEvent.objects.count()
    with no_line_can_be_written(), pytest.raises(InternalError, match="no line today"):
        import_feed(path=path)
    assert fingerprint() == before
    import_feed(path=path)
    assert AuditEvent.objects.count() > lines


class no_line_can_be_written:
    """The database refuses every line, as when its disk is full."""

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION refuse_line() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'no line today'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER refuse_line BEFORE INSERT ON core_auditevent "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_line()"
            )

    def __exit__(self, *error):
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION refuse_line CASCADE")


def fingerprint():
    """Of every row of ours in the database: the same only if nothing was written."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    one = "SELECT '{0}', count(*), md5(string_agg(row::text, ',' ORDER BY row::text)) FROM \"{0}\" AS row"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables) + " ORDER BY 1")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_change_that_stays_without_its_line_is_found():
    """The checker sees it: an action in pieces leaves some of them behind."""
    before = fingerprint()
    with no_line_can_be_written(), pytest.raises(InternalError):
        MemberFactory()
        deeds.qualifications__start_learning()()
    assert fingerprint() != before
