"""The words of the cube that figures lay out and pages read."""

HEADCOUNT, ENROLLED, COMPLETED = MEASURES = ["headcount", "enrolled", "completed"]
OWN, AGREED = SOURCES = ["own", "agreed"]  # what people say of themselves, and what was agreed with the manager
ASSESSED = "assessed"  # how many have, beside the codes of capabilities: how many are below the level expected
PROFESSION = ""  # the scope of everybody; the others are codes of organisations
ALL = "all"  # the column of everybody in a scope
EVERY_QUALIFICATION = ""  # the answers about all of them; the others are codes of qualifications
UNKNOWN_GRADE = "grade "  # the column of those without one; the others end in their code
