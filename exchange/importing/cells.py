"""The kinds of value that a cell can hold: how each is read, and written.

Reading raises ValueError with the sentence that the user reads.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from core.fields import EARLIEST_DAY
from core.rounding import plain
from exchange.importing.faults import shown

SEPARATOR = ";"
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# As written at the time: whether a code is in today's list is another question, and no reason to refuse it.
ICD_CODE = re.compile(r"[A-Z][A-Z0-9.]{2,7}")
MEDICINE_NAME_LENGTH = 100
# mg a day, exclusive; what the column of the database can hold.
MEDICINE_LIMIT_MG = 100_000


class Medication(NamedTuple):
    """A medicine beside LDN. `mg_per_day` is None where the dose is not recorded."""

    name: str
    mg_per_day: Decimal | None


@dataclass(frozen=True)
class Kind:
    """How one kind of value is read from a cell and written to one; `empty` is what an empty cell means. Where people
    typed it (`is_typed`), it can look like a formula."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any = None
    is_typed: bool = False


# --- one value ----------------------------------------------------------------------------------------------


def text(max_length: int) -> Kind:
    def read(cell: str) -> str:
        words = unicodedata.normalize("NFC", " ".join(cell.split()))
        if len(words) > max_length:
            raise ValueError(f"{shown(words)} has {len(words)} characters; at most {max_length} can be kept.")
        return words

    return Kind(read, str, empty="", is_typed=True)


def _read_day(cell: str) -> date:
    if not ISO_DAY.fullmatch(cell):
        raise ValueError(f"{shown(cell)} is not a day as year-month-day; write it like 2019-06-03.")
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{shown(cell)} is no day of the calendar.") from None
    if day < EARLIEST_DAY:
        raise ValueError(f"{shown(cell)} is before {EARLIEST_DAY.year}.")
    return day


DAY = Kind(_read_day, date.isoformat)


def _read_yes_or_no(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(f"{shown(cell)} is neither yes nor no; leave it empty if it is not known.")
    return cell == "yes"


YES_OR_NO = Kind(_read_yes_or_no, lambda value: "yes" if value else "no")


def one_of(values: Iterable[str], *, empty: str | None = None) -> Kind:
    known = {str(value): str(value) for value in values}

    def read(cell: str) -> str:
        return _known(cell, known)

    return Kind(read, str, empty=empty)


def _known(cell: str, known: dict[str, str]) -> str:
    if cell not in known:
        raise ValueError(f"{shown(cell)} is not one of: {', '.join(known)}.")
    return known[cell]


def whole_number(low: int, high: int) -> Kind:
    def read(cell: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,6}", cell) or not low <= int(cell) <= high:
            raise ValueError(f"{shown(cell)} is not a whole number from {low} to {high}.")
        return int(cell)

    return Kind(read, str)


def _decimal(cell: str, *, places: int) -> Decimal:
    """The number written with a decimal point and at most so many places after it."""
    if re.fullmatch(r"[0-9]{1,9},[0-9]+", cell):
        raise ValueError(f"{shown(cell)} has a decimal comma; write it with a point, like 4.5.")
    if not re.fullmatch(rf"[0-9]{{1,9}}(\.[0-9]{{1,{places}}})?", cell):
        raise ValueError(f"{shown(cell)} is not a number with at most {places} decimals, like 4.5.")
    return Decimal(cell)


def dose(limit: Decimal) -> Kind:
    """Milligrams a day: above 0, at most the limit."""

    def read(cell: str) -> Decimal:
        value = _decimal(cell, places=2)
        if not 0 < value <= limit:
            raise ValueError(f"{shown(cell)} is not a dose above 0 and at most {limit} mg a day.")
        return value

    return Kind(read, plain)


def amount(below: int) -> Kind:
    """US dollars and cents."""

    def read(cell: str) -> Decimal:
        value = _decimal(cell, places=2)
        if value >= below:
            raise ValueError(f"{shown(cell)} is not an amount below {below} USD.")
        return value

    return Kind(read, lambda value: f"{value:.2f}")


def _read_phone(cell: str) -> str:
    try:
        number = PhoneNumber.from_string(cell)
    except NumberParseException:
        number = None
    if number is None or not number.is_valid():
        raise ValueError(f"{shown(cell)} is not a telephone number; write it like +1 202 555 0100.")
    if number.extension:
        raise ValueError(f"{shown(cell)} has an extension, which has no place here; leave it out.")
    return number.as_e164


PHONE = Kind(_read_phone, str, empty="", is_typed=True)

# --- several values in a cell -------------------------------------------------------------------------------


def _items(cell: str) -> list[str]:
    """The values between the separators, each once."""
    items = [item.strip() for item in cell.split(SEPARATOR)]
    if "" in items:
        raise ValueError(f"{shown(cell)} has nothing between two separators, or at an end.")
    twice = [item for item in dict.fromkeys(items) if items.count(item) > 1]
    if twice:
        raise ValueError(f"{shown(twice[0])} is named twice.")
    return items


def some_of(values: Iterable[str]) -> Kind:
    """Any of the values; their order says nothing, so they are kept in that of the alphabet."""
    known = {str(value): str(value) for value in values}

    def read(cell: str) -> tuple[str, ...]:
        return tuple(sorted(_known(item, known) for item in _items(cell)))

    return Kind(read, SEPARATOR.join, empty=())


def asked_after(values: Iterable[str], *, none: str) -> Kind:
    """Any of the values; the word for none if it was asked and there are none; None if it was not asked."""
    some = some_of(values)

    def read(cell: str) -> tuple[str, ...]:
        return () if cell == none else some.read(cell)

    return Kind(read, lambda value: some.write(value) or none)


def _read_codes(cell: str) -> tuple[str, ...]:
    codes = _items(cell.upper())
    for code in codes:
        if not ICD_CODE.fullmatch(code):
            raise ValueError(f"{shown(code)} is not written like an ICD-10-CM code, such as M54.16.")
    return codes[0], *sorted(codes[1:])


# The first is the main one; the order of the others says nothing.
CODES = Kind(_read_codes, SEPARATOR.join, empty=())


def _read_medication(item: str) -> Medication:
    name, colon, mg = (part.strip() for part in item.partition(":"))
    if not name or not colon:
        raise ValueError(f"{shown(item)} is not written as name:mg_per_day, like gabapentin:900.")
    name = text(MEDICINE_NAME_LENGTH).read(name)
    if not mg:
        return Medication(name, None)
    mg_per_day = _decimal(mg, places=3)
    if mg_per_day >= MEDICINE_LIMIT_MG:
        raise ValueError(f"{shown(item)} is not below {MEDICINE_LIMIT_MG} mg a day.")
    return Medication(name, mg_per_day)


def _read_medications(cell: str) -> tuple[Medication, ...]:
    medications = sorted(map(_read_medication, _items(cell)), key=lambda medication: medication.name)
    for one, other in pairwise(medications):
        if one.name == other.name:
            raise ValueError(f"{shown(one.name)} is named twice.")
    return tuple(medications)


def _write_medication(medication: Medication) -> str:
    mg = "" if medication.mg_per_day is None else plain(medication.mg_per_day)
    return f"{medication.name}:{mg}"


MEDICATIONS = Kind(
    _read_medications, lambda value: SEPARATOR.join(map(_write_medication, value)), empty=(), is_typed=True
)
