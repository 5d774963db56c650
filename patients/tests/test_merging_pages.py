"""The pages with which two records become one, and two again; and where a merged record is not found."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessLog, Draft
from exchange.importing.stored import compare as compare_with_file
from exchange.models import StudyId
from followups.models import FollowUp
from patients.appointments.reading import Appointment
from patients.appointments.taking import compare as compare_appointments
from patients.merging import joining
from patients.models import Patient, PatientMerge, Visit
from patients.tests.doubles import DAY, with_everything
from reports.models import CourseOutcome
from tests.factories import (
    ClinicianFactory,
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db

WHY = "the same identity card"
TODAY = date(2026, 7, 6)


@pytest.fixture
def clinician(signed_in_client):
    return signed_in_client(Role.CLINICIAN)


@pytest.fixture
def two():
    """(the one that goes, the one that stays)"""
    return (
        PatientFactory(chart_number="A-2", family_name="Abbott", given_name="Ada"),
        PatientFactory(chart_number="A-1", family_name="Abbott", given_name="Ada"),
    )


def merged(two):
    goes, stays = two
    now = datetime(2026, 7, 6, 15, 0, tzinfo=UTC)
    return joining.merge(merged=goes, stays=stays, reason=WHY, now=now, by=ClinicianFactory())


def side_by_side(two):
    return reverse("patients:compare", args=[row.pk for row in two])


def post(two, **changes):
    return {"stays": two[1].pk, "reason": WHY, "version": f"{two[0].version}-{two[1].version}"} | changes


def lines(response):
    return {line.label: (line.one, line.other, line.difference) for line in response.context["lines"]}


# --- finding and comparing ----------------------------------------------------------------------------------


def test_who_may_be_the_same_patient_is_offered(assistant, two):
    goes, stays = two
    PhoneNumberFactory(patient=stays)
    shares_the_number = PhoneNumberFactory(patient=PatientFactory(family_name="Zephyr", given_name="Zoe")).patient
    spelt_nearly = PatientFactory(family_name="Abott", given_name="Ada")
    PatientFactory(family_name="Abott", given_name="Ada", date_of_birth=date(1970, 1, 1))

    response = assistant.get(reverse("patients:find-same", args=[stays.pk]))

    assert {row.pk for row in response.context["rows"]} == {goes.pk, shares_the_number.pk, spelt_nearly.pk}


def test_the_other_record_is_searched_by_post(assistant, two):
    goes, stays = two
    address = reverse("patients:find-same", args=[goes.pk])

    found = assistant.post(address, {"text": "A-1"})
    part = assistant.post(address, {"text": "A-1"}, headers={"HX-Request": "true"})
    nobody = assistant.post(address, {"text": "Nobody Such"})
    hostile = assistant.post(address, {"text": "a\0b"})

    assert [row.pk for row in found.context["rows"]] == [stays.pk]
    assert side_by_side(two) in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "Nobody else is found." in nobody.content.decode()
    assert hostile.context["error"] != ""


def test_both_records_stand_side_by_side_and_differences_are_said_in_words(assistant, july, two):
    goes, stays = two
    Patient.objects.filter(pk=goes.pk).update(do_not_contact=True)
    PhoneNumberFactory(patient=goes)
    PrescriptionFactory(patient=stays, started=True)

    response = assistant.get(side_by_side(two))

    said = lines(response)
    assert said["Chart number"] == (["A-2"], ["A-1"], "Differs")
    assert said["Family name"] == (["Abbott"], ["Abbott"], "")
    assert said["Do not contact"] == (["Yes"], ["No"], "Differs")
    assert said["Telephones"] == (
        ["(202) 555-0101, mobile, the patient; leave no message"],
        [],
        "Only in chart A-2",
    )
    assert said["Courses of LDN"] == ([], ["Prescribed Mon 1 Jun: On LDN"], "Only in chart A-1")
    assert response.context["together"] == ["do not contact, by any means"]
    assert set(AccessLog.objects.last().patient_ids) == {goes.pk, stays.pk}


@pytest.mark.parametrize("courses", [1, 8])
def test_side_by_side_takes_the_same_queries_however_much_there_is(
    assistant, two, courses, django_assert_max_num_queries
):
    for patient in two:
        for number in range(courses):
            course = PrescriptionFactory(patient=patient, stopped=True, prescribed_on=date(2026, 1, 1 + number))
            FollowUpFactory(prescription=course)
            PhoneNumberFactory(patient=patient, number=f"+1202555010{number}")

    with django_assert_max_num_queries(38):
        assistant.get(side_by_side(two))


def test_an_assistant_looks_and_a_clinician_merges(assistant, signed_in_client, two):
    looked = assistant.get(side_by_side(two))
    refused = assistant.post(side_by_side(two), post(two))

    assert (looked.status_code, refused.status_code) == (200, 403)
    assert "a clinician merges the two" in looked.content.decode()
    assert Patient.objects.count() == 2
    for role in (Role.ADMINISTRATOR, Role.RESEARCHER):
        assert signed_in_client(role).get(side_by_side(two)).status_code == 403


# --- merging ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.CLINICIAN_WITHOUT_PRESCRIBING])
def test_the_chosen_record_stays(signed_in_client, two, role):
    response = signed_in_client(role).post(side_by_side(two), post(two))

    stays = two[1]
    assert response.url == stays.get_absolute_url()
    assert list(Patient.objects.all()) == [stays]
    assert PatientMerge.objects.get().reason == WHY


def test_the_record_with_the_open_course_is_proposed(clinician, two):
    goes = two[0]
    PrescriptionFactory(patient=goes, started=True)

    assert clinician.get(side_by_side(two)).context["form"].initial == {"stays": goes.pk}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Answer “How do you know that they are one patient?”."),
        ({"stays": ""}, "Answer “Which record stays?”."),
        ({"stays": "0"}, "Select a valid choice. 0 is not one of the available choices."),
        ({"reason": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(clinician, two, changes, sentence):
    response = clinician.post(side_by_side(two), post(two, **changes))

    assert response.status_code == 422
    assert [error for errors in response.context["form"].errors.values() for error in errors] == [sentence]
    assert response.context["form"]["reason"].value() == post(two, **changes)["reason"]
    assert Patient.objects.count() == 2


def test_what_speaks_against_it_is_said_before_and_refused_after(clinician, two):
    for patient in two:
        PrescriptionFactory(patient=patient, started=True)

    shown = clinician.get(side_by_side(two))
    refused = clinician.post(side_by_side(two), post(two))

    assert "Both have an open course of LDN" in shown.content.decode()
    assert shown.content.decode().count("Merge the two records") == 0
    assert (refused.status_code, Patient.objects.count()) == (422, 2)


def test_one_record_with_itself_is_no_pair(clinician, two):
    itself = (two[0], two[0])

    assert "This is one and the same record." in clinician.get(side_by_side(itself)).content.decode()
    assert clinician.post(side_by_side(itself), post(itself)).status_code == 422


def test_a_page_that_is_stale_is_refused_with_what_was_typed(clinician, two):
    stale = post(two)
    two[0].save_checked(do_not_contact=True)

    response = clinician.post(side_by_side(two), stale)

    assert response.status_code == 409
    assert response.context["form"]["reason"].value() == WHY
    assert Patient.objects.count() == 2


# --- where a merged record is, and where it is not ----------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "reports:chart",
        "patients:edit",
        "patients:contact-rights",
        "patients:book-visit",
        "patients:find-same",
        "prescriptions:screening",
    ],
)
def test_its_addresses_lead_to_the_record_that_stays_with_a_sentence(clinician, two, name):
    goes, stays = two
    merged(two)

    response = clinician.get(reverse(name, args=[goes.pk]), follow=True)

    assert response.redirect_chain == [(reverse(name, args=[stays.pk]), 302)]
    assert "The record that you opened was merged into this one" in response.content.decode()


def test_who_may_not_see_patients_learns_nothing_of_it(signed_in_client, two):
    merged(two)

    assert signed_in_client(Role.RESEARCHER).get(reverse("reports:chart", args=[two[0].pk])).status_code == 403
    assert signed_in_client(Role.CLINICIAN).get(reverse("reports:chart", args=[10**9])).status_code == 404


def test_what_was_typed_into_its_form_is_kept_for_the_record_that_stays(assistant, two):
    goes, stays = two
    merged(two)
    typed = {"day": "2026-07-20", "provider": "Dr. Gray"}

    response = assistant.post(reverse("patients:book-visit", args=[goes.pk]), typed)

    address = reverse("patients:book-visit", args=[stays.pk])
    assert (response.url, Visit.objects.count()) == (address, 0)
    assert Draft.objects.get().path == address
    assert assistant.get(address).context["form"]["provider"].value() == "Dr. Gray"


def test_the_chart_says_what_was_merged_and_the_log_names_both(clinician, two):
    goes, stays = two
    row = merged(two)

    response = clinician.get(stays.get_absolute_url())

    assert reverse("patients:unmerge", args=[row.pk]) in response.content.decode()
    assert set(AccessLog.objects.last().patient_ids) == {goes.pk, stays.pk}


def test_it_is_found_in_no_list_search_or_completion(assistant, two):
    stays = two[1]
    merged(two)

    listed = assistant.get(reverse("patients:list"))
    pages = [assistant.post(reverse("patients:search"), {"text": text}) for text in ("Abbott", "A-2", "abbot ada")]
    typed = {"family_name": "Abbott", "given_name": "Ada", "date_of_birth": "1985-06-08", "chart_number": "A-2"}
    same = assistant.post(reverse("patients:same-person"), typed)
    jump = assistant.post(reverse("followups:find"), {"text": "Abbott"})

    for page in (listed, *pages):
        assert [patient for patient, _ in page.context["rows"]] == [stays]
    assert same.context["patients"] == [stays]
    assert "A-2" not in jump.content.decode()


def test_its_chart_number_can_not_be_taken(assistant, two):
    merged(two)
    typed = {
        "chart_number": "a-2",
        "family_name": "Other",
        "given_name": "Olga",
        "date_of_birth": "1970-01-01",
        "sex": "F",
        "language": "en",
        "time_zone": "America/Chicago",
        "consents_to_calls": "True",
    }

    response = assistant.post(reverse("patients:register"), typed)

    assert response.context["form"].errors["chart_number"] == [
        "A record with this number was merged into another. Search for the number to find the patient."
    ]


def test_its_follow_ups_are_called_under_the_record_that_stays(two):
    goes, stays = two
    followup = FollowUpFactory(prescription=PrescriptionFactory(patient=goes, started=True))
    merged(two)

    due = FollowUp.objects.due_by(date(2026, 7, 8))

    assert [(row.pk, row.patient) for row in due] == [(followup.pk, stays)]


def test_reports_and_exports_know_one_patient(two):
    stays = two[1]
    for patient in two:
        ResponseFactory(prescription=PrescriptionFactory(patient=patient, stopped=True))
    merged(two)
    StudyId.objects.give_to_everybody()

    courses = CourseOutcome.objects.as_of(date(2026, 9, 1))
    assert set(courses.values_list("patient__chart_number", flat=True)) == {"A-1"}
    assert courses.count() == 2
    assert list(StudyId.objects.values_list("patient", flat=True)) == [stays.pk]


def test_appointments_under_its_chart_number_go_to_the_record_that_stays(two):
    merged(two)

    found = compare_appointments([Appointment(2, "A-2", DAY, Visit.Status.BOOKED, "Dr. Gray")])

    assert ([change.patient for change in found.added], found.faults) == ([two[1]], [])


def test_an_import_under_its_chart_number_gets_a_sentence(two):
    merged(two)

    class Row:
        chart_key = "a-2"

    found = compare_with_file({7: Row()})

    assert [str(fault) for fault in found.faults] == [
        "line 7, chart_number: This record was merged into another. Search the patients for this number, and write "
        "the one that they have now."
    ]


# --- taking it back -----------------------------------------------------------------------------------------


def test_what_goes_back_and_what_stays_is_said_before(clinician, july, two):
    goes, stays = two
    Patient.objects.filter(pk=goes.pk).update(do_not_contact=True)
    Visit.objects.create(patient=goes, day=DAY)
    row = merged(two)
    Visit.objects.create(patient=stays, day=date(2026, 7, 20))

    response = clinician.get(reverse("patients:unmerge", args=[row.pk]))

    said = response.context
    assert said["back"] == [("Visits", ["Mon 6 Jul, booked"])]
    assert (said["with_it"], said["remains"]) == ([], [("Visits", ["Mon 20 Jul, booked"])])
    assert said["loosened"] == [("do not contact", "no")]


def test_it_is_taken_back_with_a_reason_by_a_clinician(signed_in_client, two):
    row = merged((with_everything(), two[1]))
    address = reverse("patients:unmerge", args=[row.pk])
    typed = {"reason": "a twin", "version": "1"}

    refused = signed_in_client(Role.MEDICAL_ASSISTANT).post(address, typed)
    clinician = signed_in_client(Role.CLINICIAN)
    without = clinician.post(address, typed | {"reason": " "})
    stale = clinician.post(address, typed | {"version": "0"})
    done = clinician.post(address, typed)
    again = clinician.post(address, typed | {"version": "2"})

    assert [page.status_code for page in (refused, without, stale, done, again)] == [403, 422, 409, 302, 422]
    row.refresh_from_db()
    assert (row.undone_reason, row.undone_by) == ("a twin", clinician.user)
    assert Patient.objects.count() == 3  # with the other one of the two, which nobody has merged
    assert "This merge was taken back already." in again.content.decode()


def test_the_audit_trail_of_a_patient_has_both_records(signed_in_client, two):
    goes = two[0]
    assistant = signed_in_client(Role.MEDICAL_ASSISTANT)
    assistant.get(goes.get_absolute_url())
    merged(two)
    administrator = signed_in_client(Role.ADMINISTRATOR)
    day = str(timezone.localdate())

    def trail(number, what):
        asked = {"first": day, "last": day, "chart_number": number, "what": what}
        return administrator.post("/audit/", asked).context["found"].entries

    reads = [entry.patients for entry in trail("A-1", "reads")]
    writes = [entry.what for entry in trail("A-1", "writes")]
    assert reads == [{goes.pk: "A-2"}]
    assert any("merge of two records" in what.lower() for what in writes)
    assert [entry.what for entry in trail("A-2", "writes")] == writes
