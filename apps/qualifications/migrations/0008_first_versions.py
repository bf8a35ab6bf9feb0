from django.db import migrations

VERSIONS = """
    INSERT INTO qualifications_qualificationversion (qualification_id, number, data, units, published_at)
    SELECT own.id, 1,
        jsonb_strip_nulls(jsonb_build_object(
            'code', own.code,
            'suite', suite.code,
            'title', own.title,
            'level', own.level,
            'size', own.size,
            'status', own.availability,
            'provenance', own.provenance,
            'size_provenance', own.size_provenance,
            'eligible_departments',
            CASE WHEN own.eligible_departments = '{}' THEN '"all"' ELSE to_jsonb(own.eligible_departments) END,
            'eligible_regions',
            CASE WHEN own.eligible_regions = '{}' THEN '"all"' ELSE to_jsonb(own.eligible_regions) END,
            'price_gbp', own.price_gbp::text,
            'outside_price_gbp', own.outside_price_gbp::text,
            'rules', own.rule,
            'rules_provenance', nullif(own.rule_provenance, ''),
            'totals_provenance', nullif(own.totals_provenance, ''),
            'accreditation_number', nullif(own.accreditation_number, ''),
            'glh', CASE WHEN own.glh ~ '^[0-9]+$' THEN own.glh::int END,
            'glh_range', CASE WHEN own.glh !~ '^[0-9]*$' THEN own.glh END,
            'tqt', own.tqt,
            'credits_on_record', own.credits_on_record,
            'requirements', nullif(own.requirements, '{}'),
            'successor', successor.code,
            'note', nullif(own.note, '')
        )),
        (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'code', unit.code,
                'title', unit.title,
                'credits', coalesce(unit.recorded_credits, suite.assumed_unit_credits),
                'tut_hours', unit.tut_hours
            ) ORDER BY unit.code), '[]')
            FROM qualifications_unit unit
            WHERE unit.suite_id = suite.id AND (
                own.rule -> 'mandatory' ? unit.code
                OR EXISTS (
                    SELECT FROM jsonb_array_elements(coalesce(own.rule -> 'groups', '[]')) found
                    WHERE found -> 'units' ? unit.code
                )
                OR (own.rule ->> 'min_credits')::int > 0
                OR (own.rule ->> 'min_tut_hours')::int > 0
                OR (own.rule ->> 'min_units')::int > 0
            )
        ),
        now()
    FROM qualifications_qualification own
    JOIN qualifications_suite suite ON suite.id = own.suite_id
    LEFT JOIN qualifications_qualification successor ON successor.id = own.successor_id
"""
NEWEST = """
    UPDATE qualifications_qualification own SET version_id = version.id
    FROM qualifications_qualificationversion version
    WHERE version.qualification_id = own.id AND own.version_id IS NULL
"""
SENT = """
    UPDATE qualifications_enrolment enrolment SET version_id = own.version_id
    FROM qualifications_qualification own
    WHERE own.id = enrolment.qualification_id AND enrolment.task_id IS NOT NULL AND enrolment.version_id IS NULL
"""


class Migration(migrations.Migration):
    """What is in the catalogue is the first version of each, and what was sent so far was sent under it."""

    dependencies = [("qualifications", "0007_drafts_and_versions")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (VERSIONS, NEWEST, SENT)]
