-- What else was done for the pain, by course: true, false, or null where nobody knows. `course` are the started courses
-- of the report, one row each, and `said` its numbers, one row: the report puts both in.
--
-- Before LDN only the dated facts of the patient tell: none was done where the procedures are on file with their days
-- (the medicines: where the list was begun by the first dose) and none of them lies in the window. During LDN the
-- answers tell as well, and only who was asked has none.
SELECT
    CASE WHEN injection_before THEN true WHEN is_dated AND NOT injection_undated THEN false END AS injection_before,
    CASE WHEN ablation_before THEN true WHEN is_dated AND NOT ablation_undated THEN false END AS ablation_before,
    CASE WHEN prp_before THEN true WHEN is_dated AND NOT prp_undated THEN false END AS prp_before,
    CASE WHEN changed.before THEN true WHEN begun_on <= course.first_dose_on THEN false END AS change_before,
    CASE WHEN injection_during OR named & 1 > 0 THEN true WHEN named IS NOT NULL THEN false END AS injection_during,
    CASE WHEN ablation_during OR named & 2 > 0 THEN true WHEN named IS NOT NULL THEN false END AS ablation_during,
    CASE WHEN prp_during OR named & 4 > 0 THEN true WHEN named IS NOT NULL THEN false END AS prp_during,
    CASE WHEN changed.during OR named & 8 > 0 THEN true WHEN named IS NOT NULL THEN false END AS change_during,
    course.is_responder,
    count(*) AS courses
FROM {course}
CROSS JOIN {said}
CROSS JOIN LATERAL (
    SELECT
        bool_or(done.done_on IS NOT NULL) AS is_dated,
        bool_or(done.kind = ANY (said.injections) AND done.done_on IS NULL) AS injection_undated,
        bool_or(done.kind = said.ablation AND done.done_on IS NULL) AS ablation_undated,
        bool_or(done.kind = said.prp AND done.done_on IS NULL) AS prp_undated,
        bool_or(done.kind = ANY (said.injections) AND timing.is_before) AS injection_before,
        bool_or(done.kind = said.ablation AND timing.is_before) AS ablation_before,
        bool_or(done.kind = said.prp AND timing.is_before) AS prp_before,
        bool_or(done.kind = ANY (said.injections) AND timing.is_during) AS injection_during,
        bool_or(done.kind = said.ablation AND timing.is_during) AS ablation_during,
        bool_or(done.kind = said.prp AND timing.is_during) AS prp_during
    FROM patients_procedure done
    CROSS JOIN LATERAL (SELECT
        done.done_on < course.first_dose_on AND done.done_on >= course.first_dose_on - said.days_before AS is_before,
        done.done_on BETWEEN course.first_dose_on AND course.ends_on AS is_during
    ) timing
    WHERE done.patient_id = course.patient_id
) procedure_done
CROSS JOIN LATERAL (
    SELECT min(listed.noted_on) AS begun_on FROM patients_medicine listed WHERE listed.patient_id = course.patient_id
) list
CROSS JOIN LATERAL (
    -- What was noted on the day on which the list was begun had been taken before: it is no change.
    SELECT
        bool_or(
            (taken.noted_on > list.begun_on AND taken.noted_on < course.first_dose_on
                AND taken.noted_on >= course.first_dose_on - said.days_before)
            OR (taken.ended_on < course.first_dose_on AND taken.ended_on >= course.first_dose_on - said.days_before)
        ) AS before,
        bool_or(
            (taken.noted_on > list.begun_on AND taken.noted_on BETWEEN course.first_dose_on AND course.ends_on)
            OR taken.ended_on BETWEEN course.first_dose_on AND course.ends_on
        ) AS during
    FROM patients_medicine taken
    WHERE taken.patient_id = course.patient_id AND taken.name ~* said.analgesic_names
) changed
CROSS JOIN LATERAL (
    -- A bit a treatment, since one number is aggregated far faster than four truths; null: never asked.
    SELECT bit_or(CASE WHEN given.other_treatments = '{}' THEN 0 ELSE
        (given.other_treatments && said.injections)::integer
        + 2 * (said.ablation = ANY (given.other_treatments))::integer
        + 4 * (said.prp = ANY (given.other_treatments))::integer
        + 8 * (given.other_treatments && said.changes)::integer
    END) AS named
    FROM followups_response given
    WHERE given.prescription_id = course.prescription_id
        AND given.voided_at IS NULL AND given.other_treatments IS NOT NULL AND given.asked_on <= said.as_of
        -- An answer after the stop tells of the time before it if it is the one that says that LDN is not taken.
        AND (given.asked_on <= course.ends_on OR given.continues = false)
) answered
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
