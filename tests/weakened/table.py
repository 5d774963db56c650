"""Reads the rows beside it, and writes the table of docs/negative-tests.md from them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "negative-tests.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One guard taken away: in `file` stands `put` where `find` stood."""

    file: str
    says: str
    find: str
    put: str
    migrates: bool = False  # the database has to be made anew to have the fault

    def applied_to(self, text: str) -> str:
        """ValueError unless there is one place for it."""
        if text.count(self.find) != 1:
            raise ValueError(f"{self.file}: {text.count(self.find)} places for: {self.says}")
        return text.replace(self.find, self.put)


@dataclass(frozen=True, kw_only=True)
class NegativeTest:
    """What is asked in bad faith, the tests that ask it, and the fault that they have to notice."""

    number: int
    asks: str
    proof: tuple[str, ...] = ()
    fault: Fault | None = None
    leaves_out: str = ""  # what of it is not asked, and why


def read() -> list[NegativeTest]:
    files = sorted(Path(__file__).parent.glob("*.toml"))
    tests = [_test(**row) for file in files for row in tomllib.loads(file.read_text())["test"]]
    return sorted(tests, key=lambda test: test.number)


def _test(*, fault: dict | None = None, proof: list[str] = (), **values) -> NegativeTest:
    return NegativeTest(**values, proof=tuple(proof), fault=Fault(**fault) if fault else None)


def as_markdown() -> str:
    lines = ["| | asked in bad faith | tests | the fault that they notice | left out |", "|---:|---|---|---|---|"]
    lines += [
        f"| {test.number} | {test.asks} | {' '.join(f'`{proof}`' for proof in test.proof)} "
        f"| {test.fault.says if test.fault else ''} | {test.leaves_out} |"
        for test in read()
    ]
    return "\n".join(lines) + "\n"


def document() -> str:
    """The document as it stands, with the table of today."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    return before + BEGIN + as_markdown() + END + rest.partition(END)[2]


if __name__ == "__main__":
    DOCUMENT.write_text(document())
