from django.contrib.auth.forms import AuthenticationForm

from core.forms import ClinicFormMixin


class SignInForm(ClinicFormMixin, AuthenticationForm):
    submit_label = "Sign in"
