"""Users, as an administrator invites them and gives them their roles."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import ROLE_WORDS, Role
from core.forms import ClinicForm, ClinicModelForm, clinic_formfield


def _roles_field() -> forms.MultipleChoiceField:
    choices = [(role, f"{role.value}: {ROLE_WORDS[role]}") for role in Role]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, label="Roles")


class InviteForm(ClinicModelForm):
    submit_label = "Invite"
    roles = _roles_field()

    class Meta:
        model = User
        fields = ("first_name", "last_name", "username", "email")
        formfield_callback = clinic_formfield
        labels = {"first_name": "Given name", "last_name": "Family name", "email": "E-mail address"}
        help_texts = {
            "username": "What the user types to sign in. It is never given to anybody else.",
            "email": "The link to choose a password goes there.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "email"):
            self.fields[name].required = True

    def clean_username(self) -> str:
        """Names that look alike belong to one person, whether that one still works here or not."""
        username = unicodedata.normalize("NFKC", self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("Somebody has or had this username. Choose another: none is given twice.")
        return username


class UserForm(ClinicModelForm):
    """What an administrator puts right; nobody gets another username."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email")
        formfield_callback = clinic_formfield
        labels = InviteForm.Meta.labels
        help_texts = {"email": "Links sent to another address before open nothing any more."}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True

    def save(self, commit: bool = True) -> User:
        self.instance.save(update_fields=list(self.fields))
        return self.instance


class RolesForm(ClinicForm):
    roles = _roles_field()
