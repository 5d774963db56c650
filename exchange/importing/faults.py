"""What is wrong with a file, told by line and column."""

from collections.abc import Iterable
from dataclasses import dataclass, field

# Characters of a cell that a fault repeats.
SHOWN_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, or worth a look, in one cell. Lines count from 1, the line of the column names; the column is
    called as the file calls it. `text` is the cell's and `who` the chart number of its line, where they are known."""

    line: int
    column: str
    what: str
    text: str = field(default="", compare=False)
    who: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.what}"


class Refused(Exception):
    """The file is not imported, none of it. `faults` says why, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault | str]) -> None:
        self.faults = sorted(faults, key=lambda fault: getattr(fault, "line", 0))
        super().__init__(f"{len(self.faults)} faults")

    @property
    def sentence(self) -> str:
        """The first fault, for a file that is wrong as a whole."""
        what = getattr(self.faults[0], "what", self.faults[0])
        return what[:1].upper() + what[1:]


def shown(text: str) -> str:
    """The text of a cell as it can be printed: short, and with invisible characters spelled out."""
    return f'"{visible(text[:SHOWN_AT_MOST])}..."' if len(text) > SHOWN_AT_MOST else f'"{visible(text)}"'


def visible(text: str) -> str:
    """The text with invisible characters spelled out."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
