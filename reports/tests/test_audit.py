"""The audit trail: what an administrator finds in it, and what it does not tell one."""

from datetime import timedelta

import pghistory
import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection
from django.utils import timezone

from accounts.models import SignInEvent
from accounts.permissions import Role
from core.models import AccessLog
from followups.models import Response
from patients.models import AppointmentFile, Patient
from prescriptions.models import Pharmacy
from reports.audit import sources
from tests.factories import PatientFactory, PrescriptionFactory, ResponseFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(signed_in_client):
    return signed_in_client(Role.ADMINISTRATOR)


def asked(**fields):
    today = timezone.localdate()
    return {"first": f"{today - timedelta(days=6)}", "last": f"{today}"} | fields


def look(client, **fields):
    response = client.post("/audit/", asked(**fields))
    assert response.status_code == 200, response.context["form"].errors
    return response.context["found"].entries


def see(user, *patients, page="reports:chart", kind="read"):
    return AccessLog.objects.create(
        user=user,
        kind=kind,
        page=page,
        method="GET",
        patient_ids=[patient.pk for patient in patients],
        request_id="00000000-0000-4000-8000-000000000001",
    )


def test_a_page_that_was_seen_in_an_emergency_access_says_so(administrator):
    AccessLog.objects.create(
        user=UserFactory(),
        kind="read",
        page="reports:chart",
        method="GET",
        patient_ids=[PatientFactory().pk],
        request_id="00000000-0000-4000-8000-000000000001",
        under_glass=True,
    )

    assert [entry.details for entry in look(administrator, what="reads")] == ["in an emergency access"]


def test_one_list_has_pages_refusals_files_sign_ins_and_what_was_written(administrator):
    user, patient = UserFactory(last_name="Okafor"), PatientFactory(chart_number="C-7")
    see(user, patient)
    see(user, kind="denied", page="accounts:users")
    see(user, patient, kind="exported", page="reports:case-series-file")
    SignInEvent.objects.create(user=user, kind="signed_in", address="203.0.113.7")

    entries = look(administrator)

    said = {entry.what for entry in entries}
    assert {
        "Saw: Chart",
        "Was refused: Users",
        "Took out a file: Case series file",
        "Signed in",
        f"Added: patient {patient.pk}",
    } <= said
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)


def test_patients_are_named_by_chart_number_and_looking_is_written_down(administrator):
    patient = PatientFactory(chart_number="C-7", family_name="Hallström", given_name="Ada")
    see(UserFactory(), patient)

    page = administrator.post("/audit/", asked()).content.decode()

    assert "C-7" in page
    assert "Hallström" not in page
    assert AccessLog.objects.get(user=administrator.user).patient_ids == [patient.pk]


def test_everything_of_a_patient_is_found_by_chart_number_whichever_table_has_it(administrator):
    course = PrescriptionFactory(patient__chart_number="C-7", started=True)
    answer = ResponseFactory(prescription=course)
    other = ResponseFactory()
    see(UserFactory(), course.patient, other.prescription.patient)
    see(UserFactory(), other.prescription.patient)

    said = [entry.what for entry in look(administrator, chart_number="c-7")]

    assert f"Added: answer {answer.pk}" in said
    assert f"Added: course {course.pk}" in said
    assert f"Added: answer {other.pk}" not in said
    assert said.count("Saw: Chart") == 1


def test_a_chart_number_that_nobody_has_is_a_sentence(administrator):
    response = administrator.post("/audit/", asked(chart_number="C-404"))

    assert response.status_code == 422
    assert "No patient has this chart number." in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first": "NaN"}, "Enter a day as year-month-day, for example 2026-03-31."),
        ({"first": "0001-01-01"}, "Enter a day between 1900 and 2100."),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "This is before the first day."),
        ({"first": "2020-03-02", "last": "2026-03-01"}, "Choose a year at most."),
        (
            {"chart_number": "C\u202e-7"},
            "This has an invisible character in it (U+202E). Type the text anew, without it.",
        ),
    ],
)
def test_what_can_not_be_looked_for_is_a_sentence(administrator, fields, sentence):
    response = administrator.post("/audit/", asked(**fields))

    assert response.status_code == 422
    assert [sentence] in response.context["form"].errors.values()


def test_by_user_is_what_this_one_did_and_what_was_done_to_them(administrator):
    asked_for, other = UserFactory(), UserFactory()
    see(asked_for, PatientFactory())
    see(other, PatientFactory())
    SignInEvent.objects.create(user=asked_for, by=other, kind="roles_changed", details="Clinician")
    with pghistory.context(user=asked_for.pk, request="2f0c"):
        Pharmacy.objects.create(name="Corner")
    with pghistory.context(user=other.pk, request="2f0d"):
        Pharmacy.objects.create(name="Far away")

    entries = look(administrator, user=asked_for.pk)

    assert {(entry.who, entry.what) for entry in entries} == {
        (str(asked_for), f"Added: pharmacy {Pharmacy.objects.get(name='Corner').pk}"),
        (str(other), "Roles changed"),
        (str(asked_for), "Saw: Chart"),
    }


def test_by_day_is_nothing_of_another_day(administrator):
    PatientFactory()
    yesterday = timezone.localdate() - timedelta(days=1)

    assert look(administrator, first=yesterday, last=yesterday) == []
    assert (
        "Nothing like this happened on these days."
        in administrator.post("/audit/", asked(first=yesterday, last=yesterday)).content.decode()
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("reads", {"Saw: Chart"}),
        ("refusals", {"Was refused: Chart"}),
        ("exports", {"Took out a file: Chart"}),
    ],
)
def test_one_kind_is_listed_alone(administrator, what, said):
    for kind in ("read", "denied", "exported"):
        see(UserFactory(), PatientFactory(), kind=kind)

    assert {entry.what for entry in look(administrator, what=what)} == said


def test_a_new_role_is_among_sign_ins_and_rights(administrator):
    user = UserFactory(role=Role.CLINICIAN, first_name="Daniel", last_name="Okafor")

    entries = {entry.what: entry for entry in look(administrator, what="sign-ins")}

    assert {"Added: role of Daniel Okafor", "Added: user Daniel Okafor"} <= set(entries)
    changes = entries["Added: role of Daniel Okafor"].changes
    assert [(change.field, change.after) for change in changes] == [("User", str(user)), ("Group", "Clinician")]


def corrected():
    answer = ResponseFactory(prescription=PrescriptionFactory(started=True), relief_percent=60)
    Response.objects.filter(pk=answer.pk).update(relief_percent=40)
    return answer


def test_an_administrator_learns_which_fields_changed_and_no_values(administrator):
    answer = corrected()

    entry = next(entry for entry in look(administrator) if entry.what == f"Changed: answer {answer.pk}")
    page = administrator.post("/audit/", asked()).content.decode()

    assert [change.field for change in entry.changes] == ["Relief percent"]
    assert not entry.are_values_shown
    assert "<del>60" not in page


def test_who_may_see_patients_too_sees_old_and_new(administrator):
    administrator.user.groups.add(Group.objects.get(name=Role.CLINICIAN))
    answer = corrected()

    entry = next(entry for entry in look(administrator) if entry.what == f"Changed: answer {answer.pk}")
    page = administrator.post("/audit/", asked()).content.decode()

    assert [(change.before, change.after) for change in entry.changes] == [("60", "40")]
    assert "<del>60</del> → 40" in page


def test_a_file_of_appointments_tells_an_administrator_no_appointment(administrator):
    faults = [[2, 'No patient has the chart number "C-7".'], [3, 'No patient has the chart number "C-8".']]
    file = AppointmentFile.objects.create(content_hash="x", name="monday.csv", read_at=timezone.now(), faults=faults)

    entry = next(entry for entry in look(administrator) if entry.what == f"Added: file of appointments {file.pk}")

    assert not entry.are_values_shown
    assert "2 rows" in [change.after for change in entry.changes]
    assert "C-7" not in administrator.post("/audit/", asked()).content.decode()


def test_what_is_no_patients_is_shown_with_its_values(administrator):
    pharmacy = Pharmacy.objects.create(name="Corner")
    Pharmacy.objects.filter(pk=pharmacy.pk).update(name="Main Street")

    entry = next(entry for entry in look(administrator) if entry.what == f"Changed: pharmacy {pharmacy.pk}")

    assert entry.are_values_shown
    assert [(change.before, change.after) for change in entry.changes] == [("Corner", "Main Street")]


def test_what_was_removed_is_listed_with_its_fields(administrator):
    pharmacy = Pharmacy.objects.create(name="Corner")
    pk = pharmacy.pk
    pharmacy.delete()

    entry = next(entry for entry in look(administrator) if entry.what == f"Removed: pharmacy {pk}")

    assert ("Name", "Corner", "") in [(change.field, change.before, change.after) for change in entry.changes]


def test_every_table_with_a_patient_knows_the_way_to_one():
    without = {
        label for label, event in sources.written().items() if not sources.is_of_patients(event.pgh_tracked_model)
    }

    assert without == {
        "accounts.BrokenGlass",
        "accounts.ClinicSettings",
        "accounts.User",
        "accounts.UserGroup",
        "accounts.UserPermission",
        "core.Draft",
        "core.OutboxMessage",
        "core.Submission",
        "exchange.Export",
        "exchange.Import",
        "followups.CallingRules",
        "followups.Holiday",
        "followups.Milestone",
        "followups.NightlyCheck",
        "prescriptions.Ladder",
        "prescriptions.LadderStep",
        "prescriptions.Pharmacy",
        "reports.SavedCohort",
    }


def test_more_than_a_page_is_turned_over(administrator):
    user, patient = UserFactory(), PatientFactory()
    for _ in range(51):
        see(user, patient)

    first = administrator.post("/audit/", asked(what="reads"))
    second = administrator.post("/audit/", asked(what="reads", page="2"))

    assert len(first.context["found"].entries) == 50
    assert "Earlier" in first.content.decode()
    assert [entry.who for entry in second.context["found"].entries][-1] == str(user)
    assert len(second.context["found"].entries) == 2  # the first look was a page, too
    assert administrator.post("/audit/", asked(page="-1")).status_code == 200
    assert administrator.post("/audit/", asked(page="99999999999")).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_trail_takes_the_same_number_of_queries_at_any_size(administrator, django_assert_num_queries, rows):
    for _ in range(rows):
        see(UserFactory(), ResponseFactory(prescription=PrescriptionFactory(started=True)).prescription.patient)

    with django_assert_num_queries(11):
        administrator.post("/audit/", asked())


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.RESEARCHER])
@pytest.mark.parametrize("address", ["/audit/", "/audit/weeks/", "/audit/weeks/2026-11-16/"])
def test_only_administrators_see_the_trail(signed_in_client, role, address):
    assert signed_in_client(role).get(address).status_code == 403


def test_a_row_of_the_log_can_not_be_changed():
    row = see(UserFactory(), PatientFactory())

    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), connection.cursor() as cursor:
        cursor.execute("UPDATE core_accesslog SET page = 'x' WHERE id = %s", [row.pk])


def test_an_erased_patient_stays_in_the_trail(administrator):
    patient = PatientFactory(chart_number="C-7")
    see(UserFactory(), patient)
    Patient.objects.filter(pk=patient.pk).delete()

    entries = look(administrator)

    assert next(entry for entry in entries if entry.what == "Saw: Chart").patients == {patient.pk: "C-7"}
