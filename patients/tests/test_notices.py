from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.permissions import Role
from core import outbox
from core.models import OutboxMessage
from patients.tasks_for_clinicians import NOTICE, close_task, raise_task
from tests.factories import ClinicianFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2100, 1, 1, tzinfo=UTC)  # after every message that the database dates itself


@pytest.fixture
def task():
    patient = PatientFactory(family_name="Baptiste", given_name="Beatriz")
    return raise_task(patient=patient, kind="question", what="May she go on with ibuprofen?", by=UserFactory())


def test_clinicians_with_an_address_get_a_notice_without_health_data(task, settings):
    settings.PUBLIC_URL = "https://clinic.example.org"
    ClinicianFactory(email="gray@clinic.example.org")
    ClinicianFactory(email="")
    ClinicianFactory(email="gone@clinic.example.org", is_active=False)
    UserFactory(role=Role.MEDICAL_ASSISTANT, email="assistant@clinic.example.org")

    assert outbox.deliver(now=NOW) == 1

    (sent,) = mail.outbox
    assert sent.recipients() == ["gray@clinic.example.org"]
    assert sent.subject == "LDN Clinic: a task is waiting"
    assert "https://clinic.example.org/patients/tasks/" in sent.body
    assert not any(word in sent.subject + sent.body for word in ("Baptiste", "Beatriz", "ibuprofen", "question"))


def test_the_notice_carries_the_messages_id_so_that_a_second_copy_can_be_told(task):
    ClinicianFactory(email="gray@clinic.example.org")
    outbox.deliver(now=NOW)
    message = OutboxMessage.objects.get()
    assert mail.outbox[0].message()["Message-ID"] == f"<{message.id}@localhost>"
    assert message.sent_at == NOW


def test_a_message_that_is_sent_is_not_sent_again(task):
    ClinicianFactory(email="gray@clinic.example.org")
    assert [outbox.deliver(now=NOW), outbox.deliver(now=NOW + timedelta(days=1))] == [1, 0]
    assert len(mail.outbox) == 1


def test_nobody_is_told_of_a_task_that_is_done_meanwhile(task):
    clinician = ClinicianFactory(email="gray@clinic.example.org")
    close_task(task=task, note="Yes", by=clinician)
    outbox.deliver(now=NOW)
    assert mail.outbox == []
    assert OutboxMessage.objects.get().sent_at == NOW


def test_a_clinic_without_addresses_sends_nothing_and_fails_nowhere(task):
    ClinicianFactory(email="")
    outbox.deliver(now=NOW)
    assert (mail.outbox, OutboxMessage.objects.get().attempts) == ([], 1)


@pytest.fixture
def no_mail_server(settings):
    """Nothing listens where the mail server should be."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_notice_that_fails_is_tried_again_later(task, no_mail_server):
    ClinicianFactory(email="gray@clinic.example.org")

    outbox.deliver(now=NOW)

    message = OutboxMessage.objects.get()
    assert (message.attempts, message.sent_at, message.dead) == (1, None, False)
    assert outbox.deliver(now=NOW + outbox.RETRY_AFTER - timedelta(seconds=1)) == 0
    assert outbox.deliver(now=NOW + outbox.RETRY_AFTER) == 1


def test_a_notice_is_given_up_after_ten_attempts(task, no_mail_server):
    ClinicianFactory(email="gray@clinic.example.org")
    for attempt in range(15):
        outbox.deliver(now=NOW + attempt * outbox.RETRY_AFTER)
    message = OutboxMessage.objects.get()
    assert (message.attempts, message.dead, message.sent_at) == (10, True, None)


def test_one_notice_that_fails_does_not_hold_up_the_others(task):
    ClinicianFactory(email="gray@clinic.example.org")
    outbox.put(kind="nobody sends this", object_id=1)
    outbox.deliver(now=NOW)
    assert len(mail.outbox) == 1
    assert OutboxMessage.objects.get(kind="nobody sends this").sent_at is None
    assert OutboxMessage.objects.get(kind=NOTICE).sent_at == NOW


def test_a_pass_that_is_cut_short_sends_at_most_one_notice_again(task, monkeypatch):
    ClinicianFactory(email="gray@clinic.example.org")
    outbox.put(kind="the worker is killed here", object_id=1)

    def killed(message):
        raise SystemExit

    monkeypatch.setitem(outbox._senders, "the worker is killed here", killed)
    OutboxMessage.objects.filter(kind=NOTICE).update(not_before=NOW - timedelta(days=1))
    OutboxMessage.objects.exclude(kind=NOTICE).update(not_before=NOW)
    with pytest.raises(SystemExit):
        outbox.deliver(now=NOW)

    assert len(mail.outbox) == 1
    assert OutboxMessage.objects.get(kind=NOTICE).sent_at == NOW


def test_a_mail_server_that_hangs_is_left_after_seconds(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30


def test_a_task_with_an_owner_is_told_to_the_owner_and_the_cover_alone():
    cover = ClinicianFactory(email="cover@clinic.example.org")
    owner = ClinicianFactory(email="owner@clinic.example.org", covered_by=cover)
    ClinicianFactory(email="gray@clinic.example.org")
    raise_task(patient=PatientFactory(), kind="question", what="May she?", by=UserFactory(), owner=owner)

    outbox.deliver(now=NOW)

    assert [sorted(sent.recipients()) for sent in mail.outbox] == [
        ["cover@clinic.example.org", "owner@clinic.example.org"]
    ]


def test_the_same_occasion_twice_is_one_message_and_another_is_another():
    for occasion in ("2026-07-06", "2026-07-06", "2026-07-07"):
        outbox.put(kind="digest", object_id=1, occasion=occasion)
    assert OutboxMessage.objects.count() == 2
