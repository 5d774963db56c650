"""Form fields for numbers. Each has one sentence for all that is wrong, and keeps what was typed: the browser's own
number field would show nothing in place of a text."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Widget

from core import clinical
from core.rounding import plain

# Characters; more is no number that a clinic means, and is slow to read as one.
LONGEST_NUMBER = 20


class OneSentence:
    """A number field that says the same sentence of whatever is wrong, or missing."""

    sentence: str
    inputmode: str

    def clean(self, value: str | None):
        if isinstance(value, str) and len(value) > LONGEST_NUMBER:
            raise ValidationError(self.sentence)
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(self.sentence) from error

    def widget_attrs(self, widget: Widget) -> dict:
        return {"inputmode": self.inputmode, "autocomplete": "off"}


class WholeNumber(OneSentence, forms.IntegerField):
    """A whole number from `low` to `high`."""

    widget = forms.TextInput
    inputmode = "numeric"

    def __init__(self, *, low: int, high: int, **kwargs) -> None:
        self.sentence = f"Enter a whole number from {low} to {high}."
        super().__init__(min_value=low, max_value=high, **kwargs)


class PainScore(WholeNumber):
    """From 0 to 10, or left empty: not asked."""

    def __init__(self, **kwargs) -> None:
        low, high = clinical.PAIN_RANGE
        super().__init__(low=low, high=high, required=False, **kwargs)


class Milligrams(OneSentence, forms.DecimalField):
    """A dose or a strength in mg: above 0, at most what can be recorded, two decimals."""

    widget = forms.TextInput
    inputmode = "decimal"
    sentence = f"Enter mg above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG}, for example 2.25."

    def __init__(self, **kwargs) -> None:
        smallest = Decimal(1).scaleb(-2)
        super().__init__(
            min_value=smallest, max_value=clinical.RECORDED_DOSE_LIMIT_MG, max_digits=5, decimal_places=2, **kwargs
        )

    def prepare_value(self, value):
        return plain(value) if isinstance(value, Decimal) else value


class Dollars(OneSentence, forms.DecimalField):
    """A price in USD."""

    widget = forms.TextInput
    inputmode = "decimal"
    sentence = "Enter a price of 0 to 99,999 USD, for example 18.50."

    def __init__(self, **kwargs) -> None:
        super().__init__(min_value=0, max_value=99_999, max_digits=7, decimal_places=2, **kwargs)


class Amount(OneSentence, forms.DecimalField):
    """How much, or how many a day: from `low` to `high`, with so many decimals."""

    widget = forms.TextInput
    inputmode = "decimal"

    def __init__(self, *, low: Decimal, high: Decimal, places: int, **kwargs) -> None:
        self.sentence = f"Enter a number from {low} to {high:,}, for example {plain(min(Decimal(5), high))}."
        super().__init__(min_value=low, max_value=high, decimal_places=places, **kwargs)

    def prepare_value(self, value):
        return plain(value) if isinstance(value, Decimal) else value
