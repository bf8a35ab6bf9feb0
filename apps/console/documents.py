"""The files that the central team takes out of the portal."""

from io import StringIO

from apps.core.csv_out import CsvOut

CLAIM_COLUMNS = [
    "Learner",
    "Staff number",
    "Awarding body",
    "Qualification",
    "Accreditation number",
    "Level",
    "Units",
    "Learning started",
    "Achieved",
    "Portal certificate",
]


def claims_csv(certificates):
    """What to claim, a row for each achievement. A byte order mark, so that spreadsheets read names rightly."""
    file = StringIO(newline="")
    out = CsvOut(file)
    out.row(CLAIM_COLUMNS)
    out.rows(
        [
            certificate.holder_name,
            certificate.holder.staff_number,
            certificate.awarding_body,
            certificate.title,
            certificate.accreditation_number or "",
            certificate.level,
            "; ".join(f"{unit['code']} {unit['title']}" for unit in certificate.units),
            certificate.started_on.isoformat() if certificate.started_on else "",
            certificate.awarded_on.isoformat(),
            certificate.number,
        ]
        for certificate in certificates
    )
    return "\ufeff" + file.getvalue()
