"""Dose, pause, loss, undo and void, as prescribers meet them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from prescriptions import actions
from prescriptions.models import LostPeriod, Pause
from prescriptions.tests.pages import body, errors, page, said
from tests.factories import (
    DoseStepFactory,
    PrescriptionFactory,
    ResponseFactory,
    screened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

# --- dose, pause, lost --------------------------------------------------------------------------------------


def test_a_dose_is_chosen_in_tablets(clinician):
    course = DoseStepFactory().prescription

    response = clinician.get(page("change-dose", course.pk))

    assert "now 1.5 mg (1 tablet) a day" in response.text
    assert [label for _, label in response.context["form"].fields["dose"].choices] == [
        "0.75 mg (half a tablet)",
        "1.5 mg (1 tablet)",
        "2.25 mg (1½ tablets)",
        "3 mg (2 tablets)",
        "3.75 mg (2½ tablets)",
        "4.5 mg (3 tablets)",
        "Another dose",
    ]


def test_capsules_are_never_halved(clinician):
    course = PrescriptionFactory(started=True, form="capsule")

    response = clinician.get(page("change-dose", course.pk))

    assert [label for _, label in response.context["form"].fields["dose"].choices] == [
        "1.5 mg (1 capsule)",
        "3 mg (2 capsules)",
        "4.5 mg (3 capsules)",
        "Another dose",
    ]


def test_where_too_many_doses_could_be_chosen_the_dose_is_typed(clinician):
    course = PrescriptionFactory(started=True, strength_mg=Decimal("0.1"))

    response = clinician.get(page("change-dose", course.pk))

    assert [label for _, label in response.context["form"].fields["dose"].choices] == ["Another dose"]


def test_the_fill_of_an_imported_course_is_typed_whole(assistant):
    course = PrescriptionFactory(is_imported=True, pharmacy=None, strength_mg=None, quantity=None)

    form = assistant.get(page("record-fill", course.pk)).context["form"]

    assert [form[name].value() for name in ("pharmacy", "strength_mg", "quantity")] == [None, None, None]


def test_a_clinician_changes_the_dose(clinician):
    course = DoseStepFactory().prescription

    clinician.post(page("change-dose", course.pk), body(course, dose="3", starts_on="2026-09-01", reason="Well"))

    step = course.dose_steps.last()
    assert (step.dose_mg, step.starts_on, step.reason) == (Decimal(3), date(2026, 9, 1), "Well")


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        (
            {"dose": "other", "other_dose_mg": "6"},
            "other_dose_mg",
            "6 mg is above this practice's ceiling of 4.5 mg a day.",
        ),
        ({"dose": "3", "starts_on": "2027-09-02"}, "starts_on", "This day is more than a year ahead."),
        (
            {"dose": "3", "starts_on": "2026-06-05"},
            "starts_on",
            "A change of dose comes after the day of the first dose.",
        ),
        ({"dose": "1.5"}, "__all__", "The dose is 1.5 mg a day already."),
    ],
)
def test_a_dose_that_cannot_be_is_refused_at_its_field(clinician, sent, at, sentence):
    course = DoseStepFactory().prescription

    response = clinician.post(page("change-dose", course.pk), body(course, **({"starts_on": "2026-09-01"} | sent)))

    assert errors(response) == {at: [sentence]}
    assert course.dose_steps.count() == 1


def test_a_course_is_paused_and_resumed(clinician):
    course = PrescriptionFactory(started=True)
    screened(course.patient)

    clinician.post(page("pause", course.pk), body(course, from_on="2026-08-20", reason="Surgery"))
    course.refresh_from_db()
    response = clinician.post(page("resume", course.pk), body(course, resumed_on="2026-09-01"))

    assert said(response)[-1] == "LDN is resumed."
    assert list(Pause.objects.values_list("from_on", "until_on")) == [(date(2026, 8, 20), date(2026, 9, 1))]


@pytest.mark.parametrize(("from_on", "warned"), [(date(2026, 8, 18), False), (date(2026, 8, 17), True)])
def test_after_more_than_14_days_the_dose_is_titrated_anew(clinician, from_on, warned):
    course = PrescriptionFactory(started=True)
    screened(course.patient)
    actions.pause(course=course, from_on=from_on, reason="Surgery", by=clinician.user)
    course.refresh_from_db()

    response = clinician.post(page("resume", course.pk), body(course, resumed_on="2026-09-01"))

    warning = "LDN was paused for more than 14 days: titrate anew, and change the dose."
    assert said(response)[1:] == ([warning] if warned else [])


def test_a_pause_is_not_resumed_before_it_began(clinician):
    course = PrescriptionFactory(started=True)
    actions.pause(course=course, from_on=date(2026, 8, 20), reason="Surgery", by=clinician.user)
    course.refresh_from_db()

    response = clinician.post(page("resume", course.pk), body(course, resumed_on="2026-08-19"))

    assert errors(response) == {"resumed_on": ["This is before the pause began."]}


def test_a_planned_pause_is_taken_back(clinician):
    course = PrescriptionFactory(started=True)
    actions.pause(course=course, from_on=date(2026, 9, 20), reason="Surgery", by=clinician.user)
    course.refresh_from_db()

    clinician.post(page("resume", course.pk), body(course, resumed_on="2026-09-01"))

    assert Pause.objects.count() == 0


def test_a_patient_is_lost_and_found(clinician):
    course = PrescriptionFactory(started=True)

    clinician.post(page("mark-lost", course.pk), body(course, from_on="2026-08-01", reason="Five calls"))
    course.refresh_from_db()
    clinician.post(page("mark-found", course.pk), body(course, found_on="2026-08-30"))

    assert list(LostPeriod.objects.values_list("from_on", "until_on")) == [(date(2026, 8, 1), date(2026, 8, 30))]


def test_a_patient_is_not_found_before_being_lost(clinician):
    course = PrescriptionFactory(started=True)
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Calls", by=clinician.user)
    course.refresh_from_db()

    response = clinician.post(page("mark-found", course.pk), body(course, found_on="2026-07-31"))

    assert errors(response) == {"found_on": ["This is before the day since which the patient was not reached."]}


# --- undo and void ------------------------------------------------------------------------------------------


def test_the_undo_page_says_what_comes_back_and_brings_it_back(clinician):
    course = DoseStepFactory().prescription
    actions.stop(course=course, stopped_on=date(2026, 8, 3), reason="cost", by=clinician.user)
    course.refresh_from_db()

    opened = clinician.get(page("undo-stop", course.pk))
    done = clinician.post(page("undo-stop", course.pk), body(course))

    course.refresh_from_db()
    assert "The patient is on LDN, as since Fri 5 Jun, with 1.5 mg (1 tablet) a day." in opened.text
    assert "No follow-up: the stop closed none." in opened.text
    assert done.url == course.get_absolute_url()
    assert (course.state, course.stopped_on) == ("active", None)


def test_the_undo_page_names_each_follow_up_that_opens_again(clinician):
    course = PrescriptionFactory()
    actions.start(course=course, first_dose_on=date(2026, 8, 28), by=clinician.user)
    actions.stop(course=course, stopped_on=date(2026, 9, 1), reason="cost", by=clinician.user)

    opened = clinician.get(page("undo-stop", course.pk))

    for followup in course.followups.filter(state="closed"):
        assert f"The follow-up “{followup.label}” is open again" in opened.text
    assert opened.text.count("is open again, due") == 5


def test_the_undo_page_warns_of_the_answer_that_ended_the_course(clinician):
    course = PrescriptionFactory(stopped=True)
    ended_by = ResponseFactory(prescription=course, asked_on=date(2026, 8, 3), continues=False)
    ResponseFactory(prescription=course)

    opened = clinician.get(page("undo-stop", course.pk))

    assert opened.text.count("says that the patient does not go on") == 1
    assert reverse("followups:void-answer", args=[ended_by.pk]) in opened.text


def test_a_course_is_entered_in_error_with_a_reason(clinician):
    course = PrescriptionFactory(started=True)

    refused = clinician.post(page("void", course.pk), body(course, reason=" "))
    done = clinician.post(page("void", course.pk), body(course, reason="Wrong patient"))

    course.refresh_from_db()
    assert errors(refused) == {"reason": ["Fill in “What was wrong”."]}
    assert done.url == course.get_absolute_url()
    assert (course.voided_by, course.voided_reason) == (clinician.user, "Wrong patient")
