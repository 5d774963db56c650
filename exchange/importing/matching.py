"""Which column of a file is which of ours, and how the file writes days."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exchange.importing import cells
from exchange.importing.cells import ISO_DAY
from exchange.importing.columns import COLUMNS, NAMES, is_passed_over
from exchange.importing.faults import SHOWN_AT_MOST, Fault, Refused, shown, visible
from exchange.models import Import

Dates = Import.Dates
# What other programs and people call our columns.
SYNONYMS = {
    "chart_number": "mrn medical_record_number chart chart_no chart_id patient_id patient_number record_number id",
    "family_name": "last_name lastname surname last name_last patient_last_name",
    "given_name": "first_name firstname first forename name_first patient_first_name",
    "date_of_birth": "dob birth_date birthdate birthday date_birth born born_on patient_dob",
    "sex": "gender sex_at_birth",
    "phone": "telephone phone_number tel mobile cell cell_phone mobile_phone home_phone",
    "regions": "region pain_region pain_regions pain_location location area",
    "radiation": "radiates radiates_to radiating radiating_to",
    "icd10_codes": "icd10 icd_10 icd icd_code icd_codes icd10_code icd_10_code diagnosis diagnoses dx diagnosis_codes",
    "prior_procedures": "procedures procedure previous_procedures interventions prior_procedure",
    "medications": "medication medicines meds other_medications current_medications concomitant_medications",
    "prescribed_on": "prescribed date_prescribed prescription_date rx_date ldn_prescribed prescribed_date order_date",
    "filled": "rx_filled was_filled filled_yes_no",
    "first_dose_on": "first_dose start_date started started_on ldn_start date_started first_dose_date ldn_started",
    "start_dose_mg": "start_dose starting_dose starting_dose_mg initial_dose dose_start",
    "stable_dose_mg": "stable_dose final_dose maintenance_dose current_dose",
    "stable_on": "stable_date date_stable stable_since stable_dose_date",
    "stopped_on": "stopped stop_date date_stopped end_date discontinued discontinued_on",
    "stop_reason": "reason_stopped reason_for_stopping discontinuation_reason",
    "response_on": "response_date follow_up_date followup_date answered_on date_of_answer survey_date",
    "response_mode": "mode contact_mode how_asked",
    "pgic": "mpgic modified_pgic global_impression patient_global_impression_of_change",
    "relief_percent": "relief pain_relief percent_relief relief_pct pain_relief_percent",
    "continuing": "continues goes_on still_taking still_on_ldn",
    "quality_of_life_improved": "qol qol_improved quality_of_life",
    "side_effects": "side_effect adverse_effects adverse_events ae aes",
    "functional_gains": "functional_gain gains function functional_improvement",
    "monthly_cost_usd": "monthly_cost cost cost_per_month price",
}
DAYS = frozenset(column.name for column in COLUMNS if column.kind is cells.DAY)
_PARTS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ORDERS = {Dates.MONTH_FIRST: (3, 1, 2), Dates.DAY_FIRST: (3, 2, 1)}
_EXAMPLES = {Dates.MONTH_FIRST: "month/day/year; write it like 06/03/2019 for June 3",
             Dates.DAY_FIRST: "day/month/year; write it like 03/06/2019 for June 3"}  # fmt: skip

Cell = str | date


def iso(cell: Cell, dates: Dates) -> str:
    """The day of a cell as year-month-day. One that the spreadsheet program keeps as a day is one; ValueError, with the
    sentence for the user, for a text that is not written as it was said."""
    if isinstance(cell, date):
        return cell.isoformat()
    text = cell.strip()
    if dates == Dates.ISO or not text:
        return text
    parts = _PARTS.fullmatch(text)
    if not parts:
        raise ValueError(f"{shown(text)} is not a day as {_EXAMPLES[dates]}.")
    try:
        return date(*(int(parts[at]) for at in _ORDERS[dates])).isoformat()
    except ValueError:
        raise ValueError(f"{shown(text)} is no day of the calendar as {_EXAMPLES[dates].partition(';')[0]}.") from None


def is_iso(cell: Cell) -> bool:
    return isinstance(cell, date) or not cell.strip() or bool(ISO_DAY.fullmatch(cell.strip()))


@dataclass(frozen=True)
class Matching:
    """Where each of our columns stands in the lines of a file, what the file calls it, and how days are written."""

    headings: Mapping[str, str]
    places: Mapping[str, int]
    dates: Dates = Dates.ISO

    @classmethod
    def of(cls, headings: Sequence[str], columns: Mapping[str, str], dates: Dates) -> "Matching":
        """What a user has chosen, `columns` being our name to the file's heading; Refused if the file is another."""
        gone = [heading for heading in columns.values() if heading not in headings]
        if gone:
            raise Refused([Fault(1, heading, "this column is not in the file.") for heading in gone])
        return cls(columns, {name: headings.index(heading) for name, heading in columns.items()}, dates)

    @classmethod
    def exact(cls, headings: Sequence[str], dates: Dates) -> "Matching":
        """Of a file whose columns are called as ours; Refused unless each stands there once."""
        faults = [
            Fault(1, _safe(name), "there is no such column.")
            for name in headings
            if name not in NAMES and not is_passed_over(name)
        ]
        faults += [Fault(1, name, "this column is missing.") for name in NAMES if name not in headings]
        faults += [Fault(1, name, TWICE) for name in NAMES if headings.count(name) > 1]
        if faults:
            raise Refused(faults)
        return cls.of(headings, {name: name for name in NAMES}, dates)


TWICE = "this column stands twice in the file."


def _safe(name: str) -> str:
    return visible(name[:SHOWN_AT_MOST]) or "(no name)"


def check_headings(headings: Sequence[str], lines: Iterable[Sequence[Cell]]) -> None:
    """Refuse a file whose columns can't be told apart: one that stands there twice, or has no name of its own."""
    twice = [heading for heading in dict.fromkeys(headings) if heading and headings.count(heading) > 1]
    if twice:
        raise Refused([Fault(1, _safe(twice[0]), f"{shown(twice[0])} stands above two columns. Rename one of them.")])
    for line in lines:
        for at, cell in enumerate(line):
            if cell and not headings[at]:
                what = f"column {letter(at)} has no name in the first line. Is the header merged, or in a second line?"
                raise Refused([Fault(1, letter(at), f"{what} Each column needs its own name, in the first line.")])


def letter(at: int) -> str:
    """A spreadsheet program's own name of the column at this place, from 0: A, B ... Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Our columns by the file's headings, where the names leave no doubt: each heading at most once."""
    by_word = {_word(heading): heading for heading in headings if heading}
    found: dict[str, str] = {}
    for name in NAMES:
        if name in by_word:
            found[name] = by_word[name]
    for name in NAMES:
        for synonym in SYNONYMS[name].split():
            if name not in found and synonym in by_word and by_word[synonym] not in found.values():
                found[name] = by_word[synonym]
    return found


def _word(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", heading.lower()).strip("_")
