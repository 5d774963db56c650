import logging
import sys

import pytest
from django.db import DatabaseError, connection, transaction

from core.logs import DiscreetFormatter
from tests.factories import PatientFactory


def logged(caught):
    record = logging.LogRecord("ldn", logging.ERROR, "", 0, "Something failed", None, caught)
    return DiscreetFormatter("%(message)s").format(record)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update patients_patient set date_of_birth = '1800-01-01'",  # DETAIL: the whole row
        "insert into patients_patient select * from patients_patient",  # DETAIL: the key
        "select '{\"name\": Canary'::json",  # DETAIL and LINE: what was written
    ],
)
def test_a_refused_row_is_not_quoted_in_the_log(statement):
    PatientFactory(family_name="Canary\nHINT of a name", chart_number="Canary-7")

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        text = logged(sys.exc_info())

    assert "Canary" not in text
    assert "left out" in text
    assert text.startswith("Something failed\nTraceback")


@pytest.mark.parametrize("control", ["\r\n", "\n", "\x1b[2J", "\0", "\x85", "\u2028"])
def test_a_message_is_one_line_whatever_was_put_into_it(control):
    """23 of the negative tests."""
    record = logging.LogRecord("ldn", logging.WARNING, "", 0, "%s took too long", (f"/a{control}root signed in",), None)

    line = DiscreetFormatter("%(message)s").format(record)

    assert (len(line.splitlines()), line.isprintable()) == (1, True)
    assert line.startswith("/a\\x")


def test_other_errors_are_told_whole():
    try:
        raise ValueError("what is wrong")
    except ValueError:
        text = logged(sys.exc_info())

    assert text.endswith("ValueError: what is wrong")
