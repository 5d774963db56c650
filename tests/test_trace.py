"""Tests 61 to 63 of what a health record has to stand: every write, every read and every change of rights leaves its
trace; and the comparison of read log and pages that every test's client makes is seen to fail."""

import pghistory
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import actions
from accounts.management.commands import add_user
from accounts.models import SignInEvent, User
from accounts.permissions import Role
from core import access_log
from core.models import AccessLog
from patients.models import Patient, PhoneNumber
from patients.tests.posts import EDIT
from tests.factories import ClinicianFactory, PatientFactory, PhoneNumberFactory, UserFactory
from tests.read_log import compare
from tests.signing_in import give_password

pytestmark = pytest.mark.django_db

CONTEXT = {"user": 7, "request": "2f0c"}


def events(model, pk):
    """(label, family name or number, who, request) of each row that the audit has of this one."""
    rows = model.events.rel.related_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id").select_related("pgh_context")
    return [(row.pgh_label, row.pgh_context.metadata if row.pgh_context else None, row) for row in rows]


def rename_by_save(patient):
    patient.family_name = "Curie"
    patient.save()


def rename_by_update(patient):
    Patient.objects.filter(pk=patient.pk).update(family_name="Curie")


def rename_in_bulk(patient):
    patient.family_name = "Curie"
    Patient.objects.bulk_update([patient], ["family_name"])


def rename_by_sql(patient):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patients_patient SET family_name = 'Curie' WHERE id = %s", [patient.pk])


@pytest.mark.parametrize("rename", [rename_by_save, rename_by_update, rename_in_bulk, rename_by_sql])
def test_61_every_way_to_change_a_row_leaves_one_audit_row_with_old_new_who_and_request(rename):
    patient = PatientFactory(family_name="Sklodowska")

    with pghistory.context(**CONTEXT):
        rename(patient)

    (_, _, before), (label, context, after) = events(Patient, patient.pk)
    assert (before.family_name, label, after.family_name, context) == ("Sklodowska", "update", "Curie", CONTEXT)


def test_61_rows_added_in_bulk_leave_one_audit_row_each():
    patient = PatientFactory()

    numbers = PhoneNumber.objects.bulk_create(
        [PhoneNumber(patient=patient, number=f"+1202555010{n}", digits=f"1202555010{n}") for n in range(3)]
    )

    assert [[label for label, *_ in events(PhoneNumber, number.pk)] for number in numbers] == [["insert"]] * 3


def test_61_what_is_deleted_with_another_row_leaves_its_own():
    number = PhoneNumberFactory()
    pk, patient = number.pk, number.patient

    with pghistory.context(**CONTEXT):
        Patient.objects.filter(pk=patient.pk).delete()

    label, context, row = events(PhoneNumber, pk)[-1]
    assert (label, context, str(row.number)) == ("delete", CONTEXT, "+12025550101")


def test_61_a_form_leaves_who_and_the_id_of_its_request(signed_in_client):
    patient, client = PatientFactory(), signed_in_client(Role.CLINICIAN)
    post = EDIT | {"chart_number": patient.chart_number, "family_name": "Curie", "version": "1"}

    response = client.post(f"/patients/{patient.pk}/edit/", post)

    assert response.status_code == 302
    label, context, row = events(Patient, patient.pk)[-1]
    assert (label, row.family_name) == ("update", "Curie")
    assert context == {"user": client.user.pk, "request": response["X-Request-Id"]}


def test_61_a_command_leaves_its_rows_too(monkeypatch):
    monkeypatch.setattr(add_user, "getpass", lambda prompt: "a phrase that nobody knows")

    call_command("add_user", "newcomer", role=Role.CLINICIAN, name="New Comer")

    user = User.objects.get(username="newcomer")
    assert events(User, user.pk)[0][0] == "insert"


def test_62_a_page_whose_read_can_not_be_written_down_is_not_shown(signed_in_client):
    patient, client = PatientFactory(family_name="Hallström"), signed_in_client(Role.CLINICIAN)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_accesslog ADD CONSTRAINT nothing_fits CHECK (false) NOT VALID")

    response = client.get(f"/patients/{patient.pk}/")

    assert response.status_code == 500
    assert "Hallström" not in response.content.decode()


def test_62_a_page_that_leaves_no_row_fails_the_test_that_opened_it(signed_in_client, monkeypatch):
    patient, client = PatientFactory(), signed_in_client(Role.CLINICIAN)
    monkeypatch.setattr(access_log, "record_read", lambda request, patient_ids: None)

    client.get(f"/patients/{patient.pk}/")

    with pytest.raises(AssertionError, match=rf"GET /patients/{patient.pk}/ shows \[{patient.pk}\], who are not in"):
        client.read_log.must_name_whom_pages_showed()


def test_62_a_row_with_a_patient_too_many_fails_the_test_that_opened_the_page(signed_in_client):
    patient, other = PatientFactory(), PatientFactory(family_name="Curie")
    client = signed_in_client(Role.CLINICIAN)
    response = client.get(f"/patients/{patient.pk}/")
    row = AccessLog.objects.get(request_id=response["X-Request-Id"])
    AccessLog.objects.create(
        user=client.user, kind="read", page=row.page, method="GET", patient_ids=[other.pk], request_id=row.request_id
    )

    with pytest.raises(AssertionError, match=rf"has \[{other.pk}\] in the read log, and does not show them"):
        client.read_log.must_name_whom_pages_showed()


NAMES = [
    (1, "T-1", "Baptiste", "Beatriz"),
    (2, "T-10", "Baptiste", "Beatriz"),
    (3, "T-3", "O'Hara", "Ann"),
    (4, "T-4", "O'Hara", "Ann S."),
]


@pytest.mark.parametrize(
    ("html", "logged", "words"),
    [
        ("<td>T-10</td>", {2}, ""),
        ("<td>T-10</td>", set(), "shows [2], who are not in the read log"),
        ("<td>T-10</td>", {1, 2}, "has [1] in the read log, and does not show them"),
        ("<h1>O&#x27;Hara,\n  Ann</h1>", {3}, ""),
        ("<h1>Ann O&#x27;Hara</h1>", set(), "shows [3], who are not in the read log"),
        ('<button aria-label="Call O\'Hara, Ann">', set(), "shows [3], who are not in the read log"),
        # a name within a longer one is nobody's
        ("<td>O'Hara, Ann S.</td>", {4}, ""),
        (
            "<td>O'Hara, Ann S.</td>",
            {3},
            "shows [4], who are not in the read log; has [3] in the read log, and does not show them",
        ),
        ("<td>O'Hara, Ann S. and O'Hara, Ann</td>", {4}, "shows [3], who are not in the read log"),
        # typed by the user, and of nobody known
        ('<input value="O&#x27;Hara, Ann">', set(), ""),
        # two have the name: one of them is meant, and a link says which
        ("<td>Baptiste, Beatriz</td>", {1}, ""),
        ("<td>Baptiste, Beatriz</td>", set(), "shows [1, 2], who are not in the read log"),
        ('<a href="/patients/2/">Baptiste, Beatriz</a>', {1}, "shows [2], who are not in the read log"),
    ],
)
def test_62_who_is_on_a_page_is_told_by_name_chart_number_and_link(html, logged, words):
    assert compare(html, NAMES, logged) == words


def test_63_rights_that_change_are_kept_with_old_and_new_and_by_whom(signed_in_client):
    client, user = signed_in_client(Role.ADMINISTRATOR), ClinicianFactory()

    actions.change_roles(user=user, roles=[Role.MEDICAL_ASSISTANT], by=client.user)

    event = SignInEvent.objects.get(kind="roles_changed")
    assert (event.user, event.by, event.details) == (user, client.user, "Clinician → Medical assistant")


def test_63_each_kind_of_sign_in_event_and_a_refusal_is_told_in_words(signed_in_client):
    client, user = signed_in_client(Role.ADMINISTRATOR), UserFactory()
    for kind in SignInEvent.Kind:
        SignInEvent.objects.create(user=user, kind=kind)
    client.get("/patients/")
    today = timezone.localdate()

    page = {"first": today, "last": today}
    said = {entry.what for entry in client.post("/audit/", page).context["found"].entries}

    assert said >= {kind.label for kind in SignInEvent.Kind} | {"Was refused: Patients"}


def test_63_sign_ins_that_fail_and_succeed_and_sign_outs_are_kept(client):
    user = give_password(UserFactory())

    client.post("/sign-in/", {"login": user.username, "password": "not this one"})
    client.force_login(user)
    client.post("/sign-out/")

    assert list(SignInEvent.objects.filter(user=user).order_by("pk").values_list("kind", flat=True)) == [
        "failed",
        "signed_in",
        "signed_out",
    ]
