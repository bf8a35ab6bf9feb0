from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.insights import actions
from apps.insights.models import Snapshot
from apps.insights.schedule import publish_figures
from apps.insights.states import Purpose
from tests.insights.factories import head_of, make_departments, make_people
from tests.members.factories import central_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def headcount():
    return Snapshot.objects.latest_first().first().figures["cells"][""]["all"]["headcount"]


def test_publish_figures_keeps_them_as_of_the_day():
    make_people(10, make_departments()["HO"])
    snapshot = actions.publish_figures(on=DAY)
    assert Snapshot.objects.get() == snapshot
    assert snapshot.as_of == DAY
    [event] = AuditEvent.objects.about(snapshot)
    assert event.event == "figures.published"
    assert event.sentence == "The portal published the figures of 21 November 2026"


def test_publish_figures_again_replaces_those_of_the_day_only():
    office = make_departments()["HO"]
    make_people(10, office)
    actions.publish_figures(on=date(2026, 11, 20))
    first = actions.publish_figures(on=DAY)
    make_people(10, office)
    again = actions.publish_figures(on=DAY)
    assert again.pk == first.pk
    assert headcount() == 20
    assert Snapshot.objects.get(as_of=date(2026, 11, 20)).figures["cells"][""]["all"]["headcount"] == 10
    assert AuditEvent.objects.about(again).count() == 2


def test_figures_do_not_change_until_they_are_published_again():
    office = make_departments()["HO"]
    make_people(10, office)
    actions.publish_figures(on=DAY)
    make_people(10, office)
    assert headcount() == 10


TAKEN = {"page": "grade", "form": "csv", "rows": 3, "purpose": Purpose.BRIEFING}


def test_export_figures_leaves_a_line_that_says_who_took_what_and_what_for():
    organisations = make_departments()
    user, snapshot = head_of(organisations["MOJ"]), actions.publish_figures(on=DAY)
    scope = next(scope for scope in snapshot.figures["scopes"] if scope["code"] == "HMPPS")
    actions.export_figures(snapshot=snapshot, scope=scope, by=user, **TAKEN)
    event = AuditEvent.objects.get(event="insights.exported")
    assert event.by == user
    assert event.says == "exported the figures of HM Prison and Probation Service: grade"
    assert event.details == {**TAKEN, "organisation": "HMPPS"}


def test_export_figures_of_another_department_is_refused():
    organisations = make_departments()
    user, snapshot = head_of(organisations["MOJ"]), actions.publish_figures(on=DAY)
    scope = next(scope for scope in snapshot.figures["scopes"] if scope["code"] == "HO")
    with pytest.raises(PermissionDenied):
        actions.export_figures(snapshot=snapshot, scope=scope, by=user, **TAKEN)
    assert not AuditEvent.objects.filter(event="insights.exported").exists()


# --- By the clock and by hand ----------------------------------------------------------------------------------------


def published():
    return list(Snapshot.objects.order_by("as_of").values_list("as_of", flat=True))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-21T01:59:00Z", []),
        ("2026-11-21T02:00:00Z", [DAY]),
        ("2026-11-21T23:45:00Z", [DAY]),  # the night was missed: it is made up for
        ("2026-07-01T00:30:00Z", []),  # half past one in London
        ("2026-07-01T01:00:00Z", [date(2026, 7, 1)]),
    ],
)
def test_figures_are_published_once_a_day_from_two_in_the_morning(moment, expected):
    make_departments()
    with time_machine.travel(moment, tick=False):
        publish_figures()
        publish_figures()
    assert published() == expected
    assert AuditEvent.objects.filter(event="figures.published").count() == len(expected)


def test_each_day_has_its_own_figures():
    make_departments()
    for moment in ["2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"]:
        with time_machine.travel(moment, tick=False):
            publish_figures()
    assert published() == [date(2026, 11, 20), DAY]


def test_refresh_insights_publishes_now(capsys):
    office = make_departments()["HO"]
    make_people(10, office)
    call_command("refresh_insights")
    make_people(10, office)
    with time_machine.travel(timezone.now().replace(hour=12), tick=False):
        call_command("refresh_insights")
    assert headcount() == 20
    assert "Published the figures of" in capsys.readouterr().out


def test_the_central_team_may_export_everything():
    make_departments()
    snapshot = actions.publish_figures(on=DAY)
    for scope in snapshot.figures["scopes"]:
        actions.export_figures(snapshot=snapshot, scope=scope, by=central_user(), **TAKEN)
    assert AuditEvent.objects.filter(event="insights.exported").count() == len(snapshot.figures["scopes"])
