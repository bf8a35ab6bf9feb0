from io import StringIO
from itertools import islice

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from apps.core import ods_out
from apps.core.csv_out import CsvOut
from apps.insights import actions
from apps.insights.queries import TABLES, TITLES, capability_rows, csv_rows, outcome_rows, page_rows
from apps.insights.states import Purpose
from apps.insights.views import found

FORMS = ["csv", "ods", "json"]


@require_safe
def figures_export(request, page, form):
    """The figures of a page for other programs. Who took them, how many rows and what for is kept."""
    snapshot = found.latest(request.user)
    if snapshot is None or form not in FORMS:
        raise Http404
    scope, rows = _rows(request, snapshot, page)
    purpose = request.GET.get("purpose", "")
    actions.export_figures(
        snapshot=snapshot,
        scope=scope,
        page=page,
        form=form,
        rows=len(rows) - 1,
        purpose=purpose if purpose in Purpose.values else Purpose.UNSAID,
        by=request.user,
    )
    return _file(f"insights-{page}-{snapshot.as_of}", form, rows)


def _rows(request, snapshot, page):
    """(the scope, a header and the rows)"""
    if page in TITLES:
        shown = found.flow_page(snapshot, request, page)
        return shown.scope, list(page_rows(shown))
    if page in TABLES:
        shown = found.uptake_page(snapshot, request)
        return shown.scope, list(csv_rows(shown, shown.section(page)))
    if page == "capability":
        shown = found.capability_page(snapshot, request)
        return shown.scope, list(capability_rows(shown))
    if page == "outcomes":  # of the whole profession, for all who read insights
        return found.scope_of(snapshot, request), list(outcome_rows(found.outcome_page(snapshot, request)))
    raise Http404


def _file(name, form, rows):
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form == "ods":
        return HttpResponse(ods_out.ods_bytes(name, rows), content_type=ods_out.KIND, headers=headers)
    if form == "json":
        names = rows[0]
        found_rows = [dict(zip(names, row, strict=True)) for row in islice(rows, 1, None)]
        return JsonResponse({"figures": found_rows}, headers=headers)
    text = StringIO(newline="")
    CsvOut(text).rows(rows)
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
