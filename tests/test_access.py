"""What each role gets to see and to write, whatever it asks. 4, 5, 8, 9, 12 to 15 of the negative tests."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.http import Http404
from django.test import Client

from accounts.models import User
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from core.models import AccessLog
from followups import digest, jump, worklist
from followups.models import Response
from followups.tests.answer_form import typed
from patients.models import ClinicianTask, Patient
from patients.templatetags.emergencies import emergency_banner
from patients.tests.posts import REGISTER
from patients.views.task import _chosen, _counts
from prescriptions.models import Prescription
from reports import home, lots, review
from reports.chart import page
from reports.cohorts import Cohort
from reports.models import CourseOutcome, SavedCohort
from tests.access import NOW, TODAY, address_for, seen_objects
from tests.factories import PatientFactory, ResponseFactory, UserFactory
from tests.signing_in import sign_in_without_asking
from tests.test_house import named_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]

SEES = [role for role in Role if Permission.SEE_PATIENTS in ROLE_PERMISSIONS[role]]
# What the clinic's rule leaves to prescribers, whatever the views declare.
PRESCRIBING = {"prescribe", "decline", "change-dose", "pause", "resume", "stop", "undo-stop", "void", "void-answer"}
PRESCRIBING |= {"sign", "order-wash-out", "release-wash-out", "cancel-wash-out", "void-screening", "mark-lost"}
PRESCRIBING |= {"mark-found", "hold", "go-back", "go-faster", "change-pharmacy", "all-right", "ladders", "add-ladder"}
PRESCRIBING |= {"edit-ladder"}
OF_ADMINISTRATORS = ("clinic/", "audit/", "follow-ups/plan/", "courses/pharmacies/")
BLIND = [role for role in Role if role not in SEES]


@pytest.fixture
def objects():
    return seen_objects(UserFactory())


def guarded_by(*permissions):
    """Addresses that one needs one of these permissions for, and no other opens."""
    for route, pattern in named_patterns():
        access = pattern.callback.access
        if isinstance(access, tuple) and set(access) <= set(permissions):
            yield route, pattern.name


def rows_of(*models):
    """A hash of each table."""
    found = {}
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"select count(*), md5(string_agg(t::text, ',' order by t::text)) from {table} t")  # noqa: S608
            found[table] = cursor.fetchone()
    return found


def clinical_rows():
    return rows_of(
        *(
            m
            for app in ("patients", "prescriptions", "followups")
            for m in apps.get_app_config(app).get_models()
            if m._meta.managed and not m._meta.label.startswith("patients.Icd")
        )
    )


# --- who may write ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN_WITHOUT_PRESCRIBING])
def test_who_does_not_prescribe_changes_nothing_that_needs_a_prescriber(signed_in_client, objects, role):
    """4: courses opened, changed, paused, stopped, voided; findings signed; ladders."""
    client, before = signed_in_client(role), clinical_rows()
    asked = list(guarded_by(Permission.PRESCRIBE))

    statuses = {name: client.post(address_for(route, name, objects)).status_code for route, name in asked}

    assert set(statuses) == PRESCRIBING
    assert statuses == dict.fromkeys(statuses, 403)
    assert clinical_rows() == before
    assert AccessLog.objects.filter(user=client.user, kind="denied", patient_ids=[]).count() == len(asked)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_an_administrator_opens_users_settings_and_what_was_logged(signed_in_client, objects, role, method):
    """5."""
    client = signed_in_client(role)
    asked = [(route, pattern.name) for route, pattern in named_patterns() if route.startswith(OF_ADMINISTRATORS)]

    statuses = {name: getattr(client, method)(address_for(route, name, objects)).status_code for route, name in asked}

    assert len(asked) > 25
    assert statuses == dict.fromkeys(statuses, 403)


# --- what is posted besides ---------------------------------------------------------------------------------


def test_what_is_posted_of_another_row_changes_that_row_in_nothing(signed_in_client, objects):
    """8: a form that adds something adds it where its address says, and never becomes a change."""
    client, other = signed_in_client(Role.MEDICAL_ASSISTANT), seen_objects(UserFactory())
    others = PatientFactory(pk=other["patient"] + 1000)
    extra = {"id": others.pk, "pk": others.pk, "patient": others.pk, "patient_id": others.pk, "version": 1}
    before = Patient.objects.filter(pk=others.pk).values().get()
    mine = f"/patients/{objects['patient']}"
    posts = [
        ("/patients/new/", REGISTER),
        (f"{mine}/diagnoses/new/", {"code": "M54.16", "noted_on": "2026-07-01"}),
        (f"{mine}/medicines/new/", {"name": "gabapentin", "noted_on": "2026-07-01"}),
        (f"{mine}/procedures/new/", {"kind": "nerve_block", "noted_on": "2026-07-01"}),
        (f"{mine}/contraindications/new/", {"kind": "pneumonia", "since": "2026-07-01"}),
        (f"{mine}/visits/new/", {"day": "2026-07-15"}),
        (f"{mine}/escalate/", {"what": "May she swim?", "kind": "question"}),
        (f"/follow-ups/courses/{objects['course']}/answer/", typed(client)),
    ]

    for address, post in posts:
        response = client.post(address, post | {"prescription": other["course"], "followup": other["followup"]} | extra)
        assert response.status_code == 302, (address, response.context["form"].errors)

    assert Patient.objects.filter(pk=others.pk).values().get() == before
    for model in apps.get_app_config("patients").get_models():
        if model is not Patient and any(field.name == "patient" for field in model._meta.fields):
            assert not model.objects.filter(patient=others).exists(), model
    assert Response.objects.latest("pk").prescription_id == objects["course"]


def test_what_is_posted_of_rights_states_and_signatures_is_ignored(signed_in_client, objects):
    """9."""
    admin = signed_in_client(Role.ADMINISTRATOR)
    nurse, stranger = UserFactory(), UserFactory()
    rights = {"is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "2", "roles": "Administrator"}
    rights |= {"role": "Administrator", "user_permissions": "1", "password": "x", "username": "root"}
    name = {"first_name": "Nia", "last_name": "North", "email": "nia@clinic.example.org"}
    unchanged = ("username", "password", "is_staff", "is_superuser", "is_active")
    before = User.objects.filter(pk=nurse.pk).values(*unchanged).get()

    assert admin.post(f"/clinic/users/{nurse.pk}/edit/", name | rights).status_code == 302
    client = Client()
    sign_in_without_asking(client, nurse)
    assert client.post("/my-settings/", {"email": "nia@clinic.example.org"} | rights).status_code == 302
    signed = {"created_by": stranger.pk, "entered_by": stranger.pk, "signed_by": stranger.pk, "voided_by": stranger.pk}
    signed |= {"voided_at": "2026-07-01", "status": "stopped", "state": "stopped", "completed_at": "2026-07-01"}
    client.user = nurse
    assert client.post(f"/follow-ups/courses/{objects['course']}/answer/", typed(client) | signed).status_code == 302

    nurse.refresh_from_db()
    assert User.objects.filter(pk=nurse.pk).values(*unchanged).get() == before
    assert [group.name for group in nurse.groups.all()] == [Role.MEDICAL_ASSISTANT]
    answer = Response.objects.latest("pk")
    assert (answer.entered_by, answer.voided_by, answer.voided_at) == (nurse, None, None)
    assert Prescription.objects.get(pk=objects["course"]).state == "active"


def test_a_course_of_another_patient_is_not_shown_on_a_chart(signed_in_client, objects):
    """7: the number of the course stands beside that of the patient."""
    client, other = signed_in_client(Role.CLINICIAN), seen_objects(UserFactory())

    assert client.get(f"/patients/{objects['patient']}/?course={objects['course']}").status_code == 200
    assert client.get(f"/patients/{objects['patient']}/?course={other['course']}").status_code == 404


# --- by another way than the page ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", BLIND)
def test_parts_of_pages_drafts_and_files_are_guarded_as_their_pages_are(signed_in_client, objects, role):
    """12: asked for as a script would, without the page that asks for it."""
    client = signed_in_client(role)
    headers = {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest", "Referer": "https://testserver/patients/"}
    everything = {Permission.SEE_PATIENTS, Permission.EDIT_PATIENTS, Permission.RECORD_CONTACTS}
    everything |= {Permission.PRESCRIBE, Permission.CLOSE_TASKS}

    for route, name in guarded_by(*everything):
        address = address_for(route, name, objects)
        for response in (client.get(address, headers=headers), client.post(address, {"text": "a"}, headers=headers)):
            assert response.status_code == 403, route
            assert "Quillfeather" not in response.text, route


def test_a_permission_that_is_taken_away_is_gone_at_the_next_request(signed_in_client, objects):
    """13: no new sign-in, no waiting, and single permissions no less than roles."""
    client = signed_in_client(Role.CLINICIAN)
    chart = f"/patients/{objects['patient']}/"
    assert client.get(chart).status_code == 200
    group = Group.objects.get(name=Role.CLINICIAN)
    taken = group.permissions.get(codename=Permission.SEE_PATIENTS.codename)

    group.permissions.remove(taken)
    assert client.get(chart).status_code == 403
    client.user.user_permissions.add(taken)
    assert client.get(chart).status_code == 200
    client.user.user_permissions.clear()
    assert client.get(chart).status_code == 403


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/auth/user/", "/api/", "/accounts/signup/"])
def test_there_is_no_way_in_beside_the_pages(signed_in_client, address):
    """14."""
    assert signed_in_client(Role.ADMINISTRATOR).get(address).status_code == 404
    assert not apps.is_installed("django.contrib.admin")


# --- one gate for whatever is listed, counted, found, drawn or taken out -------------------------------------


def what_shows(user):
    """Whom each question about patients finds for this user; by the question."""
    desk, request = worklist.desk(by=user, now=NOW), SimpleNamespace(user=user)
    today = {"today": TODAY, "by": user}
    return {
        "patients": {patient.pk for patient in Patient.objects.seen_by(user)},
        "search": {patient.pk for patient in Patient.objects.seen_by(user).matching("quillfeather")},
        "worklist": {row.patient_id for row in worklist.due(desk)},
        "worklist, counted": worklist.counts(desk)[""],
        "done today": worklist.counts(desk)[worklist.DONE],
        "who rings back": {person.patient.pk for person in jump.find("quillfeather", desk=desk).people},
        "who rings back, counted": jump.find("quillfeather", desk=desk).total,
        "tasks": {task.patient_id for task in _chosen("", user)},
        "tasks, counted": _counts(user)[""],
        "emergencies": {task["pk"] for task in emergency_banner({"request": request}).get("emergencies", [])},
        "review": {row.patient.pk for row in review.find(**today).rows},
        "lots": {row.patient.pk for row in lots.find("L-77", **today).rows},
        "lots, counted": lots.find("L-77", **today).patients,
        "e-mail in the morning": digest._lines(user, TODAY.isoformat())[0],
    }


@pytest.fixture
def everyone():
    """Two patients of whom every list has something to show."""
    found = [seen_objects(UserFactory()) for _ in range(2)]
    for course in Prescription.objects.all():
        course.fills.create(filled_on=TODAY, quantity=30, strength_mg="1.5", lot="L-77", pharmacy=course.pharmacy)
    return {objects["patient"] for objects in found}


@pytest.mark.parametrize("role", SEES)
def test_who_sees_patients_finds_the_same_ones_in_every_way(everyone, role):
    """15."""
    found = what_shows(UserFactory(role=role))
    emergencies = set(ClinicianTask.objects.filter(is_emergency=True).values_list("pk", flat=True))

    assert found == {
        "patients": everyone,
        "search": everyone,
        "worklist": everyone,
        "worklist, counted": 2,
        "done today": 2,
        "who rings back": everyone,
        "who rings back, counted": 2,
        "tasks": everyone,
        "tasks, counted": 4,
        "emergencies": emergencies if Permission.CLOSE_TASKS in ROLE_PERMISSIONS[role] else set(),
        "review": found["review"] & everyone,
        "lots": everyone,
        "lots, counted": 2,
        "e-mail in the morning": "Follow-ups that can be asked today: 2",
    }


@pytest.mark.parametrize("role", [*BLIND, None])
def test_who_sees_no_patients_finds_none_in_any_way(everyone, role):
    """15: even where a view forgot to ask for the permission."""
    user = UserFactory(role=role)
    if role is None:
        user.groups.clear()
    found = what_shows(user)

    assert {key: shown for key, shown in found.items() if shown} == {
        "e-mail in the morning": "Follow-ups that can be asked today: 0"
    }
    for pk in everyone:
        with pytest.raises(Http404):
            page.load(pk, course_pk=None, by=user, today=TODAY)


def test_a_report_counts_the_same_courses_for_each_role_that_may_see_it_and_none_for_others(everyone):
    """15."""
    nobody = UserFactory()
    nobody.groups.clear()

    counts = {role: Cohort(as_of=TODAY, by=UserFactory(role=role)).courses().count() for role in Role}

    assert counts == dict.fromkeys(Role, CourseOutcome.objects.as_of(TODAY).count())
    assert set(counts.values()) == {2}
    assert Cohort(as_of=TODAY, by=nobody).courses().count() == 0


def test_the_first_page_of_a_role_counts_what_its_pages_show(everyone):
    nurse = UserFactory(role=Role.CLINICIAN_WITHOUT_PRESCRIBING)
    tasks, to_decide, patients = home.parts(nurse, now=NOW)

    assert [part.title for part in (tasks, to_decide, patients)] == ["Tasks", "Courses to decide about", "Patients"]
    assert tasks.waits[0][:2] == ("Open", 4)


# --- reports name nobody ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", BLIND)
def test_no_page_that_a_report_opens_says_who_a_patient_is(signed_in_client, everyone, role):
    """Neither name, number, day of birth nor a link to a chart; quotes that name their patient are held back."""
    course = Prescription.objects.first()
    ResponseFactory(prescription=course, gains_in_own_words="I sleep again.", may_be_quoted=True)
    ResponseFactory(prescription=course, asked_on=TODAY, gains_in_own_words="Quillfeather, walk!", may_be_quoted=True)
    client = signed_in_client(role)
    cohort, other = (SavedCohort.objects.same_as(filters, by=client.user) for filters in ({}, {"sex": ["F"]}))
    words = ["quillfeather", "beatriz", "1985-06-08", "8 jun", "202) 555-0101", "2025550101", "outcomes/patients/"]
    words += Patient.objects.values_list("chart_number", flat=True)
    words += [f"/patients/{pk}/" for pk in everyone]

    for route, name in guarded_by(Permission.SEE_REPORTS):
        response = client.get(address_for(route, name, {"cohort": cohort.pk}), {"a": cohort.pk, "b": other.pk})
        if response.status_code == 405:
            continue  # it does something, and shows nothing
        text = b"".join(response).decode(errors="replace") if response.streaming else response.content.decode("latin-1")
        found = [word for word in words if word.lower() in text.lower()]
        assert (response.status_code, found) == (200, []), route
    assert "I sleep again." in client.get("/outcomes/").text


def test_the_file_of_the_case_series_names_nobody(signed_in_client, everyone):
    import io
    import zipfile

    response = signed_in_client(Role.RESEARCHER).get("/outcomes/case-series/file/")
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        text = " ".join(file.read(name).decode() for name in file.namelist()).lower()

    assert [word for word in ("quillfeather", "beatriz", "1985-06-08", "t-00", "555-0101") if word in text] == []


def test_roles_are_as_the_clinic_says():
    own = {role: {p.name for p in permissions} for role, permissions in ROLE_PERMISSIONS.items()}
    clinician = own[Role.CLINICIAN]

    assert clinician - own[Role.CLINICIAN_WITHOUT_PRESCRIBING] == {"PRESCRIBE"}
    assert own[Role.CLINICIAN_WITHOUT_PRESCRIBING] < clinician
    assert own[Role.RESEARCHER] == {"SEE_REPORTS"}
    assert not {"EXPORT", "EXPORT_NAMES", "IMPORT"} & set.union(*own.values())
    assert not own[Role.ADMINISTRATOR] & {
        "SEE_PATIENTS",
        "EDIT_PATIENTS",
        "RECORD_CONTACTS",
        "PRESCRIBE",
        "CLOSE_TASKS",
        "MERGE_PATIENTS",
    }
    assert clinician - own[Role.MEDICAL_ASSISTANT] == {"PRESCRIBE", "CLOSE_TASKS", "MERGE_PATIENTS"}
