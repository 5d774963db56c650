-- What else was done for the pain, by course: true, false, or null where nobody knows. Counted over `course`, the
-- started courses that the report put before this text, one row each, with `said`: its numbers.
--
-- Before LDN only the dated facts of the patient tell: none was done where the procedures are on file with their days
-- (the medicines: where the list was begun by the first dose) and none of them lies in the window. During LDN the
-- answers tell as well, and only who was asked has none.
, procedure_done AS (
    SELECT
        course.prescription_id,
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
    FROM course
    CROSS JOIN said
    JOIN patients_procedure done ON done.patient_id = course.patient_id
    CROSS JOIN LATERAL (SELECT
        done.done_on < course.first_dose_on AND done.done_on >= course.first_dose_on - said.days_before AS is_before,
        done.done_on BETWEEN course.first_dose_on AND course.ends_on AS is_during
    ) timing
    GROUP BY course.prescription_id
), listed AS (
    SELECT patient_id, min(noted_on) AS begun_on FROM patients_medicine GROUP BY patient_id
), medicine_changed AS (
    -- What was noted on the day on which the list was begun had been taken before: it is no change.
    SELECT
        course.prescription_id,
        bool_or(
            (taken.noted_on > listed.begun_on AND taken.noted_on < course.first_dose_on
                AND taken.noted_on >= course.first_dose_on - said.days_before)
            OR (taken.ended_on < course.first_dose_on AND taken.ended_on >= course.first_dose_on - said.days_before)
        ) AS before,
        bool_or(
            (taken.noted_on > listed.begun_on AND taken.noted_on BETWEEN course.first_dose_on AND course.ends_on)
            OR taken.ended_on BETWEEN course.first_dose_on AND course.ends_on
        ) AS during
    FROM course
    CROSS JOIN said
    JOIN patients_medicine taken ON taken.patient_id = course.patient_id AND taken.name ~* said.analgesic_names
    JOIN listed ON listed.patient_id = course.patient_id
    GROUP BY course.prescription_id
), answered AS (
    SELECT
        course.prescription_id,
        bool_or(given.other_treatments::text[] && said.injections) AS injection,
        bool_or(said.ablation = ANY (given.other_treatments::text[])) AS ablation,
        bool_or(said.prp = ANY (given.other_treatments::text[])) AS prp,
        bool_or(given.other_treatments::text[] && said.changes) AS change,
        true AS is_asked
    FROM course
    CROSS JOIN said
    JOIN followups_response given ON given.prescription_id = course.prescription_id
    WHERE given.voided_at IS NULL AND given.other_treatments IS NOT NULL AND given.asked_on <= said.as_of
        -- An answer after the stop tells of the time before it if it is the one that says that LDN is not taken.
        AND (given.asked_on <= course.ends_on OR given.continues = false)
    GROUP BY course.prescription_id
)
SELECT
    CASE WHEN injection_before THEN true WHEN is_dated AND NOT injection_undated THEN false END AS injection_before,
    CASE WHEN ablation_before THEN true WHEN is_dated AND NOT ablation_undated THEN false END AS ablation_before,
    CASE WHEN prp_before THEN true WHEN is_dated AND NOT prp_undated THEN false END AS prp_before,
    CASE
        WHEN medicine_changed.before THEN true WHEN listed.begun_on <= course.first_dose_on THEN false
    END AS change_before,
    CASE WHEN injection_during OR answered.injection THEN true WHEN is_asked THEN false END AS injection_during,
    CASE WHEN ablation_during OR answered.ablation THEN true WHEN is_asked THEN false END AS ablation_during,
    CASE WHEN prp_during OR answered.prp THEN true WHEN is_asked THEN false END AS prp_during,
    CASE WHEN medicine_changed.during OR answered.change THEN true WHEN is_asked THEN false END AS change_during,
    course.is_responder,
    count(*) AS courses
FROM course
LEFT JOIN procedure_done USING (prescription_id)
LEFT JOIN listed USING (patient_id)
LEFT JOIN medicine_changed USING (prescription_id)
LEFT JOIN answered USING (prescription_id)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
