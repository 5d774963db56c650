from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessLog, OutboxMessage
from patients.models import ClinicianTask
from patients.tasks_for_clinicians import NOTICE, close_task, raise_task
from tests.factories import ClinicianFactory, ClinicianTaskFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

TASKS = "/patients/tasks/"


def close_url(task):
    return f"/patients/tasks/{task.pk}/close/"


def test_a_question_is_raised_for_today_and_a_notice_waits(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory()

    response = client.post(f"/patients/{patient.pk}/tasks/new/", {"what": "May she go on with ibuprofen?"})

    task = ClinicianTask.objects.get()
    assert response.url == patient.get_absolute_url()
    assert (task.patient, task.kind, task.what) == (patient, "question", "May she go on with ibuprofen?")
    assert (task.due_on, task.raised_by) == (timezone.localdate(), client.user)
    message = OutboxMessage.objects.get()
    assert (message.kind, message.object_id) == (NOTICE, task.pk)


def test_a_double_click_raises_one_task(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory()
    post = {"what": "May she?", "form_key": "0b0b6b1e-0d3c-4d8e-9b1a-3a5d9a9c0003"}
    for _ in range(2):
        client.post(f"/patients/{patient.pk}/tasks/new/", post)
    assert (ClinicianTask.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_question_without_words_is_refused(signed_in_client):
    response = signed_in_client(Role.CLINICIAN).post(f"/patients/{PatientFactory().pk}/tasks/new/", {"what": " "})
    assert response.status_code == 422
    assert response.context["form"].errors == {"what": ["Answer “What should a clinician look at?”."]}


def test_the_list_shows_what_is_open_and_the_longest_overdue_first(signed_in_client):
    today = timezone.localdate()
    due_today = ClinicianTaskFactory(due_on=today)
    overdue = ClinicianTaskFactory(due_on=today - timedelta(days=3), kind="severe_side_effect")
    done = ClinicianTaskFactory(due_on=today - timedelta(days=9))
    close_task(task=done, note="Nothing to do", by=ClinicianFactory())

    response = signed_in_client(Role.CLINICIAN).get(TASKS)

    assert response.context["rows"] == [(overdue, 3), (due_today, 0)]
    assert "3 days overdue" in response.text
    assert "Severe side effect" in response.text
    assert "2 open, the longest waiting first" in response.text
    assert AccessLog.objects.get().patient_ids == sorted([overdue.patient_id, due_today.patient_id])


def test_an_empty_list_says_where_tasks_come_from(signed_in_client):
    assert "No task waits." in signed_in_client(Role.MEDICAL_ASSISTANT).get(TASKS).text


def test_an_assistant_sees_the_tasks_and_is_not_offered_to_close_them(signed_in_client):
    task = ClinicianTaskFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    assert close_url(task) not in client.get(TASKS).text
    assert client.get(close_url(task)).status_code == 403
    assert client.post(close_url(task), {"note": "x", "version": "1"}).status_code == 403
    assert ClinicianTask.objects.open().count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_see_patients_sees_no_tasks(signed_in_client, role):
    client = signed_in_client(role)
    assert client.get(TASKS).status_code == 403
    assert client.post(f"/patients/{PatientFactory().pk}/tasks/new/", {"what": "x"}).status_code == 403


def test_a_clinician_closes_a_task_with_what_was_decided(signed_in_client):
    task = ClinicianTaskFactory()
    client = signed_in_client(Role.CLINICIAN)
    assert "May she go on with ibuprofen?" in client.get(close_url(task)).text

    response = client.post(close_url(task), {"note": "Yes, for a week.", "version": "1"})

    task.refresh_from_db()
    assert response.url == TASKS
    assert (task.done_note, task.done_by, task.version) == ("Yes, for a week.", client.user, 2)
    assert task.done_at is not None


def test_a_task_is_not_closed_without_a_word(signed_in_client):
    task = ClinicianTaskFactory()
    response = signed_in_client(Role.CLINICIAN).post(close_url(task), {"note": "", "version": "1"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"note": ["Answer “What was decided?”."]}


def test_a_task_that_someone_else_has_closed_is_not_closed_again(signed_in_client):
    task = ClinicianTaskFactory()
    close_task(task=task, note="Yes", by=ClinicianFactory())
    client = signed_in_client(Role.CLINICIAN)

    stale = client.post(close_url(task), {"note": "No", "version": "1"})
    again = client.post(close_url(task), {"note": "No", "version": "2"})

    assert (stale.status_code, again.status_code) == (409, 422)
    assert "This task is done already." in again.text
    task.refresh_from_db()
    assert task.done_note == "Yes"
    assert client.get(close_url(task)).url == TASKS


def test_a_task_that_is_done_says_who_when_and_what():
    task = ClinicianTaskFactory()
    with pytest.raises(ValidationError, match="A task that is done says who did it, when and what was decided"):
        task.save_checked(done_at=timezone.now())


@pytest.mark.parametrize(
    ("today", "days"), [(date(2026, 7, 5), 0), (date(2026, 7, 6), 0), (date(2026, 7, 7), 1), (date(2026, 8, 6), 31)]
)
def test_a_task_is_overdue_from_the_day_after_it_was_due(today, days):
    assert ClinicianTask(due_on=date(2026, 7, 6)).days_overdue(today) == days


def test_a_task_that_is_raised_twice_is_two_tasks_with_a_notice_each():
    patient, user = PatientFactory(), UserFactory()
    for _ in range(2):
        raise_task(patient=patient, kind=ClinicianTask.Kind.WITHDRAWAL, what="Sweating", by=user)
    assert OutboxMessage.objects.count() == 2


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_database_the_same_number_of_times(signed_in_client, django_assert_num_queries, count):
    ClinicianTaskFactory.create_batch(count)
    client = signed_in_client(Role.CLINICIAN)
    with django_assert_num_queries(8):
        client.get(TASKS)
