"""Whether completed qualifications helped at work, as learners and their managers say: published counts of answers."""

from apps.insights.disclosure import SMALL, Table, publish
from apps.insights.states import ALL
from apps.qualifications.models import Outcome, Qualification
from apps.qualifications.states import Helped, Side


def published_outcomes():
    """{qualification: {side: {answer: cell}}}, "all" among the answers. What was written is in no figure.

    What is not there is "fewer than 5", as it is for most qualifications: to be left out says just that.
    """
    codes = Qualification.objects.order_by("code").values_list("code", flat=True)
    table = lay_out(Outcome.objects.counted(), codes)
    cells = {}
    for (code, side, answer), cell in publish(table).items():
        if cell != SMALL:
            cells.setdefault(code, {}).setdefault(side, {})[answer] = cell
    return cells


def lay_out(counted, codes):
    """Each answer of each side for each qualification, and how many answered in all."""
    counts = {(code, side, answer): 0 for code in codes for side in Side.values for answer in [ALL, *Helped.values]}
    for row in counted:
        counts[row["qualification"], row["side"], row["helped"]] += row["number"]
        counts[row["qualification"], row["side"], ALL] += row["number"]
    sums = [
        ((code, side, ALL), [(code, side, answer) for answer in Helped.values])
        for code in codes
        for side in Side.values
    ]
    return Table(counts, sums)
