"""The pages about courses, as their users meet them: what they do, who may, when not, and what they say."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.permissions import Role
from core.models import AccessLog, Draft
from patients.models import Contraindication, IcdCode
from prescriptions import actions
from prescriptions.models import DeclinedOffer, Fill, LostPeriod, Pause, Prescription
from tests.factories import (
    DoseStepFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    ResponseFactory,
    screened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

PRESCRIBING = ["undo-stop", "void", "change-dose", "pause", "resume", "mark-lost", "mark-found"]
RECORDING = ["record-fill", "never-filled", "start"]


@pytest.fixture
def clinician(signed_in_client):
    return signed_in_client(Role.CLINICIAN)


@pytest.fixture
def assistant(signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def administrator(signed_in_client):
    return signed_in_client(Role.ADMINISTRATOR)


def page(name, pk):
    return reverse(f"prescriptions:{name}", args=[pk])


def body(course=None, **fields):
    """A form as the page sends it."""
    version = {"version": course.version} if course else {}
    return {"form_key": str(uuid.uuid4())} | version | fields


def prescription(**changes):
    IcdCode.objects.get_or_create(
        code="M54.16", defaults={"description": "Radiculopathy, lumbar region", "is_billable": True}
    )
    return body(
        prescribed_on="2026-09-01",
        pharmacy=changes.pop("pharmacy", None) or PharmacyFactory().pk,
        dose="1.5",
        strength_mg="1.5",
        form="tablet",
        quantity="90",
        primary_indication="M54.16",
        regions=["lumbar"],
        radiation=["legs", "lower_back"],
        average_pain="7",
        peg_enjoyment="6",
        peg_activity="8",
        pain_years="2",
        pain_months="3",
        goal="Walk the dog",
    ) | {name: value for name, value in changes.items() if value is not None}


def errors(response):
    assert response.status_code == 422
    return response.context["form"].errors


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- prescribe ----------------------------------------------------------------------------------------------


def test_a_clinician_prescribes_with_the_baseline(clinician):
    patient = screened(PatientFactory())

    response = clinician.post(page("prescribe", patient.pk), prescription())

    course = patient.prescriptions.get()
    assert (response.status_code, response.url) == (302, course.get_absolute_url())
    assert said(response) == ["Prescribed. 1.5 mg (1 tablet) a day: 90 tablets last 90 days."]
    assert (course.prescriber, course.prescribed_on) == (clinician.user, date(2026, 9, 1))
    assert (course.starting_dose_mg, course.strength_mg, course.quantity) == (Decimal("1.5"), Decimal("1.5"), 90)
    assert (course.primary_indication, course.regions, course.radiation) == (
        "M54.16",
        ["lumbar"],
        ["legs", "lower_back"],
    )
    assert (course.average_pain, course.peg_enjoyment, course.peg_activity) == (7, 6, 8)
    assert (course.months_in_pain, course.goal) == (27, "Walk the dog")


def test_the_prescribing_page_names_the_patient_and_offers_what_is_usual(clinician):
    patient = PatientFactory(family_name="Xiong")
    PharmacyFactory(name="Closed down", is_active=False)
    offered = PharmacyFactory(name="Harbor")

    response = clinician.get(page("prescribe", patient.pk))

    form = response.context["form"]
    assert response.status_code == 200
    assert "Xiong, Beatriz</a>, 41 years" in response.text
    assert "Xiong" not in response.text.partition("</title>")[0]
    assert [form[name].value() for name in ("prescribed_on", "strength_mg", "quantity", "form")] == [
        date(2026, 9, 1),
        "1.5",
        90,
        "tablet",
    ]
    assert list(form.fields["pharmacy"].queryset) == [offered]
    assert AccessLog.objects.get().patient_ids == [patient.pk]


def test_the_pharmacy_of_the_latest_course_is_offered_first(clinician):
    course = PrescriptionFactory(stopped=True)

    response = clinician.get(page("prescribe", course.patient_id))

    assert response.context["form"]["pharmacy"].value() == course.pharmacy_id


def test_another_starting_dose_is_typed(clinician):
    patient = screened(PatientFactory())

    clinician.post(page("prescribe", patient.pk), prescription(dose="other", other_dose_mg="2.25"))

    assert patient.prescriptions.get().starting_dose_mg == Decimal("2.25")


@pytest.mark.parametrize(
    ("changes", "at", "sentence"),
    [
        ({"dose": ""}, "dose", "Choose a dose."),
        ({"dose": "other", "other_dose_mg": ""}, "other_dose_mg", "Enter the dose."),
        (
            {"dose": "other", "other_dose_mg": "4.51"},
            "other_dose_mg",
            "4.51 mg is above this practice's ceiling of 4.5 mg a day.",
        ),
        (
            {"form": "capsule", "dose": "0.75"},
            "__all__",
            "0.75 mg can't be made of capsules of 1.5 mg: the smallest part is 1 capsule.",
        ),
        ({"prescribed_on": "2026-09-02"}, "prescribed_on", "This day is still to come."),
        (
            {
                "pharmacy": "",
            },
            "pharmacy",
            "Choose a pharmacy.",
        ),
        ({"pain_years": "43"}, "pain_years", "This is longer than the patient has lived."),
    ],
)
def test_a_prescription_that_cannot_be_is_refused_at_its_field(clinician, changes, at, sentence):
    patient = screened(PatientFactory())
    sent = prescription() | changes

    response = clinician.post(page("prescribe", patient.pk), sent)

    assert errors(response) == {at: [sentence]}
    assert "Walk the dog" in response.text
    assert Prescription.objects.count() == 0


def test_what_is_on_file_against_ldn_stands_first_and_refuses_the_prescription(clinician):
    patient = screened(PatientFactory())
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=date(2026, 8, 20), note="Left lung")

    opened = clinician.get(page("prescribe", patient.pk))
    sent = clinician.post(page("prescribe", patient.pk), prescription())

    sentence = "Has pneumonia, since 20 August 2026."
    assert sentence in opened.text
    assert "Left lung" in opened.text
    assert errors(sent) == {"__all__": [f"{sentence} What clears it: It has cleared. Record the day on the chart."]}
    assert Prescription.objects.count() == 0


@pytest.mark.parametrize("state", ["on a course", "dead"])
def test_who_can_not_get_a_course_is_not_offered_the_form(clinician, state):
    patient = PatientFactory(deceased_on=date(2026, 8, 1)) if state == "dead" else PrescriptionFactory().patient
    screened(patient)

    opened = clinician.get(page("prescribe", patient.pk))
    sent = clinician.post(page("prescribe", patient.pk), prescription())

    assert opened.status_code == 409
    assert errors(sent) == {
        "__all__": [
            "This patient has died."
            if state == "dead"
            else "This patient already has an open course of LDN. Stop that one first."
        ]
    }


def test_who_is_on_a_course_can_not_decline_it(clinician):
    course = PrescriptionFactory()

    opened = clinician.get(page("decline", course.patient_id))
    sent = clinician.post(page("decline", course.patient_id), body(declined_on="2026-09-01"))

    assert opened.status_code == 409
    assert errors(sent) == {"__all__": ["This patient has an open course of LDN, so it was not declined."]}


def test_a_second_click_prescribes_nothing_more(clinician):
    patient, sent = screened(PatientFactory()), prescription()

    answers = [clinician.post(page("prescribe", patient.pk), sent) for _ in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, patient.get_absolute_url())] * 2
    assert patient.prescriptions.count() == 1


def test_half_a_prescription_comes_back(clinician):
    path = page("prescribe", screened(PatientFactory()).pk)
    clinician.post(reverse("core:keep-draft"), prescription(goal="Walk the d") | {"path": path})

    response = clinician.get(path)

    assert response.context["form"]["goal"].value() == "Walk the d"
    assert response.context["form"]["regions"].value() == ["lumbar"]


def test_what_was_prescribed_leaves_no_draft(clinician):
    path = page("prescribe", screened(PatientFactory()).pk)
    clinician.post(reverse("core:keep-draft"), prescription() | {"path": path})

    clinician.post(path, prescription())

    assert Draft.objects.count() == 0


# --- declined -----------------------------------------------------------------------------------------------


def test_an_offer_declined_is_recorded_without_a_course(clinician):
    patient = screened(PatientFactory())

    response = clinician.post(page("decline", patient.pk), body(declined_on="2026-09-01", reason="Cost"))

    assert response.url == patient.get_absolute_url()
    assert list(DeclinedOffer.objects.values_list("patient", "reason")) == [(patient.pk, "Cost")]
    assert Prescription.objects.count() == 0


def test_an_offer_is_declined_once_a_day(clinician):
    patient = screened(PatientFactory())
    clinician.post(page("decline", patient.pk), body(declined_on="2026-09-01"))

    response = clinician.post(page("decline", patient.pk), body(declined_on="2026-09-01"))

    assert errors(response) == {"__all__": ["That the patient declined is on file for this day already."]}


# --- fills and the first dose -------------------------------------------------------------------------------


def fill(course, **changes):
    facts = {
        "filled_on": "2026-06-03",
        "pharmacy": course.pharmacy_id,
        "strength_mg": "1.5",
        "form": "tablet",
        "quantity": "90",
        "price_usd": "18.50",
    }
    return body(course, **(facts | changes))


def test_an_assistant_records_a_fill(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("record-fill", course.pk), fill(course, lot="A7"))

    assert response.url == course.get_absolute_url()
    assert said(response) == ["The fill is recorded."]
    assert list(Fill.objects.values_list("filled_on", "quantity", "lot", "price_usd")) == [
        (date(2026, 6, 3), 90, "A7", Decimal("18.50"))
    ]


def test_the_fill_page_offers_what_was_prescribed(assistant):
    course = PrescriptionFactory(pharmacy=PharmacyFactory(is_active=False))

    form = assistant.get(page("record-fill", course.pk)).context["form"]

    assert [form[name].value() for name in ("pharmacy", "strength_mg", "form", "quantity")] == [
        course.pharmacy_id,
        "1.5",
        "tablet",
        90,
    ]
    assert course.pharmacy in form.fields["pharmacy"].queryset


def test_a_fill_of_another_strength_is_saved_with_a_warning(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("record-fill", course.pk), fill(course, strength_mg="4.5"))

    assert said(response)[1] == (
        "Filled with tablets of 4.5 mg, prescribed were tablets of 1.5 mg. The instructions no longer hold: call the "
        "patient with new ones. A task for the clinicians is open."
    )
    assert course.fills.count() == 1


def test_an_assistant_records_the_first_dose(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("start", course.pk), body(course, first_dose_on="2026-06-05"))

    course.refresh_from_db()
    assert response.url == course.get_absolute_url()
    assert (course.state, course.first_dose_on) == ("active", date(2026, 6, 5))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-05-31", "This is before the day it was prescribed."),
        ("2026-09-02", "This day is still to come."),
        ("", "This field is required."),
    ],
)
def test_the_day_of_the_first_dose_is_between_prescribing_and_today(assistant, day, sentence):
    course = PrescriptionFactory()

    response = assistant.post(page("start", course.pk), body(course, first_dose_on=day))

    assert errors(response) == {"first_dose_on": [sentence]}


def test_an_assistant_closes_what_was_never_filled(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("never-filled", course.pk), body(course))

    course.refresh_from_db()
    assert response.url == course.get_absolute_url()
    assert course.state == "never_filled"


def test_a_second_click_records_one_fill(assistant):
    course = PrescriptionFactory()
    sent = fill(course)

    for _ in range(2):
        response = assistant.post(page("record-fill", course.pk), sent)

    assert response.status_code == 302
    assert course.fills.count() == 1


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
    assert errors(refused) == {"reason": ["This field is required."]}
    assert done.url == course.get_absolute_url()
    assert (course.voided_by, course.voided_reason) == (clinician.user, "Wrong patient")


# --- who, when, and how often -------------------------------------------------------------------------------


def rows():
    return [
        list(kind.objects.order_by("pk").values()) for kind in (Prescription, Fill, Pause, LostPeriod, DeclinedOffer)
    ]


@pytest.mark.parametrize("name", [*PRESCRIBING, "prescribe", "decline"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_assistant_is_refused_every_prescribing_page(assistant, name, method):
    course = PrescriptionFactory(started=True)
    pk = course.patient_id if name in ("prescribe", "decline") else course.pk
    before = rows()

    response = getattr(assistant, method)(page(name, pk), body(course, reason="x", from_on="2026-08-01"))

    assert response.status_code == 403
    assert rows() == before
    denial = AccessLog.objects.get()
    assert (denial.kind, denial.user, denial.page) == ("denied", assistant.user, f"prescriptions:{name}")


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", [*PRESCRIBING, *RECORDING])
def test_who_sees_no_patients_sees_no_course(signed_in_client, role, name):
    client = signed_in_client(role)

    assert client.get(page(name, PrescriptionFactory(started=True).pk)).status_code == 403


@pytest.mark.parametrize("name", [*PRESCRIBING, *RECORDING, "prescribe", "decline"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_there_is_not_found(clinician, name, method):
    assert getattr(clinician, method)(page(name, 987654), body()).status_code == 404


CLOSED = "This course was filled or closed already."
BEGUN = "This course has been started or closed already."
NOT_ON_LDN = "The patient is not on LDN in this course."
NOT_LOST = "This patient is not marked as lost to follow-up."
WRONG_STATES = [
    ("stopped", "never-filled", CLOSED),
    ("stopped", "start", BEGUN),
    ("stopped", "change-dose", NOT_ON_LDN),
    ("stopped", "pause", NOT_ON_LDN),
    ("stopped", "resume", NOT_ON_LDN),
    ("stopped", "mark-lost", NOT_ON_LDN),
    ("started", "never-filled", CLOSED),
    ("started", "start", BEGUN),
    ("started", "resume", "This course is not paused."),
    ("started", "undo-stop", "This course is not stopped."),
    ("started", "mark-found", NOT_LOST),
    ("sent", "change-dose", NOT_ON_LDN),
    ("sent", "pause", NOT_ON_LDN),
    ("sent", "resume", NOT_ON_LDN),
    ("sent", "mark-lost", NOT_ON_LDN),
    ("sent", "mark-found", NOT_LOST),
    ("sent", "undo-stop", "This course is not stopped."),
    ("voided", "never-filled", CLOSED),
    ("voided", "start", BEGUN),
    ("voided", "record-fill", "This course is marked as entered in error."),
    ("voided", "change-dose", NOT_ON_LDN),
    ("voided", "pause", NOT_ON_LDN),
    ("voided", "mark-lost", NOT_ON_LDN),
    ("voided", "undo-stop", "This course is not stopped."),
    ("voided", "void", "This course is marked as entered in error already."),
]


@pytest.mark.parametrize(("state", "name", "sentence"), WRONG_STATES)
def test_a_page_that_makes_no_sense_now_says_where_the_course_stands(clinician, state, name, sentence):
    course = PrescriptionFactory(**({state: True} if state in ("started", "stopped") else {}))
    if state == "voided":
        actions.void(course=course, reason="Twice", by=clinician.user)
        course.refresh_from_db()
    before = rows()
    sent = fill(course, first_dose_on="2026-06-05", dose="3", starts_on="2026-08-01", reason="x", from_on="2026-08-01")

    opened = clinician.get(page(name, course.pk))
    posted = clinician.post(page(name, course.pk), sent | {"resumed_on": "2026-09-01", "found_on": "2026-09-01"})

    assert opened.status_code == 409
    assert "This can't be done to the course as it is now." in opened.text
    assert [sentence] in errors(posted).values()
    assert rows() == before


@pytest.mark.parametrize("name", [*PRESCRIBING, *RECORDING])
def test_a_page_that_is_stale_saves_nothing_and_says_so(clinician, name):
    course = PrescriptionFactory(started=True)
    stale = {"version": course.version, "form_key": str(uuid.uuid4())}
    course.save_checked()
    before = rows()

    response = clinician.post(page(name, course.pk), stale | {"reason": "typed", "from_on": "2026-08-01"})

    assert response.status_code == 409
    assert "Someone else has changed this since you opened it" in response.text
    assert rows() == before


# --- pharmacies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_pharmacies_asks_the_same_of_the_database_however_long(
    administrator, django_assert_num_queries, count
):
    for _ in range(count):
        PharmacyFactory()

    with django_assert_num_queries(7):
        response = administrator.get(reverse("prescriptions:pharmacies"))

    assert response.text.count("row-link") == count


def test_an_empty_list_of_pharmacies_says_what_to_do(administrator):
    response = administrator.get(reverse("prescriptions:pharmacies"))

    assert "No pharmacy is on the list yet" in response.text


def test_an_administrator_adds_and_edits_a_pharmacy(administrator):
    administrator.post(reverse("prescriptions:add-pharmacy"), body(name="Harbor", is_active="on"))
    pharmacy = PharmacyFactory._meta.model.objects.get()

    response = administrator.post(page("edit-pharmacy", pharmacy.pk), body(pharmacy, name="Harbour", fax="555"))

    pharmacy.refresh_from_db()
    assert response.url == reverse("prescriptions:pharmacies")
    assert (pharmacy.name, pharmacy.fax, pharmacy.is_active, pharmacy.version) == ("Harbour", "555", False, 2)


def test_a_pharmacy_is_on_the_list_once(administrator):
    PharmacyFactory(name="Harbor")

    response = administrator.post(reverse("prescriptions:add-pharmacy"), body(name="HARBOR"))

    assert errors(response) == {"__all__": ["A pharmacy of this name is on the list already."]}


def test_two_who_edit_a_pharmacy_see_both_texts(administrator):
    pharmacy = PharmacyFactory(name="Harbor")
    seen = body(pharmacy, name="Mine", is_active="on")
    pharmacy.save_checked(name="Theirs")

    response = administrator.post(page("edit-pharmacy", pharmacy.pk), seen)

    pharmacy.refresh_from_db()
    assert response.status_code == 409
    assert response.context["conflict"] == [("Name", "Theirs", "Mine")]
    assert pharmacy.name == "Theirs"


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.RESEARCHER])
def test_only_an_administrator_manages_pharmacies(signed_in_client, role):
    client, pharmacy = signed_in_client(role), PharmacyFactory()

    statuses = [
        client.get(reverse("prescriptions:pharmacies")).status_code,
        client.post(reverse("prescriptions:add-pharmacy"), body(name="X")).status_code,
        client.post(page("edit-pharmacy", pharmacy.pk), body(pharmacy, name="X")).status_code,
    ]

    assert statuses == [403, 403, 403]
