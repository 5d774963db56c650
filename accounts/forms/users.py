"""Users, as an administrator invites them and gives them their roles."""

import unicodedata
from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import ROLE_WORDS, Permission, Role
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


class RightsForm(ClinicForm):
    """What a user may do beyond the roles."""

    NONE, WITHOUT_NAMES, WITH_NAMES = "", "without", "with"
    _FILES = {
        NONE: frozenset(),
        WITHOUT_NAMES: frozenset({Permission.EXPORT}),
        WITH_NAMES: frozenset({Permission.EXPORT, Permission.EXPORT_NAMES}),
    }

    files = forms.ChoiceField(
        label="Files that leave the house",
        choices=[
            (NONE, "None"),
            (WITHOUT_NAMES, "Without names"),
            (WITH_NAMES, "With names, chart numbers, telephone numbers and days, too"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    imports = forms.BooleanField(
        label="May import spreadsheets",
        required=False,
        help_text="Who imports sees what stands in the spreadsheet, and which patients of the clinic it names.",
    )

    @classmethod
    def told(cls, rights: Collection[Permission]) -> dict:
        """The rights as this form shows them."""
        files = {*rights} & cls._FILES[cls.WITH_NAMES]
        shown = cls.WITH_NAMES if Permission.EXPORT_NAMES in files else cls.WITHOUT_NAMES if files else ""
        return {"files": shown, "imports": Permission.IMPORT in rights}

    def rights(self) -> set[Permission]:
        imports = {Permission.IMPORT} if self.cleaned_data["imports"] else set()
        return {*self._FILES[self.cleaned_data["files"]], *imports}
