-- One kept row a course, under the practice's own rule, so that a report of today costs what counting flat rows costs.
-- The row is computed by outcomes_as_of, in the transaction that changes what it is computed from.
--
-- A row does not depend on today. It is the outcome with every fact on file, and `settled_on` is the latest day that
-- any of these facts has: on that day and on every later one the row is right, however long nobody looks at it. Before
-- that day (a stop or a dose that is dated ahead, or a report of the past) the reader asks the function instead.

DROP FUNCTION IF EXISTS computed_outcomes;
DROP FUNCTION IF EXISTS keep_outcomes;
DROP FUNCTION IF EXISTS keep_order_of_courses;

-- The rows as they should be, of these courses. The numbers are those of the rule "practice-1": a test holds them to
-- reports/rules.py.
CREATE FUNCTION computed_outcomes(course_ids bigint[]) RETURNS SETOF reports_keptoutcome
LANGUAGE sql STABLE
AS $$
    SELECT
        outcome.prescription_id,
        outcome.patient_id,
        outcome.prescribed_on,
        GREATEST( -- settled_on
            course.prescribed_on,
            course.first_dose_on,
            course.stopped_on,
            (
                SELECT max(answer.asked_on)
                FROM followups_response answer
                WHERE answer.prescription_id = course.id AND answer.voided_at IS NULL
            ),
            (
                SELECT max(GREATEST(period.from_on, period.until_on))
                FROM prescriptions_lostperiod period
                WHERE period.prescription_id = course.id
            ),
            (SELECT max(step.starts_on) FROM prescriptions_dosestep step WHERE step.prescription_id = course.id)
        ),
        outcome.is_started,
        outcome.is_assessed,
        outcome.is_responder,
        outcome.responded_first,
        outcome.first_dose_is_approximate,
        outcome.side_effects_asked,
        outcome.side_effect_events,
        outcome.serious_side_effect_events,
        outcome.category,
        outcome.previous_prescribed_on,
        outcome.category_before,
        outcome.stop_reason,
        outcome.pgic,
        outcome.relief_percent,
        outcome.asked_on,
        outcome.starting_dose_mg,
        outcome.stable_dose_mg,
        outcome.days_to_stable_dose,
        outcome.monthly_cost_usd,
        outcome.functional_gains,
        outcome.any_is_serious,
        outcome.worst_severity,
        outcome.side_effects,
        course.first_dose_on,
        course.stopped_on,
        outcome.answer_id
    FROM unnest(course_ids) AS touched (id)
    JOIN prescriptions_prescription course ON course.id = touched.id
    JOIN outcomes_as_of(
        '9999-12-31',
        NULL,
        0,
        false,
        '{50}',
        '{LDN-R}',
        '{LDN-R,LDN-PR}',
        '{no_benefit,loss_of_benefit,side_effects,opioid_needed_pain}'
    ) outcome ON outcome.prescription_id = touched.id
$$;

-- The courses are held first, so that of two transactions that change one course the later sees what the earlier did.
-- Everything is found by its course: an index serves that, even where statistics are of before a large import.
CREATE FUNCTION keep_outcomes(course_ids bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    PERFORM FROM prescriptions_prescription WHERE id = ANY (course_ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM reports_keptoutcome WHERE prescription_id = ANY (course_ids);
    INSERT INTO reports_keptoutcome SELECT * FROM computed_outcomes(course_ids);
END
$$;

-- A course that comes, goes or moves changes which course comes before another of its patient.
CREATE FUNCTION keep_order_of_courses(patient_ids bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    PERFORM FROM patients_patient WHERE id = ANY (patient_ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE reports_keptoutcome kept
    SET previous_prescribed_on = ordered.previous_prescribed_on
    FROM (
        SELECT id, lag(prescribed_on) OVER (PARTITION BY patient_id ORDER BY prescribed_on, id) AS previous_prescribed_on
        FROM prescriptions_prescription
        WHERE patient_id = ANY (patient_ids) AND voided_at IS NULL
    ) ordered
    WHERE kept.prescription_id = ordered.id
        AND kept.previous_prescribed_on IS DISTINCT FROM ordered.previous_prescribed_on;
END
$$;

CREATE OR REPLACE FUNCTION keep_outcomes_of_changed_courses() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    changed bigint[];
    moved bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id), array_agg(DISTINCT patient_id) INTO changed, moved FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id), array_agg(DISTINCT patient_id) INTO changed, moved FROM old_rows;
    ELSE
        SELECT array_agg(after.id) INTO changed
        FROM new_rows after
        JOIN old_rows before ON before.id = after.id
        WHERE (
            before.patient_id, before.prescribed_on, before.voided_at, before.first_dose_on,
            before.first_dose_is_approximate, before.stopped_on, before.stop_reason, before.side_effects_asked_at_stop,
            before.starting_dose_mg, before.monthly_cost_usd
        ) IS DISTINCT FROM (
            after.patient_id, after.prescribed_on, after.voided_at, after.first_dose_on,
            after.first_dose_is_approximate, after.stopped_on, after.stop_reason, after.side_effects_asked_at_stop,
            after.starting_dose_mg, after.monthly_cost_usd
        );
        SELECT array_agg(DISTINCT patient.id) INTO moved
        FROM new_rows after
        JOIN old_rows before ON before.id = after.id
        CROSS JOIN LATERAL (VALUES (before.patient_id), (after.patient_id)) AS patient (id)
        WHERE (before.patient_id, before.prescribed_on, before.voided_at)
            IS DISTINCT FROM (after.patient_id, after.prescribed_on, after.voided_at);
    END IF;
    IF changed IS NOT NULL THEN
        PERFORM keep_outcomes(changed);
    END IF;
    IF moved IS NOT NULL THEN
        PERFORM keep_order_of_courses(moved);
    END IF;
    RETURN NULL;
END
$$;

-- Of the tables beside the course: answers, side effects, dose steps, periods of loss.
CREATE OR REPLACE FUNCTION keep_outcomes_of_their_courses() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT prescription_id) INTO changed FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT prescription_id) INTO changed FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT prescription_id) INTO changed
        FROM (SELECT prescription_id FROM old_rows UNION ALL SELECT prescription_id FROM new_rows) touched;
    END IF;
    IF changed IS NOT NULL THEN
        PERFORM keep_outcomes(changed);
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    watched record;
BEGIN
    FOR watched IN
        SELECT kept_by.table_name, kept_by.function_name, event.verb, event.rows_seen
        FROM (VALUES
            ('prescriptions_prescription', 'keep_outcomes_of_changed_courses'),
            ('prescriptions_dosestep', 'keep_outcomes_of_their_courses'),
            ('prescriptions_lostperiod', 'keep_outcomes_of_their_courses'),
            ('followups_response', 'keep_outcomes_of_their_courses'),
            ('followups_sideeffect', 'keep_outcomes_of_their_courses')
        ) AS kept_by (table_name, function_name)
        CROSS JOIN (VALUES
            ('insert', 'NEW TABLE AS new_rows'),
            ('update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'OLD TABLE AS old_rows')
        ) AS event (verb, rows_seen)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER keep_outcomes_%s AFTER %s ON %I REFERENCING %s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %I()',
            watched.verb, watched.verb, watched.table_name, watched.rows_seen, watched.function_name
        );
    END LOOP;
END
$$;

-- What a report groups by goes together; without these the planner expects a hundred times the groups that there are.
CREATE STATISTICS IF NOT EXISTS keptoutcome_by_month (ndistinct)
ON (date_trunc('month', prescribed_on::timestamp)::date), category, category_before, stop_reason, responded_first,
    first_dose_is_approximate
FROM reports_keptoutcome;
CREATE STATISTICS IF NOT EXISTS keptoutcome_by_answer (ndistinct)
ON category, pgic, relief_percent, functional_gains, monthly_cost_usd
FROM reports_keptoutcome;
CREATE STATISTICS IF NOT EXISTS keptoutcome_by_side_effects (ndistinct)
ON is_responder, side_effects, side_effects_asked, side_effect_events, worst_severity, serious_side_effect_events,
    any_is_serious
FROM reports_keptoutcome;
