, withdrawn AS (
    UPDATE followups_followup AS planned
    SET state = 'withdrawn', settled_at = %(now)s, claimed_by_id = NULL, claimed_at = NULL, claimed_until = NULL
    FROM wanted
    WHERE planned.id = wanted.followup_id AND wanted.verdict = 'withdraw'
        AND planned.state = 'open' AND (planned.claimed_until IS NULL OR planned.claimed_until <= %(now)s)
    RETURNING planned.id
),
moved AS (
    UPDATE followups_followup AS planned
    SET due_on = wanted.due_on, window_opens_on = wanted.window_opens_on, window_closes_on = wanted.window_closes_on,
        after_months = wanted.after_months, after_days = wanted.after_days
    FROM wanted
    WHERE planned.id = wanted.followup_id AND wanted.verdict = 'move'
        AND planned.state = 'open' AND (planned.claimed_until IS NULL OR planned.claimed_until <= %(now)s)
        AND (wanted.due_on, wanted.window_opens_on, wanted.window_closes_on)
            IS DISTINCT FROM (planned.due_on, planned.window_opens_on, planned.window_closes_on)
    RETURNING planned.id
),
added AS (
    INSERT INTO followups_followup (
        patient_id, prescription_id, kind, milestone_id, number, after_months, after_days, due_on, window_opens_on,
        window_closes_on, state, version
    )
    SELECT
        patient_id, prescription_id, 'milestone', milestone_id, number, after_months, after_days, due_on,
        window_opens_on, window_closes_on, 'open', 1
    FROM wanted
    WHERE verdict = 'add'
    ON CONFLICT DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM moved), (SELECT count(*) FROM withdrawn)
