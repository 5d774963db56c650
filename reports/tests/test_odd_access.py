"""What a week's access is asked about, and who signs that it was asked. Each kind of snooping is seeded, and found."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction

from accounts.models import BrokenGlass
from accounts.permissions import Role
from core.models import AccessLog
from reports import home
from reports.audit import odd, weeks
from reports.models import SignedWeek
from tests.factories import PatientFactory, UserFactory
from tests.signing_in import PASSWORD, give_password

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 17, 17, 0, tzinfo=UTC)  # in New York
TODAY = date(2026, 11, 23)
NOTE = "Asked both; both were called in."


@pytest.fixture
def nurse():
    return UserFactory(first_name="Maya", last_name="Lindqvist")


@pytest.fixture
def patient():
    return PatientFactory(chart_number="C-7", family_name="Baptiste", given_name="Beatriz")


def see(user, *patients, at=NOON, kind="read", page="reports:chart"):
    return AccessLog(
        user=user,
        at=at,
        kind=kind,
        page=page,
        method="GET",
        patient_ids=[patient.pk for patient in patients],
        request_id="00000000-0000-4000-8000-000000000001",
    )


def log(*rows):
    AccessLog.objects.bulk_create(rows)


def found():
    return [(one.rule, one.user, list(one.patients.values())) for one in odd.find(MONDAY)]


def test_an_ordinary_week_has_nothing_odd(nurse, patient):
    log(see(nurse, patient), see(nurse, kind="denied"), see(nurse, patient))

    assert found() == []


def test_a_users_own_record_is_found_whatever_the_accents(nurse):
    own = PatientFactory(chart_number="C-8", family_name="LINDQVIST", given_name="Mäya")
    log(see(nurse, own))

    assert found() == [(odd.Rule.OWN_RECORD, "Maya Lindqvist", ["C-8"])]


def test_a_patient_of_the_users_family_name_is_found(nurse, patient):
    log(see(nurse, patient, PatientFactory(chart_number="C-9", family_name="Lindqvist", given_name="Nils")))

    assert found() == [(odd.Rule.FAMILY, "Maya Lindqvist", ["C-9"])]


@pytest.mark.parametrize(
    ("at", "is_odd"),
    [
        (datetime(2026, 11, 17, 11, 59, tzinfo=UTC), True),  # 06:59 in New York
        (datetime(2026, 11, 17, 12, 0, tzinfo=UTC), False),  # 07:00
        (datetime(2026, 11, 18, 2, 59, tzinfo=UTC), False),  # 21:59
        (datetime(2026, 11, 18, 3, 0, tzinfo=UTC), True),  # 22:00
    ],
)
def test_night_begins_an_hour_after_the_last_call_and_ends_an_hour_before_the_first(nurse, patient, at, is_odd):
    log(see(nurse, patient, at=at))

    assert found() == ([(odd.Rule.NIGHT, "Maya Lindqvist", ["C-7"])] if is_odd else [])


def days_before(user, patients, *, a_day):
    """Ten working days with so many patients each, now one more and now one fewer."""
    for n in range(10):
        count = a_day + (1 if n % 2 else -1)
        yield see(user, *patients[:count], at=NOON - timedelta(days=14 + n))


def test_a_day_with_far_more_patients_than_the_users_own_days_is_found(nurse):
    patients = [PatientFactory() for _ in range(60)]
    log(*days_before(nurse, patients, a_day=20), see(nurse, *patients[:40]))

    (one,) = odd.find(MONDAY)

    assert (one.rule, one.more_patients, len(one.patients)) == (odd.Rule.MANY, 30, 10)
    assert one.words == "40 patients; 20 on an earlier day, in the mean"


def test_many_patients_are_not_odd_for_who_sees_as_many_every_day(nurse):
    patients = [PatientFactory() for _ in range(41)]
    log(*days_before(nurse, patients, a_day=40), see(nurse, *patients))

    assert found() == []


def test_few_patients_are_never_many(nurse):
    patients = [PatientFactory() for _ in range(29)]
    log(*days_before(nurse, patients, a_day=3), see(nurse, *patients))

    assert found() == []


def test_a_new_user_with_a_hundred_patients_is_found(nurse):
    patients = [PatientFactory() for _ in range(100)]
    log(see(nurse, *patients))

    (one,) = odd.find(MONDAY)

    assert (one.rule, one.words) == (odd.Rule.MANY, "100 patients; too few earlier days to compare with")


@pytest.mark.parametrize(("refusals", "runs"), [(2, 0), (3, 1), (7, 1)])
def test_three_refusals_in_a_row_are_found_once(nurse, refusals, runs):
    log(*(see(nurse, kind="denied", page="accounts:users", at=NOON + timedelta(minutes=n)) for n in range(refusals)))

    assert [one.rule for one in odd.find(MONDAY)] == [odd.Rule.REFUSALS] * runs


def test_refusals_with_a_page_between_them_are_no_row(nurse, patient):
    kinds = ["denied", "denied", "read", "denied", "denied"]
    log(*(see(nurse, patient, kind=kind, at=NOON + timedelta(minutes=n)) for n, kind in enumerate(kinds)))

    assert found() == []


def test_an_emergency_access_is_found_with_the_patients_seen_in_it(patient):
    administrator = UserFactory(role=Role.ADMINISTRATOR, first_name="Ruth", last_name="Castellanos")
    BrokenGlass.objects.create(
        user=administrator, reason="Ambulance on the telephone.", began_at=NOON, until=NOON + timedelta(hours=1)
    )
    log(see(administrator, patient, at=NOON + timedelta(minutes=5)))

    (one,) = odd.find(MONDAY)

    assert (one.rule, one.user, list(one.patients.values())) == (odd.Rule.EMERGENCY, "Ruth Castellanos", ["C-7"])
    assert one.words.endswith("Ambulance on the telephone.")


@pytest.mark.parametrize("at", [NOON - timedelta(weeks=1), NOON + timedelta(weeks=1)])
def test_another_weeks_access_is_not_in_it(nurse, at):
    log(see(nurse, PatientFactory(family_name="Lindqvist"), at=at))

    assert found() == []


@pytest.mark.parametrize("rows", [1, 30])
def test_finding_takes_the_same_number_of_queries_in_any_week(nurse, django_assert_num_queries, rows):
    night = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
    for n in range(rows):
        user = UserFactory(first_name="Maya", last_name="Lindqvist")
        log(see(user, PatientFactory(family_name="Lindqvist", given_name=f"N{n}"), at=night))

    with django_assert_num_queries(10):
        assert len(odd.find(MONDAY)) == 2 * rows


# --- the sign-off -------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(signed_in_client):
    with time_machine.travel(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), tick=False):
        client = signed_in_client(Role.ADMINISTRATOR)
        give_password(client.user)
        client.force_login(client.user)
        session = client.session
        session["has_factor"] = True
        session.save()
        yield client


def test_a_week_is_signed_off_with_a_note_and_the_password_for_good(administrator, nurse):
    log(see(nurse, PatientFactory(chart_number="C-9", family_name="Lindqvist")))

    shown = administrator.get("/audit/weeks/2026-11-16/").content.decode()
    response = administrator.post("/audit/weeks/2026-11-16/", {"note": NOTE, "password": PASSWORD}, follow=True)

    assert "Maya Lindqvist" in shown
    assert "C-9" in shown
    assert "The week of Mon 16 Nov is signed off." in response.content.decode()
    week = SignedWeek.objects.get()
    assert (week.monday, week.signed_by, week.note, week.found) == (MONDAY, administrator.user, NOTE, {"family": 1})
    for statement in ("UPDATE reports_signedweek SET note = 'x'", "DELETE FROM reports_signedweek"):
        with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
            execute(statement)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"note": NOTE, "password": "not mine"}, "This is not your password."),
        ({"note": NOTE}, "Fill in “Your password”."),
        ({"password": PASSWORD}, "Fill in “What you found out”."),
    ],
)
def test_without_password_or_note_nothing_is_signed(administrator, nurse, typed, sentence):
    log(see(nurse, PatientFactory()))

    response = administrator.post("/audit/weeks/2026-11-16/", typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not SignedWeek.objects.exists()


def test_a_week_is_signed_once_and_not_before_it_is_over(administrator):
    SignedWeek.objects.create(monday=MONDAY, note="Nothing.", signed_by=UserFactory())

    again = administrator.post("/audit/weeks/2026-11-16/", {"note": NOTE, "password": PASSWORD})
    this_week = administrator.post("/audit/weeks/2026-11-23/", {"note": NOTE, "password": PASSWORD})

    assert [again.status_code, this_week.status_code] == [422, 422]
    assert "This week is signed off already." in str(again.context["form"].errors)
    assert "This week is not over yet." in str(this_week.context["form"].errors)


@pytest.mark.parametrize("address", ["2026-11-17", "2026-13-01", "9999-99-99", "x", "1900-01-01"])
def test_a_day_on_which_no_week_begins_is_no_page(administrator, address):
    assert administrator.get(f"/audit/weeks/{address}/").status_code == 404


def test_weeks_that_nobody_signed_wait_on_the_administrators_first_page(administrator, nurse):
    log(see(nurse, PatientFactory(), at=NOON - timedelta(weeks=2)))
    SignedWeek.objects.create(monday=MONDAY - timedelta(weeks=1), note="Nothing.", signed_by=administrator.user)

    assert weeks.unsigned(today=TODAY) == [MONDAY, MONDAY - timedelta(weeks=2)]
    part = next(part for part in home.parts(administrator.user, now=NOON + timedelta(weeks=1)) if "saw" in part.title)
    assert part.waits == (("Weeks to sign off", 2, "/audit/weeks/"),)
    assert administrator.get("/audit/weeks/").content.decode().count("Not yet") == 2


def test_nothing_waits_in_a_clinic_that_has_just_begun(administrator, nurse):
    log(see(nurse, PatientFactory(), at=datetime(2026, 11, 23, 14, 0, tzinfo=UTC)))

    assert weeks.unsigned(today=TODAY) == []
    assert "No week is over yet" in administrator.get("/audit/weeks/").content.decode()
