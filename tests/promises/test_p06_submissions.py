"""P6: what a learner sent in and what was decided about it never changes: the role of the web is refused, whatever the
code of the portal would ask for."""

import psycopg2
import pytest
from django.db import connection, transaction

from apps.learning.models import Mark, SubmittedAnswer
from tests.learning.assignments import assigned_unit, mark, marker, send_in
from tests.learning.test_actions_work import CHANGES

TRUNCATES = [
    f"TRUNCATE learning_{table} CASCADE" for table in ("submission", "submittedanswer", "mark", "criterionmark")
]
REFUSED = (psycopg2.errors.RestrictViolation, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.django_db(transaction=True)
def test_the_web_cannot_change_what_was_sent_in_or_decided(web_url, counts):
    marker()
    row = assigned_unit()
    send_in(row)
    mark(row, True, False)
    before = list(SubmittedAnswer.objects.order_by("pk").values_list()), list(Mark.objects.values_list())
    statements = [statement for statement in CHANGES if "file" not in statement and "core_upload" not in statement]
    statements += TRUNCATES
    refused = 0
    for statement in [*statements, "ALTER TABLE learning_submission DISABLE TRIGGER ALL"]:
        with psycopg2.connect(web_url) as web, web.cursor() as cursor, pytest.raises(REFUSED):
            cursor.execute(statement)
        web.rollback()
        refused += 1
    assert before == (list(SubmittedAnswer.objects.order_by("pk").values_list()), list(Mark.objects.values_list()))
    counts(f"{refused} ways to change a submission or a mark refused")
    # It is these rows that are refused, not this role: what is not sent in yet can be written by it.
    with psycopg2.connect(web_url) as web, web.cursor() as cursor:
        cursor.execute("UPDATE learning_draftanswer SET text = 'x'")
        assert cursor.rowcount == 2
        web.rollback()


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_the_owner_could_change_it():
    marker()
    send_in(assigned_unit())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE learning_submittedanswer DISABLE TRIGGER submittedanswer_never_changes")
        cursor.execute("UPDATE learning_submittedanswer SET text = 'better'")
        assert cursor.rowcount == 2
        transaction.set_rollback(True)
