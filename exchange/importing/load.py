"""Rows that hold against every rule become patients, courses, steps and answers, some thousand at a time."""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.models import User
from exchange.importing.rows import STABLE, CaseRow
from followups import planning
from followups.models import Response, SideEffect
from patients.models import Diagnosis, Medicine, Patient, PhoneNumber, Procedure
from prescriptions.models import DoseStep, Prescription


def load(rows: list[CaseRow], patients: dict[str, Patient], *, at: datetime, today: date, by: User) -> dict[str, int]:
    """Store the rows, in some twenty statements; returns how many there now are of each kind.

    `patients`, by chart key, has those stored already, and gets the new ones.
    """
    newcomers = _add_patients(rows, patients)
    _add_phones(rows, patients)
    _add_history(rows, patients)
    courses = Prescription.objects.bulk_create(_course(row, patients[row.chart_key], at) for row in rows)
    told = list(zip(courses, rows, strict=True))
    DoseStep.objects.bulk_create(step for course, row in told for step in _dose_steps(course, row, at, by))
    answers = Response.objects.bulk_create(_answer(course, row, at, by) for course, row in told if row.response_on)
    _add_side_effects(told, answers)
    active = [course.pk for course in courses if course.is_active]
    planned = planning.plan_milestones(courses=active, today=today, due_from=today)
    return {"courses": len(courses), "patients": newcomers, "answers": len(answers), "follow-ups": planned}


def _add_patients(rows: Iterable[CaseRow], patients: dict[str, Patient]) -> int:
    newcomers = {row.chart_key: _patient(row) for row in rows if row.chart_key not in patients}
    Patient.objects.bulk_create(newcomers.values())
    patients |= newcomers
    return len(newcomers)


def _patient(row: CaseRow) -> Patient:
    patient = Patient(
        chart_number=row.chart_number,
        family_name=row.family_name,
        given_name=row.given_name,
        date_of_birth=row.date_of_birth,
        sex=row.sex,
    )
    patient.set_keys()
    return patient


def _add_phones(rows: Iterable[CaseRow], patients: dict[str, Patient]) -> None:
    numbers = dict.fromkeys((patients[row.chart_key], row.phone) for row in rows if row.phone)
    # Whose number it is and what may be left there is not in the file, so nothing may be left.
    phones = [PhoneNumber(patient=patient, number=number, digits=number.lstrip("+")) for patient, number in numbers]
    PhoneNumber.objects.bulk_create(phones, ignore_conflicts=True)


def _add_history(rows: Iterable[CaseRow], patients: dict[str, Patient]) -> None:
    """What the patient had when the course was prescribed. What was noted on that day already stays as it is."""
    dated = [(row, {"patient": patients[row.chart_key], "noted_on": row.prescribed_on}) for row in rows]
    Diagnosis.objects.bulk_create(
        (Diagnosis(code=code, **noted) for row, noted in dated for code in row.icd10_codes), ignore_conflicts=True
    )
    Procedure.objects.bulk_create(
        (Procedure(kind=kind, **noted) for row, noted in dated for kind in row.prior_procedures), ignore_conflicts=True
    )
    Medicine.objects.bulk_create(
        (
            Medicine(name=medication.name, mg_per_day=medication.mg_per_day, **noted)
            for row, noted in dated
            for medication in row.medications
        ),
        ignore_conflicts=True,
    )


def _course(row: CaseRow, patient: Patient, at: datetime) -> Prescription:
    return Prescription(
        patient=patient,
        is_imported=True,
        prescribed_on=row.prescribed_on,
        starting_dose_mg=row.start_dose_mg,
        monthly_cost_usd=row.monthly_cost_usd,
        primary_indication=row.icd10_codes[0] if row.icd10_codes else "",
        regions=list(row.regions),
        radiation=list(row.radiation),
        state=row.state,
        first_dose_on=row.started_on,
        first_dose_is_approximate=row.started_on is not None and row.first_dose_on is None,
        stopped_on=row.stopped_on,
        stop_reason=row.stop_reason,
        stop_recorded_at=at if row.stopped_on else None,
        side_effects_asked_at_stop=row.response_on is None and row.side_effects is not None,
    )


def _dose_steps(course: Prescription, row: CaseRow, at: datetime, by: User) -> list[DoseStep]:
    """The start and the stable dose, one step where they are of the same day."""
    doses = {}
    if row.started_on and row.start_dose_mg:
        doses[row.started_on] = (row.start_dose_mg, "")
    if row.stable_on:
        doses[row.stable_on] = (row.stable_dose_mg, STABLE)
    return [
        DoseStep(
            prescription=course,
            starts_on=day,
            dose_mg=dose,
            reason=reason,
            source=DoseStep.Source.IMPORTED,
            recorded_by=by,
            recorded_at=at,
        )
        for day, (dose, reason) in doses.items()
    ]


def _answer(course: Prescription, row: CaseRow, at: datetime, by: User) -> Response:
    return Response(
        prescription=course,
        is_imported=True,
        asked_on=row.response_on,
        mode=row.response_mode,
        entered_by=by,
        entered_at=at,
        pgic=row.pgic,
        relief_percent=row.relief_percent,
        continues=row.continuing,
        quality_of_life_improved=row.quality_of_life_improved,
        side_effects_asked=row.side_effects is not None,
        functional_gains=list(row.functional_gains),
    )


def _add_side_effects(told: Iterable[tuple[Prescription, CaseRow]], answers: Iterable[Response]) -> None:
    """They belong to the answer; in a row without one, to the stop."""
    answer_of = {answer.prescription_id: answer for answer in answers}
    SideEffect.objects.bulk_create(
        SideEffect(prescription=course, response=answer_of.get(course.pk), effect=effect)
        for course, row in told
        for effect in row.side_effects or ()
    )
