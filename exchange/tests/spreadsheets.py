"""Files to import: one valid row to vary, and as many invented courses as a test wants."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from exchange.importing.columns import NAMES
from exchange.importing.matching import DAYS

# A course that goes on with an answer; every column is filled but those of a stop.
RESPONDER = {
    "chart_number": "LDN-001",
    "family_name": "Abbott",
    "given_name": "Ada",
    "date_of_birth": "1991-01-01",
    "sex": "F",
    "phone": "+1 202 555 0100",
    "regions": "cervical",
    "radiation": "arms",
    "icd10_codes": "M48.061;M54.2",
    "prior_procedures": "steroid_injection;trigger_point_injection",
    "medications": "gabapentin:900;naproxen:1000",
    "prescribed_on": "2019-06-03",
    "filled": "yes",
    "first_dose_on": "2019-06-06",
    "start_dose_mg": "0.75",
    "stable_dose_mg": "4.5",
    "stable_on": "2019-06-13",
    "stopped_on": "",
    "stop_reason": "",
    "response_on": "2019-07-03",
    "response_mode": "phone",
    "pgic": "2",
    "relief_percent": "50",
    "continuing": "yes",
    "quality_of_life_improved": "yes",
    "side_effects": "insomnia",
    "functional_gains": "house_chores;sitting",
    "monthly_cost_usd": "16.00",
}
NO_ANSWER = {
    "response_on": "",
    "response_mode": "",
    "pgic": "",
    "relief_percent": "",
    "continuing": "",
    "quality_of_life_improved": "",
    "functional_gains": "",
}
# A course of another patient that ended for side effects, without an answer.
STOPPED = (
    RESPONDER
    | NO_ANSWER
    | {
        "chart_number": "LDN-018",
        "family_name": "Rasmussen",
        "given_name": "Carl",
        "date_of_birth": "1974-02-12",
        "sex": "M",
        "phone": "+1 202 555 0117",
        "stable_dose_mg": "",
        "stable_on": "",
        "stopped_on": "2019-06-28",
        "stop_reason": "side_effects",
        "continuing": "no",
        "side_effects": "jitteriness",
    }
)
NOT_STARTED = (
    RESPONDER
    | NO_ANSWER
    | {
        "filled": "no",
        "first_dose_on": "",
        "stable_dose_mg": "",
        "stable_on": "",
        "side_effects": "",
    }
)


def write_rows(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """A file of the rows, by column."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, NAMES)
        writer.writeheader()
        writer.writerows(rows)
    return path


def invented_rows(count: int) -> Iterator[dict[str, str]]:
    """So many courses of as many patients: each second one goes on with an answer, the others stopped."""
    for number in range(count):
        prescribed_on = date(2019, 1, 1) + timedelta(days=number % 700)
        yield (RESPONDER if number % 2 else STOPPED) | {
            "chart_number": f"N-{number:07}",
            "prescribed_on": str(prescribed_on),
            "first_dose_on": str(prescribed_on + timedelta(days=3)),
            "stable_on": str(prescribed_on + timedelta(days=20)) if number % 2 else "",
            "response_on": str(prescribed_on + timedelta(days=60)) if number % 2 else "",
            "stopped_on": "" if number % 2 else str(prescribed_on + timedelta(days=40)),
        }


def csv_of(rows, *, names=NAMES, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(names)
    writer.writerows([list(row.values()) for row in rows])
    return out.getvalue().encode()


def workbook_of(rows, *, names=NAMES, typed=True):
    """Days and numbers as Excel keeps them, unless `typed` is off."""
    book = openpyxl.Workbook()
    book.active.append(list(names))
    for row in rows:
        book.active.append([_typed(name, cell) if typed else cell for name, cell in row.items()])
    return saved(book)


def _typed(name, cell):
    if name in DAYS and cell:
        return date.fromisoformat(cell)
    return float(cell) if name.endswith("_mg") and cell else cell


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
