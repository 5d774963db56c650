"""A signature: the password once more."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

from accounts.passwords import LONGEST_PASSWORD


def password_field() -> forms.CharField:
    return forms.CharField(
        label="Your password",
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Your signature. It is not kept.",
    )


def check_signature(form: forms.Form, is_own_password: Callable[[str], bool]) -> str:
    """For a form's `clean_password`. Asked once for each try, since a wrong one is counted."""
    if not is_own_password(form.cleaned_data["password"]):
        raise ValidationError("This is not your password.")
    return form.cleaned_data["password"]
