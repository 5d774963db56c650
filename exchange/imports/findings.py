"""What was found in a file, as it lies beside the file until the import is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from exchange.importing.faults import Fault, Refused, shown
from exchange.importing.rows import CaseRow
from exchange.importing.sameness import Pair
from exchange.importing.storing import Imported

# Faults, warnings and pairs that help on a page; the rest is counted.
SHOWN_AT_MOST = 100
# Lines of the file that are shown as they were read.
FIRST_LINES = 3
OF_A_PERSON = ("chart_number", "family_name", "given_name", "date_of_birth", "sex", "phone")


def of_refused(refused: Refused, *, notes: list[str]) -> dict[str, Any]:
    return {"notes": notes, "faults": _told(refused.faults)}


def of_checked(outcome: Imported, *, notes: list[str]) -> dict[str, Any]:
    rows = outcome.rows
    return {
        "notes": notes,
        "warnings": _told(outcome.warnings),
        "first": [{"line": line, **rows[line].shown()} for line in [*rows][:FIRST_LINES]],
        "same": [_pair(pair, rows) for pair in outcome.same[:SHOWN_AT_MOST]],
    }


def counts(outcome: Imported) -> dict[str, int]:
    return {
        **{what: outcome.added[what] for what in ("courses", "patients", "answers", "follow-ups")},
        "known": outcome.known,
        "warnings": len(outcome.warnings),
        "same": len(outcome.same),
    }


def _told(faults: Iterable[Fault | str]) -> list[dict[str, Any]]:
    return [
        {"line": 0, "what": fault}
        if isinstance(fault, str)
        else asdict(fault) | {"text": fault.text and shown(fault.text)}
        for fault in [*faults][:SHOWN_AT_MOST]
    ]


def _pair(pair: Pair, rows: Mapping[int, CaseRow]) -> dict[str, Any]:
    """Who is on file is kept by key alone, and read when it is shown."""
    return {
        "line": pair.line,
        "here": _person(rows[pair.line]),
        "patient": pair.patient and pair.patient.pk,
        "other_line": pair.other_line,
        "there": _person(rows[pair.other_line]) if pair.other_line else None,
    }


def _person(row: CaseRow) -> dict[str, str]:
    cells = row.shown()
    return {name: cells[name] for name in OF_A_PERSON}
