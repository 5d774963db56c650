import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from accounts.models import SignInEvent, User
from tests.factories import UserFactory
from tests.signing_in import can_sign_in

pytestmark = pytest.mark.django_db


def test_the_last_administrator_gets_in_again_and_the_log_says_so(capsys):
    user = can_sign_in(UserFactory(username="ruth"))

    call_command("reset_second_factor", "ruth")

    assert not Authenticator.objects.filter(user=user).exists()
    assert SignInEvent.objects.get(kind="factors_reset").by == User.system()
    assert "adds a new second factor" in capsys.readouterr().out


def test_a_name_that_nobody_has_is_an_error():
    with pytest.raises(CommandError, match="Nobody has the username eve"):
        call_command("reset_second_factor", "eve")
