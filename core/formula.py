"""Texts that a spreadsheet program would take for a formula, made harmless in files that go out, and put back in
files that come in.

Whoever can type a name could otherwise run a formula on the machine that opens the file. The guard is an apostrophe in
front: a spreadsheet program shows it, and computes nothing.
"""

import re

MARK = "'"
# Blanks that a spreadsheet program may pass over before it looks; the same characters for Python and PostgreSQL.
_BLANKS = " \t\n\r\x0b\x0c\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_BEGINS_A_FORMULA = "=+@\uff1d\uff0b\uff0d\uff20\t\n\r-"
FORMULA = re.compile(f"^[{MARK}{_BLANKS}]*[{_BEGINS_A_FORMULA}]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def guarded(text: str) -> str:
    return MARK + text if FORMULA.match(text) else text


def guarded_unless_a_number(cell: object) -> object:
    """Of a table of texts and numbers: -3 stays a number."""
    return guarded(cell) if isinstance(cell, str) and not _NUMBER.fullmatch(cell) else cell


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith(MARK) and FORMULA.match(text) else text


def guarded_sql(column: str) -> tuple[str, list[str]]:
    """`guarded`, as PostgreSQL does it of a column's name: an expression and its values. Null stays null."""
    return f"CASE WHEN {column} ~ %s THEN %s || {column} ELSE {column} END", [FORMULA.pattern, MARK]
