from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.permissions import Role
from core import outbox
from core.models import AccessLog, OutboxMessage
from patients.models import ClinicianTask
from patients.tasks_for_clinicians import NOTICE, close_task, hand_over, raise_task
from tests.factories import ClinicianFactory, ClinicianTaskFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

TASKS = "/patients/tasks/"
HAND_OVER = "/patients/tasks/hand-over/"
QUESTION = {"what": "May she go on with ibuprofen?", "kind": "question"}


def close_url(task):
    return f"/patients/tasks/{task.pk}/close/"


def escalate_url(patient, query=""):
    return f"/patients/{patient.pk}/escalate/{query}"


def as_seen(*tasks):
    return [f"{task.pk}:{task.version}" for task in tasks]


def owners():
    return list(ClinicianTask.objects.order_by("pk").values_list("owner", flat=True))


# --- raising one --------------------------------------------------------------------------------------------


def test_a_question_is_raised_for_today_and_a_notice_waits(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory()

    response = client.post(escalate_url(patient), QUESTION)

    task = ClinicianTask.objects.get()
    assert response.url == patient.get_absolute_url()
    assert (task.patient, task.kind, task.what) == (patient, "question", "May she go on with ibuprofen?")
    assert (task.due_on, task.raised_by, task.owner) == (timezone.localdate(), client.user, None)
    message = OutboxMessage.objects.get()
    assert (message.kind, message.object_id) == (NOTICE, task.pk)


def test_what_is_told_once_more_stays_one_task_with_the_new_words_while_it_is_open():
    patient, by = PatientFactory(), UserFactory()
    told = {"patient": patient, "kind": "question", "by": by, "what": "New illness: not said " * 20}
    again = told | {"what": "New illness: pneumonia", "instead_of": told["what"]}

    first = raise_task(**told)
    others = [raise_task(**again | {"patient": PatientFactory()}), raise_task(**again | {"kind": "opioid"})]
    same = raise_task(**again)
    close_task(task=first, note="Looked at", by=by)
    later = raise_task(**again)

    assert (same, same.what) == (first, "New illness: pneumonia")
    assert len({first, later, *others}) == ClinicianTask.objects.count() == 4
    assert OutboxMessage.objects.count() == 4


def test_it_goes_to_the_clinician_whom_the_call_named_and_leads_back_to_the_call(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    patient, prescriber = PatientFactory(), ClinicianFactory()
    url = escalate_url(patient, f"?back=/follow-ups/&owner={prescriber.pk}")

    page = client.get(url)
    response = client.post(url, QUESTION | {"owner": prescriber.pk})

    assert page.context["form"].initial["owner"] == prescriber
    assert page.context["back_url"] == "/follow-ups/"
    assert response.url == "/follow-ups/"
    assert ClinicianTask.objects.get().owner == prescriber


@pytest.mark.parametrize("owner", ["x", "-1", "9" * 40, "\u0663", "", "1e3"])
def test_an_owner_that_is_none_is_nobody(signed_in_client, owner):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    page = client.get(escalate_url(PatientFactory()), {"owner": owner})
    assert (page.status_code, page.context["form"].initial["owner"]) == (200, None)


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/no-page/", "x" * 999]
)
def test_it_never_leads_elsewhere(signed_in_client, back):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory()
    response = client.post(escalate_url(patient) + "?" + "back=" + back, QUESTION)
    assert response.url == patient.get_absolute_url()


def test_an_assistant_can_not_own_a_task(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    response = client.post(escalate_url(PatientFactory()), QUESTION | {"owner": client.user.pk})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["owner"]


@pytest.mark.parametrize("owner", [{"is_active": False}, {"role": Role.MEDICAL_ASSISTANT}])
def test_an_owner_who_can_not_close_it_leaves_it_to_all_clinicians(owner):
    task = raise_task(
        patient=PatientFactory(), kind="question", what="May she?", by=UserFactory(), owner=UserFactory(**owner)
    )
    assert task.owner is None


def test_a_double_click_raises_one_task(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory()
    post = QUESTION | {"form_key": "0b0b6b1e-0d3c-4d8e-9b1a-3a5d9a9c0003"}
    for _ in range(2):
        client.post(escalate_url(patient), post)
    assert (ClinicianTask.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_question_without_words_is_refused(signed_in_client):
    response = signed_in_client(Role.CLINICIAN).post(escalate_url(PatientFactory()), QUESTION | {"what": " "})
    assert response.status_code == 422
    assert response.context["form"].errors == {"what": ["Answer “What should a clinician look at?”."]}


def test_what_can_not_wait_is_no_question_for_later(signed_in_client):
    response = signed_in_client(Role.CLINICIAN).post(
        escalate_url(PatientFactory()), QUESTION | {"kind": "suicidal_thoughts"}
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["kind"]


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_open_and_the_longest_overdue_first(signed_in_client):
    today = timezone.localdate()
    due_today = ClinicianTaskFactory(due_on=today)
    overdue = ClinicianTaskFactory(due_on=today - timedelta(days=3), kind="severe_side_effect")
    emergency = ClinicianTaskFactory(due_on=today, is_emergency=True, kind="trouble_breathing")
    done = ClinicianTaskFactory(due_on=today - timedelta(days=9))
    close_task(task=done, note="Nothing to do", by=ClinicianFactory())

    response = signed_in_client(Role.CLINICIAN).get(TASKS)

    assert response.context["rows"] == [(emergency, 0), (overdue, 3), (due_today, 0)]
    assert "3 days overdue" in response.text
    assert "Severe side effect" in response.text
    assert "3 open, the longest waiting first" in response.text
    assert AccessLog.objects.get().patient_ids == sorted(task.patient_id for task in (overdue, due_today, emergency))


def test_the_list_narrows_to_mine_to_nobodys_and_to_what_is_done(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    away = ClinicianFactory(covered_by=client.user)
    mine, covered = ClinicianTaskFactory(owner=client.user), ClinicianTaskFactory(owner=away)
    nobodys, anothers = ClinicianTaskFactory(), ClinicianTaskFactory(owner=ClinicianFactory())
    done = ClinicianTaskFactory(owner=client.user)
    close_task(task=done, note="Nothing to do", by=client.user)

    shown = {
        key: [task for task, _ in client.get(TASKS, {"show": key}).context["rows"]]
        for key in ("", "mine", "unowned", "done", "no such filter")
    }

    everything = [mine, covered, nobodys, anothers]
    assert shown == {
        "": everything,
        "mine": [mine, covered],
        "unowned": [nobodys],
        "done": [done],
        "no such filter": everything,
    }
    counts = {key: count for key, _, count, _ in client.get(TASKS).context["filters"]}
    assert counts == {"": 4, "mine": 2, "unowned": 1, "done": None}
    assert "Nothing to do" in client.get(TASKS, {"show": "done"}).text


def test_an_empty_list_says_where_tasks_come_from(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    assert "No task waits." in client.get(TASKS).text
    assert "No task has been closed yet." in client.get(TASKS, {"show": "done"}).text


def test_an_empty_part_of_the_list_leads_to_all(signed_in_client):
    ClinicianTaskFactory()
    assert "Show all 1" in signed_in_client(Role.CLINICIAN).get(TASKS, {"show": "mine"}).text


def test_an_assistant_sees_the_tasks_and_is_not_offered_to_close_them(signed_in_client):
    task = ClinicianTaskFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    page = client.get(TASKS).text
    assert (close_url(task) in page, HAND_OVER in page and "Take the ticked" in page) == (False, False)
    assert client.get(close_url(task)).status_code == 403
    assert client.post(close_url(task), {"note": "x", "version": "1"}).status_code == 403
    assert client.post(HAND_OVER, {"task": as_seen(task), "take": "yes"}).status_code == 403
    assert (ClinicianTask.objects.open().count(), owners()) == (1, [None])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_see_patients_sees_no_tasks(signed_in_client, role):
    client = signed_in_client(role)
    assert client.get(TASKS).status_code == 403
    assert client.post(escalate_url(PatientFactory()), QUESTION).status_code == 403


@pytest.mark.parametrize("show", ["", "mine", "done"])
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_database_the_same_number_of_times(signed_in_client, django_assert_num_queries, count, show):
    client = signed_in_client(Role.CLINICIAN)
    for task in ClinicianTaskFactory.create_batch(count, owner=client.user):
        if show == "done":
            close_task(task=task, note="Yes", by=client.user)
    with django_assert_num_queries(9):
        client.get(TASKS, {"show": show})


# --- taking and handing over --------------------------------------------------------------------------------


def test_a_clinician_takes_the_ticked_tasks(signed_in_client):
    first, _, third = ClinicianTaskFactory.create_batch(3)
    client = signed_in_client(Role.CLINICIAN)

    response = client.post(HAND_OVER, {"task": as_seen(first, third), "take": "yes", "to": ""}, follow=True)

    assert owners() == [client.user.pk, None, client.user.pk]
    assert "2 tasks are now yours." in response.text
    assert OutboxMessage.objects.count() == 0


def test_tasks_are_handed_over_in_bulk_and_the_new_owner_gets_one_mail(signed_in_client):
    tasks = ClinicianTaskFactory.create_batch(30)
    colleague = ClinicianFactory(email="gray@clinic.example.org")
    client = signed_in_client(Role.CLINICIAN)

    client.post(HAND_OVER, {"task": as_seen(*tasks), "to": colleague.pk})
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))

    assert set(owners()) == {colleague.pk}
    (sent,) = mail.outbox
    assert (sent.recipients(), sent.subject) == (
        ["gray@clinic.example.org"],
        "LDN Clinic: tasks were handed over to you",
    )


def test_a_task_is_given_back_to_all_clinicians(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    task = ClinicianTaskFactory(owner=client.user)
    response = client.post(HAND_OVER, {"task": as_seen(task), "to": "all"}, follow=True)
    assert owners() == [None]
    assert "1 task is now everyone&#x27;s." in response.text


def test_what_a_colleague_has_changed_meanwhile_is_left_alone(signed_in_client):
    task, other = ClinicianTaskFactory(), ClinicianTaskFactory()
    seen = as_seen(task, other)
    colleague = ClinicianFactory()
    hand_over(seen=[(task.pk, 1)], to=colleague, now=timezone.now(), by=colleague)
    client = signed_in_client(Role.CLINICIAN)

    response = client.post(HAND_OVER, {"task": seen, "take": "yes"}, follow=True)

    assert owners() == [colleague.pk, client.user.pk]
    assert "1 left as before: someone else has changed it meanwhile." in response.text


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ({"take": "yes"}, "Tick the tasks first."),
        ({"task": "x:1", "take": "yes"}, "Reload the page, and tick the tasks again."),
        ({"task": "9" * 9999 + ":1", "take": "yes"}, "Reload the page, and tick the tasks again."),
        ({"task": "1:1", "to": ""}, "Choose who gets the tasks."),
        ({"task": "1:1", "to": "nobody"}, "Select a valid choice"),
    ],
)
def test_a_handing_over_that_makes_no_sense_gets_a_sentence(signed_in_client, post, sentence):
    ClinicianTaskFactory()
    response = signed_in_client(Role.CLINICIAN).post(HAND_OVER, post)
    assert response.status_code == 422
    assert sentence in response.text


def test_a_number_that_is_no_task_hands_over_nothing(signed_in_client):
    ClinicianTaskFactory()
    post = {"task": ["9" * 30 + ":1", "-1:-1"], "take": "yes"}
    assert signed_in_client(Role.CLINICIAN).post(HAND_OVER, post).status_code == 302
    assert owners() == [None]


def test_a_task_that_is_done_is_not_handed_over(signed_in_client):
    task = ClinicianTaskFactory()
    close_task(task=task, note="Yes", by=ClinicianFactory())
    signed_in_client(Role.CLINICIAN).post(HAND_OVER, {"task": f"{task.pk}:2", "take": "yes"})
    assert owners() == [None]


# --- closing one --------------------------------------------------------------------------------------------


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
