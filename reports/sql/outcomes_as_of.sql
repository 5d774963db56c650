-- The outcome of every course as of a day, under a rule (reports/rules.py): its category, and all that reports count.
-- This is the only place that decides a category. Every list, page, figure and export reads it from here.
--
-- It counts by clinical dates (prescribed, first dose, asked, stopped), never by the day of entry. What was entered in
-- error counts on no day. An answer whose line broke decides only where it says all that a category needs; whatever else
-- was said in it counts. One SELECT without a volatile part, so PostgreSQL merges it into the query that asks: filters
-- reach the tables' indexes, and a column that nobody reads costs nothing.

DROP FUNCTION IF EXISTS outcomes_as_of;
DROP FUNCTION IF EXISTS category_by_answer;

-- The category of a course that goes on, by one of its answers: that of the highest band that the relief reaches
-- (bands ascending), and below them all by the quality of life.
CREATE FUNCTION category_by_answer(
    relief_percent integer, quality_of_life_improved boolean, relief_from integer[], band_categories text[]
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN relief_percent IS NULL THEN 'not_yet_assessed'
        WHEN relief_percent >= relief_from[1] THEN band_categories[width_bucket(relief_percent, relief_from)]
        WHEN quality_of_life_improved THEN 'LDN-PR'
        WHEN NOT quality_of_life_improved THEN 'continuing_no_benefit'
        ELSE 'not_yet_assessed'
    END
$$;

CREATE FUNCTION outcomes_as_of(
    as_of date,
    observed_from date,            -- answers, side effects and stops from before it don't count; null: all do
    minimum_days integer,          -- after the first dose, for an answer to decide
    takes_best boolean,            -- answer: a benefit before none, then the highest relief, then the latest
    relief_from integer[],
    band_categories text[],
    responder_categories text[],
    non_response_stop_reasons text[]
) RETURNS TABLE (
    prescription_id bigint,
    patient_id bigint,
    prescribed_on date,
    previous_prescribed_on date,   -- of the patient's course before this one; null: it is the first
    first_dose_is_approximate boolean,
    category text,
    category_before text,          -- by the answer before the stop or the loss
    responded_first boolean,       -- stopped because the benefit was lost
    is_started boolean,
    is_assessed boolean,
    is_responder boolean,          -- whom the rule's responder rate counts: "those who go on"
    answer_id bigint,              -- the one that decides, asked by the day
    asked_on date,
    pgic smallint,
    relief_percent smallint,
    functional_gains text[],
    starting_dose_mg numeric,
    stable_dose_mg numeric,        -- in force on the day, or when it was stopped
    days_to_stable_dose integer,   -- from the first dose to the first day of that dose
    monthly_cost_usd numeric,      -- as last told, else as prescribed
    stop_reason text,
    days_on_ldn integer,
    side_effects text[],           -- every one ever named on the course, in the alphabet's order
    side_effects_asked boolean,
    side_effect_events integer,    -- how often any was named
    worst_severity text,           -- of them all; null: none was said
    serious_side_effect_events integer,
    any_is_serious boolean         -- null: of none was it said whether it is
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT
        course.id,
        course.patient_id,
        course.prescribed_on,
        (
            SELECT earlier.prescribed_on
            FROM prescriptions_prescription earlier
            WHERE earlier.patient_id = course.patient_id AND earlier.voided_at IS NULL
                AND (earlier.prescribed_on, earlier.id) < (course.prescribed_on, course.id)
            ORDER BY earlier.prescribed_on DESC, earlier.id DESC
            LIMIT 1
        ),
        course.first_dose_is_approximate,
        outcome.category,
        CASE WHEN is_stopped OR lost.from_on IS NOT NULL THEN (
            SELECT of_answer.category
            FROM followups_response earlier
            CROSS JOIN LATERAL (SELECT category_by_answer(
                earlier.relief_percent,
                earlier.quality_of_life_improved,
                outcomes_as_of.relief_from,
                outcomes_as_of.band_categories
            )) AS of_answer (category)
            WHERE earlier.prescription_id = course.id AND earlier.voided_at IS NULL
                AND (NOT earlier.broke_off OR of_answer.category <> 'not_yet_assessed')
                AND earlier.continues IS DISTINCT FROM false
                AND earlier.asked_on <= CASE WHEN is_stopped THEN course.stopped_on ELSE lost.from_on END
                AND (outcomes_as_of.observed_from IS NULL OR earlier.asked_on >= outcomes_as_of.observed_from)
                AND (
                    outcomes_as_of.minimum_days = 0
                    OR earlier.asked_on - course.first_dose_on >= outcomes_as_of.minimum_days
                )
            ORDER BY
                CASE WHEN outcomes_as_of.takes_best THEN CASE
                    WHEN of_answer.category = ANY (outcomes_as_of.responder_categories) THEN 0
                    WHEN of_answer.category <> 'not_yet_assessed' THEN 1
                    ELSE 2
                END END,
                CASE WHEN outcomes_as_of.takes_best THEN earlier.relief_percent END DESC NULLS LAST,
                earlier.asked_on DESC,
                earlier.id DESC
            LIMIT 1
        ) END,
        outcome.category = 'LDN-NR' AND course.stop_reason = 'loss_of_benefit',
        is_started,
        outcome.category NOT IN ('not_yet_assessed', 'never_started', 'stopped_otherwise', 'lost'),
        outcome.category = ANY (outcomes_as_of.responder_categories),
        answer.id,
        answer.asked_on,
        answer.pgic,
        answer.relief_percent,
        COALESCE(answer.functional_gains, '{}')::text[],
        COALESCE(course.starting_dose_mg, (
            SELECT step.dose_mg
            FROM prescriptions_dosestep step
            WHERE step.prescription_id = course.id AND step.starts_on <= outcomes_as_of.as_of
            ORDER BY step.starts_on
            LIMIT 1
        )),
        stable.dose_mg,
        CASE WHEN is_started THEN (
            SELECT min(step.starts_on)
            FROM prescriptions_dosestep step
            WHERE step.prescription_id = course.id AND step.starts_on <= stable.starts_on
                AND step.starts_on > COALESCE((
                    SELECT max(other.starts_on)
                    FROM prescriptions_dosestep other
                    WHERE other.prescription_id = course.id AND other.starts_on < stable.starts_on
                        AND other.dose_mg <> stable.dose_mg
                ), '-infinity')
        ) - course.first_dose_on END,
        COALESCE((
            SELECT told.monthly_cost_usd
            FROM followups_response told
            WHERE told.prescription_id = course.id AND told.voided_at IS NULL
                AND told.monthly_cost_usd IS NOT NULL AND told.asked_on <= outcomes_as_of.as_of
            ORDER BY told.asked_on DESC, told.id DESC
            LIMIT 1
        ), course.monthly_cost_usd),
        CASE WHEN is_stopped THEN course.stop_reason END,
        CASE WHEN is_started THEN LEAST(outcomes_as_of.as_of, course.stopped_on) - course.first_dose_on END,
        COALESCE(named.side_effects, '{}'),
        named.side_effects IS NOT NULL
            OR is_stopped AND course.side_effects_asked_at_stop
            OR EXISTS (
                SELECT FROM followups_response asked
                WHERE asked.prescription_id = course.id AND asked.voided_at IS NULL
                    AND asked.asked_on <= outcomes_as_of.as_of AND asked.side_effects_asked
                    AND (outcomes_as_of.observed_from IS NULL OR asked.asked_on >= outcomes_as_of.observed_from)
            ),
        named.events,
        (ARRAY['mild', 'moderate', 'severe'])[named.worst],
        named.serious_events,
        named.any_is_serious
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
        SELECT
            given.id,
            given.asked_on,
            given.pgic,
            given.relief_percent,
            given.functional_gains,
            of_answer.category
        FROM followups_response given
        CROSS JOIN LATERAL (SELECT category_by_answer(
            given.relief_percent,
            given.quality_of_life_improved,
            outcomes_as_of.relief_from,
            outcomes_as_of.band_categories
        )) AS of_answer (category)
        WHERE given.prescription_id = course.id AND given.voided_at IS NULL
            AND (NOT given.broke_off OR of_answer.category <> 'not_yet_assessed')
            AND given.asked_on <= outcomes_as_of.as_of
            AND (outcomes_as_of.observed_from IS NULL OR given.asked_on >= outcomes_as_of.observed_from)
            AND (
                outcomes_as_of.minimum_days = 0
                OR given.asked_on - course.first_dose_on >= outcomes_as_of.minimum_days
            )
        ORDER BY
            CASE WHEN outcomes_as_of.takes_best THEN CASE
                WHEN of_answer.category = ANY (outcomes_as_of.responder_categories) THEN 0
                WHEN of_answer.category <> 'not_yet_assessed' THEN 1
                ELSE 2
            END END,
            CASE WHEN outcomes_as_of.takes_best THEN given.relief_percent END DESC NULLS LAST,
            given.asked_on DESC,
            given.id DESC
        LIMIT 1
    ) answer ON true
    LEFT JOIN LATERAL (
        SELECT step.dose_mg, step.starts_on
        FROM prescriptions_dosestep step
        WHERE step.prescription_id = course.id
            AND step.starts_on <= LEAST(outcomes_as_of.as_of, course.stopped_on)
        ORDER BY step.starts_on DESC
        LIMIT 1
    ) stable ON true
    CROSS JOIN LATERAL (
        -- The order is the rule: the first line that fits decides.
        SELECT CASE
            WHEN NOT is_started THEN 'never_started'
            WHEN is_stopped AND course.stop_reason = ANY (outcomes_as_of.non_response_stop_reasons) THEN 'LDN-NR'
            WHEN is_stopped THEN 'stopped_otherwise'
            WHEN lost.from_on IS NOT NULL THEN 'lost'
            ELSE COALESCE(answer.category, 'not_yet_assessed')
        END AS category
    ) outcome
    LEFT JOIN LATERAL (
        SELECT
            array_agg(DISTINCT effect.effect::text ORDER BY effect.effect::text) AS side_effects,
            count(*)::integer AS events,
            max(array_position(ARRAY['mild', 'moderate', 'severe'], effect.severity::text)) AS worst,
            count(*) FILTER (WHERE effect.is_serious)::integer AS serious_events,
            bool_or(effect.is_serious) AS any_is_serious
        FROM followups_sideeffect effect
        LEFT JOIN followups_response source ON source.id = effect.response_id
        WHERE effect.prescription_id = course.id
            AND CASE
                WHEN effect.response_id IS NULL THEN is_stopped
                ELSE source.voided_at IS NULL AND source.asked_on <= outcomes_as_of.as_of
                    AND (outcomes_as_of.observed_from IS NULL OR source.asked_on >= outcomes_as_of.observed_from)
            END
    ) named ON true
    WHERE course.voided_at IS NULL AND course.prescribed_on <= outcomes_as_of.as_of
        AND (
            outcomes_as_of.observed_from IS NULL
            OR course.stopped_on IS NULL
            OR course.stopped_on >= outcomes_as_of.observed_from
        )
$$;
