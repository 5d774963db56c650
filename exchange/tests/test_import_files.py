"""Files that are not what they should be: each is refused with a sentence, and none with a traceback."""

import csv
import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.importing import reading
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, Refused
from exchange.importing.matching import Dates, Matching
from exchange.importing.tables import open_table
from exchange.tests.spreadsheets import RESPONDER, STOPPED, write_rows
from patients.models import Patient

pytestmark = pytest.mark.django_db

HEADER = ",".join(NAMES)
ROW = ",".join(RESPONDER.values())


@pytest.fixture
def refusal(tmp_path, capsys):
    """`refusal(content)`: the lines printed for a file of these bytes, which is refused."""

    def refuse(content):
        path = tmp_path / "cases.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return refused(path, capsys)

    return refuse


def refused(path, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("import_cases", str(path))
    assert stopped.value.code == 1
    assert Patient.objects.count() == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    *faults, last = printed.err.splitlines()
    assert last == "Nothing was imported."
    return faults


def test_a_file_that_is_not_there(tmp_path, capsys):
    path = tmp_path / "none.csv"

    assert refused(path, capsys) == [f"{path} can't be read: there is no such file."]


def test_a_folder(tmp_path, capsys):
    assert refused("/", capsys) == ["/ can't be read: it is a folder, not a file."]


def test_a_name_that_no_file_can_have(capsys):
    assert refused("a\0b", capsys) == ["a<U+0000>b can't be read: its name is none that a file can have."]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(refusal, content):
    assert refusal(content) == ["line 1, chart_number: the file is empty; it begins with a line of the column names."]


def test_a_file_of_column_names_only_imports_nothing(tmp_path, capsys):
    call_command("import_cases", str(write_rows(tmp_path / "cases.csv", [])))

    assert capsys.readouterr().out == "The file holds no course: nothing to import.\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(refusal, encoding):
    assert refusal(f"{HEADER}\n{ROW}\n".encode(encoding)) == [
        'line 1, chart_number: the text is encoded as UTF-16. Save it as "CSV UTF-8".'
    ]


def test_latin_1_is_named_by_the_cell_that_shows_it(refusal):
    row = ROW.replace("Abbott", "Hallström")

    assert refusal(f"{HEADER}\n{row}\n".encode("latin-1")) == [
        'line 2, family_name: the text is not encoded as UTF-8. Save the file as "CSV UTF-8".'
    ]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_another_separator_than_the_comma(tmp_path, separator):
    path = tmp_path / "cases.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([NAMES, RESPONDER.values()])

    call_command("import_cases", str(path))

    assert Patient.objects.get().chart_number == "LDN-001"


def test_a_file_without_column_names(refusal):
    faults = refusal(f"{ROW}\n")

    assert faults[0] == "line 1, LDN-001: there is no such column."


def test_unknown_missing_and_repeated_columns(refusal):
    header = HEADER.replace("pgic", "colour").replace("sex", "phone")

    assert refusal(f"{header}\n{ROW}\n") == [
        "line 1, colour: there is no such column.",
        "line 1, sex: this column is missing.",
        "line 1, pgic: this column is missing.",
        "line 1, phone: this column stands twice in the file.",
    ]


def test_a_file_that_is_cut_off_in_its_last_line(refusal):
    assert refusal(f"{HEADER}\n{ROW}\n{','.join(STOPPED.values())}"[:-40]) == [
        "line 3, stop_reason: the line ends before this column: it has 18 of 28 cells. Is the file cut off?"
    ]


def test_a_file_that_may_be_cut_off_within_its_last_cell_is_imported_with_a_warning(tmp_path, capsys):
    path = tmp_path / "cases.csv"
    path.write_text(f"{HEADER}\n{ROW[:-1]}")

    call_command("import_cases", str(path))

    assert capsys.readouterr().err == (
        "warning: line 2, monthly_cost_usd: the file ends without a line break; is this cell whole?\n"
    )


def test_a_line_that_is_too_long(refusal):
    assert refusal(f"{HEADER}\n{ROW},more\n") == [
        "line 2, monthly_cost_usd: the line goes on after this column: it has 29 cells, for 28 columns."
    ]


def test_an_empty_line_between_rows(refusal):
    assert refusal(f"{HEADER}\n\n{ROW}\n") == ["line 2, chart_number: this line is empty."]


@pytest.mark.parametrize("cell", ['"Ada', '"Ada"x'])
def test_a_quotation_mark_without_partner_spoils_its_line_alone(refusal, cell):
    broken = ROW.replace(",Ada,", f",{cell},")
    wrong = ",".join((STOPPED | {"pgic": "9"}).values())

    assert refusal(f"{HEADER}\n{broken}\n{wrong}\n") == [
        "line 2, given_name: a quotation mark has no partner on this line, or text behind it. Is the line cut off?",
        'line 3, pgic: "9" is not a whole number from 1 to 7.',
    ]


def test_a_cell_of_a_megabyte(refusal):
    row = ROW.replace("Abbott", "A" * 2**20)

    assert refusal(f"{HEADER}\n{row}\n") == [
        f"line 2, family_name: the line has {len(row)} characters; a line of this file has at most 10000."
    ]


def test_what_is_printed_of_a_cell_is_short_and_visible(refusal):
    row = ROW.replace(",F,", ",\u00a0" + "F" * 100 + ",").replace("2019-06-03", "2019-06\u201003")

    faults = refusal(f"{HEADER}\n{row}\n")

    assert faults == [
        f'line 2, sex: "{"F" * 40}..." is not one of: F, M, X, U.',
        'line 2, prescribed_on: "2019-06\u201003" is not a day as year-month-day; write it like 2019-06-03.',
    ]


def test_a_file_larger_than_the_limit(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("exchange.importing.files.FILE_LIMIT", 2**20)
    path = tmp_path / "cases.csv"
    path.write_bytes(b"a" * (2**20 + 1))

    assert refused(path, capsys) == ["the file is larger than 1 MB. Split it, and import the parts in turn."]


@st.composite
def damaged_files(draw):
    """The bytes of a good file with some pieces of it replaced by others."""
    content = f"{HEADER}\n{ROW}\n{','.join(STOPPED.values())}\n".encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        piece = draw(
            st.binary(max_size=8) | st.sampled_from([b",", b";", b'"', b"\n", b"\r", b"\0", b"\xff", b"-", b"9"])
        )
        content = content[:start] + piece + content[start + draw(st.integers(0, 12)) :]
    return content


def faults_in(content):
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        try:
            table = open_table(Path(file.name))
            reading.read(table, Matching.exact(table.headings, Dates.ISO), today=date(2026, 6, 1))
        except Refused as refused:
            return refused.faults
        return []


@settings(max_examples=200, deadline=None)
@given(content=damaged_files() | st.binary(max_size=200))
def test_whatever_the_bytes_are_the_file_is_read_or_its_faults_are_named(content):
    assert {type(fault) for fault in faults_in(content)} <= {Fault}
