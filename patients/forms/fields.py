from django import forms
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from patients.telephone import as_written


def yes_or_no(*, label: str, **kwargs) -> forms.TypedChoiceField:
    """A question that has to be answered: two radio buttons; True or False."""
    return forms.TypedChoiceField(
        label=label,
        choices=[(True, "Yes"), (False, "No")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        **kwargs,
    )


class Telephone(PhoneNumberField):
    """A number that can be dialled; one without a country's prefix is of the clinic's own country."""

    def __init__(self, **kwargs) -> None:
        sentence = "Enter a telephone number, for example (202) 555-0104, or one of another country with its + prefix."
        # A plain text field: the package's own rewrites what was typed, even where it is no number.
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, error_messages={"invalid": sentence}, **kwargs)

    def prepare_value(self, value: str | PhoneNumber | None) -> str | None:
        return as_written(value) if isinstance(value, PhoneNumber) else value
