"""The morning e-mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from core import outbox
from core.models import OutboxMessage
from followups import digest
from followups.models import Holiday
from tests.factories import ClinicianFactory, ClinicianTaskFactory, FollowUpFactory, UserFactory

pytestmark = pytest.mark.django_db

SEVEN = datetime(2026, 7, 6, 11, 0, tzinfo=UTC)  # Monday, 7:00 in New York
LATER = datetime(2100, 1, 1, tzinfo=UTC)  # after every message that the database dates itself


@pytest.fixture
def clinician():
    return ClinicianFactory(wants_digest=True, email="gray@clinic.example.org")


def written(*moments):
    for now in moments:
        digest.write_digests(now=now)
    return OutboxMessage.objects.count()


@pytest.mark.usefixtures("clinician")
@pytest.mark.parametrize(
    ("now", "count"),
    [
        (SEVEN - timedelta(seconds=1), 0),
        (SEVEN, 1),
        (SEVEN + timedelta(hours=5) - timedelta(seconds=1), 1),
        (SEVEN + timedelta(hours=5), 0),  # noon
        (SEVEN - timedelta(days=1), 0),  # a Sunday
        (datetime(2026, 12, 7, 12, 0, tzinfo=UTC), 1),  # 7:00 in winter
        (datetime(2026, 12, 7, 11, 59, tzinfo=UTC), 0),
    ],
)
def test_it_is_written_on_a_working_morning_from_seven_by_the_clinics_clock(now, count):
    assert written(now) == count


@pytest.mark.usefixtures("clinician")
def test_it_is_written_once_a_morning_however_often_the_scheduler_passes():
    assert written(SEVEN, SEVEN + timedelta(minutes=1), SEVEN + timedelta(hours=4)) == 1
    assert written(SEVEN + timedelta(days=1)) == 2


@pytest.mark.usefixtures("clinician")
def test_there_is_none_on_a_holiday():
    Holiday.objects.create(day=date(2026, 7, 6), name="The practice is closed")
    assert written(SEVEN) == 0


@pytest.mark.parametrize("user", [{"wants_digest": False}, {"email": ""}, {"is_active": False}])
def test_who_does_not_want_it_or_can_not_get_it_gets_none(user):
    ClinicianFactory(**({"wants_digest": True, "email": "x@clinic.example.org"} | user))
    assert written(SEVEN) == 0


def test_it_counts_what_waits_and_names_nobody(clinician, settings):
    settings.PUBLIC_URL = "https://clinic.example.org"
    FollowUpFactory(due_on=date(2026, 7, 6))
    FollowUpFactory(due_on=date(2026, 7, 20), window_opens_on=date(2026, 7, 7), window_closes_on=date(2026, 8, 1))
    ClinicianTaskFactory(owner=clinician)
    ClinicianTaskFactory(is_emergency=True, kind="suicidal_thoughts")
    ClinicianTaskFactory(owner=ClinicianFactory())
    written(SEVEN)
    outbox.deliver(now=LATER)

    (sent,) = mail.outbox
    assert sent.recipients() == ["gray@clinic.example.org"]
    assert sent.body.split("\n\n")[:5] == [
        "Follow-ups that can be asked today: 1",
        "https://clinic.example.org/follow-ups/",
        "Emergencies that nobody has acknowledged: 1",
        "Tasks for you: 1, for any clinician: 1",
        "https://clinic.example.org/patients/tasks/",
    ]
    assert not any(word in sent.body for word in ("Baptiste", "suicid", "ibuprofen"))


def test_an_assistant_reads_of_the_calls_alone():
    UserFactory(wants_digest=True, email="maya@clinic.example.org")
    written(SEVEN)
    outbox.deliver(now=LATER)
    assert "tasks" not in mail.outbox[0].body


def test_who_has_left_since_it_was_written_gets_none(clinician):
    written(SEVEN)
    clinician.is_active = False
    clinician.save()
    outbox.deliver(now=LATER)
    assert mail.outbox == []
