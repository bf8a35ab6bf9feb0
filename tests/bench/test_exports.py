import pytest

from apps.certificates.models import Certificate
from apps.console.documents import claims_csv
from apps.console.queries import claims_of
from odp_portal.bench import exports
from odp_portal.bench.measure import Failed


def test_the_floor_has_the_rows_of_the_file(population):
    export = exports.draw_up(exports.central())
    rows = exports.copied(export).splitlines()
    assert len(rows) == export.rows == exports.lines(claims_csv(claims_of(export))) - 1 > 0
    assert {row.split(",")[2] for row in rows} == {export.awarding_body}


def test_there_is_one_central_team_however_often_it_is_asked_for(population):
    assert exports.central() == exports.central()
    assert exports.central().is_central


def test_nothing_to_export_ends_the_workload(population):
    Certificate.objects.update(claimed_in=exports.draw_up(exports.central()))
    with pytest.raises(Failed, match="nobody has achieved anything"):
        exports.draw_up(exports.central())
