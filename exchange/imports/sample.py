"""The first lines of a file, to match its columns by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from exchange.importing.faults import Refused, shown
from exchange.importing.matching import DAYS, Cell, is_iso
from exchange.importing.tables import Table

# Lines up to which a file is read while its user waits; a larger one is a worker's.
AT_ONCE = 500
VALUES = 3


@dataclass(frozen=True)
class Sample:
    """`lines` are those that could be taken apart, of the first `seen` ones."""

    headings: list[str]
    lines: list[list[Cell]]
    seen: int

    @classmethod
    def of(cls, table: Table) -> Sample:
        """Lines that can't be taken apart are left out here; they are faults when the file is checked."""
        lines, seen = [], 0
        for number, line in islice(table.lines(), AT_ONCE + 1):
            seen += 1
            try:
                lines.append(table.cells_of(number, line))
            except Refused:
                continue
        return cls(table.headings, lines, seen)

    @property
    def is_whole(self) -> bool:
        """These are all the lines that the file has."""
        return self.seen <= AT_ONCE

    def values(self, heading: str) -> list[str]:
        """The first different values below a heading, as they can be shown."""
        at = self.headings.index(heading)
        found = dict.fromkeys(str(line[at]).strip() for line in self.lines if line[at])
        return [shown(value)[1:-1] for value in islice(found, VALUES)]

    def all_values(self) -> Iterable[str]:
        return (value for heading in self.headings if heading for value in self.values(heading))

    def days(self, columns: Mapping[str, str]) -> list[Cell]:
        """What stands in the columns of days."""
        places = [self.headings.index(heading) for name, heading in columns.items() if name in DAYS]
        return [line[at] for line in self.lines for at in places if line[at]]

    def says_days_are_iso(self, columns: Mapping[str, str]) -> bool:
        """There can be no doubt: every day of the whole file is year-month-day, or kept as a day by Excel."""
        days = self.days(columns)
        return self.is_whole and bool(days) and all(map(is_iso, days))
