"""What happened, as statements of SQL: each finds facts of one kind in the records and in the audit trail.

A fact is of a person as they are now: whoever moves takes along what they did. Restricted people are in none. What
each finds is (member, what, organisation, region, grade, thing, detail, moment, days, amount).
"""

LONDON = "Europe/London"
WORKING_DAYS = "((({on} - DATE '2000-01-03') / 7) * 5 + LEAST(({on} - DATE '2000-01-03') %% 7, 5))"


def _day(moment):
    return f"timezone('{LONDON}', {moment})::date"


def _noon(day):
    return f"(({day} + time '12:00') AT TIME ZONE '{LONDON}')"


def _working_days(begin, end):
    """From a day to another, Monday to Friday; bank holidays count as any other day."""
    days = [WORKING_DAYS.format(on=_day(moment)) for moment in (begin, end)]
    return f"GREATEST({days[1]} - {days[0]}, 0)"


# Whose facts are found: everybody's, or those of some.
PEOPLE = """
    own AS (
        SELECT member.id AS member, member.organisation_id AS organisation, COALESCE(member.region_id, '') AS region,
            COALESCE(member.grade_id, '') AS grade
        FROM members_member member WHERE NOT member.restricted AND (%(everybody)s OR member.id = ANY(%(members)s))
    )
"""
OWN = "own.member, {what}, own.organisation, own.region, own.grade"

_JOURNEY = """
    journey AS (
        SELECT own.*, qualification.code AS thing, enrolment.completed_at, enrolment.withdrawn_at,
            enrolment.withdrawal_reason, COALESCE(trail.asked, task.asked_at) AS asked, task.decided_at, trail.begun,
            COALESCE(offering.price_gbp, qualification.price_gbp) AS price
        FROM own
        JOIN qualifications_enrolment enrolment ON enrolment.member_id = own.member
        JOIN qualifications_qualification qualification ON qualification.id = enrolment.qualification_id
        LEFT JOIN qualifications_offering offering ON offering.id = enrolment.offering_id
        LEFT JOIN approvals_task task ON task.id = enrolment.task_id
        LEFT JOIN LATERAL (
            SELECT min(at) FILTER (WHERE event = 'enrolment.submitted') AS asked,
                min(at) FILTER (WHERE event = 'enrolment.begun') AS begun
            FROM core_auditevent
            WHERE subject_type = 'qualifications.Enrolment' AND subject_id = enrolment.id::text
        ) trail ON true
    )
"""
_OF_JOURNEY = "SELECT member, {what}, organisation, region, grade, thing, {rest} FROM journey WHERE {when} IS NOT NULL"
QUALIFICATIONS = f"""
    WITH {PEOPLE}, {_JOURNEY}
    {_OF_JOURNEY.format(what="'asked'", rest="'', asked, -1, 0", when="asked")}
    UNION ALL
    {
    _OF_JOURNEY.format(
        what="'started'",
        when="begun",
        rest=f"'', begun, COALESCE(GREATEST({_day('begun')} - {_day('decided_at')}, 0), -1), 0",
    )
}
    UNION ALL
    {
    _OF_JOURNEY.format(
        what="'completed'",
        when="completed_at",
        rest=f"'', completed_at, COALESCE(GREATEST({_day('completed_at')} - {_day('begun')}, 0), -1), 0",
    )
}
    UNION ALL
    {_OF_JOURNEY.format(what="'cost'", rest="'', completed_at, -1, price", when="completed_at IS NOT NULL AND price")}
    UNION ALL
    {_OF_JOURNEY.format(what="'withdrawn'", rest="withdrawal_reason, withdrawn_at, -1, 0", when="withdrawn_at")}
"""

_TASKS = "FROM own JOIN approvals_task task ON task.requester_id = own.member"
DECISIONS = f"""
    WITH {PEOPLE}
    SELECT {OWN.format(what="'decided'")}, task.kind, CASE task.status WHEN 'refused' THEN 'refused' ELSE 'agreed' END,
        task.decided_at, {_working_days("task.asked_at", "task.decided_at")}, 0
    {_TASKS} AND task.status IN ('approved', 'changed', 'refused')
    UNION ALL
    SELECT {OWN.format(what="'refused'")}, task.kind, task.reason, task.decided_at, -1, 0
    {_TASKS} AND task.status = 'refused'
    UNION ALL
    SELECT {OWN.format(what="'waiting'")}, task.kind, '', task.asked_at, -1, 0
    {_TASKS} AND task.status = 'pending'
    UNION ALL
    SELECT {OWN.format(what="'passed_up'")}, task.kind, '', late.at, -1, 0
    {_TASKS}
    JOIN LATERAL (
        SELECT min(ended_at) AS at FROM approvals_turn turn WHERE turn.task_id = task.id AND turn.end = 'time'
    ) late ON late.at IS NOT NULL
    UNION ALL
    SELECT {OWN.format(what="'case'")}, task.kind, '', question.opened_at, -1, 0
    {_TASKS} JOIN approvals_case question ON question.task_id = task.id
"""  # noqa: S608

_UNITS = """
    FROM own
    JOIN qualifications_enrolment enrolment ON enrolment.member_id = own.member
    JOIN qualifications_qualification qualification ON qualification.id = enrolment.qualification_id
    JOIN qualifications_enrolledunit unit ON unit.enrolment_id = enrolment.id
"""
LEARNING = f"""
    WITH {PEOPLE}
    SELECT {OWN.format(what="'test'")}, qualification.code, CASE WHEN attempt.passed THEN 'passed' ELSE 'failed' END,
        attempt.submitted_at, -1, 0
    {_UNITS}
    JOIN learning_attempt attempt ON attempt.enrolled_unit_id = unit.id AND attempt.submitted_at IS NOT NULL
        AND attempt.passed IS NOT NULL
    UNION ALL
    SELECT {OWN.format(what="'assignment'")}, qualification.code, mark.result, mark.marked_at, -1, 0
    {_UNITS}
    JOIN learning_work work ON work.enrolled_unit_id = unit.id
    JOIN learning_submission submission ON submission.work_id = work.id
    JOIN learning_mark mark ON mark.submission_id = submission.id AND mark.replaced_at IS NULL
    UNION ALL
    SELECT {OWN.format(what="'hours'")}, '', '', {_noon("log.on")}, -1, log.hours
    FROM own JOIN qualifications_studylog log ON log.member_id = own.member AND log.struck_at IS NULL
"""  # noqa: S608

_TO = "COALESCE(place.department_id, place.code, 'outside')"
_APPLICATIONS = """
    FROM own
    JOIN secondments_application application ON application.member_id = own.member
    JOIN secondments_opportunity opportunity ON opportunity.id = application.opportunity_id
    LEFT JOIN members_organisation place ON place.code = opportunity.organisation_id
"""
_PLACEMENTS = f"""
    {_APPLICATIONS}
    JOIN secondments_agreement agreement ON agreement.application_id = application.id
    JOIN secondments_placement placement ON placement.agreement_id = agreement.id
    JOIN members_absence absence ON absence.id = placement.absence_id
"""
MOVES = f"""
    WITH {PEOPLE}
    SELECT {OWN.format(what="'applied'")}, {_TO}, '', submission.submitted_at, -1, 0
    {_APPLICATIONS} JOIN secondments_submission submission ON submission.application_id = application.id
    UNION ALL
    SELECT {OWN.format(what="'placed'")}, {_TO}, opportunity.kind, {_noon("absence.starts_on")}, -1, 0
    {_PLACEMENTS} AND placement.status IN ('running', 'ended', 'returned')
    UNION ALL
    SELECT {OWN.format(what="'ended'")}, {_TO}, CASE placement.status WHEN 'returned' THEN 'returned' ELSE 'open' END,
        {_noon("absence.ends_on")}, -1, 0
    {_PLACEMENTS} AND placement.status IN ('ended', 'returned')
"""

# Not of a person but of whoever offers it.
_OFFERED = """
    FROM secondments_opportunity opportunity
    LEFT JOIN LATERAL (
        SELECT min(at) AS at FROM core_auditevent
        WHERE subject_type = 'secondments.Opportunity' AND subject_id = opportunity.id::text
          AND event = 'opportunity.filled'
    ) filled ON true
    WHERE opportunity.published_at IS NOT NULL
"""
_PLACE = "COALESCE(opportunity.organisation_id, 'outside'), '', ''"
OPPORTUNITIES = f"""
    SELECT NULL::bigint, 'offered', {_PLACE}, opportunity.kind, '', opportunity.published_at, -1, 0
    {_OFFERED}
    UNION ALL
    SELECT NULL::bigint, 'filled', {_PLACE}, opportunity.kind, '', filled.at,
        GREATEST({_day("filled.at")} - {_day("opportunity.published_at")}, 0), 0
    {_OFFERED} AND filled.at IS NOT NULL
"""

# Each place of a surge that was agreed, of the department that asked: how soon somebody had accepted it.
SURGE = f"""
    SELECT NULL::bigint, 'surge', request.organisation_id, '', '', '',
        CASE WHEN filled.at IS NULL THEN 'open' ELSE 'filled' END, request.decided_at,
        COALESCE(GREATEST({_day("filled.at")} - {_day("request.decided_at")}, 0), -1), 0
    FROM surge_line line
    JOIN surge_surgerequest request ON request.id = line.request_id AND request.decided_at IS NOT NULL
    CROSS JOIN generate_series(1, line.granted) wanted (nth)
    LEFT JOIN LATERAL (
        SELECT min(offer.answered_at) AS at
        FROM surge_deployment deployment JOIN surge_offer offer ON offer.id = deployment.offer_id
        WHERE deployment.line_id = line.id AND deployment.place = wanted.nth AND deployment.status <> 'called_off'
    ) filled ON true
    WHERE line.dropped_at IS NULL
"""  # noqa: S608

OF_DEPARTMENTS = [OPPORTUNITIES, SURGE]
OF_PEOPLE = [QUALIFICATIONS, DECISIONS, LEARNING, MOVES]

COLUMNS = "what, organisation, region, grade, thing, detail, month, days"
FOUND = f"""
    SELECT member, what, organisation, region, grade, thing, detail,
        date_trunc('month', timezone('{LONDON}', moment))::date AS month, days, amount
    FROM ({{facts}}) found (member, what, organisation, region, grade, thing, detail, moment, days, amount)
"""  # noqa: S608
KEEP = f"INSERT INTO insights_fact (member_id, {COLUMNS}, amount) {FOUND}"

COUNT_ALL = f"""
    INSERT INTO insights_tally ({COLUMNS}, number, amount)
    SELECT {COLUMNS}, count(*), sum(amount) FROM insights_fact GROUP BY {COLUMNS}
"""  # noqa: S608
# What is kept of some people made to be what is found of them: only what differs is written, and moves the numbers.
# Two facts may be alike in everything: the second of them is like the second.
PUT_RIGHT = f"""
    WITH found AS (
        SELECT COALESCE(member, 0) AS who, {COLUMNS}, amount, true AS is_found,
            row_number() OVER (PARTITION BY member, {COLUMNS}, amount) AS nth
        FROM ({{found}}) found
    ),
    kept AS (
        SELECT id, COALESCE(member_id, 0) AS who, {COLUMNS}, amount,
            row_number() OVER (PARTITION BY member_id, {COLUMNS}, amount) AS nth
        FROM insights_fact WHERE {{whose}}
    ),
    differs AS (
        SELECT id, is_found, who, {COLUMNS}, amount
        FROM found FULL JOIN kept USING (who, {COLUMNS}, amount, nth)
        WHERE id IS NULL OR is_found IS NULL
    ),
    gone AS (
        DELETE FROM insights_fact WHERE id IN (SELECT id FROM differs WHERE is_found IS NULL)
        RETURNING {COLUMNS}, amount
    ),
    fresh AS (
        INSERT INTO insights_fact (member_id, {COLUMNS}, amount)
        SELECT NULLIF(who, 0), {COLUMNS}, amount FROM differs WHERE is_found
        RETURNING {COLUMNS}, amount
    )
    INSERT INTO insights_tally AS tally ({COLUMNS}, number, amount)
    SELECT {COLUMNS}, sum(sign), sum(sign * amount) FROM (
        SELECT 1 AS sign, * FROM fresh UNION ALL SELECT -1, * FROM gone
    ) moved GROUP BY {COLUMNS}
    ON CONFLICT (what, organisation, month, thing, detail, grade, region, days) DO UPDATE
    SET number = tally.number + EXCLUDED.number, amount = tally.amount + EXCLUDED.amount
"""  # noqa: S608
OF_SOME = "member_id = ANY(%(members)s)"
OF_NOBODY = "member_id IS NULL"

# Whose facts may have changed, by what the lines of the audit trail from some number on are about.
TOUCHED = """
    WITH line AS (
        SELECT DISTINCT subject_type, subject_id FROM core_auditevent WHERE id > %(after)s AND id <= %(until)s
    )
    SELECT id FROM members_member
        WHERE id IN (SELECT subject_id::bigint FROM line WHERE subject_type = 'members.Member')
    UNION SELECT member_id FROM qualifications_enrolment WHERE id IN (
        SELECT subject_id::uuid FROM line WHERE subject_type = 'qualifications.Enrolment')
    UNION SELECT member_id FROM qualifications_studylog WHERE id IN (
        SELECT subject_id::bigint FROM line WHERE subject_type = 'qualifications.StudyLog')
    UNION SELECT requester_id FROM approvals_task WHERE id IN (
        SELECT subject_id::uuid FROM line WHERE subject_type = 'approvals.Task')
    UNION SELECT task.requester_id FROM approvals_case question JOIN approvals_task task ON task.id = question.task_id
        WHERE question.id IN (SELECT subject_id::uuid FROM line WHERE subject_type = 'approvals.Case')
    UNION SELECT enrolment.member_id FROM learning_attempt attempt
        JOIN qualifications_enrolledunit unit ON unit.id = attempt.enrolled_unit_id
        JOIN qualifications_enrolment enrolment ON enrolment.id = unit.enrolment_id
        WHERE attempt.id IN (SELECT subject_id::uuid FROM line WHERE subject_type = 'learning.Attempt')
    UNION SELECT enrolment.member_id FROM learning_submission submission
        JOIN learning_work work ON work.id = submission.work_id
        JOIN qualifications_enrolledunit unit ON unit.id = work.enrolled_unit_id
        JOIN qualifications_enrolment enrolment ON enrolment.id = unit.enrolment_id
        WHERE submission.id::text IN (SELECT subject_id FROM line WHERE subject_type = 'learning.Submission')
           OR work.id::text IN (SELECT subject_id FROM line WHERE subject_type = 'learning.Work')
    UNION SELECT member_id FROM secondments_application WHERE id IN (
        SELECT subject_id::uuid FROM line WHERE subject_type = 'secondments.Application')
    UNION SELECT application.member_id FROM secondments_placement placement
        JOIN secondments_agreement agreement ON agreement.id = placement.agreement_id
        JOIN secondments_application application ON application.id = agreement.application_id
        WHERE placement.id IN (SELECT subject_id::uuid FROM line WHERE subject_type = 'secondments.Placement')
"""

# Facts that are not as they were kept, of everybody of whom nothing has happened since.
DIFFERENT = f"""
    SELECT count(*) FROM (
        (SELECT member_id AS member, {COLUMNS}, amount FROM insights_fact EXCEPT ALL {{facts}})
        UNION ALL
        ({{facts}} EXCEPT ALL SELECT member_id, {COLUMNS}, amount FROM insights_fact)
    ) other WHERE member IS NULL OR member <> ALL(%(touched)s)
"""  # noqa: S608
MISCOUNTED = f"""
    SELECT count(*) FROM (
        SELECT {COLUMNS} FROM (
            SELECT {COLUMNS}, number, amount FROM insights_tally
            UNION ALL
            SELECT {COLUMNS}, -count(*), -sum(amount) FROM insights_fact GROUP BY {COLUMNS}
        ) both_ways GROUP BY {COLUMNS} HAVING sum(number) <> 0 OR sum(amount) <> 0
    ) wrong
"""  # noqa: S608
# Completions and decisions of which the records say one thing and the audit trail another.
UNHEARD = """
    SELECT count(*) FROM (
        SELECT id::text FROM qualifications_enrolment WHERE status = 'completed'
        EXCEPT SELECT subject_id FROM core_auditevent
            WHERE subject_type = 'qualifications.Enrolment' AND event = 'enrolment.completed'
    ) unheard
"""
