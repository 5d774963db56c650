from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import ClinicSettings
from accounts.permissions import Role
from core import clinical, outbox
from core.models import AccessLog, OutboxMessage
from patients import emergencies, emergency_words
from patients.models import ClinicianTask
from patients.tasks_for_clinicians import close_task
from tests.factories import ClinicianFactory, ClinicianTaskFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

HEARD = {"kind": "suicidal_thoughts", "heard": "She does not want to go on. At home, alone."}
BANNER = "nobody has acknowledged it"


def page_of(task):
    return f"/patients/emergencies/{task.pk}/"


@pytest.fixture
def emergency():
    return emergencies.raise_emergency(
        patient=PatientFactory(family_name="Baptiste"),
        kind="trouble_breathing",
        heard="She can hardly speak.",
        by=UserFactory(),
    )


@pytest.fixture
def set_clinic():
    def change(**settings):
        ClinicSettings.objects.now().save_checked(**settings)

    return change


def an_hour_after(task):
    return ClinicianTask.objects.get(pk=task.pk).raised_at + timedelta(hours=1)


# --- the red button -----------------------------------------------------------------------------------------


def test_the_page_says_what_to_say_in_both_languages_and_where_to_put_the_call_through(signed_in_client, set_clinic):
    set_clinic(transfer_number="+12025550199")
    patient = PatientFactory()

    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(f"/patients/{patient.pk}/emergency/")

    for words in (
        "(202) 555-0199",
        "tel:+12025550199",
        "Do not hang up",
        "911 comes first",
        "988, by call or text",
        "Are you safe right now?",
        "¿Está a salvo en este momento?",
        "naloxone",
        "Do not take any more LDN until a clinician has spoken to you.",
    ):
        assert words in page.text
    assert AccessLog.objects.get().patient_ids == [patient.pk]


def test_a_clinic_without_a_number_is_told_to_get_someone(signed_in_client):
    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(f"/patients/{PatientFactory().pk}/emergency/")
    assert "Get a clinician in person" in page.text


@pytest.mark.parametrize(("language", "is_first"), [("es", True), ("en", False), ("other", False)])
def test_the_patients_language_stands_first(signed_in_client, language, is_first):
    patient = PatientFactory(language=language)
    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(f"/patients/{patient.pk}/emergency/").text
    assert (page.index("Me quedo en la") < page.index("I am staying on the line")) is is_first
    assert ("needs an interpreter" in page) is (language == "other")


def test_every_kind_of_emergency_has_words_in_both_languages():
    assert set(emergency_words.OF_KIND) == set(ClinicianTask.EMERGENCIES)
    for words in (emergency_words.FIRST, *emergency_words.OF_KIND.values()):
        assert all((words.do, words.en, words.es))
        assert len(words.en) == len(words.es)


def test_an_emergency_is_raised_at_once_and_every_clinician_is_told(signed_in_client):
    ClinicianFactory(email="gray@clinic.example.org")
    ClinicianFactory(email="okafor@clinic.example.org")
    patient = PatientFactory(family_name="Baptiste")
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    response = client.post(f"/patients/{patient.pk}/emergency/?back=/follow-ups/", HEARD)
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))

    task = ClinicianTask.objects.get()
    assert response.url == page_of(task) + "?back=/follow-ups/"
    assert (task.kind, task.what, task.is_emergency) == ("suicidal_thoughts", HEARD["heard"], True)
    assert (task.due_on, task.raised_by) == (timezone.localdate(), client.user)
    (sent,) = mail.outbox
    assert sorted(sent.recipients()) == ["gray@clinic.example.org", "okafor@clinic.example.org"]
    assert "acknowledge" in sent.subject
    assert page_of(task) in sent.body
    assert not any(word in sent.subject + sent.body for word in ("Baptiste", "suicid", "go on. At home"))


@pytest.mark.parametrize(
    ("missing", "sentence"), [("kind", "Answer “What is it?”."), ("heard", "Answer “What did you hear?”.")]
)
def test_an_emergency_says_what_it_is_and_what_was_heard(signed_in_client, missing, sentence):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    response = client.post(f"/patients/{PatientFactory().pk}/emergency/", HEARD | {missing: ""})
    assert response.status_code == 422
    assert response.context["form"].errors == {missing: [sentence]}
    assert ClinicianTask.objects.count() == 0


def test_a_double_click_raises_one_emergency(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    url = f"/patients/{PatientFactory().pk}/emergency/"
    for _ in range(2):
        client.post(url, HEARD | {"form_key": "0b0b6b1e-0d3c-4d8e-9b1a-3a5d9a9c0003"})
    assert (ClinicianTask.objects.count(), OutboxMessage.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_see_patients_sees_no_emergency(signed_in_client, emergency, role):
    client = signed_in_client(role)
    pages = (f"/patients/{emergency.patient_id}/emergency/", page_of(emergency), page_of(emergency) + "state/")
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post(page_of(emergency) + "acknowledge/").status_code == 403


# --- acknowledged by name -----------------------------------------------------------------------------------


def test_a_clinician_acknowledges_it_by_name(signed_in_client, emergency):
    client = signed_in_client(Role.CLINICIAN)
    assert f"I have this: {client.user}" in client.get(page_of(emergency)).text

    client.post(page_of(emergency) + "acknowledge/")

    emergency.refresh_from_db()
    assert (emergency.acknowledged_by, emergency.owner) == (client.user, client.user)
    assert emergency.acknowledged_at is not None
    assert f"{client.user} has it" in client.get(page_of(emergency)).text


def test_two_clinicians_at_once_are_one_who_has_it(signed_in_client, emergency):
    first = ClinicianFactory(first_name="Ada", last_name="Gray")
    emergencies.acknowledge(task=emergency, now=timezone.now(), by=first)

    response = signed_in_client(Role.CLINICIAN).post(page_of(emergency) + "acknowledge/", follow=True)

    emergency.refresh_from_db()
    assert emergency.acknowledged_by == first
    assert "Ada Gray has acknowledged this before you." in response.text


def test_a_second_click_of_the_same_clinician_changes_nothing(emergency):
    clinician, now = ClinicianFactory(), timezone.now()
    for minutes in (0, 5):
        emergencies.acknowledge(task=emergency, now=now + timedelta(minutes=minutes), by=clinician)
    emergency.refresh_from_db()
    assert (emergency.acknowledged_at, emergency.version) == (now, 2)


def test_an_assistant_waits_for_a_clinician_and_can_not_acknowledge(signed_in_client, emergency):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    page = client.get(page_of(emergency)).text
    assert "No clinician has acknowledged this yet." in page
    assert "I have this" not in page
    assert client.post(page_of(emergency) + "acknowledge/").status_code == 403


def test_the_state_that_is_asked_again_and_again_names_no_patient_and_leaves_no_row(signed_in_client, emergency):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    waiting = client.get(page_of(emergency) + "state/").text
    emergencies.acknowledge(task=emergency, now=timezone.now(), by=ClinicianFactory(first_name="Ada", last_name="Gray"))
    taken = client.get(page_of(emergency) + "state/").text

    assert ("every 10s" in waiting, "every 10s" in taken) == (True, False)
    assert "Ada Gray has it" in taken
    assert "Baptiste" not in waiting + taken
    assert AccessLog.objects.count() == 0


def test_an_ordinary_task_is_no_emergency_to_acknowledge(signed_in_client):
    task = ClinicianTaskFactory()
    client = signed_in_client(Role.CLINICIAN)
    assert client.get(page_of(task)).status_code == 404
    assert client.post(page_of(task) + "acknowledge/").status_code == 404
    with pytest.raises(ValidationError, match="Only an emergency is acknowledged"):
        task.save_checked(acknowledged_at=timezone.now(), acknowledged_by=client.user)


def test_an_emergency_is_closed_only_after_it_was_acknowledged(signed_in_client, emergency):
    client = signed_in_client(Role.CLINICIAN)
    close = f"/patients/tasks/{emergency.pk}/close/"

    assert client.get(close).url == page_of(emergency)
    refused = client.post(close, {"note": "Spoke to her.", "version": "1"})
    emergencies.acknowledge(task=emergency, now=timezone.now(), by=client.user)
    saved = client.post(close, {"note": "Spoke to her.", "version": "2"})

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert "Acknowledge the emergency first; then close it." in refused.text
    assert "Spoke to her." in client.get(page_of(emergency)).text


# --- on every page of the clinicians ------------------------------------------------------------------------


def test_every_page_of_a_clinician_says_that_it_waits_until_someone_has_it(signed_in_client, emergency):
    client = signed_in_client(Role.CLINICIAN)
    page = client.get("/patients/tasks/?show=done").text
    assert BANNER in page
    assert page_of(emergency) in page
    assert "Baptiste" not in page

    emergencies.acknowledge(task=emergency, now=timezone.now(), by=ClinicianFactory())

    assert BANNER not in client.get("/patients/tasks/").text


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_can_not_acknowledge_is_not_called(signed_in_client, emergency, role):
    assert BANNER not in signed_in_client(role).get("/outcomes/").text


def test_more_emergencies_than_fit_are_all_on_the_list(signed_in_client):
    ClinicianTaskFactory.create_batch(5, is_emergency=True, kind="trouble_breathing")
    page = signed_in_client(Role.CLINICIAN).get("/patients/tasks/?show=done").text
    assert page.count(BANNER) == 3
    assert "All emergencies" in page


# --- unacknowledged after an hour ---------------------------------------------------------------------------


def test_the_clinic_waits_an_hour():
    assert timedelta(hours=1) == clinical.EMERGENCY_PASSED_ON_AFTER


def test_it_is_passed_on_after_an_hour_and_not_before(emergency, set_clinic):
    on_call = ClinicianFactory(email="on-call@clinic.example.org")
    ClinicianFactory(email="gray@clinic.example.org")
    set_clinic(covering_prescriber=on_call)
    OutboxMessage.objects.all().delete()
    hour = an_hour_after(emergency)

    assert emergencies.pass_on(now=hour - timedelta(seconds=1)) == 0
    assert [emergencies.pass_on(now=hour + timedelta(minutes=minutes)) for minutes in range(3)] == [1, 0, 0]
    outbox.deliver(now=hour + timedelta(days=1))

    emergency.refresh_from_db()
    assert (emergency.owner, emergency.passed_on_at) == (on_call, hour)
    (sent,) = mail.outbox
    assert sent.recipients() == ["on-call@clinic.example.org"]


def test_the_owners_own_cover_comes_before_the_clinics(emergency, set_clinic):
    cover = ClinicianFactory()
    set_clinic(covering_prescriber=ClinicianFactory())
    emergency.save_checked(owner=ClinicianFactory(covered_by=cover))

    emergencies.pass_on(now=an_hour_after(emergency))

    emergency.refresh_from_db()
    assert emergency.owner == cover


@pytest.mark.parametrize("covering", [None, {"is_active": False}, {"email": ""}])
def test_without_a_covering_prescriber_who_can_be_reached_all_clinicians_are_told_again(
    emergency, set_clinic, covering
):
    ClinicianFactory(email="gray@clinic.example.org")
    if covering is not None:
        set_clinic(covering_prescriber=ClinicianFactory(**covering))
    OutboxMessage.objects.all().delete()

    emergencies.pass_on(now=an_hour_after(emergency))
    outbox.deliver(now=an_hour_after(emergency) + timedelta(days=1))

    assert [sent.recipients() for sent in mail.outbox] == [["gray@clinic.example.org"]]


def test_what_was_acknowledged_in_time_is_not_passed_on(emergency):
    emergencies.acknowledge(task=emergency, now=timezone.now(), by=ClinicianFactory())
    assert emergencies.pass_on(now=an_hour_after(emergency) + timedelta(days=1)) == 0


def test_nobody_is_called_for_what_was_acknowledged_meanwhile(emergency):
    ClinicianFactory(email="gray@clinic.example.org")
    emergencies.acknowledge(task=emergency, now=timezone.now(), by=ClinicianFactory())
    outbox.deliver(now=timezone.now() + timedelta(days=1))
    assert mail.outbox == []


def test_an_ordinary_task_is_never_passed_on():
    task = ClinicianTaskFactory()
    assert emergencies.pass_on(now=timezone.now() + timedelta(days=9)) == 0
    close_task(task=task, note="Yes", by=ClinicianFactory())
