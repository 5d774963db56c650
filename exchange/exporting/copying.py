"""A sheet as comma separated values, written by PostgreSQL itself and passed on as it comes: what is held in memory
does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Func, Subquery, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from exchange.exporting.columns import Column, Sheet
from exchange.exporting.kinds import as_text

# Bytes that are passed on at a time.
BLOCK = 256 * 1024
FORMAT = "FORMAT csv, HEADER true, ENCODING 'UTF8'"
_TEXTS = ArrayField(TextField())


class Copy:
    """The file of a sheet, to be gone through once, in blocks; its first line names the columns."""

    def __init__(self, sheet: Sheet, columns: list[Column], *, guard: bool) -> None:
        self.statement = f"COPY ({statement_of(sheet, columns, guard=guard)}) TO STDOUT ({FORMAT})"
        self.rows = 0  # so far

    def __iter__(self) -> Iterator[bytes]:
        block = bytearray()
        with connection.cursor() as cursor, cursor.copy(self.statement) as lines:
            for self.rows, line in enumerate(lines):  # the first one are the names
                block += line
                if len(block) >= BLOCK:
                    yield bytes(block)
                    block.clear()
        yield bytes(block)


def statement_of(sheet: Sheet, columns: list[Column], *, guard: bool) -> str:
    """The SELECT whose rows are the lines of the file, its values in it.

    A row's `within` rows are looked up once, as an array of their cells, from which the outer SELECT picks. OFFSET 0
    keeps PostgreSQL from looking them up again for each pick.
    """
    cells = _cells(sheet, columns, guard=guard)
    rows = sheet.rows.order_by().annotate(**cells).values(*cells)
    sql = connection.ops.compose_sql(*rows.query.sql_with_params())
    picks = ", ".join(
        f"{pick} AS {_quoted(column.name)}" for pick, column in zip(_picks(columns), columns, strict=True)
    )
    return f"SELECT {picks} FROM ({sql} OFFSET 0) AS course"  # noqa: S608  # nosec B608 the names are ours


def _cells(sheet: Sheet, columns: list[Column], *, guard: bool) -> dict[str, Combinable]:
    """What is asked of each row: a cell a column, and an array of cells for each kind of `within` row."""
    cells = {f"c{at}": column.cell(guard=guard) for at, column in enumerate(columns) if not column.within}
    cells |= {
        f"o{at}": as_text(column.otherwise, column.kind, guard=guard)
        for at, column in enumerate(columns)
        if column.otherwise
    }
    for name, rows in sheet.within.items():
        texts = [Cast(one.cell(guard=guard), TextField()) for one in columns if one.within == name]
        array = Func(*texts, template="ARRAY[%(expressions)s]", output_field=_TEXTS)
        cells[f"in_{name}"] = Subquery(rows.values_list(array)[:1], output_field=_TEXTS)
    return cells


def _picks(columns: list[Column]) -> Iterator[str]:
    """Where each column's cell stands in what was asked."""
    taken: dict[str, int] = {}
    for at, column in enumerate(columns):
        if not column.within:
            yield f"c{at}"
            continue
        place = taken[column.within] = taken.get(column.within, 0) + 1
        found = f"in_{column.within}"
        yield (
            f"CASE WHEN {found} IS NULL THEN o{at} ELSE {found}[{place}] END"
            if column.otherwise
            else f"{found}[{place}]"
        )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
