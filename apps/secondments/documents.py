"""What is said of an application and a release, in the same words on the pages, in the mails and in the documents."""

import hashlib
import json

from apps.core.pdf import render_pdf
from apps.core.words import date_words
from apps.secondments.dates import last_day
from apps.secondments.states import Backfill, Pays, Stage


def submission_content(application, statements, evidence):
    """All that a host reads: what the member wrote, and who they are at work. Nothing else leaves the record."""
    member = application.member
    return {
        "name": member.name,
        "email": member.email,
        "organisation": str(member.organisation),
        "grade": str(member.grade) if member.grade_id else "Not recorded",
        "job_title": member.job_title,
        "why": application.why,
        "statements": [[str(wanted), text] for wanted, text in statements],
        "evidence": [
            {
                "pk": str(row.pk),
                "title": row.title,
                "dated_on": date_words(row.dated_on),
                "note": row.note,
                "link": row.link,
                "file": row.upload.name if row.upload else "",
            }
            for row in evidence
        ],
    }


def release_title(release):
    opportunity = release.application.opportunity
    asks = "release in principle" if release.stage == Stage.PRINCIPLE else "firm release"
    return f"{asks} for {opportunity.length_words} from {date_words(release.from_on)}: {opportunity.title}"[:250]


def release_facts(release):
    """What the manager sees: what it is, when, who pays, and what the team has of it."""
    application = release.application
    opportunity = application.opportunity
    gained = [str(aim) for aim in opportunity.capabilities.for_page() if aim.side == "gained"]
    return [
        ["Where", f"{opportunity.title}, {opportunity.host_name}"],
        ["Kind", opportunity.get_kind_display()],
        ["Dates", f"{date_words(release.from_on)} to {date_words(release.until_on)}, {opportunity.week_words}"],
        ["Who pays", opportunity.get_pays_display()],
        ["What they learn", opportunity.learn],
        ["Capabilities gained", "\n".join(gained) or "None named"],
        ["What your team gains", application.benefit],
        ["What is asked", _asked(release)],
    ]


def _asked(release):
    if release.stage == Stage.PRINCIPLE:
        return "Whether they could go, if they are chosen. You are asked again, firmly, when there is an offer."
    return "They have been offered the place. With your agreement they can accept it."


def release_changes(release, plan):
    """[label, words] for what the member did not ask for: another day, or a condition."""
    changes = []
    if plan["from_on"] != release.from_on:
        until = last_day(plan["from_on"], release.application.opportunity.months)
        new = f"{date_words(plan['from_on'])} to {date_words(until)}"
        changes.append(["Dates", f"{new} instead of {date_words(release.from_on)} to {date_words(release.until_on)}"])
    if plan["conditions"]:
        changes.append(["Conditions", plan["conditions"]])
    return changes


def backfill_words(release):
    """Somebody covers: Ben Marsh, from 1 March 2027, £4,000.00 in all."""
    if release.backfill == Backfill.NONE:
        return release.get_backfill_display()
    who = f"{release.get_backfill_display()}{f': {release.backfill_by}' if release.backfill_by else ''}"
    cost = "" if release.backfill_cost is None else f", £{release.backfill_cost:,.2f} in all"
    return f"{who}, from {date_words(release.backfill_from)}{cost}"


# --- Agreement and placement -----------------------------------------------------------------------------------------


def agreement_content(application, number, said):
    """[label, words]: the whole text that the three sign."""
    member, opportunity = application.member, application.opportunity
    pays_from = f", the host from {date_words(said['pays_from'])}" if said["pays_from"] else ""
    rows = [
        ["Version", str(number)],
        ["Placement", f"{opportunity.title} ({opportunity.get_kind_display()})"],
        ["Member", f"{member.name}, {member.organisation}"],
        ["Host", opportunity.host_name],
        ["Managed at the host by", said["supervisor"]],
        ["Dates", f"{date_words(said['starts_on'])} to {date_words(said['ends_on'])}, {opportunity.week_words}"],
        ["Who pays", f"{Pays(said['pays']).label}{pays_from}"],
        ["VAT on recharged salary", said["vat_note"]],
        ["What is agreed", said["terms"]],
        ["Your job meanwhile", opportunity.meanwhile],
        ["Why it is longer than two years", said["why_longer"]],
    ]
    return [row for row in rows if row[1]]


def digest_of(content):
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def agreement_pdf(agreement, version):
    """The text with who has signed it and when. `version` was read `for_page`."""
    context = {"agreement": agreement, "version": version}
    identifier = f"{version.digest}-{len(version.signed)}"
    return render_pdf("secondments/pdf/agreement.html", context, identifier=identifier)
