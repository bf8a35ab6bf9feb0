"""What is measured.

A goal is the largest ratio to the floor; a budget, the most queries a page may ask; growth, the largest exponent with
the number of members.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    id: str
    title: str
    floor: str
    goal: float
    budget: int | None = None
    growth: float | None = None
    asked_for: bool = False  # runs only if it is named: it takes long, and the whole machine


FLOORS = {
    "H": "a Django “hello world” with the default middleware, CPU of its process",
    "P": "WeasyPrint on a heading and three paragraphs, CPU",
    "S": "`SELECT 1`, there and back, CPU of ours and Postgres’s; of the search, of Postgres’s alone",
    "T": "the same rows by COPY … TO, CPU of ours and Postgres’s",
    "A": "the same figures counted anew for everybody, CPU of ours and Postgres’s",
    "R": "the same rows written by raw SQL, CPU of ours and Postgres’s",
    "M": "the same mails, composed and sent to the same server without the portal, CPU",
    "F": "the same feed by COPY and a few set-based statements, wall time",
    "L": "the same people by COPY and one INSERT into the same empty table, wall time",
    "I": "an HR feed of the same night without errors, imported by the portal, wall time",
    "B": "150 ms, which nobody takes for slow, wall time",
    "Q": "the same requests while nothing else happens, wall time",
}
# In this order they run: the feeds come last, because they change the people.
WORKLOADS = [
    Workload("W1", "Home of a member", "H", 20, 6, growth=0.05),
    Workload("W2", "Catalogue of 2,000", "H", 20, 4, growth=0.05),
    Workload("W3", "Qualification, form, board", "H", 15, 5, growth=0.05),
    Workload("W4", "Decide on a request", "H", 15, 9, growth=0.05),
    Workload("W5", "Inbox, 25 of 400", "H", 20, 5, growth=0.05),
    Workload("D1", "Insights, first screen", "H", 30, 8, growth=0.1),
    Workload("D2", "Insights, drill-down", "H", 30, 7, growth=0.4),
    Workload("D3", "Figures are those of records", "A", 0),
    Workload("D4", "Figures follow 5,000 changes", "A", 0.1, growth=0.15),
    Workload("C1", "Draw a certificate", "P", 4, 0, growth=0.05),
    Workload("S1", "Find people by a beginning", "S", 15, growth=0.05),
    Workload("X1", "List of claims, the largest file", "T", 3),
    Workload("N1", "Remind learners", "R", 1.5, growth=1.1),
    Workload("N2", "Send digests", "M", 1.5),
    Workload("I2", "First HR feed", "L", 2, growth=1.1),
    Workload("I1", "HR feed", "F", 1.6, growth=1.1),
    Workload("I3", "HR feed with errors", "I", 1.3, growth=1.1),
    Workload("L1", "95% of 50 requests a second", "B", 1, asked_for=True),
    Workload("L2", "An HR feed beside it", "Q", 3, asked_for=True),
]
BY_ITSELF = [workload for workload in WORKLOADS if not workload.asked_for]
