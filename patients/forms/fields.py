from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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


class LongSelect(forms.Select):
    """A select field with hundreds of choices in groups. Django's own takes a template for each."""

    def render(self, name: str, value: str | None, attrs: dict | None = None, renderer=None) -> SafeString:
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        groups = [
            format_html('<optgroup label="{}">{}</optgroup>', label, self._options(options, value))
            if isinstance(options, list | tuple)
            else self._options([(label, options)], value)
            for label, options in self.choices
        ]
        return format_html(
            "<select{}>{}</select>", flatatt(attributes), format_html_join("", "{}", ((group,) for group in groups))
        )

    def _options(self, options: list[tuple[str, str]], value: str | None) -> SafeString:
        rows = ((flatatt({"value": key, "selected": key == value}), label) for key, label in options)
        return format_html_join("", "<option{}>{}</option>", rows)
