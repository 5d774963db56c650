"""A sheet as comma separated values, written by PostgreSQL itself and passed on as it comes: what is held in memory
does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import Func, Subquery, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from core.formula import guarded_sql
from exchange.exporting.columns import Column, Sheet
from exchange.exporting.kinds import as_text

# Bytes that are passed on at a time.
BLOCK = 256 * 1024
FORMAT = "FORMAT csv, HEADER true, ENCODING 'UTF8'"
_TEXTS = ArrayField(TextField())
# Rows come in the order of their keys, and what belongs to them lies together on the disk: joined by hashing they come
# in no order, and a million courses take four times as long. Compiling the statement takes longer than it saves.
IN_ORDER = "SET LOCAL enable_hashjoin = off; SET LOCAL jit = off"


class Copy:
    """The file of a sheet, to be gone through once, in blocks; its first line names the columns."""

    def __init__(self, sheet: Sheet, columns: list[Column], *, guard: bool) -> None:
        self.statement = f"COPY ({statement_of(sheet, columns, guard=guard)}) TO STDOUT ({FORMAT})"
        self.rows = 0  # so far

    def __iter__(self) -> Iterator[bytes]:
        block = bytearray()
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(IN_ORDER)
            with cursor.copy(self.statement) as lines:
                for self.rows, line in enumerate(lines):  # the first one are the names
                    block += line
                    if len(block) >= BLOCK:
                        yield bytes(block)
                        block.clear()
        yield bytes(block)


def statement_of(sheet: Sheet, columns: list[Column], *, guard: bool) -> str:
    """The SELECT whose rows are the lines of the file, its values in it.

    A row's `within` rows are looked up once, as an array of their cells, from which the outer SELECT picks. OFFSET 0
    keeps PostgreSQL from looking anything up again for each time that it is named there.
    """
    cells = _cells(sheet, columns)
    rows = sheet.rows.order_by().annotate(**cells).values(*cells)
    sql, values = rows.query.sql_with_params()
    picks, guards = _picks(columns, guard=guard)
    statement = f"SELECT {picks} FROM ({sql} OFFSET 0) AS course"  # noqa: S608  # nosec B608 the names are ours
    return connection.ops.compose_sql(statement, [*guards, *values])


def _cells(sheet: Sheet, columns: list[Column]) -> dict[str, Combinable]:
    """What is asked of each row: a cell a column, and an array of cells for each kind of `within` row."""
    cells = {f"c{at}": column.cell() for at, column in enumerate(columns) if not column.within}
    cells |= {f"o{at}": as_text(one.otherwise, one.kind) for at, one in enumerate(columns) if one.otherwise}
    for name, rows in sheet.within.items():
        texts = [Cast(one.cell(), TextField()) for one in columns if one.within == name]
        array = Func(*texts, template="ARRAY[%(expressions)s]", output_field=_TEXTS)
        cells[f"in_{name}"] = Subquery(rows.values_list(array)[:1], output_field=_TEXTS)
    return cells


def _picks(columns: list[Column], *, guard: bool) -> tuple[str, list[str]]:
    """The list of the outer SELECT: each column's cell from where it stands, what was typed guarded; and its values."""
    picks, values = [], []
    for place, column in zip(_places(columns), columns, strict=True):
        if guard and column.kind.is_typed:
            place, of_the_guard = guarded_sql(place)
            values += of_the_guard
        picks.append(f"{place} AS {connection.ops.quote_name(column.name)}")
    return ", ".join(picks), values


def _places(columns: list[Column]) -> Iterator[str]:
    taken: dict[str, int] = {}
    for at, column in enumerate(columns):
        if not column.within:
            yield f"c{at}"
            continue
        number = taken[column.within] = taken.get(column.within, 0) + 1
        found = f"in_{column.within}"
        cell = f"{found}[{number}]"
        yield f"CASE WHEN {found} IS NULL THEN o{at} ELSE {cell} END" if column.otherwise else cell
