-- Opioids in MME a day, and how many pain medicines, before LDN and at the latest time that is known of. `course` and
-- `said` as in treatments.sql. `mme` is null where it can't be computed: an opioid without a factor, by pump or
-- injection, without a number a day, or one that nobody prescribed is never 0.
SELECT
    what,
    count(of_course.before) AS before_n,
    avg(of_course.before) AS before_mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY of_course.before) AS before_median,
    count(*) FILTER (WHERE before_is_on_file AND of_course.before IS NULL) AS before_not_computable,
    count(of_course.latest) AS latest_n,
    avg(of_course.latest) AS latest_mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY of_course.latest) AS latest_median,
    count(*) FILTER (WHERE latest_is_on_file AND of_course.latest IS NULL) AS latest_not_computable,
    count(*) FILTER (WHERE is_pair) AS pairs,
    avg(of_course.before) FILTER (WHERE is_pair) AS pairs_before_mean,
    avg(of_course.latest) FILTER (WHERE is_pair) AS pairs_latest_mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY of_course.before) FILTER (WHERE is_pair) AS pairs_before_median,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY of_course.latest) FILTER (WHERE is_pair) AS pairs_latest_median,
    count(*) FILTER (WHERE is_pair AND of_course.latest < of_course.before) AS fewer,
    count(*) FILTER (WHERE is_pair AND of_course.latest = of_course.before) AS same,
    count(*) FILTER (WHERE is_pair AND of_course.latest > of_course.before) AS more
FROM {course}
CROSS JOIN {said}
CROSS JOIN LATERAL (
    -- The last screening by the first dose, and the last one after it.
    SELECT
        (array_agg(screening.id ORDER BY screening.asked_on DESC, screening.id DESC)
            FILTER (WHERE screening.asked_on <= course.first_dose_on))[1] AS before,
        (array_agg(screening.id ORDER BY screening.asked_on DESC, screening.id DESC)
            FILTER (WHERE screening.asked_on > course.first_dose_on))[1] AS latest
    FROM prescriptions_screening screening
    WHERE screening.patient_id = course.patient_id AND screening.voided_at IS NULL
        AND screening.asked_on <= course.ends_on
) screened
LEFT JOIN LATERAL (
    SELECT
        max(mme) FILTER (WHERE screening_id = screened.before) AS before,
        max(mme) FILTER (WHERE screening_id = screened.latest) AS latest
    FROM (
        SELECT
            screening.id AS screening_id,
            CASE WHEN screening.non_prescribed_opioids IS NOT true
                    AND screening.opioid_for_cough_or_diarrhoea IS NOT true
                    AND bool_and(
                        opioid.id IS NULL OR opioid.mg IS NOT NULL AND factor.mme IS NOT NULL
                            AND opioid.release NOT IN ('pump', 'injected')
                            AND (opioid.release <> 'patch' OR opioid.drug = 'fentanyl_patch')
                    )
                THEN COALESCE(sum(opioid.mg * factor.mme), 0)
            END AS mme
        FROM prescriptions_screening screening
        LEFT JOIN LATERAL (
            SELECT taken.*, taken.strength * CASE
                WHEN taken.units_taken IS NOT NULL AND EXISTS (
                    SELECT FROM prescriptions_signeddecision decision
                    WHERE decision.screening_id = screening.id AND decision.rule = said.taken_dose_rule
                ) THEN taken.units_taken
                ELSE GREATEST(taken.units_prescribed, taken.units_taken)
            END AS mg
            FROM prescriptions_screenedopioid taken WHERE taken.screening_id = screening.id
        ) opioid ON true
        LEFT JOIN LATERAL (
            SELECT mme FROM unnest(said.drugs, said.factors) AS known (drug, mme) WHERE known.drug = opioid.drug
        ) factor ON true
        WHERE screening.id IN (screened.before, screened.latest)
        GROUP BY screening.id
    ) reckoned
) mme ON screened.before IS NOT NULL OR screened.latest IS NOT NULL
CROSS JOIN LATERAL (
    -- Where there is a list of medicines by the first dose; none else.
    SELECT
        CASE WHEN min(taken.noted_on) <= course.first_dose_on THEN count(DISTINCT lower(taken.name)) FILTER (
            WHERE taken.name ~* said.analgesic_names AND taken.noted_on <= course.first_dose_on
                AND (taken.ended_on IS NULL OR taken.ended_on > course.first_dose_on)
        ) END AS before,
        CASE WHEN min(taken.noted_on) <= course.first_dose_on THEN count(DISTINCT lower(taken.name)) FILTER (
            WHERE taken.name ~* said.analgesic_names AND taken.noted_on <= course.ends_on
                AND (taken.ended_on IS NULL OR taken.ended_on > course.ends_on)
        ) END AS latest
    FROM patients_medicine taken
    WHERE taken.patient_id = course.patient_id
) medicines
CROSS JOIN LATERAL (VALUES
    ('mme', mme.before, mme.latest, screened.before IS NOT NULL, screened.latest IS NOT NULL),
    ('analgesics', medicines.before, medicines.latest, false, false)
) AS of_course (what, before, latest, before_is_on_file, latest_is_on_file)
CROSS JOIN LATERAL (SELECT of_course.before IS NOT NULL AND of_course.latest IS NOT NULL AS is_pair) known
GROUP BY what
