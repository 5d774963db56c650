"""The base of every staff form: crispy layout in the class, one hand for all of them."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db import models
from django.forms.utils import ErrorDict
from phonenumber_field.modelfields import PhoneNumberField

from core.fields import Day, check_characters
from core.models import Versioned


class ClinicFormMixin:
    """Gives a form its crispy helper. A subclass returns a layout where the order of fields is not enough."""

    submit_label = "Save"
    use_required_attribute = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False  # the page draws the form tag, with its key, version and draft
        self.helper.disable_csrf = True
        if layout := self.get_layout():
            self.helper.layout = layout

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing(self[name].label, field)
        super().full_clean()

    def leave_unchecked(self) -> None:
        """Show what is typed without a word on what is wrong. A form with rows of others says it to them, too."""
        self._errors = ErrorDict()

    def get_layout(self) -> Layout | None:
        """The crispy layout, or None for the fields in their order."""
        return None


def missing(label: str, field: forms.Field) -> str:
    """The sentence at a field that was left empty: what is missing, by the words that stand above it."""
    if label.endswith("?"):
        return f"Answer “{label}”."
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}”."
    if isinstance(field, forms.ChoiceField):
        return f"Choose one for “{label}”."
    if isinstance(field, forms.DateField):
        return f"Enter a day for “{label}”."
    return f"Fill in “{label}”."


class ClinicForm(ClinicFormMixin, forms.Form):
    """A form for an action: its cleaned data are the action's arguments."""


def clinic_formfield(field: models.Field, **kwargs) -> forms.Field | None:
    """The form field of a model field: days as the clinic types them, texts without invisible characters."""
    if isinstance(field, models.DateField):
        return field.formfield(form_class=Day, **kwargs)
    form_field = field.formfield(**kwargs)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    # A telephone number is checked by its own field, and is no text any more.
    if is_text and form_field and not isinstance(field, PhoneNumberField):
        check_characters(form_field)
    return form_field


class ClinicModelForm(ClinicFormMixin, forms.ModelForm):
    """A form for the plain facts of one row. A subclass's Meta sets `formfield_callback = clinic_formfield`."""

    def save(self, commit: bool = True) -> models.Model:
        """Save the row; one with versions as its next one, held against every rule."""
        if not commit or self.errors or not isinstance(self.instance, Versioned):
            return super().save(commit)
        self.instance.save_checked()
        return self.instance
