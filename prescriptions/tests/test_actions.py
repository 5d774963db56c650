"""Each action on a course: what it does, and what it refuses with which sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from followups.models import FollowUp
from patients.models import ClinicianTask, Contraindication
from prescriptions import actions
from prescriptions.models import DeclinedOffer, DoseStep, Fill, Prescription
from tests.factories import (
    ClinicianFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    UserFactory,
    screened,
)

pytestmark = pytest.mark.django_db
PRESCRIBED_ON = date(2026, 6, 1)
FIRST_DOSE_ON = date(2026, 6, 5)


def unsaved_course(**changes):
    """As the prescribing form hands it over."""
    facts = {
        "patient": None,
        "pharmacy": None,
        "prescribed_on": PRESCRIBED_ON,
        "starting_dose_mg": Decimal("1.5"),
        "strength_mg": Decimal("1.5"),
        "quantity": 90,
        "primary_indication": "M54.16",
    }
    facts |= changes
    facts["patient"] = screened(facts["patient"] or PatientFactory())
    facts["pharmacy"] = facts["pharmacy"] or PharmacyFactory()
    return Prescription(**facts)


def fill_of(course, **changes):
    facts = {
        "pharmacy": course.pharmacy,
        "filled_on": date(2026, 6, 3),
        "strength_mg": course.strength_mg,
        "form": course.form,
        "quantity": 90,
    }
    return Fill(prescription=course, **(facts | changes))


def started_course(**changes):
    """Prescribed and started by the actions, so with all that follows from them."""
    by = ClinicianFactory()
    course = actions.prescribe(course=unsaved_course(**changes), by=by)
    actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=by)
    course.refresh_from_db()
    return course


def sentences(error):
    return error.value.messages


# --- prescribe ----------------------------------------------------------------------------------------------


def test_prescribing_opens_a_course_and_asks_for_its_first_dose():
    by = ClinicianFactory()

    course = actions.prescribe(course=unsaved_course(), by=by)

    course.refresh_from_db()
    assert (course.state, course.prescriber) == (Prescription.State.SENT, by)
    assert [followup.kind for followup in course.followups.all()] == [FollowUp.Kind.FIRST_DOSE]


def test_a_patient_with_an_open_course_gets_no_second_one():
    course = PrescriptionFactory()

    with pytest.raises(ValidationError) as error:
        actions.prescribe(course=unsaved_course(patient=course.patient), by=ClinicianFactory())

    assert sentences(error) == ["This patient already has an open course of LDN. Stop that one first."]
    assert Prescription.objects.count() == 1


@pytest.mark.parametrize(("dose", "is_above"), [("4.5", False), ("4.51", True), ("6", True)])
def test_no_starting_dose_is_above_the_ceiling(dose, is_above):
    course = unsaved_course(starting_dose_mg=Decimal(dose))

    if is_above:
        with pytest.raises(ValidationError) as error:
            actions.prescribe(course=course, by=ClinicianFactory())
        assert sentences(error) == [f"{dose} mg is above this practice's ceiling of 4.5 mg a day."]
    else:
        assert actions.prescribe(course=course, by=ClinicianFactory()).pk


@pytest.mark.parametrize(
    ("form", "dose", "strength", "sentence"),
    [
        ("tablet", "0.75", "1.5", None),
        ("tablet", "1", "1.5", "1 mg can't be made of tablets of 1.5 mg: the smallest part is half a tablet."),
        ("capsule", "0.75", "1.5", "0.75 mg can't be made of capsules of 1.5 mg: the smallest part is 1 capsule."),
        ("capsule", "3", "1.5", None),
    ],
)
def test_a_starting_dose_is_made_of_half_tablets_or_whole_capsules(form, dose, strength, sentence):
    course = unsaved_course(form=form, starting_dose_mg=Decimal(dose), strength_mg=Decimal(strength))

    if sentence is None:
        assert actions.prescribe(course=course, by=ClinicianFactory()).pk
    else:
        with pytest.raises(ValidationError) as error:
            actions.prescribe(course=course, by=ClinicianFactory())
        assert sentences(error) == [sentence]


@pytest.mark.parametrize(
    ("since", "cleared_on", "refused"),
    [
        (date(2026, 5, 1), None, True),
        (date(2026, 5, 1), date(2026, 6, 2), True),
        (date(2026, 5, 1), PRESCRIBED_ON, False),
        (date(2026, 7, 1), None, True),  # after the day prescribed, and still there now
        (date(2026, 7, 1), date(2026, 7, 9), False),
    ],
)
def test_nothing_is_prescribed_against_what_is_on_file(since, cleared_on, refused):
    course = unsaved_course()
    Contraindication.objects.create(patient=course.patient, kind="pneumonia", since=since, cleared_on=cleared_on)

    if refused:
        with pytest.raises(ValidationError) as error:
            actions.prescribe(course=course, by=ClinicianFactory())
        assert sentences(error) == [
            f"Has pneumonia, since {since:%-d %B %Y}. What clears it: It has cleared. Record the day on the chart."
        ]
    else:
        assert actions.prescribe(course=course, by=ClinicianFactory()).pk


@pytest.mark.parametrize(
    ("patient", "sentence"),
    [
        ({"deceased_on": date(2026, 5, 1)}, "This patient has died."),
        ({"date_of_birth": date(2026, 6, 2)}, "This is before the patient was born."),
    ],
)
def test_a_course_lies_within_the_patients_life(patient, sentence):
    course = unsaved_course(patient=PatientFactory(**patient))

    with pytest.raises(ValidationError) as error:
        actions.prescribe(course=course, by=ClinicianFactory())

    assert sentences(error) == [sentence]


# --- declined -----------------------------------------------------------------------------------------------


def test_an_offer_that_was_declined_is_kept_and_opens_no_course():
    patient, by = PatientFactory(), ClinicianFactory()

    actions.decline(offer=DeclinedOffer(patient=patient, declined_on=PRESCRIBED_ON, reason="Cost"), by=by)

    assert list(patient.declined_offers.values_list("reason", "recorded_by")) == [("Cost", by.pk)]
    assert Prescription.objects.count() == 0


@pytest.mark.parametrize(("declined_on", "refused"), [(date(2026, 5, 31), False), (PRESCRIBED_ON, True)])
def test_who_is_on_a_course_has_not_declined_it(declined_on, refused):
    course = PrescriptionFactory()
    offer = DeclinedOffer(patient=course.patient, declined_on=declined_on)

    if refused:
        with pytest.raises(ValidationError) as error:
            actions.decline(offer=offer, by=ClinicianFactory())
        assert sentences(error) == ["This patient has an open course of LDN, so it was not declined."]
    else:
        assert actions.decline(offer=offer, by=ClinicianFactory()).pk


# --- fills --------------------------------------------------------------------------------------------------


def test_a_fill_of_what_was_prescribed_raises_no_task():
    course = PrescriptionFactory()

    actions.record_fill(fill=fill_of(course), by=UserFactory())

    assert course.fills.count() == 1
    assert ClinicianTask.objects.count() == 0


def test_a_fill_of_another_strength_is_put_before_the_clinicians():
    course = PrescriptionFactory()

    fill = actions.record_fill(fill=fill_of(course, strength_mg=Decimal("4.5")), by=UserFactory())

    assert fill.difference == "Filled with tablets of 4.5 mg, prescribed were tablets of 1.5 mg."
    assert ClinicianTask.objects.get().what == f"{fill.difference} Give new instructions by telephone."


@pytest.mark.parametrize(
    ("filled_on", "sentence"),
    [
        (date(2026, 5, 31), "This is before the day it was prescribed."),
        (date(2026, 8, 4), "This is after the day the course was stopped."),
    ],
)
def test_a_fill_lies_within_its_course(filled_on, sentence):
    course = PrescriptionFactory(stopped=True)

    with pytest.raises(ValidationError) as error:
        actions.record_fill(fill=fill_of(course, filled_on=filled_on), by=UserFactory())

    assert error.value.message_dict == {"filled_on": [sentence]}


def test_a_course_entered_in_error_takes_no_fill():
    course = PrescriptionFactory()
    actions.void(course=course, reason="Wrong patient", by=ClinicianFactory())

    with pytest.raises(ValidationError) as error:
        actions.record_fill(fill=fill_of(course), by=UserFactory())

    assert sentences(error) == ["This course is marked as entered in error."]


def test_never_filled_closes_the_course_and_its_question():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())

    actions.never_filled(course=course, by=UserFactory())

    course.refresh_from_db()
    assert (course.state, course.is_open) == (Prescription.State.NEVER_FILLED, False)
    assert [followup.state for followup in course.followups.all()] == [FollowUp.State.CLOSED]


def test_what_was_filled_after_all_is_open_again_with_its_question():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())
    actions.never_filled(course=course, by=UserFactory())

    actions.record_fill(fill=fill_of(course), by=UserFactory())

    course.refresh_from_db()
    assert course.state == Prescription.State.SENT
    assert [followup.state for followup in course.followups.all()] == [FollowUp.State.OPEN]


def test_what_was_filled_after_all_does_not_open_beside_a_new_course():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())
    actions.never_filled(course=course, by=UserFactory())
    PrescriptionFactory(patient=course.patient)

    with pytest.raises(ValidationError) as error:
        actions.record_fill(fill=fill_of(course), by=UserFactory())

    assert sentences(error) == ["This patient already has an open course of LDN. Stop that one first."]
    assert course.fills.count() == 0


def test_what_was_filled_was_not_never_filled():
    course = PrescriptionFactory()
    actions.record_fill(fill=fill_of(course), by=UserFactory())

    with pytest.raises(ValidationError) as error:
        actions.never_filled(course=course, by=UserFactory())

    assert sentences(error) == ["This course was filled or closed already."]


# --- the first dose -----------------------------------------------------------------------------------------


def test_the_first_dose_starts_the_course_its_dose_and_its_follow_ups():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())

    actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())

    course.refresh_from_db()
    assert (course.state, course.first_dose_on) == (Prescription.State.ACTIVE, FIRST_DOSE_ON)
    assert list(course.dose_steps.values_list("starts_on", "dose_mg", "source")) == [
        (FIRST_DOSE_ON, Decimal("1.5"), DoseStep.Source.ORDERED)
    ]
    question = course.followups.get(kind=FollowUp.Kind.FIRST_DOSE)
    assert question.state == FollowUp.State.ANSWERED
    assert course.followups.open().exists()


def test_the_first_dose_is_not_before_the_day_prescribed():
    course = PrescriptionFactory()

    with pytest.raises(ValidationError) as error:
        actions.start(course=course, first_dose_on=date(2026, 5, 31), by=UserFactory())

    assert error.value.message_dict == {"first_dose_on": ["This is before the day it was prescribed."]}


def test_a_course_starts_once():
    course = PrescriptionFactory(started=True)

    with pytest.raises(ValidationError) as error:
        actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())

    assert sentences(error) == ["This course has been started or closed already."]


def test_a_course_entered_in_error_is_not_started():
    course = PrescriptionFactory()
    actions.void(course=course, reason="Wrong patient", by=ClinicianFactory())

    with pytest.raises(ValidationError) as error:
        actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())

    assert sentences(error) == ["This course has been started or closed already."]


# --- the dose -----------------------------------------------------------------------------------------------


def steps_of(course):
    return list(course.dose_steps.values_list("starts_on", "dose_mg", "source", "reason"))


def test_a_change_of_dose_is_a_step_from_its_day_on():
    course = started_course()

    actions.change_dose(
        course=course, dose_mg=Decimal(3), starts_on=date(2026, 6, 12), reason="Sleeps well", by=ClinicianFactory()
    )

    assert steps_of(course) == [
        (FIRST_DOSE_ON, Decimal("1.5"), "ordered", ""),
        (date(2026, 6, 12), Decimal(3), "ordered", "Sleeps well"),
    ]


@pytest.mark.parametrize(
    ("dose", "starts_on", "sentence"),
    [
        ("4.75", date(2026, 6, 12), "4.75 mg is above this practice's ceiling of 4.5 mg a day."),
        (
            "2",
            date(2026, 6, 12),
            "2 mg can't be made of tablets of 1.5 mg: the smallest part is half a tablet.",
        ),
        ("3", FIRST_DOSE_ON, "A change of dose comes after the day of the first dose."),
        ("3", date(2026, 6, 1), "A change of dose comes after the day of the first dose."),
        ("1.5", date(2026, 6, 12), "The dose is 1.5 mg a day already."),
    ],
)
def test_a_change_of_dose_is_refused_with_its_sentence(dose, starts_on, sentence):
    course = started_course()

    with pytest.raises(ValidationError) as error:
        actions.change_dose(course=course, dose_mg=Decimal(dose), starts_on=starts_on, reason="", by=ClinicianFactory())

    assert sentences(error) == [sentence]
    assert course.dose_steps.count() == 1


def test_a_change_of_dose_counts_in_what_was_filled_last():
    course = started_course()
    actions.record_fill(fill=fill_of(course, strength_mg=Decimal(1)), by=UserFactory())

    actions.change_dose(
        course=course, dose_mg=Decimal(2), starts_on=date(2026, 6, 12), reason="", by=ClinicianFactory()
    )

    assert course.dose_steps.last().dose_mg == Decimal(2)


def test_a_later_order_of_the_same_day_replaces_the_earlier_one():
    course, by = started_course(), ClinicianFactory()
    for dose in ("3", "4.5", "1.5"):
        actions.change_dose(course=course, dose_mg=Decimal(dose), starts_on=date(2026, 6, 12), reason="", by=by)

    assert steps_of(course)[1:] == [(date(2026, 6, 12), Decimal("1.5"), "ordered", "")]


def test_an_order_of_the_day_replaces_what_was_reported_and_stays_when_it_is_reported_again():
    course, day = started_course(), date(2026, 7, 6)
    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=day, by=UserFactory())
    actions.change_dose(course=course, dose_mg=Decimal("4.5"), starts_on=day, reason="", by=ClinicianFactory())

    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=day, by=UserFactory())

    assert steps_of(course)[1:] == [(day, Decimal("4.5"), "ordered", "")]


def test_what_was_reported_can_be_ordered_from_the_same_day():
    course, day = started_course(), date(2026, 7, 6)
    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=day, by=UserFactory())

    actions.change_dose(course=course, dose_mg=Decimal(3), starts_on=day, reason="Does well", by=ClinicianFactory())

    assert steps_of(course)[1:] == [(day, Decimal(3), "ordered", "Does well")]


def test_a_dose_is_not_changed_unless_the_patient_is_on_ldn():
    course = PrescriptionFactory()

    with pytest.raises(ValidationError) as error:
        actions.change_dose(
            course=course, dose_mg=Decimal(3), starts_on=date(2026, 6, 12), reason="", by=ClinicianFactory()
        )

    assert sentences(error) == ["The patient is not on LDN in this course."]


def test_a_dose_reported_above_the_ceiling_is_kept():
    course = started_course()

    actions.note_reported_dose(course=course, dose_mg=Decimal(9), on=date(2026, 7, 6), by=UserFactory())

    assert steps_of(course)[1:] == [(date(2026, 7, 6), Decimal(9), "reported", "")]


def test_a_reported_dose_that_is_in_force_adds_nothing():
    course = started_course()

    actions.note_reported_dose(course=course, dose_mg=Decimal("1.50"), on=date(2026, 7, 6), by=UserFactory())

    assert course.dose_steps.count() == 1


def test_a_dose_reported_twice_on_a_day_is_the_later_one():
    course = started_course()
    for dose in (3, 4):
        actions.note_reported_dose(course=course, dose_mg=Decimal(dose), on=date(2026, 7, 6), by=UserFactory())

    assert steps_of(course)[1:] == [(date(2026, 7, 6), Decimal(4), "reported", "")]


def test_the_dose_that_a_spreadsheet_did_not_know_can_be_reported():
    course = PrescriptionFactory(started=True, is_imported=True, starting_dose_mg=None, strength_mg=None)

    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=date(2026, 7, 6), by=UserFactory())

    assert steps_of(course) == [(date(2026, 7, 6), Decimal(3), "reported", "")]


# --- pauses -------------------------------------------------------------------------------------------------


def days_of(intervals):
    return list(intervals.values_list("from_on", "until_on"))


def test_a_course_is_paused_and_resumed():
    course, by = started_course(), ClinicianFactory()

    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)

    course.refresh_from_db()
    assert days_of(course.pauses) == [(date(2026, 7, 1), date(2026, 7, 11))]
    assert course.is_active


def test_the_pause_that_is_open_is_the_one_that_ends():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)
    actions.pause(course=course, from_on=date(2026, 8, 1), reason="Illness", by=by)

    actions.resume(course=course, resumed_on=date(2026, 8, 5), by=by)

    assert days_of(course.pauses) == [
        (date(2026, 7, 1), date(2026, 7, 11)),
        (date(2026, 8, 1), date(2026, 8, 5)),
    ]


@pytest.mark.parametrize("from_on", [date(2026, 6, 20), date(2026, 7, 1), date(2026, 7, 10)])
def test_pauses_do_not_overlap(from_on):
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)

    with pytest.raises(ValidationError) as error:
        actions.pause(course=course, from_on=from_on, reason="Illness", by=by)

    assert sentences(error) == ["The course is paused in these days already."]


def test_a_pause_can_begin_on_the_day_that_another_ended():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)

    actions.pause(course=course, from_on=date(2026, 7, 11), reason="Illness", by=by)

    assert days_of(course.pauses) == [(date(2026, 7, 1), date(2026, 7, 11)), (date(2026, 7, 11), None)]


def test_a_pause_is_not_before_the_first_dose():
    with pytest.raises(ValidationError) as error:
        actions.pause(course=started_course(), from_on=date(2026, 6, 4), reason="Illness", by=ClinicianFactory())

    assert error.value.message_dict == {"from_on": ["This is before the first dose."]}


@pytest.mark.parametrize("resumed_on", [date(2026, 7, 1), date(2026, 6, 30)])
def test_a_pause_that_is_resumed_before_it_took_effect_did_not_take_place(resumed_on):
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)

    actions.resume(course=course, resumed_on=resumed_on, by=by)

    assert days_of(course.pauses) == []


def test_what_is_not_paused_is_not_resumed():
    with pytest.raises(ValidationError) as error:
        actions.resume(course=started_course(), resumed_on=date(2026, 7, 1), by=ClinicianFactory())

    assert sentences(error) == ["This course is not paused."]


def test_a_stopped_course_is_neither_paused_nor_resumed():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.stop(course=course, stopped_on=date(2026, 7, 5), reason="surgery", by=by)

    for action in (
        lambda: actions.pause(course=course, from_on=date(2026, 7, 6), reason="Illness", by=by),
        lambda: actions.resume(course=course, resumed_on=date(2026, 7, 6), by=by),
        lambda: actions.mark_lost(course=course, from_on=date(2026, 7, 6), reason="No answer", by=by),
    ):
        with pytest.raises(ValidationError) as error:
            action()
        assert sentences(error) == ["The patient is not on LDN in this course."]


# --- lost and found -----------------------------------------------------------------------------------------


def test_who_is_reached_again_is_lost_no_more():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    actions.mark_found(course=course, found_on=date(2026, 9, 1), by=by)

    assert days_of(course.lost_periods) == [(date(2026, 8, 1), date(2026, 9, 1))]


def test_who_answered_on_the_day_of_the_loss_was_not_lost():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    actions.mark_found(course=course, found_on=date(2026, 8, 1), by=by)

    assert days_of(course.lost_periods) == []


def test_an_answer_from_before_the_loss_does_not_end_it():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    actions.mark_found(course=course, found_on=date(2026, 7, 6), by=by)

    assert days_of(course.lost_periods) == [(date(2026, 8, 1), None)]


def test_an_answer_entered_late_ends_the_loss_on_its_own_day():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)
    actions.mark_found(course=course, found_on=date(2026, 10, 1), by=by)

    actions.mark_found(course=course, found_on=date(2026, 9, 1), by=by)

    assert days_of(course.lost_periods) == [(date(2026, 8, 1), date(2026, 9, 1))]


def test_a_patient_is_lost_once():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    with pytest.raises(ValidationError) as error:
        actions.mark_lost(course=course, from_on=date(2026, 9, 1), reason="Five calls", by=by)

    assert sentences(error) == ["The patient is marked as lost to follow-up in these days already."]


def test_nobody_is_lost_before_the_first_dose():
    with pytest.raises(ValidationError) as error:
        actions.mark_lost(course=started_course(), from_on=date(2026, 6, 4), reason="Moved", by=ClinicianFactory())

    assert error.value.message_dict == {"from_on": ["This is before the first dose."]}


# --- stop, undo, new course ---------------------------------------------------------------------------------


def facts_of(course):
    """All that a stop and its undo could change, but the version."""
    course.refresh_from_db()
    row = {field.attname: getattr(course, field.attname) for field in course._meta.concrete_fields}
    del row["version"]
    return (
        row,
        list(course.dose_steps.values_list("starts_on", "dose_mg")),
        days_of(course.pauses),
        days_of(course.lost_periods),
        set(course.followups.values_list("kind", "milestone", "number", "state", "settled_at")),
    )


def test_a_stop_says_when_why_and_by_whom_and_closes_what_is_open():
    course, by = started_course(), ClinicianFactory()

    at = actions.stop(
        course=course,
        stopped_on=date(2026, 7, 1),
        reason="side_effects",
        other_reasons=["cost", "side_effects"],
        by=by,
    )

    course.refresh_from_db()
    assert (course.state, course.stopped_on, course.stop_reason) == ("stopped", date(2026, 7, 1), "side_effects")
    assert (course.other_stop_reasons, course.stopped_by, course.stop_recorded_at) == (["cost"], by, at)
    assert not course.followups.open().exists()


def test_undoing_a_stop_restores_the_course_as_it_was():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 6, 20), reason="Illness", by=by)
    before = facts_of(course)
    actions.stop(course=course, stopped_on=date(2026, 7, 1), reason="cost", other_reasons=["moved"], by=by)

    actions.undo_stop(course=course, by=by)

    assert facts_of(course) == before


def test_undoing_a_stop_before_the_first_dose_waits_for_that_dose_again():
    by = ClinicianFactory()
    course = actions.prescribe(course=unsaved_course(), by=by)
    before = facts_of(course)
    actions.stop(course=course, stopped_on=date(2026, 6, 2), reason="pregnancy", by=by)

    actions.undo_stop(course=course, by=by)

    assert facts_of(course) == before


def test_a_stop_is_not_undone_beside_a_new_course():
    course = PrescriptionFactory(stopped=True)
    PrescriptionFactory(patient=course.patient)

    with pytest.raises(ValidationError) as error:
        actions.undo_stop(course=course, by=ClinicianFactory())

    assert sentences(error) == ["The patient has another open course of LDN, so this one can't be open again."]


@pytest.mark.parametrize("trait", [{}, {"started": True}])
def test_what_is_not_stopped_has_no_stop_to_undo(trait):
    with pytest.raises(ValidationError) as error:
        actions.undo_stop(course=PrescriptionFactory(**trait), by=ClinicianFactory())

    assert sentences(error) == ["This course is not stopped."]


def test_a_new_course_after_a_stop_is_another_row():
    first = PrescriptionFactory(stopped=True)

    second = actions.prescribe(
        course=unsaved_course(patient=first.patient, prescribed_on=date(2026, 9, 1)), by=ClinicianFactory()
    )

    first.refresh_from_db()
    assert second.pk != first.pk
    assert (first.state, second.state) == ("stopped", "sent")


def test_a_course_is_stopped_once():
    with pytest.raises(ValidationError) as error:
        actions.stop(
            course=PrescriptionFactory(stopped=True),
            stopped_on=date(2026, 9, 1),
            reason="cost",
            by=ClinicianFactory(),
        )

    assert sentences(error) == ["This course is closed already."]


def test_a_stop_is_not_before_the_first_dose():
    with pytest.raises(ValidationError) as error:
        actions.stop(course=started_course(), stopped_on=date(2026, 6, 2), reason="cost", by=ClinicianFactory())

    assert sentences(error) == ["The days are out of order: prescribed, then the first dose, then the stop."]


# --- entered in error ---------------------------------------------------------------------------------------


def test_a_course_entered_in_error_stays_on_file_closed():
    course, by = started_course(), ClinicianFactory()

    actions.void(course=course, reason="Wrong patient", by=by)

    course.refresh_from_db()
    assert (course.is_voided, course.is_open, course.voided_by, course.voided_reason) == (
        True,
        False,
        by,
        "Wrong patient",
    )
    assert list(Prescription.objects.open()) == []
    assert not course.followups.open().exists()


def test_a_course_entered_in_error_makes_room_for_the_right_one():
    course, by = started_course(), ClinicianFactory()
    actions.void(course=course, reason="Wrong dose", by=by)

    assert actions.prescribe(course=unsaved_course(patient=course.patient), by=by).pk


def test_a_course_is_entered_in_error_once():
    course, by = started_course(), ClinicianFactory()
    actions.void(course=course, reason="Wrong patient", by=by)

    with pytest.raises(ValidationError) as error:
        actions.void(course=course, reason="Again", by=by)

    assert sentences(error) == ["This course is marked as entered in error already."]


def test_a_stop_of_a_course_entered_in_error_is_not_undone():
    course, by = PrescriptionFactory(stopped=True), ClinicianFactory()
    actions.void(course=course, reason="Wrong patient", by=by)

    with pytest.raises(ValidationError) as error:
        actions.undo_stop(course=course, by=by)

    assert sentences(error) == ["This course is not stopped."]


# --- what a spreadsheet did not know ------------------------------------------------------------------------


def test_an_imported_course_can_be_stopped_and_marked_as_wrong_whatever_it_does_not_know():
    course = PrescriptionFactory(
        started=True,
        is_imported=True,
        prescriber=None,
        pharmacy=None,
        starting_dose_mg=None,
        strength_mg=None,
        quantity=None,
        primary_indication="",
    )
    by = ClinicianFactory()

    actions.stop(course=course, stopped_on=date(2026, 7, 1), reason="cost", by=by)
    actions.undo_stop(course=course, by=by)
    actions.void(course=course, reason="Twice in the file", by=by)

    course.refresh_from_db()
    assert course.is_voided


def test_an_imported_course_starts_without_the_dose_that_it_does_not_know_and_gets_it_by_an_order():
    course = PrescriptionFactory(is_imported=True, starting_dose_mg=None, strength_mg=None)

    actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())
    actions.change_dose(course=course, dose_mg=Decimal(3), starts_on=FIRST_DOSE_ON, reason="", by=ClinicianFactory())

    assert steps_of(course) == [(FIRST_DOSE_ON, Decimal(3), "ordered", "")]


def test_a_fill_of_an_imported_course_differs_from_nothing_that_is_known():
    course = PrescriptionFactory(is_imported=True, strength_mg=None)

    fill = actions.record_fill(fill=fill_of(course, strength_mg=Decimal("4.5")), by=UserFactory())

    assert not fill.is_other_than_prescribed
    assert ClinicianTask.objects.count() == 0


# --- versions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda course, by: actions.change_dose(
            course=course, dose_mg=Decimal(3), starts_on=date(2026, 6, 12), reason="", by=by
        ),
        lambda course, by: actions.pause(course=course, from_on=date(2026, 6, 12), reason="Illness", by=by),
        lambda course, by: actions.mark_lost(course=course, from_on=date(2026, 6, 12), reason="Calls", by=by),
        lambda course, by: actions.record_fill(fill=fill_of(course), by=by),
        lambda course, by: actions.stop(course=course, stopped_on=date(2026, 7, 1), reason="cost", by=by),
    ],
)
def test_a_page_opened_before_a_change_of_the_course_is_stale(change):
    course = started_course()
    seen = course.version

    change(course, ClinicianFactory())

    course.refresh_from_db()
    assert course.version == seen + 1
