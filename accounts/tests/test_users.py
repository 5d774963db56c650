"""Users, as an administrator looks after them. 5, 10 and 13 of the negative tests."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import SignInEvent, User
from accounts.permissions import Role
from accounts.templatetags.browsers import browser
from core import outbox
from followups.models import FollowUp
from tests.factories import FollowUpFactory, UserFactory
from tests.signing_in import PASSWORD, can_sign_in, sign_in_without_asking

pytestmark = pytest.mark.django_db

USERS = "/clinic/users/"
NEW_USER = {
    "first_name": "Ada",
    "last_name": "Abbott",
    "username": "ada",
    "email": "ada@clinic.example.org",
    "roles": ["Clinician"],
}
ACTIONS = ("send-link", "deactivate", "reactivate", "reset-factors", "lift-lock", "end-sessions")


@pytest.fixture
def admin(signed_in_client):
    return signed_in_client(Role.ADMINISTRATOR)


def act(client, user, action, **form):
    return client.post(f"{USERS}{user.pk}/{action}/", form, follow=True)


def roles_of(user):
    return list(user.groups.values_list("name", flat=True))


def last_event(user):
    event = SignInEvent.objects.filter(user=user).latest("pk")
    return event.kind, event.by, event.details


def test_a_user_is_invited_chooses_a_password_and_signs_in(admin):
    admin.post(USERS + "invite/", NEW_USER)
    ada = User.objects.get(username="ada")
    assert (str(ada), roles_of(ada), ada.has_usable_password()) == ("Ada Abbott", ["Clinician"], False)
    assert last_event(ada) == ("invited", admin.user, "Clinician")
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))
    (sent,) = mail.outbox
    assert sent.recipients() == ["ada@clinic.example.org"]

    browser = Client()
    address = browser.get(re.search(r"(/sign-in/password/\S+)", sent.body)[1], follow=True).redirect_chain[-1][0]
    browser.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert browser.post("/sign-in/", {"login": "ada", "password": PASSWORD}).url == "/"
    assert browser.get("/follow-ups/").url == "/my-settings/second-factor/"


@pytest.mark.parametrize(("days", "holds"), [(2, True), (4, False)])
def test_an_invitation_holds_three_days(admin, time_machine, days, holds):
    admin.post(USERS + "invite/", NEW_USER)
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))
    link = re.search(r"(/sign-in/password/\S+)", mail.outbox[0].body)[1]
    time_machine.move_to(timezone.now() + timedelta(days=days))
    assert ("Set the password" in Client().get(link, follow=True).text) == holds


@pytest.mark.parametrize("taken", ["ada", "Ada", "ADA", "\uff41da"])
def test_no_username_is_given_twice_even_after_its_user_has_left(admin, taken):
    UserFactory(username="ada", is_active=False)
    response = admin.post(USERS + "invite/", NEW_USER | {"username": taken})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["username"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", ""),
        ("roles", ["Emperor"]),
        ("roles", []),
        ("username", "a b"),
        ("first_name", "\u202eada"),
        ("last_name", "x" * 1000),
        ("username", "nul\0"),
        ("first_name", "Ada\r\nBcc: b@example.org"),
        ("email", "ada@clinic.example.org\r\nBcc: b@example.org"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(admin, field, value):
    response = admin.post(USERS + "invite/", NEW_USER | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_what_else_is_posted_with_an_invitation_is_ignored(admin):
    """9."""
    admin.post(USERS + "invite/", NEW_USER | {"is_superuser": "on", "is_staff": "on", "id": admin.user.pk})
    ada = User.objects.get(username="ada")
    assert (ada.is_superuser, ada.is_staff, ada.pk == admin.user.pk) == (False, False, False)


def test_roles_are_changed_with_old_and_new_in_the_log(admin):
    """63."""
    user = UserFactory(role=Role.MEDICAL_ASSISTANT)
    admin.post(f"{USERS}{user.pk}/roles/", {"roles": ["Clinician", "Researcher"]})
    assert sorted(roles_of(user)) == ["Clinician", "Researcher"]
    assert last_event(user) == ("roles_changed", admin.user, "Medical assistant → Clinician, Researcher")


def test_a_role_that_is_taken_away_opens_nothing_at_the_next_request(admin):
    """13: also where it was not taken away on the page."""
    user = UserFactory(role=Role.ADMINISTRATOR)
    other = Client()
    sign_in_without_asking(other, user)
    assert other.get(USERS).status_code == 200
    user.groups.set(Group.objects.filter(name=Role.RESEARCHER))
    assert other.get(USERS).status_code == 403


def test_nobody_changes_their_own_roles_or_factors_or_deactivates_themselves(admin):
    """10."""
    me = admin.user
    assert admin.post(f"{USERS}{me.pk}/roles/", {"roles": ["Administrator", "Clinician"]}).status_code == 422
    for action in ("deactivate", "reset-factors"):
        assert "Another administrator has to do it." in act(admin, me, action).text
    me.refresh_from_db()
    assert (roles_of(me), me.is_active) == (["Administrator"], True)


def test_the_last_administrator_stays(admin):
    """10."""
    last, by = admin.user, UserFactory(role=Role.ADMINISTRATOR)
    by.groups.clear()
    for change in (
        lambda: actions.deactivate(user=last, by=by),
        lambda: actions.change_roles(user=last, roles=[Role.CLINICIAN], by=by),
    ):
        with pytest.raises(ValidationError, match="the last administrator"):
            change()
    assert User.objects.get(pk=last.pk).is_active


def test_who_leaves_is_out_and_their_calls_are_free(admin):
    user = can_sign_in(UserFactory())
    until = timezone.now() + timedelta(minutes=20)
    followup = FollowUpFactory(claimed_by=user, claimed_until=until)
    act(admin, user, "deactivate")
    assert FollowUp.objects.get(pk=followup.pk).claimed_by is None
    assert Client().post("/sign-in/", {"login": user.username, "password": PASSWORD}).status_code == 200
    assert last_event(user)[:2] in {("deactivated", admin.user), ("failed", None)}
    act(admin, user, "reactivate")
    assert Client().post("/sign-in/", {"login": user.username, "password": PASSWORD}).url == "/sign-in/code/"


def test_who_lost_the_telephone_adds_a_new_factor(admin):
    user = can_sign_in(UserFactory(role=Role.CLINICIAN))
    act(admin, user, "reset-factors")
    browser = Client()
    assert browser.post("/sign-in/", {"login": user.username, "password": PASSWORD}).url == "/"
    assert browser.get("/follow-ups/").url == "/my-settings/second-factor/"
    assert last_event(user)[0] == "signed_in"


def test_a_link_goes_to_who_has_an_address_and_works_here(admin):
    gone, silent = UserFactory(is_active=False, email="gone@example.org"), UserFactory()
    assert "Reactivate the user first" in act(admin, gone, "send-link").text
    assert "has no e-mail address" in act(admin, silent, "send-link").text
    outbox.deliver(now=timezone.now() + timedelta(minutes=1))
    assert mail.outbox == []


def test_a_users_page_tells_what_happened(admin):
    user = can_sign_in(UserFactory())
    Client().post("/sign-in/", {"login": user.username, "password": "a wrong guess"})
    page = admin.get(f"{USERS}{user.pk}/").text
    assert "Wrong name or password" in page
    assert "Second factor added" in page


def test_the_systems_own_user_is_nobodys_to_change(admin):
    system = User.system()
    assert admin.get(f"{USERS}{system.pk}/").status_code == 404
    assert act(admin, system, "reactivate").status_code == 404


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.MEDICAL_ASSISTANT, Role.RESEARCHER])
def test_only_an_administrator_looks_after_users(signed_in_client, role):
    """5."""
    client, user = signed_in_client(role), UserFactory()
    pages = ("", "invite/", f"{user.pk}/", f"{user.pk}/edit/", f"{user.pk}/roles/")
    assert [client.get(USERS + page).status_code for page in pages] == [403] * 5
    assert [act(client, user, action).status_code for action in ACTIONS] == [403] * 6
    assert client.post(USERS + "invite/", NEW_USER).status_code == 403
    assert not User.objects.filter(username="ada").exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_users_takes_the_same_queries_at_any_size(admin, django_assert_num_queries, count):
    for _ in range(count):
        can_sign_in(UserFactory())
    with django_assert_num_queries(9):
        admin.get(USERS)


def test_name_and_address_are_put_right_and_the_username_stays(admin):
    user = UserFactory(username="robin", email="old@example.org")
    form = {"first_name": "Robyn", "last_name": "Gray", "email": "new@example.org", "username": "eve", "is_staff": "on"}
    admin.post(f"{USERS}{user.pk}/edit/", form)
    user.refresh_from_db()
    assert (str(user), user.email, user.username, user.is_staff) == ("Robyn Gray", "new@example.org", "robin", False)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("curl/8", "Another browser on another computer"),
    ],
)
def test_a_browser_is_named_in_words_that_its_user_knows(user_agent, words):
    assert browser(user_agent) == words
