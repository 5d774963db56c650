"""Names and passwords, typed and chosen."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator

from accounts import throttle
from accounts.passwords import LONGEST_PASSWORD
from core.fields import PlainText
from core.forms import ClinicForm, ClinicFormMixin

RULES = (
    "At least 12 characters; a few words that only you would put together are best. Not the clinic's words, and not"
    " your username."
)


def _without_placeholders(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(ClinicFormMixin, allauth.LoginForm):
    submit_label = "Sign in"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        self.fields["password"].help_text = ""
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class PasswordAgainForm(ClinicFormMixin, allauth.ReauthenticateForm):
    submit_label = "Go on"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["password"].help_text = ""


class ChangePasswordForm(ClinicFormMixin, allauth.ChangePasswordForm):
    submit_label = "Change the password"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        labels = {"oldpassword": "Current password", "password1": "New password", "password2": "New password again"}
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
        self.fields["password1"].help_text = RULES

    def clean_oldpassword(self) -> str:
        """As at the sign-in: a wrong one counts."""
        password = self.cleaned_data["oldpassword"]
        if not throttle.is_own_password(context.request, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class NewPasswordForm(ClinicFormMixin, SetPasswordForm):
    """The password of who was invited, or has forgotten the old one."""

    submit_label = "Set the password"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULES
        self.fields["new_password2"].label, self.fields["new_password2"].help_text = "New password again", ""


class ForgottenForm(ClinicForm):
    submit_label = "Send me a link"

    username = PlainText(label="Username", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"}))
