"""My settings, the clinic's settings, cover, and messages that did not go out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import ClinicSettings, User
from accounts.permissions import Role
from core import heartbeat, outbox
from core.models import OutboxMessage
from tests.factories import ClinicianFactory, UserFactory

pytestmark = pytest.mark.django_db

MINE, CLINIC, SETTINGS = "/my-settings/", "/clinic/", "/clinic/settings/"
SETTLED = {"appointment_dates": "%m/%d/%Y", "small_cells_under": "0"}
UNSENT = "E-mails could not be sent."


def refreshed(user):
    return User.objects.get(pk=user.pk)


def test_a_user_asks_for_the_morning_mail_and_names_who_covers(signed_in_client):
    client, colleague = signed_in_client(Role.CLINICIAN), ClinicianFactory()

    response = client.post(MINE, {"email": "me@clinic.example.org", "wants_digest": "on", "covered_by": colleague.pk})

    assert response.url == MINE
    me = refreshed(client.user)
    assert (me.wants_digest, me.covered_by, me.email) == (True, colleague, "me@clinic.example.org")


def test_without_an_address_there_is_no_morning_mail_to_ask_for(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    response = client.post(MINE, {"wants_digest": "on", "email": ""})
    assert response.context["form"].errors == {"email": ["Enter the address that the e-mail goes to."]}
    assert refreshed(client.user).wants_digest is False


def test_an_assistant_has_no_tasks_to_be_covered(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    assert list(client.get(MINE).context["form"].fields) == ["email", "wants_digest"]


@pytest.mark.parametrize("whose", ["own", "assistant", "gone", "9999999"])
def test_cover_is_another_clinician_who_works_here(signed_in_client, whose):
    client = signed_in_client(Role.CLINICIAN)
    pks = {
        "own": client.user.pk,
        "assistant": UserFactory().pk,
        "gone": ClinicianFactory(is_active=False).pk,
    }
    response = client.post(MINE, {"covered_by": pks.get(whose, whose)})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["covered_by"]
    assert refreshed(client.user).covered_by is None


def test_the_administrator_sets_the_cover_of_who_is_away(signed_in_client):
    away, cover = ClinicianFactory(), ClinicianFactory()
    client = signed_in_client(Role.ADMINISTRATOR)
    assert client.post(f"/clinic/cover/{away.pk}/", {"covered_by": cover.pk}).url == CLINIC
    assert refreshed(away).covered_by == cover
    client.post(f"/clinic/cover/{away.pk}/", {"covered_by": ""})
    assert refreshed(away).covered_by is None


def test_only_clinicians_have_cover(signed_in_client):
    assert signed_in_client(Role.ADMINISTRATOR).get(f"/clinic/cover/{UserFactory().pk}/").status_code == 404


def test_the_clinics_settings_are_changed(signed_in_client):
    on_call = ClinicianFactory()
    client = signed_in_client(Role.ADMINISTRATOR)
    post = SETTLED | {"transfer_number": "202 555 0199", "covering_prescriber": on_call.pk}

    assert client.post(SETTINGS, post | {"version": "1"}).url == CLINIC

    settings = ClinicSettings.objects.now()
    assert (str(settings.transfer_number), settings.covering_prescriber) == ("+12025550199", on_call)
    assert "(202) 555-0199" in client.get(CLINIC).text
    assert client.post(SETTINGS, post | {"version": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("transfer_number", "911911911911911911"),
        ("transfer_number", "nul\0"),
        ("covering_prescriber", "9" * 40),
        ("appointment_dates", "%d"),
        ("appointment_dates", ""),
        ("small_cells_under", "7"),
    ],
)
def test_settings_that_make_no_sense_are_refused(signed_in_client, field, value):
    post = SETTLED | {"transfer_number": "", "covering_prescriber": "", "version": "1"}
    response = signed_in_client(Role.ADMINISTRATOR).post(SETTINGS, post | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.MEDICAL_ASSISTANT, Role.RESEARCHER])
def test_only_an_administrator_looks_after_the_clinic(signed_in_client, role):
    client = signed_in_client(role)
    pages = (CLINIC, SETTINGS, f"/clinic/cover/{ClinicianFactory().pk}/")
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post("/clinic/messages/try-again/").status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_sees_no_patients_has_no_settings_of_their_own(signed_in_client, role):
    assert signed_in_client(role).get(MINE).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_clinics_page_takes_the_same_queries_at_any_size(signed_in_client, django_assert_num_queries, count):
    cover = ClinicianFactory()
    ClinicianFactory.create_batch(count, covered_by=cover)
    for number in range(count):
        OutboxMessage.objects.create(kind="digest", object_id=number, dead=True)
    client = signed_in_client(Role.ADMINISTRATOR)
    with django_assert_num_queries(9):
        client.get(CLINIC)


# --- messages that could not be sent ------------------------------------------------------------------------


def test_the_administrator_reads_on_every_page_what_was_given_up_and_tries_again(signed_in_client):
    OutboxMessage.objects.create(kind="clinician_task", object_id=1, dead=True, attempts=10)
    client = signed_in_client(Role.ADMINISTRATOR)
    assert UNSENT in client.get("/outcomes/").text
    assert "A task waits" in client.get(CLINIC).text

    response = client.post("/clinic/messages/try-again/", follow=True)

    assert "1 message will be tried again at the next pass." in response.text
    assert UNSENT not in response.text
    message = OutboxMessage.objects.get()
    assert (message.dead, message.attempts) == (False, 0)


def test_who_can_do_nothing_about_it_is_not_told(signed_in_client):
    OutboxMessage.objects.create(kind="clinician_task", object_id=1, dead=True, attempts=10)
    assert UNSENT not in signed_in_client(Role.CLINICIAN).get("/outcomes/").text


# --- the heartbeat ------------------------------------------------------------------------------------------

BEAT = datetime(2026, 7, 6, 14, 0, tzinfo=UTC)


def test_the_administrators_hear_once_of_a_gap_however_many_passes_find_it():
    UserFactory(role=Role.ADMINISTRATOR, email="ruth@clinic.example.org")
    ClinicianFactory(email="gray@clinic.example.org")
    heartbeat.stamp(heartbeat.TICK, now=BEAT)
    for minutes in (6, 7, 8):
        heartbeat.tell_of_gap(heartbeat.TICK, now=BEAT + timedelta(minutes=minutes))
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))

    (sent,) = mail.outbox
    assert sent.recipients() == ["ruth@clinic.example.org"]
    assert "made no pass after Mon 6 Jul, 10:00" in sent.body


def test_each_gap_is_told():
    for day in (0, 1):
        heartbeat.stamp(heartbeat.TICK, now=BEAT + timedelta(days=day))
        heartbeat.tell_of_gap(heartbeat.TICK, now=BEAT + timedelta(days=day, hours=1))
    assert OutboxMessage.objects.count() == 2


@pytest.mark.parametrize("last", [None, BEAT])
def test_a_new_clinic_and_one_that_runs_have_no_gap(last):
    if last:
        heartbeat.stamp(heartbeat.TICK, now=last)
    heartbeat.tell_of_gap(heartbeat.TICK, now=BEAT + timedelta(minutes=5))
    assert OutboxMessage.objects.count() == 0
