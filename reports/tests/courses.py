"""Writes courses as tests describe them, in bulk."""

from datetime import UTC, datetime

from followups.models import Response, SideEffect
from patients.models import Patient
from prescriptions.models import LostPeriod, Prescription
from tests.factories import ClinicianFactory, PharmacyFactory

AT = datetime(2026, 1, 1, tzinfo=UTC)


def save(courses):
    """Store rule.Course values, each of a patient of its own; returns the prescriptions in the same order."""
    by = ClinicianFactory()
    pharmacy = PharmacyFactory()
    patients = Patient.objects.bulk_create(
        Patient(
            chart_number=f"C-{by.pk}-{number}",
            family_name="Baptiste",
            given_name="Beatriz",
            date_of_birth="1980-01-01",
            sort_key="baptiste",
        )
        for number, _ in enumerate(courses)
    )
    rows = Prescription.objects.bulk_create(
        prescription_of(course, patient=patient, by=by, pharmacy=pharmacy)
        for course, patient in zip(courses, patients, strict=True)
    )
    told = list(zip(courses, rows, strict=True))
    LostPeriod.objects.bulk_create(
        LostPeriod(prescription=row, from_on=start, until_on=end, reason="moved", recorded_by=by)
        for course, row in told
        for start, end in course.lost
    )
    answers = [(answer, row) for course, row in told for answer in course.answers]
    saved = Response.objects.bulk_create(answer_of(answer, row, by=by) for answer, row in answers)
    named = [(row, None, effect) for course, row in told for effect in course.effects_at_stop or ()]
    named += [
        (row, response, effect)
        for (answer, row), response in zip(answers, saved, strict=True)
        for effect in answer.effects or ()
    ]
    SideEffect.objects.bulk_create(
        SideEffect(prescription=row, response=response, effect=effect) for row, response, effect in named
    )
    return rows


def prescription_of(course, *, patient, by, pharmacy):
    state = "stopped" if course.stopped_on else "active" if course.first_dose_on else "sent"
    return Prescription(
        patient=patient,
        prescriber=by,
        pharmacy=pharmacy,
        prescribed_on=course.prescribed_on,
        starting_dose_mg="1.5",
        strength_mg="1.5",
        quantity=90,
        primary_indication="M54.16",
        state=state,
        first_dose_on=course.first_dose_on,
        stopped_on=course.stopped_on,
        stop_reason=course.reason if course.stopped_on else None,
        stop_recorded_at=AT if course.stopped_on else None,
        stopped_by=by if course.stopped_on else None,
        side_effects_asked_at_stop=course.effects_at_stop is not None,
        **voided(course, by),
    )


def answer_of(answer, row, *, by):
    return Response(
        prescription=row,
        asked_on=answer.asked_on,
        mode="phone",
        asked_by=by,
        entered_by=by,
        relief_percent=answer.relief,
        quality_of_life_improved=answer.quality,
        continues=answer.goes_on,
        broke_off=answer.broke_off,
        side_effects_asked=answer.effects is not None,
        **voided(answer, by),
    )


def voided(value, by):
    return {"voided_at": AT, "voided_by": by, "voided_reason": "another patient's"} if value.voided else {}
