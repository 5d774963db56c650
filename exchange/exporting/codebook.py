"""What stands in each column of an export, for people (codebook.csv) and for programs (codebook.json)."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from django.conf import settings

from core.formula import guarded
from exchange.exporting.columns import Column, Sheet
from exchange.exporting.kinds import SEPARATOR
from exchange.exporting.order import Order
from reports import words

# Counted up when a name or a meaning in the files changes.
FORMAT = 1
COLUMNS = (
    "file",
    "name",
    "label",
    "type",
    "unit",
    "allowed",
    "lowest",
    "highest",
    "empty_means",
    "source",
    "rule",
)
NUMBERS = ("lowest", "highest")


def file_name(sheet: Sheet, order: Order) -> str:
    """A file for programs says so in its name, wherever it is passed on to."""
    return f"{sheet.name}.csv" if order.guarded else f"{sheet.name}-unguarded.csv"


def _year(day: date) -> str:
    """Without names a period is told by its years: days would tell when its courses began."""
    return str(day.year)


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """Of an order's sheets, each with the columns that go out."""

    order: Order
    sheets: list[tuple[Sheet, list[Column]]]
    made_at: datetime

    def about(self) -> dict:
        """Which courses, as of when, under which rule, and how the files are written."""
        order = self.order
        return {
            "format": FORMAT,
            "clinic": settings.CLINIC_NAME,
            "made_in": self.made_at.year,
            "courses": words.period(order.cohort, day=words.dated if order.names_people else _year),
            "rule": order.cohort.rule.name,
            "names": "with names" if order.names_people else "without names",
            "research": "only of patients who agreed to research" if order.for_research else "whether asked or not",
            "encoding": "UTF-8, with byte order mark" if order.byte_order_mark else "UTF-8",
            "separator": ",",
            "separator_within_cells": SEPARATOR,
            "decimal_mark": ".",
            "missing": "an empty cell",
            "formulas": (
                "a text that a spreadsheet program could take for a formula has an apostrophe in front"
                if order.guarded
                else "NOT GUARDED: texts are as they were typed, and a spreadsheet program may run them as formulas"
            ),
        }

    def as_json(self) -> str:
        files = [
            {
                "file": file_name(sheet, self.order),
                "one_row": sheet.one_row,
                "columns": [self._for_programs(column) for column in columns],
            }
            for sheet, columns in self.sheets
        ]
        return json.dumps({"about": self.about(), "files": files}, indent=2, ensure_ascii=False) + "\n"

    def _for_programs(self, column: Column) -> dict:
        lowest, highest = column.limits or (None, None)
        return {
            "name": column.name,
            "label": column.label,
            "type": column.kind.value,
            "unit": column.unit or None,
            "allowed": {str(code): label for code, label in column.choices} or None,
            "lowest": None if lowest is None else str(lowest),
            "highest": None if highest is None else str(highest),
            "empty_means": column.empty_means,
            "source": list(column.of or column.transforms) or ["computed"],
            "rule": self._rule_of(column),
        }

    def as_csv(self) -> str:
        out = StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for sheet, columns in self.sheets:
            for column in columns:
                writer.writerow(self._for_people(file_name(sheet, self.order), self._for_programs(column)))
        return out.getvalue()

    def _for_people(self, file: str, said: dict) -> list[str]:
        cells = {"file": file} | said
        cells["allowed"] = "; ".join(f"{code} = {label}" for code, label in (said["allowed"] or {}).items())
        cells["source"] = " ".join(said["source"])
        return [cells[name] or "" if name in NUMBERS else guarded(cells[name] or "") for name in COLUMNS]

    def _rule_of(self, column: Column) -> str | None:
        """The rule, with its version, of what follows from one."""
        follows = column.name in ("category", "category_before", "is_responder", "is_assessed")
        return self.order.cohort.rule.name if follows else None
