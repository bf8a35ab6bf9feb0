"""The one writer of CSV files that people open: no cell of it can be taken for a formula."""

import csv

# What spreadsheets may take for the start of a formula, also as East Asian keyboards type it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvOut:
    """Writes rows to an open file (newline=""). Numbers stay numbers; text like a formula gets an apostrophe."""

    def __init__(self, file):
        self._writer = csv.writer(file)

    def row(self, cells):
        self._writer.writerow([defused(cell) for cell in cells])

    def rows(self, rows):
        for cells in rows:
            self.row(cells)


def defused(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
