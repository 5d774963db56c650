"""A text file of separated values, taken apart line by line.

No cell of this format holds a line break, so each line is read by itself: a quotation mark without its partner spoils
one line and not the rest, and a line's number is the one that an editor shows.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.exceptions import ValidationError

from core.fields import no_invisible_characters
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, Refused, visible

# Bytes. 100,000 courses take a quarter of it.
FILE_LIMIT = 100 * 2**20
# Characters. The widest line of real data takes a tenth of it.
LINE_LIMIT = 10_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;\t|"
PICTURE_MARKS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PDF_MARK = b"%PDF"
FORMULA = "this is a formula. Put its value in the cell: copy the column, and paste it as values."
# Bytes that are no UTF-8 are decoded to these, so that their cell can be named.
UNDECODED = range(0xDC80, 0xDD00)


def too_large() -> str:
    return f"the file is larger than {FILE_LIMIT // 2**20} MB. Split it, and import the parts in turn."


def content_of(path: Path) -> bytes:
    """The bytes of the file; Refused if it can't be read, or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise Refused([f"{visible(str(path))} can't be read: {_reason(error)}."]) from None
    if len(content) > FILE_LIMIT:
        raise Refused([too_large()])
    return content


def text_of(content: bytes) -> str:
    """The text that the bytes are; Refused if they are none."""
    text = content.decode("utf-8-sig", errors="surrogateescape")
    if wrong := _what_it_is_instead(content, text):
        raise Refused([Fault(1, NAMES[0], wrong)])
    return text


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder, not a file"
    return (getattr(error, "strerror", None) or "its name is none that a file can have").lower()


def _what_it_is_instead(content: bytes, text: str) -> str:
    if not text.strip():
        return "the file is empty; it begins with a line of the column names."
    if content.startswith(PICTURE_MARKS):
        return "this is a picture, not a table."
    if content.startswith(PDF_MARK):
        return "this is a PDF, not a table."
    if content.startswith(UTF16_MARKS) or b"\0" in content[:2]:
        return 'the text is encoded as UTF-16. Save it as "CSV UTF-8".'
    return ""


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number, from 1, without its line break; empty lines at the end are left out."""
    empty = []
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        line = line.removesuffix("\n")
        if line:
            yield from empty
            empty = []
            yield number, line
        else:
            empty.append((number, line))


def separator_of(line: str) -> str:
    """What stands between the columns, by the first line; the comma if nothing does."""
    return max(SEPARATORS, key=lambda separator: (line.count(separator), separator == ","))


def cells_of(number: int, line: str, columns: Sequence[str], separator: str = ",") -> list[str]:
    """The cells of a line below these columns; Refused if they can't be told apart, or hold what is no text."""
    if not line:
        raise Refused([Fault(number, columns[0], "this line is empty.")])
    if len(line) > LINE_LIMIT:
        longest = max(range(len(pieces := line.split(separator))), key=lambda at: len(pieces[at]))
        what = f"the line has {len(line)} characters; a line of this file has at most {LINE_LIMIT}."
        raise Refused([Fault(number, _column_at(longest, columns), what)])
    try:
        cells = next(csv.reader([line], strict=True, delimiter=separator))
    except csv.Error:
        quoted = next((at for at, piece in enumerate(line.split(separator)) if '"' in piece), 0)
        what = "a quotation mark has no partner on this line, or text behind it. Is the line cut off?"
        raise Refused([Fault(number, _column_at(quoted, columns), what)]) from None
    if not line.isprintable() or "=" in line:
        odd_cells = [(at, what) for at, cell in enumerate(cells) if (what := odd(cell))]
        faults = [Fault(number, _column_at(at, columns), what, cells[at]) for at, what in odd_cells]
        if faults:
            raise Refused(faults)
    return cells


def check_width(number: int, cells: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse a line with fewer or more cells than there are columns."""
    found, wanted = len(cells), len(columns)
    if found < wanted:
        what = f"the line ends before this column: it has {found} of {wanted} cells. Is the file cut off?"
        raise Refused([Fault(number, columns[found], what)])
    if found > wanted:
        what = f"the line goes on after this column: it has {found} cells, for {wanted} columns."
        raise Refused([Fault(number, columns[-1], what)])


def _column_at(index: int, columns: Sequence[str]) -> str:
    return columns[min(index, len(columns) - 1)]


def odd(cell: str) -> str:
    """What is wrong with the characters of a cell, if anything."""
    if cell.lstrip().startswith("="):
        return FORMULA
    if any(ord(character) in UNDECODED for character in cell):
        return 'the text is not encoded as UTF-8. Save the file as "CSV UTF-8".'
    try:
        no_invisible_characters(cell)
    except ValidationError as error:
        return error.message
    return ""
