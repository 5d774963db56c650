-- Opioids in MME a day, and how many pain medicines, before LDN and at the latest time that is known of: one row a
-- course as the first SELECT has it, described by the last. `mme` is null where it can't be computed: an opioid without
-- a factor, by pump or injection, without a number a day, or one that nobody prescribed is never 0.
, screened AS (
    SELECT
        course.prescription_id,
        (
            SELECT screening.id FROM prescriptions_screening screening
            WHERE screening.patient_id = course.patient_id AND screening.voided_at IS NULL
                AND screening.asked_on <= course.first_dose_on
            ORDER BY screening.asked_on DESC, screening.id DESC LIMIT 1
        ) AS before,
        (
            SELECT screening.id FROM prescriptions_screening screening
            WHERE screening.patient_id = course.patient_id AND screening.voided_at IS NULL
                AND screening.asked_on > course.first_dose_on AND screening.asked_on <= course.ends_on
            ORDER BY screening.asked_on DESC, screening.id DESC LIMIT 1
        ) AS latest
    FROM course
), reckoned AS (
    SELECT
        screening.id,
        CASE WHEN screening.non_prescribed_opioids IS NOT true AND screening.opioid_for_cough_or_diarrhoea IS NOT true
            AND COALESCE(bool_and(
                opioid.id IS NULL OR opioid.mg IS NOT NULL AND factor.mme IS NOT NULL
                    AND opioid.release NOT IN ('pump', 'injected')
                    AND (opioid.release <> 'patch' OR opioid.drug = 'fentanyl_patch')
            ), true)
            THEN COALESCE(sum(opioid.mg * factor.mme), 0)
        END AS mme
    FROM prescriptions_screening screening
    CROSS JOIN said
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
    WHERE screening.id IN (SELECT before FROM screened UNION ALL SELECT latest FROM screened)
    GROUP BY screening.id
), pain_medicine AS (
    SELECT
        course.prescription_id,
        count(DISTINCT lower(taken.name)) FILTER (
            WHERE taken.noted_on <= course.first_dose_on AND (taken.ended_on IS NULL OR taken.ended_on > course.first_dose_on)
        ) AS before,
        count(DISTINCT lower(taken.name)) FILTER (
            WHERE taken.noted_on <= course.ends_on AND (taken.ended_on IS NULL OR taken.ended_on > course.ends_on)
        ) AS latest
    FROM course
    CROSS JOIN said
    JOIN patients_medicine taken ON taken.patient_id = course.patient_id AND taken.name ~* said.analgesic_names
    GROUP BY course.prescription_id
), of_course AS (
    SELECT
        'mme' AS what,
        before.mme AS before,
        latest.mme AS latest,
        screened.before IS NOT NULL AS before_is_on_file,
        screened.latest IS NOT NULL AS latest_is_on_file
    FROM screened
    LEFT JOIN reckoned before ON before.id = screened.before
    LEFT JOIN reckoned latest ON latest.id = screened.latest
    UNION ALL
    SELECT 'analgesics', counted.before, counted.latest, counted.is_listed, counted.is_listed
    FROM (
        SELECT
            is_listed,
            CASE WHEN is_listed THEN COALESCE(pain_medicine.before, 0) END AS before,
            CASE WHEN is_listed THEN COALESCE(pain_medicine.latest, 0) END AS latest
        FROM course
        CROSS JOIN LATERAL (SELECT EXISTS (
            SELECT FROM patients_medicine listed
            WHERE listed.patient_id = course.patient_id AND listed.noted_on <= course.first_dose_on
        ) AS is_listed) list
        LEFT JOIN pain_medicine USING (prescription_id)
    ) counted
)
SELECT
    what,
    count(before) AS before_n,
    avg(before) AS before_mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY before) AS before_median,
    count(*) FILTER (WHERE before_is_on_file AND before IS NULL) AS before_not_computable,
    count(latest) AS latest_n,
    avg(latest) AS latest_mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY latest) AS latest_median,
    count(*) FILTER (WHERE latest_is_on_file AND latest IS NULL) AS latest_not_computable,
    count(*) FILTER (WHERE is_pair) AS pairs,
    avg(before) FILTER (WHERE is_pair) AS pairs_before_mean,
    avg(latest) FILTER (WHERE is_pair) AS pairs_latest_mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY before) FILTER (WHERE is_pair) AS pairs_before_median,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY latest) FILTER (WHERE is_pair) AS pairs_latest_median,
    count(*) FILTER (WHERE is_pair AND latest < before) AS fewer,
    count(*) FILTER (WHERE is_pair AND latest = before) AS same,
    count(*) FILTER (WHERE is_pair AND latest > before) AS more
FROM of_course
CROSS JOIN LATERAL (SELECT before IS NOT NULL AND latest IS NOT NULL AS is_pair) known
GROUP BY what
