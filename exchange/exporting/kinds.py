"""The kinds of value in a file, and how PostgreSQL writes each as text. Null is an empty cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from enum import StrEnum

from django.db.models import Func, TextField, Value
from django.db.models.expressions import Combinable

SEPARATOR = ";"  # between several values in a cell


class Kind(StrEnum):
    TEXT = "text"
    TEXTS = "texts"  # joined by SEPARATOR
    LABEL = "words for a code"
    CODE = "code"
    CODES = "codes"  # joined by SEPARATOR
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    DAY = "day"  # 2019-06-03
    MOMENT = "moment"  # 2019-06-03T14:05:00Z
    YES_NO = "yes or no"
    AGE = "whole number, or 90+"

    @property
    def is_typed(self) -> bool:
        """Whether people typed it: only then can it hold a formula."""
        return self in (Kind.TEXT, Kind.TEXTS)


def as_text(value: Combinable, kind: Kind) -> Combinable:
    """The cell of a value, as an expression."""
    return _AS_TEXT[kind](value)


def _as(template: str) -> Callable[[Combinable], Func]:
    def expression(value: Combinable) -> Func:
        return Func(value, template=template, output_field=TextField())

    return expression


def _same(value: Combinable) -> Combinable:
    return value


def _yes_no(value: Combinable) -> Func:
    return Func(value, template="(ARRAY['no', 'yes'])[(%(expressions)s)::integer + 1]", output_field=TextField())


_JOINED = _as(f"ARRAY_TO_STRING(%(expressions)s, '{SEPARATOR}')")
_AS_TEXT = {
    Kind.TEXT: _same,
    Kind.TEXTS: _JOINED,
    Kind.LABEL: _same,
    Kind.CODE: _same,
    Kind.CODES: _JOINED,
    Kind.WHOLE: _same,
    Kind.DECIMAL: _as("TRIM_SCALE(%(expressions)s)"),
    Kind.DAY: _same,
    Kind.MOMENT: _as("""TO_CHAR((%(expressions)s) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""),
    Kind.YES_NO: _yes_no,
    Kind.AGE: _same,
}


def label_as_text(value: Combinable, kind: Kind, choices: Iterable[tuple[object, str]]) -> Func:
    """What the program calls the code, or each of the codes."""
    labels = Value(json.dumps({str(code): label for code, label in choices}), output_field=TextField())
    template = _LABELS if kind == Kind.CODES else "(%s::jsonb) ->> (%s)::text"
    return _Template(labels, value, template=template, output_field=TextField())


_LABELS = f"ARRAY_TO_STRING(ARRAY(SELECT (%s::jsonb) ->> code FROM UNNEST(%s) AS code), '{SEPARATOR}')"  # noqa: S608  # nosec B608 no word of a user


class _Template(Func):
    """The expressions each in its own place of the template."""

    def as_sql(self, compiler, connection, *, template=None, **context):
        compiled = [compiler.compile(source) for source in self.source_expressions]
        sql = (template or self.extra["template"]) % tuple(sql for sql, _ in compiled)
        return sql, [param for _, params in compiled for param in params]
