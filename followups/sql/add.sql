INSERT INTO followups_followup (
    patient_id, prescription_id, kind, milestone_id, number, after_months, after_days, due_on, window_opens_on,
    window_closes_on, state, version
)
SELECT
    patient_id, prescription_id, 'milestone', milestone_id, number, after_months, after_days, due_on, window_opens_on,
    window_closes_on, 'open', 1
FROM wanted
WHERE verdict = 'add'
ON CONFLICT DO NOTHING
