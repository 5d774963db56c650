"""Form fields that refuse what no clinic means, each with a sentence at the field."""

import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2100, 12, 31)
# Separators and joiners that real names and notes need: line breaks, tab, zero-width non-joiner and joiner.
HARMLESS_CONTROLS = {"\n", "\r", "\t", "\u200c", "\u200d"}


def no_invisible_characters(text: str) -> None:
    """Refuse control and direction marks: they hide what a name or a note really says."""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} and character not in HARMLESS_CONTROLS:
            raise ValidationError(
                f"This has an invisible character in it (U+{ord(character):04X}). Type the text anew, without it."
            )


def one_line(text: str) -> None:
    """Refuse a line break where the page has one line: it would end a line of a list, a log or an e-mail's head."""
    if len(text.splitlines()) > 1:
        raise ValidationError("This has a line break in it. Write it in one line.")


def check_characters(field: forms.CharField) -> None:
    """Hold what is typed there against the two rules above."""
    field.validators.append(no_invisible_characters)
    if not isinstance(field.widget, forms.Textarea):
        field.validators.append(one_line)


class PlainText(forms.CharField):
    """A text of at most `max_length` characters, without invisible ones; lines only where its widget has them."""

    def __init__(self, *, max_length: int, **kwargs) -> None:
        super().__init__(max_length=max_length, **kwargs)
        check_characters(self)


class Note(PlainText):
    """Some lines of free text."""

    def __init__(self, *, max_length: int = 2000, **kwargs) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class Day(forms.DateField):
    """A date between 1900 and 2100, typed or picked."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Enter a day as year-month-day, for example 2026-03-31."

    def clean(self, value: str) -> date | None:
        day = super().clean(value)
        if day and not EARLIEST_DAY <= day <= LATEST_DAY:
            raise ValidationError(f"Enter a day between {EARLIEST_DAY.year} and {LATEST_DAY.year}.")
        return day


class PastDay(Day):
    """A day that has come: today or before, by the clinic's calendar."""

    def clean(self, value: str) -> date | None:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError("This day is still to come.")
        return day


class Chooser(forms.Select):
    """A list of rows to choose one from. Django's own reads them once more, to see whether the first is empty, only
    for the browser's `required`, which our forms leave out."""

    def use_required_attribute(self, initial: object) -> bool:
        return False


def yes_no_unknown(*, label: str, unknown: str = "Not asked", **kwargs) -> forms.TypedChoiceField:
    """Yes, no, or not asked: three radio buttons; True, False or None."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", "Yes"), ("no", "No"), ("", unknown)],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        **kwargs,
    )
