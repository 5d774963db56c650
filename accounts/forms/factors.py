"""Second factors: codes that are typed, and what adds and removes a factor."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator

from accounts import factors, sign_in_log, throttle
from accounts.demo import DEMO_CODE
from accounts.models import SignInEvent
from core.fields import no_invisible_characters
from core.forms import ClinicFormMixin

LONGEST_CODE = 40  # characters, with the blanks that people put between groups
LONGEST_NAME = 100
WHAT_CODE = "Six digits from your authenticator app, or one of your recovery codes."


class _CodeMixin(ClinicFormMixin):
    """A code opens once, and a wrong one counts as a wrong password does."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])
        self.fields["code"].help_text = f"Demo: the code is {DEMO_CODE}." if settings.DEMO else WHAT_CODE

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        factor = factors.spend(self.user, code)
        if factor is None:
            throttle.count_failure(context.request, self.user)
            raise get_adapter().validation_error("incorrect_code")
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            sign_in_log.record(SignInEvent.Kind.CODE_USED, user=self.user, request=context.request)
        factor.user = self.user
        self.authenticator = factor
        return code


class CodeForm(_CodeMixin, base.AuthenticateForm):
    submit_label = "Sign in"


class CodeAgainForm(_CodeMixin, base.ReauthenticateForm):
    submit_label = "Go on"


class AddAppForm(ClinicFormMixin, ActivateTOTPForm):
    submit_label = "Add this app"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])
        self.fields["code"].label = "Code that the app shows"

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        return code if factors.is_demo_code(code) else super().clean_code()


class RemoveAppForm(ClinicFormMixin, DeactivateTOTPForm):
    submit_label = "Remove the app"


class NewRecoveryCodesForm(ClinicFormMixin, GenerateRecoveryCodesForm):
    submit_label = "Make new codes"


class AddPasskeyForm(ClinicFormMixin, AddWebAuthnForm):
    submit_label = "Add a passkey"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _as_name(self.fields["name"])


class RenamePasskeyForm(ClinicFormMixin, EditWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _as_name(self.fields["name"])


def _as_code(field: forms.CharField) -> None:
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    field.validators.append(MaxLengthValidator(LONGEST_CODE))


def _as_name(field: forms.CharField) -> None:
    field.label = "Name"
    field.help_text = "By which you will know it: “laptop at the front desk”, “blue key”."
    field.validators += [MaxLengthValidator(LONGEST_NAME), no_invisible_characters]
