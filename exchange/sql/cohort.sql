-- Invented courses at any size, by set-based statements: "draw" gives each row and purpose a number from 0 to 1, the
-- same on every run. Shares and lengths are near those of clinical.md, section 1b, and of a practice of some years.

CREATE FUNCTION pg_temp.draw(row_number bigint, purpose integer) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (hashint8extended(row_number, purpose) & 2147483647)::float8 / 2147483648 $$;

CREATE FUNCTION pg_temp.pick(choices text[], drawn float8) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT choices[1 + floor(drawn * array_length(choices, 1))::integer] $$;

-- Every eighth patient has a second course, after a first one that was stopped.
CREATE TEMP TABLE cohort_patient ON COMMIT DROP AS
SELECT
    n,
    nextval(pg_get_serial_sequence('patients_patient', 'id')) AS id,
    n <= %(courses)s - %(patients)s AS has_second
FROM generate_series(1, %(patients)s) n;

INSERT INTO patients_patient (
    id, version, chart_number, family_name, given_name, sort_key, search_key, date_of_birth, sex, language, time_zone,
    consents_to_calls, do_not_contact
)
SELECT
    id, 1, chart, family, given, lower(family || ', ' || given), lower(family || ' ' || given || ' ' || chart),
    %(today)s::date - (365.25 * (24 + 62 * (pg_temp.draw(id, 1) + pg_temp.draw(id, 2)) / 2))::integer,
    CASE WHEN pg_temp.draw(id, 3) < 0.62 THEN 'F' WHEN pg_temp.draw(id, 3) < 0.98 THEN 'M' WHEN pg_temp.draw(id, 3) < 0.99 THEN 'X' ELSE 'U' END,
    CASE WHEN pg_temp.draw(id, 4) < 0.85 THEN 'en' WHEN pg_temp.draw(id, 4) < 0.97 THEN 'es' ELSE 'other' END,
    %(time_zone)s, pg_temp.draw(id, 5) < 0.96, pg_temp.draw(id, 6) < 0.005
FROM (
    SELECT
        id,
        %(chart_prefix)s || id AS chart,
        pg_temp.pick(%(family_names)s, pg_temp.draw(id, 7)) || ' ' || pg_temp.pick(%(family_names)s, pg_temp.draw(id, 8)) AS family,
        pg_temp.pick(%(given_names)s, pg_temp.draw(id, 9)) AS given
    FROM cohort_patient
) named;

INSERT INTO patients_phonenumber (patient_id, number, digits, kind, belongs_to, message)
SELECT id, '+' || digits, digits, CASE WHEN pg_temp.draw(id, 10) < 0.8 THEN 'mobile' ELSE 'home' END, 'the patient',
    pg_temp.pick('{nothing,call_back,call_back,details}', pg_temp.draw(id, 11))
FROM (
    -- 555-0100 to 555-0199 are nobody's in every area.
    SELECT id, '1' || (201 + id / 100 %% 789) || '55501' || lpad((id %% 100)::text, 2, '0') AS digits FROM cohort_patient
) numbered;

CREATE TEMP TABLE cohort_course ON COMMIT DROP AS
SELECT
    nextval(pg_get_serial_sequence('prescriptions_prescription', 'id')) AS id,
    course.*,
    -- How well LDN works for this patient: per cent of relief once the dose is stable.
    CASE
        WHEN pg_temp.draw(n, 20) < 0.34 THEN 50 + (50 * pg_temp.draw(n, 21))::integer
        WHEN pg_temp.draw(n, 20) < 0.58 THEN 10 + (39 * pg_temp.draw(n, 21))::integer
        WHEN pg_temp.draw(n, 20) < 0.97 THEN (9 * pg_temp.draw(n, 21))::integer
        ELSE -10 - (40 * pg_temp.draw(n, 21))::integer
    END AS benefit,
    CASE WHEN pg_temp.draw(n, 22) < 0.25 THEN 0.75 WHEN pg_temp.draw(n, 22) < 0.94 THEN 1.5 ELSE 4.5 END AS starting_dose,
    CASE WHEN pg_temp.draw(n, 22) >= 0.94 OR pg_temp.draw(n, 23) < 0.82 THEN 4.5 ELSE 3 END AS stable_dose
FROM (
    SELECT
        patient.n + %(patients)s * (ordinal - 1) AS n,
        patient.id AS patient_id,
        ordinal = 1 AND has_second AS is_followed,
        CASE
            WHEN ordinal = 2 THEN %(today)s::date - (pg_temp.draw(patient.id, 13) * %(days)s / 2)::integer
            WHEN has_second THEN %(today)s::date - %(days)s + (pg_temp.draw(patient.id, 12) * (%(days)s / 2 - 200))::integer
            ELSE %(today)s::date - (pg_temp.draw(patient.id, 12) * %(days)s)::integer
        END AS prescribed_on
    FROM cohort_patient patient
    CROSS JOIN LATERAL generate_series(1, CASE WHEN has_second THEN 2 ELSE 1 END) AS ordinal
) course;

ALTER TABLE cohort_course ADD first_dose_on date, ADD stopped_on date, ADD stop_reason text, ADD ended_on date;

UPDATE cohort_course
SET first_dose_on = prescribed_on + 2 + floor(12 * pg_temp.draw(n, 24))::integer
WHERE pg_temp.draw(n, 25) >= 0.06;
UPDATE cohort_course SET first_dose_on = NULL WHERE first_dose_on > %(today)s;

-- Who has no benefit stops sooner and oftener; a course that another one follows was stopped within 190 days.
UPDATE cohort_course
SET stopped_on = first_dose_on + CASE
        WHEN is_followed THEN 20 + (150 * pg_temp.draw(n, 26))::integer
        WHEN benefit < 30 THEN 14 + (240 * pg_temp.draw(n, 26) * pg_temp.draw(n, 27))::integer
        ELSE 30 + (1400 * pg_temp.draw(n, 26))::integer
    END,
    stop_reason = CASE
        WHEN benefit < 30 THEN pg_temp.pick(
            '{no_benefit,no_benefit,no_benefit,no_benefit,side_effects,side_effects,opioid_needed_pain,cost}', pg_temp.draw(n, 28)
        )
        ELSE pg_temp.pick(
            '{loss_of_benefit,loss_of_benefit,side_effects,cost,cost,surgery,opioid_needed_other,moved,pregnancy,injury}',
            pg_temp.draw(n, 28)
        )
    END
WHERE first_dose_on IS NOT NULL
    AND (is_followed OR pg_temp.draw(n, 29) < CASE WHEN benefit < 30 THEN 0.72 ELSE 0.25 END);
UPDATE cohort_course SET stopped_on = NULL, stop_reason = NULL WHERE stopped_on > %(today)s;

INSERT INTO prescriptions_prescription (
    id, version, patient_id, prescriber_id, pharmacy_id, prescribed_on, starting_dose_mg, strength_mg, form, quantity,
    is_imported, primary_indication, regions, radiation, average_pain, months_in_pain, goal, state, first_dose_on,
    first_dose_is_approximate, stopped_on, stop_reason, other_stop_reasons, stop_recorded_at, stopped_by_id,
    side_effects_asked_at_stop, monthly_cost_usd, begun_against
)
SELECT
    id, 1, patient_id, prescriber, (%(pharmacies)s::bigint[])[1 + n %% array_length(%(pharmacies)s, 1)], prescribed_on,
    starting_dose, 1.5, 'tablet', 90 + 15 * floor(3 * pg_temp.draw(n, 30))::integer, false,
    pg_temp.pick('{M54.2,M54.16,M54.16,M47.816,M51.360,M48.061,M79.18,G89.4,M46.1,M79.7}', pg_temp.draw(n, 31)),
    ARRAY[pg_temp.pick('{cervical,lumbar,lumbar,hip,sacroiliac}', pg_temp.draw(n, 32))],
    CASE WHEN pg_temp.draw(n, 33) < 0.5 THEN '{}' ELSE ARRAY[pg_temp.pick('{arms,shoulders,legs,lower_back}', pg_temp.draw(n, 34))] END,
    3 + floor(8 * pg_temp.draw(n, 35))::integer, 6 + floor(200 * pg_temp.draw(n, 36))::integer, '',
    CASE
        WHEN stopped_on IS NOT NULL THEN 'stopped'
        WHEN first_dose_on IS NOT NULL THEN 'active'
        WHEN is_followed OR prescribed_on < %(today)s::date - 45 THEN 'never_filled'
        ELSE 'sent'
    END,
    first_dose_on, false, stopped_on, stop_reason, '{}',
    stopped_on + time '15:00', CASE WHEN stopped_on IS NOT NULL THEN prescriber END,
    stopped_on IS NOT NULL AND pg_temp.draw(n, 37) < 0.8, NULL, ''
FROM (SELECT *, (%(clinicians)s::bigint[])[1 + n %% array_length(%(clinicians)s, 1)] AS prescriber FROM cohort_course) course;

-- Lost: of those on LDN for half a year or more, every eighth, at most one period each.
INSERT INTO prescriptions_lostperiod (prescription_id, from_on, until_on, reason, recorded_by_id)
SELECT id, lost_on, CASE WHEN pg_temp.draw(n, 40) < 0.25 AND lost_on < %(today)s::date - 60 THEN lost_on + 45 END,
    'Not reached three times', %(assistant)s
FROM (
    SELECT *, first_dose_on + 120 + floor(pg_temp.draw(n, 41) * (%(today)s::date - first_dose_on - 120))::integer AS lost_on
    FROM cohort_course
    WHERE stopped_on IS NULL AND first_dose_on < %(today)s::date - 183 AND pg_temp.draw(n, 42) < 0.125
) lost;
UPDATE cohort_course
SET ended_on = COALESCE(
    stopped_on,
    (
        SELECT period.from_on FROM prescriptions_lostperiod period
        WHERE period.prescription_id = cohort_course.id AND period.until_on IS NULL
    ),
    %(today)s
);

-- From half a tablet or one to the stable dose, in steps of one to three weeks.
INSERT INTO prescriptions_dosestep (prescription_id, starts_on, dose_mg, source, reason, recorded_by_id)
SELECT id, first_dose_on + day, dose, 'ordered', '', %(assistant)s
FROM (
    SELECT
        id,
        first_dose_on,
        ended_on,
        climb.dose,
        climb.dose_before,
        climb.step * (7 + floor(14 * pg_temp.draw(n, 43))::integer) AS day
    FROM cohort_course
    CROSS JOIN LATERAL (
        SELECT dose, lag(dose) OVER (ORDER BY dose) AS dose_before, (row_number() OVER (ORDER BY dose) - 1)::integer AS step
        FROM unnest('{0.75,1.5,3,4.5}'::numeric[]) AS dose
        WHERE dose BETWEEN starting_dose AND GREATEST(starting_dose, stable_dose)
    ) climb
    WHERE first_dose_on IS NOT NULL
) steps
WHERE day = 0 OR first_dose_on + day <= ended_on;

INSERT INTO prescriptions_fill (
    prescription_id, pharmacy_id, filled_on, strength_mg, form, quantity, lot, price_usd, beyond_use_on
)
SELECT id, (%(pharmacies)s::bigint[])[1 + n %% array_length(%(pharmacies)s, 1)], filled_on, 1.5, 'tablet', 120,
    'L' || to_char(filled_on, 'YYMM') || n %% 7, 16 + floor(5 * pg_temp.draw(n, 44)), filled_on + 180
FROM (
    SELECT *, GREATEST(prescribed_on, first_dose_on - 1) + 40 * refill AS filled_on
    FROM cohort_course
    CROSS JOIN generate_series(0, %(refills)s) AS refill
    WHERE first_dose_on IS NOT NULL
) filled
WHERE filled_on <= ended_on;

-- Asked around the milestones of the plan, at the stop too, and not always.
CREATE TEMP TABLE cohort_answer ON COMMIT DROP AS
SELECT
    nextval(pg_get_serial_sequence('followups_response', 'id')) AS id,
    asked.*,
    CASE WHEN pg_temp.draw(key, 50) < 0.03 THEN NULL ELSE LEAST(100, GREATEST(-100,
        5 * round((benefit * LEAST(1, 0.4 + 0.2 * number) + 20 * (pg_temp.draw(key, 51) - 0.5)) / 5)
    ))::integer END AS relief
FROM (
    SELECT
        course.id AS prescription_id,
        course.benefit,
        course.ended_on,
        course.stopped_on,
        milestone.number,
        course.id * 16 + milestone.number AS key,
        course.first_dose_on + milestone.day
            + floor(10 * pg_temp.draw(course.id * 16 + milestone.number, 52))::integer AS asked_on
    FROM cohort_course course
    CROSS JOIN unnest(%(milestones)s::integer[]) WITH ORDINALITY AS milestone (day, number)
    WHERE course.first_dose_on IS NOT NULL AND pg_temp.draw(course.id * 16 + milestone.number, 53) < %(asked_share)s
) asked
WHERE asked_on <= ended_on AND asked_on IS DISTINCT FROM stopped_on;

INSERT INTO followups_response (
    id, version, prescription_id, asked_on, mode, asked_by_id, entered_by_id, entered_at, answered_by, proxy_relation,
    through_interpreter, asked_in, broke_off, declined_items, is_imported, instrument, pgic, relief_percent, continues, quality_of_life_improved,
    side_effects_asked, functional_gains, gains_in_own_words, monthly_cost_usd, new_facts, new_facts_in_words,
    other_treatments
)
SELECT
    id, 1, prescription_id, asked_on, CASE WHEN pg_temp.draw(key, 54) < 0.4 THEN 'visit' ELSE 'phone' END,
    %(assistant)s, %(assistant)s, asked_on + time '16:00', 'patient', '', false, 'en', false, '{}', false, 'immpact_7_lower_better',
    CASE
        WHEN relief >= 75 THEN 1 WHEN relief >= 45 THEN 2 WHEN relief >= 15 THEN 3
        WHEN relief >= 0 THEN 4 WHEN relief >= -20 THEN 5 WHEN relief < -20 THEN 6
    END,
    relief, true, CASE WHEN pg_temp.draw(key, 55) < 0.96 THEN relief > 20 OR pg_temp.draw(key, 56) < 0.15 END,
    pg_temp.draw(key, 57) < 0.92,
    CASE WHEN relief < 30 OR relief IS NULL THEN '{}' ELSE ARRAY[
        pg_temp.pick('{house_chores,walking,walking,sitting,sleep,sleep,energy,activity_tolerance}', pg_temp.draw(key, 58))
    ] END,
    '', CASE WHEN pg_temp.draw(key, 59) < 0.5 THEN 16 + floor(5 * pg_temp.draw(key, 60)) END, NULL, '',
    CASE WHEN pg_temp.draw(key, 68) < 0.8 THEN CASE WHEN pg_temp.draw(key, 69) < 0.85 THEN '{}' ELSE ARRAY[pg_temp.pick(
        '{steroid_injection,trigger_point_injection,prp_injection,nerve_block,radiofrequency_ablation,analgesic_lowered,analgesic_raised}',
        pg_temp.draw(key, 70)
    )] END END
FROM cohort_answer;

INSERT INTO followups_sideeffect (prescription_id, response_id, effect, severity, is_serious)
SELECT prescription_id, id,
    pg_temp.pick('{insomnia,insomnia,vivid_dreams,vivid_dreams,tiredness,hot_flashes,migraine,headache,nausea,jitteriness}',
        pg_temp.draw(key, 61)),
    pg_temp.pick('{mild,mild,mild,moderate,moderate,severe}', pg_temp.draw(key, 62)), pg_temp.draw(key, 66) < 0.004
FROM cohort_answer
WHERE pg_temp.draw(key, 57) < 0.92 AND pg_temp.draw(key, 63) < 0.4 / (1 + number);

INSERT INTO followups_sideeffect (prescription_id, response_id, effect, severity, is_serious)
SELECT id, NULL, pg_temp.pick('{insomnia,vivid_dreams,nausea,headache,low_mood,rash}', pg_temp.draw(n, 64)),
    pg_temp.pick('{mild,moderate,moderate,severe}', pg_temp.draw(n, 65)), pg_temp.draw(n, 67) < 0.02
FROM cohort_course
WHERE stop_reason = 'side_effects' AND pg_temp.draw(n, 37) < 0.8;
