import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.permissions import Permission, Role


@pytest.fixture
def types(monkeypatch):
    """`types("...")`: what is typed where a password is asked for."""

    def type_(password):
        monkeypatch.setattr("accounts.management.commands.add_user.getpass", lambda prompt: password)

    return type_


@pytest.mark.django_db
def test_a_user_is_added_with_role_and_password(types):
    types("a long enough phrase")

    call_command("add_user", "ada", role=Role.CLINICIAN, name="Ada Abbott", email="ada@clinic.example")

    user = User.objects.get(username="ada")
    assert str(user) == "Ada Abbott"
    assert user.has_perm(Permission.PRESCRIBE)
    assert user.check_password("a long enough phrase")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        ("ada", "short", "too short"),
        ("ada", "password1234", "too common"),
        ("ada abbott", "a long enough phrase", "valid username"),
        ("system", "a long enough phrase", "already exists"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(types, username, password, sentence):
    types(password)
    before = User.objects.count()

    with pytest.raises(CommandError, match=sentence):
        call_command("add_user", username, role=Role.CLINICIAN)

    assert User.objects.count() == before
