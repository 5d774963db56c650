"""An order as one file: its sheets, the codebook, how to read them, and how they were made."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exchange.disk import new_file
from exchange.exporting.codebook import Codebook, file_name
from exchange.exporting.columns import Column, Sheet
from exchange.exporting.copying import Copy
from exchange.exporting.order import Order
from exchange.exporting.sheets import sheets_of
from exchange.models import StudyId

LOADERS = Path(__file__).parent / "loaders"
# Of 9; the next ones take twice the time for a twentieth less.
COMPRESSION = 3

Progress = Callable[[int], object]


@dataclass(frozen=True, kw_only=True)
class Packed:
    rows: int
    sha256: str
    size_bytes: int


def prepare(order: Order) -> list[tuple[Sheet, list[Column]]]:
    """The sheets with the columns that go out; whoever has no study id gets one first."""
    if not order.names_people:
        StudyId.objects.give_to_everybody()
    return [(sheet, order.columns_of(sheet)) for sheet in sheets_of(order)]


def rows_of(order: Order) -> int:
    """Lines of all its sheets."""
    return sum(sheet.rows.order_by().count() for sheet in sheets_of(order))


def _tell_nobody(rows: int) -> None:
    pass


def write_sheet(
    sheet: Sheet, columns: list[Column], order: Order, out: BinaryIO, progress: Progress = _tell_nobody
) -> int:
    """Returns its rows; tells `progress` how many more of them are written, now and then."""
    if order.byte_order_mark:
        out.write(codecs.BOM_UTF8)
    copy, told = Copy(sheet, columns, guard=order.guarded), 0
    for block in copy:
        out.write(block)
        progress(copy.rows - told)
        told = copy.rows
    return copy.rows


def pack(order: Order, path: Path, *, at: datetime, progress: Progress = _tell_nobody) -> Packed:
    """Write the package to a new file that nobody else can read. In a transaction whose view of the database stays the
    same, the sheets fit each other."""
    sheets = prepare(order)
    codebook = Codebook(order=order, sheets=sheets, made_at=at)
    rows = 0
    with new_file(path) as out, ZipFile(out, "w") as archive:
        for name, text in _texts(codebook):
            archive.writestr(_entry(name, at), text, compress_type=ZIP_DEFLATED)
        for sheet, columns in sheets:
            with archive.open(_entry(file_name(sheet, order), at), "w", force_zip64=True) as file:
                rows += write_sheet(sheet, columns, order, file, progress)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Packed(rows=rows, sha256=digest, size_bytes=path.stat().st_size)


def _texts(codebook: Codebook) -> list[tuple[str, str]]:
    about = "\n".join(f"{name}: {value}" for name, value in codebook.about().items())
    return [
        ("README.txt", f"{about}\n\n{(LOADERS / 'README.txt').read_text()}"),
        ("codebook.csv", codebook.as_csv()),
        ("codebook.json", codebook.as_json()),
        ("load.py", (LOADERS / "load.py").read_text()),
        ("load.R", (LOADERS / "load.R").read_text()),
    ]


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, date_time=(at.year, 1, 1, 0, 0, 0))
    entry.compress_type, entry._compresslevel = ZIP_DEFLATED, COMPRESSION
    return entry
