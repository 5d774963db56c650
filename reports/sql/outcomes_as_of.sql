-- The outcome of every course as of a day, under the rule "practice-1": the categories of the published case series.
-- This is the only place that decides a category. Every list, page, figure and export reads it from here.
--
-- It counts by clinical dates (prescribed, first dose, asked, stopped), never by the day of entry. What was entered in
-- error counts on no day. One SELECT without a volatile part, so PostgreSQL merges it into the query that asks: filters
-- reach the tables' indexes, and a column that nobody reads costs nothing.

DROP FUNCTION IF EXISTS outcomes_as_of;
DROP FUNCTION IF EXISTS category_by_answer;

-- The category of a course that goes on, by one of its answers.
CREATE FUNCTION category_by_answer(
    relief_percent integer, quality_of_life_improved boolean, responder_relief_percent integer
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN relief_percent IS NULL THEN 'not_yet_assessed'
        WHEN relief_percent >= responder_relief_percent THEN 'LDN-R'
        WHEN quality_of_life_improved THEN 'LDN-PR'
        WHEN NOT quality_of_life_improved THEN 'continuing_no_benefit'
        ELSE 'not_yet_assessed'
    END
$$;

CREATE FUNCTION outcomes_as_of(
    as_of date, responder_relief_percent integer, non_response_stop_reasons text[]
) RETURNS TABLE (
    prescription_id bigint,
    category text,
    category_before text,          -- by the last answer before the stop or the loss
    responded_first boolean,       -- stopped because the benefit was lost
    is_started boolean,
    is_assessed boolean,
    answer_id bigint,              -- the latest one asked by the day
    asked_on date,
    pgic smallint,
    relief_percent smallint,
    starting_dose_mg numeric,
    stable_dose_mg numeric,        -- in force on the day, or when it was stopped
    stop_reason text,
    days_on_ldn integer,
    side_effects text[],           -- every one ever named on the course, in the alphabet's order
    side_effects_asked boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT
        course.id,
        outcome.category,
        CASE WHEN is_stopped OR lost.from_on IS NOT NULL THEN (
            SELECT category_by_answer(
                earlier.relief_percent, earlier.quality_of_life_improved, outcomes_as_of.responder_relief_percent
            )
            FROM followups_response earlier
            WHERE earlier.prescription_id = course.id AND earlier.voided_at IS NULL
                AND earlier.continues IS DISTINCT FROM false
                AND earlier.asked_on <= CASE WHEN is_stopped THEN course.stopped_on ELSE lost.from_on END
            ORDER BY earlier.asked_on DESC, earlier.id DESC
            LIMIT 1
        ) END,
        outcome.category = 'LDN-NR' AND course.stop_reason = 'loss_of_benefit',
        is_started,
        outcome.category IN ('LDN-R', 'LDN-PR', 'LDN-NR', 'continuing_no_benefit'),
        answer.id,
        answer.asked_on,
        answer.pgic,
        answer.relief_percent,
        COALESCE(course.starting_dose_mg, (
            SELECT step.dose_mg
            FROM prescriptions_dosestep step
            WHERE step.prescription_id = course.id AND step.starts_on <= outcomes_as_of.as_of
            ORDER BY step.starts_on
            LIMIT 1
        )),
        (
            SELECT step.dose_mg
            FROM prescriptions_dosestep step
            WHERE step.prescription_id = course.id
                AND step.starts_on <= LEAST(outcomes_as_of.as_of, course.stopped_on)
            ORDER BY step.starts_on DESC
            LIMIT 1
        ),
        CASE WHEN is_stopped THEN course.stop_reason END,
        CASE WHEN is_started THEN LEAST(outcomes_as_of.as_of, course.stopped_on) - course.first_dose_on END,
        named.side_effects,
        named.side_effects <> '{}'
            OR is_stopped AND course.side_effects_asked_at_stop
            OR EXISTS (
                SELECT FROM followups_response asked
                WHERE asked.prescription_id = course.id AND asked.voided_at IS NULL
                    AND asked.asked_on <= outcomes_as_of.as_of AND asked.side_effects_asked
            )
    FROM prescriptions_prescription course
    CROSS JOIN LATERAL (
        SELECT
            COALESCE(course.first_dose_on <= outcomes_as_of.as_of, false) AS is_started,
            COALESCE(course.stopped_on <= outcomes_as_of.as_of, false) AS is_stopped
    ) known
    LEFT JOIN LATERAL (
        SELECT period.from_on
        FROM prescriptions_lostperiod period
        WHERE period.prescription_id = course.id AND period.from_on <= outcomes_as_of.as_of
            AND (period.until_on IS NULL OR period.until_on > outcomes_as_of.as_of)
        LIMIT 1
    ) lost ON true
    LEFT JOIN LATERAL (
        SELECT latest.id, latest.asked_on, latest.pgic, latest.relief_percent, latest.quality_of_life_improved
        FROM followups_response latest
        WHERE latest.prescription_id = course.id AND latest.voided_at IS NULL
            AND latest.asked_on <= outcomes_as_of.as_of
        ORDER BY latest.asked_on DESC, latest.id DESC
        LIMIT 1
    ) answer ON true
    CROSS JOIN LATERAL (
        -- The order is the rule: the first line that fits decides.
        SELECT CASE
            WHEN NOT is_started THEN 'never_started'
            WHEN is_stopped AND course.stop_reason = ANY (non_response_stop_reasons) THEN 'LDN-NR'
            WHEN is_stopped THEN 'stopped_otherwise'
            WHEN lost.from_on IS NOT NULL THEN 'lost'
            ELSE category_by_answer(
                answer.relief_percent, answer.quality_of_life_improved, outcomes_as_of.responder_relief_percent
            )
        END AS category
    ) outcome
    CROSS JOIN LATERAL (
        SELECT ARRAY(
            SELECT DISTINCT effect.effect::text
            FROM followups_sideeffect effect
            LEFT JOIN followups_response source ON source.id = effect.response_id
            WHERE effect.prescription_id = course.id
                AND CASE
                    WHEN effect.response_id IS NULL THEN is_stopped
                    ELSE source.voided_at IS NULL AND source.asked_on <= outcomes_as_of.as_of
                END
            ORDER BY 1
        ) AS side_effects
    ) named
    WHERE course.voided_at IS NULL AND course.prescribed_on <= outcomes_as_of.as_of
$$;
