"""What the database itself refuses, whoever writes; and the sentence that a form shows for it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.constraints import sentence_for
from prescriptions.models import DeclinedOffer, DoseStep, Fill, LostPeriod, Pause, Pharmacy, Prescription
from tests.factories import (
    ClinicianFactory,
    DoseStepFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 8, 3, 16, 0, tzinfo=UTC)

# Where a field has a validator of its own, that speaks first; the forms say the same in the clinic's words.
FIELDS_SAY = {
    "prescription_quantity_above_zero": "Ensure this value is greater than or equal to 1.",
    "prescription_pain_within_scale": "Ensure this value is less than or equal to 10.",
    "fill_quantity_above_zero": "Ensure this value is greater than or equal to 1.",
}

# (as the factory makes it, what is changed, the constraint that refuses)
BROKEN_COURSES = [
    ({}, {"prescriber": None}, "prescription_known_unless_imported"),
    ({}, {"pharmacy": None}, "prescription_known_unless_imported"),
    ({}, {"starting_dose_mg": None}, "prescription_known_unless_imported"),
    ({}, {"strength_mg": None}, "prescription_known_unless_imported"),
    ({}, {"quantity": None}, "prescription_known_unless_imported"),
    ({}, {"primary_indication": ""}, "prescription_known_unless_imported"),
    ({}, {"starting_dose_mg": Decimal(0)}, "prescription_starting_dose_within_limits"),
    ({}, {"starting_dose_mg": Decimal("50.01")}, "prescription_starting_dose_within_limits"),
    ({}, {"strength_mg": Decimal(0)}, "prescription_strength_within_limits"),
    ({}, {"strength_mg": Decimal("50.01")}, "prescription_strength_within_limits"),
    ({}, {"quantity": 0}, "prescription_quantity_above_zero"),
    ({}, {"average_pain": 11}, "prescription_pain_within_scale"),
    ({}, {"peg_enjoyment": 11}, "prescription_pain_within_scale"),
    ({}, {"peg_activity": 11}, "prescription_pain_within_scale"),
    ({}, {"state": "active"}, "prescription_state_fits_its_days"),
    ({}, {"state": "stopped"}, "prescription_state_fits_its_days"),
    ({}, {"state": "unheard_of"}, "prescription_state_fits_its_days"),
    ({}, {"first_dose_on": date(2026, 6, 5)}, "prescription_state_fits_its_days"),
    ({"started": True}, {"state": "never_filled"}, "prescription_state_fits_its_days"),
    ({"started": True}, {"state": "sent"}, "prescription_state_fits_its_days"),
    ({"stopped": True}, {"state": "active"}, "prescription_state_fits_its_days"),
    ({"started": True}, {"first_dose_on": date(2026, 5, 31)}, "prescription_days_in_order"),
    ({"stopped": True}, {"stopped_on": date(2026, 6, 4)}, "prescription_days_in_order"),
    (
        {"stopped": True},
        {"first_dose_on": None, "stopped_on": date(2026, 5, 31)},
        "prescription_days_in_order",
    ),
    ({"stopped": True}, {"stop_reason": None}, "prescription_stop_when_and_why"),
    ({"stopped": True}, {"stop_recorded_at": None}, "prescription_stop_when_and_why"),
    ({"stopped": True}, {"stopped_by": None}, "prescription_stop_by_whom"),
    ({}, {"voided_at": NOON}, "prescription_voided_who_when_why"),
    ({}, {"voided_at": NOON, "voided_reason": "Twice"}, "prescription_voided_who_when_why"),
]


@pytest.mark.parametrize(("made", "change", "constraint"), BROKEN_COURSES)
def test_a_broken_course_is_refused_by_the_database_and_by_the_form_with_one_sentence(made, change, constraint):
    course = PrescriptionFactory(**made)

    with pytest.raises(IntegrityError) as raw, transaction.atomic():
        Prescription.objects.filter(pk=course.pk).update(**change)
    with pytest.raises(ValidationError) as checked:
        course.save_checked(**change)

    assert raw.value.__cause__.diag.constraint_name == constraint
    assert FIELDS_SAY.get(constraint, sentence_for(raw.value)) in checked.value.messages


def test_only_one_open_course_a_patient():
    course = PrescriptionFactory(started=True)

    with pytest.raises(IntegrityError) as raw, transaction.atomic():
        PrescriptionFactory(patient=course.patient)
    with pytest.raises(ValidationError) as checked:
        PrescriptionFactory.build(
            patient=course.patient, prescriber=course.prescriber, pharmacy=course.pharmacy
        ).save_checked()

    assert raw.value.__cause__.diag.constraint_name == "prescription_one_open_a_patient"
    assert checked.value.messages == [sentence_for(raw.value)]


@pytest.mark.parametrize(
    "closed",
    [
        {"stopped": True},
        {"state": "never_filled"},
        {"voided_at": NOON, "voided_reason": "Twice", "voided_by": "somebody"},
    ],
)
def test_closed_courses_leave_room_for_an_open_one(closed):
    if "voided_by" in closed:
        closed = closed | {"voided_by": ClinicianFactory()}
    course = PrescriptionFactory(**closed)

    assert PrescriptionFactory(patient=course.patient).is_open


def refused_by(row):
    """The constraint that refuses the raw row; None if it is saved. The form must say the same."""
    said, broken = [], None
    try:
        row.full_clean()
    except ValidationError as error:
        said = error.messages
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        broken = error
    name = broken and broken.__cause__.diag.constraint_name
    assert not broken or FIELDS_SAY.get(name, sentence_for(broken)) in said
    assert broken or said == []
    return name


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({}, None),
        ({"strength_mg": Decimal(0)}, "fill_strength_within_limits"),
        ({"strength_mg": Decimal("50.01")}, "fill_strength_within_limits"),
        ({"quantity": 0}, "fill_quantity_above_zero"),
    ],
)
def test_a_fill_has_a_strength_and_a_quantity(change, constraint):
    course = PrescriptionFactory()
    facts = {"filled_on": date(2026, 6, 3), "strength_mg": Decimal("1.5"), "quantity": 90} | change

    assert refused_by(Fill(prescription=course, pharmacy=course.pharmacy, **facts)) == constraint


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({}, None),
        ({"starts_on": date(2026, 6, 5)}, "dosestep_one_a_day"),
        ({"dose_mg": Decimal(0)}, "dosestep_within_limits"),
        ({"dose_mg": Decimal("50.01")}, "dosestep_within_limits"),
    ],
)
def test_a_dose_step_is_the_only_one_of_its_day_and_a_dose(change, constraint):
    first = DoseStepFactory()
    facts = {"starts_on": date(2026, 7, 1), "dose_mg": Decimal(3), "source": "ordered"} | change

    step = DoseStep(prescription=first.prescription, recorded_by=first.recorded_by, **facts)

    assert refused_by(step) == constraint


@pytest.mark.parametrize(("kind", "name"), [(Pause, "pause"), (LostPeriod, "lostperiod")])
@pytest.mark.parametrize(
    ("from_on", "until_on", "rule"),
    [
        (date(2026, 7, 11), None, None),
        (date(2026, 7, 11), date(2026, 7, 12), None),
        (date(2026, 6, 20), date(2026, 7, 1), None),
        (date(2026, 6, 20), date(2026, 7, 2), "no_overlap"),
        (date(2026, 7, 10), None, "no_overlap"),
        (date(2026, 7, 3), date(2026, 7, 4), "no_overlap"),
        (date(2026, 8, 1), date(2026, 8, 1), "ends_after_it_began"),
    ],
)
def test_intervals_of_a_course_do_not_overlap_and_last_a_day(kind, name, from_on, until_on, rule):
    course = PrescriptionFactory(started=True)
    facts = {"prescription": course, "reason": "Surgery", "recorded_by": course.prescriber}
    kind.objects.create(from_on=date(2026, 7, 1), until_on=date(2026, 7, 11), **facts)

    row = kind(from_on=from_on, until_on=until_on, **facts)

    assert refused_by(row) == (rule and f"{name}_{rule}")


@pytest.mark.parametrize("kind", [Pause, LostPeriod])
def test_another_course_is_paused_or_lost_in_the_same_days(kind):
    for course in (PrescriptionFactory(started=True), PrescriptionFactory(started=True)):
        row = kind(prescription=course, from_on=date(2026, 7, 1), reason="Calls", recorded_by=course.prescriber)

        assert refused_by(row) is None


def test_an_offer_is_declined_once_a_day():
    patient, by = PatientFactory(), ClinicianFactory()
    DeclinedOffer.objects.create(patient=patient, declined_on=date(2026, 6, 1), recorded_by=by)

    again = DeclinedOffer(patient=patient, declined_on=date(2026, 6, 1), recorded_by=by)

    assert refused_by(again) == "declinedoffer_once_a_day"


def test_a_pharmacy_is_on_the_list_once_however_it_is_written():
    PharmacyFactory(name="Harbor Compounding")

    assert refused_by(Pharmacy(name="HARBOR compounding")) == "pharmacy_one_a_name"
