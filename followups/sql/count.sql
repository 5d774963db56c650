SELECT
    count(*) FILTER (WHERE wanted.verdict = 'add'),
    count(*) FILTER (
        WHERE wanted.verdict = 'move'
            AND (wanted.due_on, wanted.window_opens_on, wanted.window_closes_on)
                IS DISTINCT FROM (planned.due_on, planned.window_opens_on, planned.window_closes_on)
    ),
    count(*) FILTER (WHERE wanted.verdict = 'withdraw')
FROM wanted
LEFT JOIN followups_followup AS planned ON planned.id = wanted.followup_id
