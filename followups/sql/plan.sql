-- What the plan wants of the courses given, beside what is planned: the follow-ups to add, to move and to withdraw.
-- It reads only; what is done with `wanted` follows it. Parameters: courses, bigint[] or null for all; today, due_from,
-- date; now, timestamptz.
--
-- A time is so many months, then so many days after the first dose; a day that the month does not have is its last.
-- Where the clinic is closed on the due day, it is the next working day; the window stays, and where it holds no
-- working day any more, so does the due day.
WITH course AS (
    SELECT
        id,
        patient_id,
        first_dose_on,
        EXISTS (
            SELECT FROM prescriptions_lostperiod AS lost
            WHERE lost.prescription_id = course.id
                AND lost.from_on <= %(today)s AND (lost.until_on IS NULL OR lost.until_on > %(today)s)
        ) AS is_lost,
        -- What fell due before the history was imported is not asked any more.
        CASE WHEN is_imported THEN (
            SELECT min(planned.due_on)
            FROM followups_followup AS planned
            WHERE planned.prescription_id = course.id AND planned.milestone_id IS NOT NULL
        ) END AS planned_from
    FROM prescriptions_prescription AS course
    WHERE (%(courses)s::bigint[] IS NULL OR id = ANY (%(courses)s::bigint[]))
        AND state = 'active' AND voided_at IS NULL
),
-- What is planned of milestones, what is to become of it, and when it is by the plan as it stands. Left as they are: what
-- is settled, what someone is on the telephone about, and what is missed and only waits to be marked.
planned AS MATERIALIZED (
    SELECT
        planned.id AS followup_id,
        planned.prescription_id,
        planned.patient_id,
        planned.milestone_id,
        planned.number,
        after.*,
        due.due_on,
        days.*,
        CASE
            WHEN planned.state <> 'open' THEN 'settled'
            WHEN planned.window_closes_on < %(today)s OR planned.claimed_until > %(now)s THEN 'leave'
            WHEN milestone.withdrawn_at IS NOT NULL OR (planned.number > 1 AND NOT milestone.repeats) THEN 'withdraw'
            WHEN days.window_closes_on < %(today)s THEN 'withdraw'
            ELSE 'move'
        END AS verdict,
        course.first_dose_on,
        course.is_lost,
        course.planned_from
    FROM course
    JOIN followups_followup AS planned ON planned.prescription_id = course.id
    JOIN followups_milestone AS milestone ON milestone.id = planned.milestone_id
    CROSS JOIN LATERAL (
        SELECT milestone.offset_months * planned.number AS after_months, milestone.offset_days * planned.number AS after_days
    ) AS after
    CROSS JOIN LATERAL (
        SELECT (
            course.first_dose_on + make_interval(months => after.after_months, days => after.after_days)
        )::date AS due_on
    ) AS due
    CROSS JOIN LATERAL (
        SELECT
            due.due_on - milestone.opens_days_before AS window_opens_on,
            due.due_on + milestone.closes_days_after AS window_closes_on
    ) AS days
),
standing AS (
    SELECT
        followup_id, prescription_id, patient_id, milestone_id, number, after_months, after_days, due_on,
        window_opens_on, window_closes_on, verdict
    FROM planned
    WHERE verdict IN ('move', 'withdraw')
),
-- Each milestone of each course of which nothing is to come, with the last time that was planned. Counted over both
-- together: a join of the two would be slow wherever the statistics lag behind.
lacking AS (
    SELECT prescription_id, patient_id, first_dose_on, planned_from, milestone_id, max(number) AS last
    FROM (
        SELECT
            course.id AS prescription_id, patient_id, first_dose_on, planned_from, milestone.id AS milestone_id,
            0 AS number, false AS is_to_come
        FROM course
        CROSS JOIN followups_milestone AS milestone
        WHERE milestone.withdrawn_at IS NULL AND NOT is_lost
        UNION ALL
        SELECT
            prescription_id, patient_id, first_dose_on, planned_from, milestone_id,
            number, verdict IN ('move', 'leave')
        FROM planned
        WHERE NOT is_lost
    ) AS both_kinds
    GROUP BY prescription_id, patient_id, first_dose_on, planned_from, milestone_id
    HAVING NOT bool_or(is_to_come)
),
-- Of each milestone that is not to come, the first time that can still be asked. A window in which the patient has
-- answered already is not planned.
missing AS (
    SELECT DISTINCT ON (lacking.prescription_id, milestone.id)
        NULL::bigint AS followup_id,
        lacking.prescription_id,
        lacking.patient_id,
        milestone.id AS milestone_id,
        times.number,
        after.*,
        due.due_on,
        days.*,
        'add' AS verdict
    FROM lacking
    JOIN followups_milestone AS milestone ON milestone.id = lacking.milestone_id
    -- Enough times to get from the last one planned to the first whose window is still to open.
    CROSS JOIN LATERAL generate_series(
        lacking.last + 1,
        CASE
            WHEN milestone.repeats THEN lacking.last + 3 + (
                greatest(0, %(today)s::date - lacking.first_dose_on) + milestone.opens_days_before
            ) / greatest(1, milestone.offset_months * 28 + milestone.offset_days)
            ELSE 1
        END
    ) AS times (number)
    CROSS JOIN LATERAL (
        SELECT milestone.offset_months * times.number AS after_months, milestone.offset_days * times.number AS after_days
    ) AS after
    CROSS JOIN LATERAL (
        SELECT (
            lacking.first_dose_on + make_interval(months => after.after_months, days => after.after_days)
        )::date AS due_on
    ) AS due
    CROSS JOIN LATERAL (
        SELECT
            due.due_on - milestone.opens_days_before AS window_opens_on,
            due.due_on + milestone.closes_days_after AS window_closes_on
    ) AS days
    WHERE milestone.withdrawn_at IS NULL
        AND days.window_closes_on >= %(today)s
        AND due.due_on >= greatest(lacking.planned_from, %(due_from)s)
        AND NOT EXISTS (
            SELECT FROM followups_response AS answer
            WHERE answer.prescription_id = lacking.prescription_id AND answer.voided_at IS NULL AND NOT answer.broke_off
                AND answer.asked_on BETWEEN days.window_opens_on AND days.window_closes_on
        )
    ORDER BY lacking.prescription_id, milestone.id, times.number
),
-- The next working day of each day, from the first due day to the end of the last window: one row, so that a day is
-- looked up and not joined.
calendar AS (
    SELECT first, array_agg(next_working_day ORDER BY day) AS next_working_days
    FROM (
        SELECT first, day, coalesce(min(day) FILTER (WHERE is_worked) OVER (ORDER BY day DESC), 'infinity') AS next_working_day
        FROM (
            SELECT
                span.first,
                series.day::date AS day,
                extract(isodow FROM series.day) = ANY (rules.works_on)
                    AND NOT EXISTS (SELECT FROM followups_holiday AS holiday WHERE holiday.day = series.day::date)
                    AS is_worked
            FROM followups_callingrules AS rules
            CROSS JOIN LATERAL (
                SELECT min(due_on) AS first, max(window_closes_on) AS last
                FROM (SELECT due_on, window_closes_on FROM standing UNION ALL SELECT due_on, window_closes_on FROM missing) AS both_kinds
            ) AS span
            CROSS JOIN LATERAL generate_series(span.first, span.last, '1 day') AS series (day)
        ) AS days
    ) AS worked
    GROUP BY first
),
wanted AS (
    SELECT
        change.followup_id,
        change.prescription_id,
        change.patient_id,
        change.milestone_id,
        change.number,
        change.after_months,
        change.after_days,
        CASE
            WHEN calendar.next_working_days[change.due_on - calendar.first + 1] <= change.window_closes_on
                THEN calendar.next_working_days[change.due_on - calendar.first + 1]
            ELSE change.due_on
        END AS due_on,
        change.window_opens_on,
        change.window_closes_on,
        change.verdict
    FROM (SELECT * FROM standing UNION ALL SELECT * FROM missing) AS change
    LEFT JOIN calendar ON true
)
