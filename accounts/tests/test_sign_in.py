from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as StoredPermission
from django.test import Client

from accounts.backends import ClinicBackend
from accounts.models import User
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code, sign_in_without_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return can_sign_in(UserFactory(username="robin"))


def sign_in(client, username="robin", password=PASSWORD, **more):
    """The first step alone; the answer is the page of the second if the password is right."""
    return client.post("/sign-in/", {"login": username, "password": password, **more})


def sign_in_with_code(client, user, **more):
    sign_in(client, user.username, **more)
    return client.post("/sign-in/code/", {"code": code()})


def test_the_right_password_and_the_right_code_open_the_first_page(client, user):
    assert sign_in(client).url == "/sign-in/code/"
    assert client.get("/").url == "/sign-in/?next=/"

    assert client.post("/sign-in/code/", {"code": code()}).url == "/"


def test_after_signing_in_the_page_that_was_wanted_opens(client, user):
    assert sign_in_with_code(client, user, next="/outcomes/").url == "/outcomes/"


ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "https:evil.example",
    "https://evil.example/outcomes/",
    "https://testserver@evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
    "data:text/html,evil",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(client, user, elsewhere):
    """39: neither by what is posted, nor by the address of either step, nor where one is signed in already."""
    address = "/?" + urlencode({"next": elsewhere})
    assert sign_in_with_code(client, user, next=elsewhere).url == "/"
    assert client.get(f"/sign-in{address}").url == "/"

    other = Client()
    other.post(f"/sign-in{address}", {"login": "robin", "password": PASSWORD})
    assert other.post(f"/sign-in/code{address}", {"code": code(after=1)}).url == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_other_page_that_leads_on_leads_elsewhere(client, user, elsewhere):
    """39: the password asked for again, and signing out."""
    sign_in_without_asking(client, user)
    again = client.post("/sign-in/again/", {"password": PASSWORD, "next": elsewhere})
    assert (again.status_code, again.url) == (302, "/")
    assert client.post("/sign-out/", {"next": elsewhere}).url == "/sign-in/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, user):
    wrong, unknown = sign_in(client, password="guess"), sign_in(client, username="nobody")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "correct username and password" in wrong.text


@pytest.mark.parametrize("name", ["", "\0", "x" * 1_000_000, "\u202erobin"])
def test_a_damaged_name_is_no_obstacle(client, user, name):
    assert sign_in(client, username=name).status_code == 200


def test_passwords_are_kept_as_argon2(user):
    assert user.password.startswith("argon2")


def test_the_system_user_can_not_sign_in(client):
    system = User.system()

    assert not system.is_active
    assert not system.has_usable_password()


def test_signing_out_ends_the_session(client, user):
    sign_in_without_asking(client, user)

    client.post("/sign-out/")

    assert client.get("/").url == "/sign-in/?next=/"


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_its_table_says_and_nothing_else(role):
    user = UserFactory(role=role)

    assert {permission for permission in Permission if user.has_perm(permission)} == ROLE_PERMISSIONS[role]


@pytest.mark.parametrize("role", Role)
def test_who_is_signed_in_comes_with_all_rights_and_with_nobody_elses(role, django_assert_num_queries):
    everyone = [UserFactory(role=role), UserFactory(role=role)] + [UserFactory(role=other) for other in Role]
    alone = StoredPermission.objects.get(codename=Permission.MANAGE_CLINIC.codename)
    everyone[0].user_permissions.add(alone)

    with django_assert_num_queries(2):
        rights = [get_user_of_request(user).get_all_permissions() for user in everyone[:2]]

    assert rights == [ROLE_PERMISSIONS[role] | {Permission.MANAGE_CLINIC}, ROLE_PERMISSIONS[role]]


def test_a_user_of_two_roles_may_do_what_either_may():
    user = UserFactory(role=Role.RESEARCHER)
    user.groups.add(Group.objects.get(name=Role.MEDICAL_ASSISTANT))

    assert get_user_of_request(user).get_all_permissions() == ROLE_PERMISSIONS[Role.MEDICAL_ASSISTANT]


def get_user_of_request(user):
    return ClinicBackend().get_user(user.pk)


def test_a_user_who_is_made_inactive_is_out_at_the_next_request(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    client.user.is_active = False
    client.user.save()

    assert client.get("/").status_code == 302
    assert client.get("/").url.startswith("/sign-in/")
