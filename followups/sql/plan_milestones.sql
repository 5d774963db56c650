-- Plans what is missing of the plan for the courses given: each milestone that can still be asked, and of the one that
-- repeats the next time. A window in which the patient has answered already is not planned again. Planning twice adds
-- nothing. Parameters: courses, bigint[]; today, date. A due day on which the clinic is closed moves to its next
-- working day, within the window.
WITH course AS (
    SELECT id, patient_id, first_dose_on
    FROM prescriptions_prescription
    WHERE id = ANY (%(courses)s) AND state = 'active' AND voided_at IS NULL
),
wanted AS (
    SELECT course.id AS prescription_id, course.patient_id, milestone.id AS milestone_id, times.number, days.*
    FROM course
    CROSS JOIN followups_milestone AS milestone
    CROSS JOIN LATERAL (
        SELECT coalesce(max(planned.number), 0) AS last, bool_or(planned.state = 'open') AS is_to_come
        FROM followups_followup AS planned
        WHERE planned.prescription_id = course.id AND planned.milestone_id = milestone.id
    ) AS before
    -- Enough times to get from the last one planned to the next that can be asked.
    CROSS JOIN LATERAL generate_series(
        before.last + 1,
        CASE WHEN milestone.repeats
            THEN before.last + 2 + greatest(0, %(today)s::date - course.first_dose_on)
                / greatest(1, milestone.offset_months * 28 + milestone.offset_days)
            ELSE 1
        END
    ) AS times (number)
    CROSS JOIN LATERAL (
        SELECT
            due_on,
            due_on - milestone.opens_days_before AS window_opens_on,
            due_on + milestone.closes_days_after AS window_closes_on
        FROM (
            SELECT (
                course.first_dose_on
                + make_interval(months => milestone.offset_months * times.number,
                                days => milestone.offset_days * times.number)
            )::date AS due_on
        ) AS offset_from_the_first_dose
    ) AS days
    WHERE milestone.withdrawn_at IS NULL
        AND NOT coalesce(before.is_to_come, FALSE)
        AND days.window_closes_on >= %(today)s
        AND NOT EXISTS (
            SELECT FROM followups_response AS answer
            WHERE answer.prescription_id = course.id AND answer.voided_at IS NULL AND NOT answer.broke_off
                AND answer.asked_on BETWEEN days.window_opens_on AND days.window_closes_on
        )
),
calendar AS (
    SELECT day, min(day) FILTER (WHERE is_worked) OVER (ORDER BY day DESC) AS next_working_day
    FROM (
        SELECT
            day::date AS day,
            extract(isodow FROM day) = ANY (rules.works_on)
                AND NOT EXISTS (SELECT FROM followups_holiday AS holiday WHERE holiday.day = series.day::date) AS is_worked
        FROM followups_callingrules AS rules,
            generate_series((SELECT min(due_on) FROM wanted), (SELECT max(window_closes_on) FROM wanted), '1 day') AS series (day)
    ) AS days
)
INSERT INTO followups_followup (
    patient_id, prescription_id, kind, milestone_id, number, due_on, window_opens_on, window_closes_on, state, version
)
SELECT DISTINCT ON (wanted.prescription_id, wanted.milestone_id)
    wanted.patient_id,
    wanted.prescription_id,
    'milestone',
    wanted.milestone_id,
    wanted.number,
    CASE WHEN calendar.next_working_day <= wanted.window_closes_on THEN calendar.next_working_day ELSE wanted.due_on END,
    wanted.window_opens_on,
    wanted.window_closes_on,
    'open',
    1
FROM wanted
LEFT JOIN calendar ON calendar.day = wanted.due_on
ORDER BY wanted.prescription_id, wanted.milestone_id, wanted.number
ON CONFLICT DO NOTHING
