"""Whether completed qualifications helped at work, as learners and their managers say: published counts of answers."""

from apps.insights.disclosure import SMALL, Table, publish
from apps.insights.states import ALL, EVERY_QUALIFICATION
from apps.qualifications.models import Outcome, Qualification
from apps.qualifications.states import Helped, Side


def published_outcomes():
    """{qualification: {side: {answer: cell}}}, with the totals of both. What was written is in no figure.

    What is not there is "fewer than 5", as it is for most qualifications: to be left out says just that.
    """
    codes = list(Qualification.objects.order_by("code").values_list("code", flat=True))
    table = lay_out(Outcome.objects.counted(), codes)
    cells = {}
    for (code, side, answer), cell in publish(table).items():
        if cell != SMALL:
            cells.setdefault(code, {}).setdefault(side, {})[answer] = cell
    return cells


def lay_out(counted, codes):
    """Each answer of each side for each qualification and for all of them, and how many answered in all."""
    answers = [ALL, *Helped.values]
    keys = [(side, answer) for side in Side.values for answer in answers]
    counts = {(code, *key): 0 for code in [EVERY_QUALIFICATION, *codes] for key in keys}
    for row in counted:
        for code in [EVERY_QUALIFICATION, row["qualification"]]:
            for answer in [ALL, row["helped"]]:
                counts[code, row["side"], answer] += row["number"]
    sums = [
        ((code, side, ALL), [(code, side, answer) for answer in Helped.values])
        for code in [EVERY_QUALIFICATION, *codes]
        for side in Side.values
    ]
    if codes:
        sums += [((EVERY_QUALIFICATION, *key), [(code, *key) for code in codes]) for key in keys]
    return Table(counts, sums)
