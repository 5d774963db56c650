"""The items of the answer form: each can be answered, not asked, or asked and the patient would not say."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django import forms

from core import clinical

DECLINED = "declined"
NOT_ASKED, WOULD_NOT_SAY = "Not asked", "Would not say"


def choice_item(
    *, label: str, choices: Iterable[tuple[object, str]], coerce: Callable[[str], object], **kwargs
) -> forms.TypedChoiceField:
    """One of several answers; None if it was not asked, DECLINED if the patient would not say."""
    return forms.TypedChoiceField(
        label=label,
        choices=[*choices, ("", NOT_ASKED), (DECLINED, WOULD_NOT_SAY)],
        coerce=lambda value: DECLINED if value == DECLINED else coerce(value),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        **kwargs,
    )


def yes_no_item(*, label: str, **kwargs) -> forms.TypedChoiceField:
    yes_no = [("yes", "Yes"), ("no", "No")]
    return choice_item(label=label, choices=yes_no, coerce=lambda value: value == "yes", **kwargs)


def pain_item(label: str) -> forms.IntegerField:
    """A whole number of points."""
    low, high = clinical.PAIN_RANGE
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False)


def dollars_item(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=7, decimal_places=2, min_value=0, required=False)


def milligrams_each(label: str) -> forms.DecimalField:
    """The strength of one tablet or capsule."""
    return forms.DecimalField(
        label=label,
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=clinical.RECORDED_DOSE_LIMIT_MG,
        required=False,
    )
