"""Emergency access: an administrator sees patients for an hour. 6 of the negative tests."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import actions, glass
from accounts.models import BrokenGlass, ClinicSettings, SignInEvent, User
from accounts.permissions import Permission, Role
from core import outbox
from core.models import AccessLog
from tests.factories import ClinicianFactory, FollowUpFactory, PatientFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
PAGE, END = "/clinic/emergency-access/", "/clinic/emergency-access/end/"
WHY = "The server room burns, and Dr. Okafor asks for a number."
BANNER = "Emergency access:"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return lambda **time: time_machine.move_to(NOON + timedelta(**time), tick=False)


@pytest.fixture
def admin(signed_in_client):
    return signed_in_client(Role.ADMINISTRATOR)


@pytest.fixture
def patient():
    return PatientFactory(family_name="Quillfeather")


def chart_of(patient):
    return f"/patients/{patient.pk}/"


def break_glass(client, **post):
    return client.post(PAGE, {"reason": WHY} | post)


def events_of(user):
    events = SignInEvent.objects.filter(user=user, kind__startswith="glass").order_by("pk")
    return [(event.kind, event.details) for event in events]


def test_an_administrator_sees_no_patient_and_is_told_how_to_in_an_emergency(admin, patient):
    response = admin.get(chart_of(patient))

    assert response.status_code == 403
    assert f'href="{PAGE}?back={chart_of(patient)}"' in response.text
    assert patient.family_name not in response.text


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_breaks_the_glass(signed_in_client, role):
    client = signed_in_client(role)

    assert [client.get(PAGE).status_code, break_glass(client).status_code, client.post(END).status_code] == [403] * 3
    with pytest.raises(ValidationError, match="This is for administrators"):
        glass.break_glass(reason=WHY, now=NOON, by=client.user)
    assert not BrokenGlass.objects.exists()
    assert PAGE not in client.get("/clinic/").text


@pytest.mark.parametrize("reason", ["", "   ", "urgent", "x" * 201, "Nothing but \x00 nonsense here"])
def test_without_a_sentence_of_why_nothing_opens(admin, patient, reason):
    response = break_glass(admin, reason=reason)

    assert response.status_code == 422
    assert admin.get(chart_of(patient)).status_code == 403
    assert not BrokenGlass.objects.exists()


def test_a_reason_that_is_too_short_gets_a_sentence(admin):
    assert "Say it in a sentence: what has happened, and who asked you to look." in break_glass(admin, reason="x").text


def test_with_a_reason_it_leads_to_the_page_that_was_refused(admin, patient):
    response = admin.post(f"{PAGE}?back={chart_of(patient)}", {"reason": WHY}, follow=True)

    assert response.redirect_chain == [(chart_of(patient), 302)]
    assert "Quillfeather" in response.text


@pytest.mark.parametrize("back", ["//evil.example", "https:evil", "/nowhere/", "javascript:1"])
def test_it_leads_nowhere_else(admin, back):
    assert admin.post(f"{PAGE}?back={back}", {"reason": WHY}).url == "/patients/"


def test_it_lasts_an_hour_to_the_second(admin, patient, clock):
    clock()
    admin.logout()
    sign_in_without_asking(admin, admin.user)
    break_glass(admin)
    for minutes in (14, 28, 42, 56):  # used, so that the session goes on
        clock(minutes=minutes)
        admin.get("/outcomes/")
    clock(minutes=59, seconds=59)
    assert admin.get(chart_of(patient)).status_code == 200
    clock(minutes=60)
    assert admin.get(chart_of(patient)).status_code == 403
    assert BANNER not in admin.get("/outcomes/").text


def test_it_can_be_broken_again_after_its_hour(admin, clock):
    clock()
    glass.break_glass(reason=WHY, now=NOON, by=admin.user)
    later = NOON + timedelta(hours=1)
    glass.break_glass(reason=WHY, now=later, by=admin.user)

    rows = BrokenGlass.objects.order_by("pk").values_list("until", "ended_at")
    assert list(rows) == [(later, later), (later + timedelta(hours=1), None)]


def test_a_second_click_opens_no_second_hour(admin):
    break_glass(admin)
    break_glass(admin)

    assert BrokenGlass.objects.count() == 1
    assert events_of(admin.user) == [("glass_broken", WHY)]


def test_who_sees_patients_by_role_has_no_glass_to_break(admin):
    actions.change_roles(
        user=admin.user, roles=[Role.ADMINISTRATOR, Role.CLINICIAN], by=UserFactory(role=Role.ADMINISTRATOR)
    )
    sign_in_without_asking(admin, User.objects.get(pk=admin.user.pk))

    assert admin.get(PAGE).status_code == 302
    assert "You see patients by your role" in break_glass(admin).text
    assert not BrokenGlass.objects.exists()


def test_the_program_and_the_database_say_what_an_emergency_access_is(admin):
    long = BrokenGlass(user=admin.user, reason=WHY, began_at=NOON, until=NOON + timedelta(hours=2))
    with pytest.raises(IntegrityError, match="brokenglass_an_hour"), transaction.atomic():
        long.save()
    BrokenGlass.objects.create(user=admin.user, reason=WHY, began_at=NOON, until=NOON + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="brokenglass_one_at_a_time"), transaction.atomic():
        BrokenGlass.objects.create(user=admin.user, reason=WHY, began_at=NOON, until=NOON + timedelta(hours=1))


# --- what it opens ------------------------------------------------------------------------------------------


def test_it_opens_sight_of_patients_and_nothing_else(admin):
    before = User.objects.with_rights(now=timezone.now()).get(pk=admin.user.pk).get_all_permissions()
    break_glass(admin)
    after = User.objects.with_rights(now=timezone.now()).get(pk=admin.user.pk).get_all_permissions()

    assert after - before == {Permission.SEE_PATIENTS.value}


def test_it_lists_nobody_under_glass_among_those_who_may_see_patients(admin):
    break_glass(admin)

    assert admin.user not in User.objects.who_may(Permission.SEE_PATIENTS)


PATIENT_TABLES = (
    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
    " and table_name ~ '^(patients|prescriptions|followups)_' and table_name !~ 'event$'"
)


def all_rows():
    """A hash of each table about patients."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(PATIENT_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f"select md5(string_agg(t::text, ',' order by t::text)) from {table} t")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def test_under_it_no_post_changes_a_patients_row(admin):
    from tests.access import address_for, seen_objects
    from tests.test_house import named_patterns

    objects = seen_objects(admin.user)
    break_glass(admin)
    admin.get("/follow-ups/")  # makes the calling rules, where there are none
    before = all_rows()
    for route, pattern in named_patterns():
        if isinstance(pattern.callback.access, tuple) and pattern.name not in ("end-glass", "end-sessions"):
            admin.post(address_for(route, pattern.name, objects), {"text": "a", "lot": "b"})
            assert admin.get("/session/").status_code == 200, route

    assert admin.get("/patients/").status_code == 200, route
    assert all_rows() == before


# --- who knows of it ----------------------------------------------------------------------------------------


def test_every_page_says_how_long_it_runs_and_has_a_button_that_ends_it(admin, patient, clock):
    clock()
    admin.logout()
    sign_in_without_asking(admin, admin.user)
    break_glass(admin)
    clock(minutes=10, seconds=30)
    for address in ("/", "/outcomes/", "/clinic/", "/patients/", chart_of(patient), "/outcomes/case-series/"):
        page = admin.get(address).text
        assert BANNER in page, address
        assert "49 minutes left" in page, address
        assert f'action="{END}"' in page, address

    response = admin.post(END, follow=True)

    assert "Your emergency access is ended." in response.text
    assert BANNER not in response.text
    assert admin.get(chart_of(patient)).status_code == 403
    assert events_of(admin.user) == [("glass_broken", WHY), ("glass_ended", "By the user")]


def test_without_it_no_page_says_so(admin):
    assert [BANNER in admin.get(address).text for address in ("/", "/clinic/")] == [False, False]


def test_every_read_under_it_is_marked_in_the_access_log(admin, signed_in_client, patient):
    break_glass(admin)
    admin.get(chart_of(patient))
    admin.post(END)
    admin.get(chart_of(patient))
    doctor = Client()
    sign_in_without_asking(doctor, ClinicianFactory())
    doctor.get(chart_of(patient))

    rows = AccessLog.objects.order_by("pk").values_list("kind", "patient_ids", "under_glass")
    assert list(rows) == [("read", [patient.pk], True), ("denied", [], False), ("read", [patient.pk], False)]


def delivered():
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))
    return mail.outbox


def test_the_other_administrators_and_the_covering_prescriber_get_an_email(admin, patient):
    for name, role in (("other", Role.ADMINISTRATOR), ("covering", Role.CLINICIAN), ("doctor", Role.CLINICIAN)):
        user = UserFactory(role=role, email=f"{name}@clinic.example.org")
        if name == "covering":
            ClinicSettings.objects.now().save_checked(covering_prescriber=user)
    User.objects.filter(pk=admin.user.pk).update(email="self@clinic.example.org")

    break_glass(admin, reason=f"{patient.family_name} has collapsed, says the doctor.")

    (sent,) = delivered()
    assert sorted(sent.recipients()) == ["covering@clinic.example.org", "other@clinic.example.org"]
    assert f"{admin.user} opened the patients' records" in sent.subject
    assert f"/clinic/users/{admin.user.pk}/" in sent.body
    assert "Quillfeather" not in sent.subject + sent.body
    assert "collapsed" not in sent.subject + sent.body


def test_where_there_is_no_other_administrator_the_prescribers_get_it(admin):
    ClinicianFactory(email="doctor@clinic.example.org")
    UserFactory(role=Role.CLINICIAN_WITHOUT_PRESCRIBING, email="nurse@clinic.example.org")

    break_glass(admin)

    assert [sent.recipients() for sent in delivered()] == [["doctor@clinic.example.org"]]


def test_another_administrator_reads_the_reason(admin):
    break_glass(admin)
    other = Client()
    sign_in_without_asking(other, UserFactory(role=Role.ADMINISTRATOR))

    assert f"Emergency access begun: {WHY}" in other.get(f"/clinic/users/{admin.user.pk}/").text


def test_the_audit_has_its_own_rows(admin):
    break_glass(admin)
    admin.post(END)

    (broken,) = BrokenGlass.objects.all()
    assert list(broken.events.order_by("pgh_id").values_list("pgh_label", "reason")) == [
        ("insert", WHY),
        ("update", WHY),
    ]


# --- what ends it -------------------------------------------------------------------------------------------


def test_signing_out_ends_it(admin, patient):
    break_glass(admin)
    admin.post("/sign-out/")
    sign_in_without_asking(admin, admin.user)

    assert admin.get(chart_of(patient)).status_code == 403
    assert events_of(admin.user)[-1] == ("glass_ended", "Signed out")


def test_the_time_limit_of_the_session_ends_it(admin, patient, clock):
    clock()
    admin.logout()
    sign_in_without_asking(admin, admin.user)
    break_glass(admin)
    clock(minutes=15, seconds=1)
    admin.get("/outcomes/")
    sign_in_without_asking(admin, admin.user)

    assert admin.get(chart_of(patient)).status_code == 403


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (lambda user, by: actions.deactivate(user=user, by=by), "Deactivated"),
        (lambda user, by: actions.end_sessions(user=user, by=by), "Sessions ended"),
        (lambda user, by: actions.change_roles(user=user, roles=[Role.RESEARCHER], by=by), "Roles changed"),
    ],
)
def test_another_administrator_ends_it(admin, patient, end, why):
    other = UserFactory(role=Role.ADMINISTRATOR)
    break_glass(admin)

    end(admin.user, other)

    assert admin.get(chart_of(patient)).status_code == 302
    assert not BrokenGlass.objects.running(timezone.now()).exists()
    assert ("glass_ended", why) in events_of(admin.user)
    # Not even if all is given back within the hour.
    User.objects.filter(pk=admin.user.pk).update(is_active=True)
    actions.change_roles(user=User.objects.get(pk=admin.user.pk), roles=[Role.ADMINISTRATOR], by=other)
    sign_in_without_asking(admin, User.objects.get(pk=admin.user.pk))
    assert admin.get(chart_of(patient)).status_code == 403


def test_a_role_taken_away_behind_the_programs_back_ends_it_too(admin, patient):
    break_glass(admin)
    admin.user.groups.clear()

    assert admin.get(chart_of(patient)).status_code == 403


# --- its cost -----------------------------------------------------------------------------------------------


def test_who_is_signed_in_their_rights_and_an_emergency_access_are_one_query(admin, django_assert_num_queries):
    from accounts.backends import ClinicBackend

    break_glass(admin)
    with django_assert_num_queries(1):
        user = ClinicBackend().get_user(admin.user.pk)
        assert user.has_perm(Permission.SEE_PATIENTS)
        assert user.is_under_glass


def test_the_worklist_under_it_offers_no_call(admin):
    FollowUpFactory(
        due_on=timezone.localdate(), window_opens_on=timezone.localdate(), window_closes_on=timezone.localdate()
    )
    break_glass(admin)

    page = admin.get("/follow-ups/").text

    assert "Baptiste" in page
    assert "Call next" not in page
    assert "/start/" not in page
