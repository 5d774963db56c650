from accounts.forms.clinic import ClinicSettingsForm, CoverForm, MySettingsForm
from accounts.forms.factors import (
    AddAppForm,
    AddPasskeyForm,
    CodeAgainForm,
    CodeForm,
    NewRecoveryCodesForm,
    RemoveAppForm,
    RenamePasskeyForm,
)
from accounts.forms.glass import BreakGlassForm
from accounts.forms.passwords import ChangePasswordForm, ForgottenForm, NewPasswordForm, PasswordAgainForm, SignInForm
from accounts.forms.users import InviteForm, RightsForm, RolesForm, UserForm

__all__ = [
    "AddAppForm",
    "AddPasskeyForm",
    "BreakGlassForm",
    "ChangePasswordForm",
    "ClinicSettingsForm",
    "CodeAgainForm",
    "CodeForm",
    "CoverForm",
    "ForgottenForm",
    "InviteForm",
    "MySettingsForm",
    "NewPasswordForm",
    "NewRecoveryCodesForm",
    "PasswordAgainForm",
    "RemoveAppForm",
    "RenamePasskeyForm",
    "RightsForm",
    "RolesForm",
    "SignInForm",
    "UserForm",
]
