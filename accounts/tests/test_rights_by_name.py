"""What an administrator gives to a user by name, beyond the roles."""

import pytest
from django.test import Client

from accounts.models import SignInEvent, User
from accounts.permissions import Permission, Role
from core.models import AccessLog
from tests.factories import UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db

USERS = "/clinic/users/"


@pytest.fixture
def admin(signed_in_client):
    return signed_in_client(Role.ADMINISTRATOR)


def give(client, user, **said):
    return client.post(f"{USERS}{user.pk}/rights/", said, follow=True)


def rights_of(user):
    return set(User.objects.get(pk=user.pk).given_by_name)


def last_event(user):
    event = SignInEvent.objects.filter(user=user).latest("pk")
    return event.kind, event.by, event.details


@pytest.mark.parametrize(
    ("said", "rights", "words"),
    [
        ({"files": "without"}, {Permission.EXPORT}, "files without names"),
        ({"files": "with"}, {Permission.EXPORT, Permission.EXPORT_NAMES}, "files with names"),
        ({"files": "", "imports": "on"}, {Permission.IMPORT}, "importing spreadsheets"),
    ],
)
def test_an_administrator_gives_rights_by_name_and_the_log_and_the_list_say_which(admin, said, rights, words):
    user = UserFactory(role=Role.CLINICIAN)

    page = give(admin, user, **said)

    assert rights_of(user) == rights
    assert last_event(user) == ("rights_changed", admin.user, f"none \u2192 {words}")
    assert words.capitalize() in page.text
    assert f"and {words}" in admin.get(USERS).text


def test_a_right_that_is_taken_away_is_gone_with_the_users_sessions(admin):
    user = UserFactory(role=Role.CLINICIAN)
    give(admin, user, files="with", imports="on")
    browser = Client()
    sign_in_without_asking(browser, User.objects.get(pk=user.pk))
    assert browser.get("/exports/").status_code == 200

    give(admin, user, files="")

    assert rights_of(user) == set()
    assert last_event(user)[2] == "files with names, importing spreadsheets \u2192 none"
    assert browser.get("/exports/").url.startswith("/sign-in/")


def test_the_form_shows_what_the_user_has_and_saving_it_unchanged_ends_no_session(admin):
    user = UserFactory(role=Role.RESEARCHER)
    give(admin, user, files="with")
    rows = SignInEvent.objects.count()

    form = admin.get(f"{USERS}{user.pk}/rights/").context["form"]
    give(admin, user, files=form["files"].value())

    assert (form["files"].value(), form["imports"].value()) == ("with", False)
    assert SignInEvent.objects.count() == rows


def test_nobody_gives_rights_to_themselves(admin):
    refused = give(admin, admin.user, files="with")

    assert refused.status_code == 422
    assert "Another administrator has to do it." in refused.text
    assert rights_of(admin.user) == set()
    assert f"{admin.user.pk}/rights/" not in admin.get(f"{USERS}{admin.user.pk}/").text


def test_a_right_that_the_page_does_not_know_is_refused(admin):
    user = UserFactory(role=Role.CLINICIAN)

    assert give(admin, user, files="everything").status_code == 422
    assert rights_of(user) == set()


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.MEDICAL_ASSISTANT, Role.RESEARCHER])
def test_only_administrators_give_rights(signed_in_client, role):
    client, user = signed_in_client(role), UserFactory()

    assert (client.get(f"{USERS}{user.pk}/rights/").status_code, give(client, user, files="with").status_code) == (
        403,
        403,
    )
    assert rights_of(user) == set()
    assert AccessLog.objects.filter(kind=AccessLog.Kind.EXPORTED).count() == 0


def test_the_clinic_chooses_below_which_number_counts_are_hidden_in_files(admin):
    assert "Show every count" in admin.get("/clinic/").text
    page = admin.get("/clinic/settings/")

    settings = {"appointment_dates": "%Y-%m-%d", "version": page.context["version"]}
    admin.post("/clinic/settings/", settings | {"small_cells_under": "11"})

    assert "Hide counts of 1 to 10" in admin.get("/clinic/").text
    settings |= {"version": settings["version"] + 1, "small_cells_under": "3"}
    assert admin.post("/clinic/settings/", settings).status_code == 422
