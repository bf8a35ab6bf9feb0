"""What the feed says to those who said themselves who their line manager is. The feed is right in the end."""

from django.db import connection

from apps.core import audit, jobs
from apps.core.words import date_words
from apps.members.models import ManagerProposal
from apps.members.states import EmploymentStatus, ProposalStatus

# Nobody answers while a feed is compared and written: an answer between the two would be lost in it. Who reads is not
# held up, and who wants to answer is told to try again in a moment.
HOLD = "LOCK TABLE members_managerproposal IN EXCLUSIVE MODE"
# The record is now as the feed says. Where that is what was proposed, all is well; where something else was agreed, it
# is disputed. What concerns somebody who has left is no longer needed.
ANSWER = f"""
    UPDATE members_managerproposal proposal
    SET status = answer.status,
        disputed_at = CASE
            WHEN answer.status = '{ProposalStatus.DISPUTED}' THEN now() ELSE proposal.disputed_at
        END
    FROM (
        SELECT live.id, CASE
            WHEN member.status = '{EmploymentStatus.LEFT}' THEN '{ProposalStatus.LAPSED}'
            WHEN member.line_manager_id IS NOT DISTINCT FROM live.proposed_id THEN '{ProposalStatus.IN_FEED}'
            WHEN confirmer.status = '{EmploymentStatus.LEFT}' THEN '{ProposalStatus.LAPSED}'
            WHEN live.status = '{ProposalStatus.CONFIRMED}' THEN '{ProposalStatus.DISPUTED}'
        END AS status
        FROM members_managerproposal live
        JOIN members_member member ON member.id = live.member_id
        JOIN members_member confirmer ON confirmer.id = COALESCE(live.proposed_id, live.former_id)
        WHERE live.status IN ('{ProposalStatus.PROPOSED}', '{ProposalStatus.CONFIRMED}', '{ProposalStatus.DISPUTED}')
    ) answer
    WHERE proposal.id = answer.id AND answer.status IS NOT NULL
    RETURNING proposal.id, answer.status
"""  # noqa: S608
SAYS = {
    ProposalStatus.IN_FEED: "found the line manager as proposed",
    ProposalStatus.DISPUTED: "found another line manager than agreed",
    ProposalStatus.LAPSED: "found that somebody of a proposal has left",
}


def hold():
    """To the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD)


def answer(feed_import, by):
    """All of them at once, after the feed was written."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWER)
        answers = cursor.fetchall()
    for status, says in SAYS.items():
        found = [ManagerProposal(pk=pk) for pk, outcome in answers if outcome == status]
        audit.record_many(
            f"proposal.{status}",
            subjects=found,
            by=by,
            says=f"{says} in the HR feed of {date_words(feed_import.as_of)}",
            feed=feed_import.pk,
        )
    disputed = [str(pk) for pk, outcome in answers if outcome == ProposalStatus.DISPUTED]
    jobs.enqueue_many(
        "tell_of_proposal", {f"{pk} disputed": {"proposal": pk, "occasion": "disputed"} for pk in disputed}
    )
