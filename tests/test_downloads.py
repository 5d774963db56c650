"""Files that leave the house. 21 and 22 of the negative tests."""

import csv
import io
import re
import zipfile

import pytest

from accounts.models import User
from accounts.permissions import Role
from core import formula
from reports import tables
from reports.figures import Figure, Row
from tests.access import addresses_of, type_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]

FORMULA = re.compile(r"[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
HOSTILE = [mark + 'cmd|"/c calc"!A1' for mark in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"]


@pytest.fixture
def clinician(client_of):
    """Of whom every list has something to show, with formulas wherever somebody types."""
    client = client_of(Role.CLINICIAN)
    type_everywhere(HOSTILE[0])
    User.objects.filter(is_active=True).update(first_name=HOSTILE[3])
    return client


def downloads_of(client):
    """(address, answer) of everything that is saved as a file."""
    for address in addresses_of(client.objects):
        response = client.get(address)
        if "Content-Disposition" in response.headers:
            yield address, response


def tables_in(response):
    """The text of each CSV table of a download, as it stands in the file."""
    if response.headers["Content-Type"].startswith("text/csv"):
        yield response.content.decode()
    if response.headers["Content-Type"] == "application/zip":
        with zipfile.ZipFile(io.BytesIO(response.content)) as file:
            yield from (file.read(name).decode() for name in file.namelist() if name.endswith(".csv"))


def formulas(text):
    """Cells that a spreadsheet would take for a formula. A negative number is none."""
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    return {cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)}


def test_21_no_cell_of_a_table_begins_as_a_formula_does(clinician):
    found = {address: [formulas(text) for text in tables_in(response)] for address, response in downloads_of(clinician)}
    cells = {address: one for address, one in found.items() if one}

    assert sorted(map(len, cells.values())) == [1, 1, 2]
    assert [(address, one) for address, one in cells.items() if any(one)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_21_a_text_that_would_be_a_formula_begins_with_an_apostrophe(text):
    label = Row(label=text, count=2, of=4)
    figure = Figure(key="x", title=text, denominator=text, rows=[label], columns=[text])

    table = tables.as_csv([figure], about=[(text, text)])

    assert formulas(table) == set()
    assert "'" + text in next(csv.DictReader(io.StringIO(table, newline="")))["row"]


@pytest.mark.parametrize("cell", ["-2", "-2.5", -2, 0, "", "a-b", "46 %", None])
def test_21_a_number_below_zero_stays_a_number(cell):
    assert formula.guarded_unless_a_number(cell) == cell


@pytest.mark.parametrize("text", ['a "b"', "a,b", "a\r\nb", "a\nb", '",\r\n"'])
def test_21_quotes_commas_and_lines_come_back_as_they_were(text):
    figure = Figure(key="x", title="t", denominator="d", rows=[Row(label=text, count=2, of=4)])

    head, line = csv.reader(io.StringIO(tables.as_csv([figure], about=[]), newline=""))

    assert (line[0], len(line)) == (text, len(head))


def test_22_the_program_alone_names_the_files(clinician):
    names = {address: response.headers["Content-Disposition"] for address, response in downloads_of(clinician)}

    assert names == {
        "/outcomes/figures/pgic.svg": 'attachment; filename="pgic.svg"',
        "/outcomes/figures/pgic.csv": 'attachment; filename="pgic.csv"',
        "/outcomes/case-series/file/": 'attachment; filename="case-series-2026-07-08.zip"',
        "/outcomes/over-time/pain-before-and-now.csv": 'attachment; filename="pain-before-and-now.csv"',
        "/outcomes/methods/file/": 'attachment; filename="methods-2026-07-08.txt"',
    }


@pytest.mark.parametrize(
    "name", ["x", "pgic%0d%0aX-Evil:1", "..%2fpgic", "pgic%22;a=%22", "pgic%00", "\u202epgic", "pgic.csv"]
)
def test_22_no_address_names_a_file(clinician, name):
    for kind in ("svg", "csv"):
        response = clinician.get(f"/outcomes/figures/{name}.{kind}")

        assert response.status_code == 404
        assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize("hostile", ["a\r\nX-Evil: 1", "../../etc/passwd", 'a";b="', "\u202egnp"])
def test_22_what_an_address_asks_for_besides_is_no_part_of_a_files_name(clinician, hostile):
    clinician.raise_request_exception = False
    asked = dict.fromkeys(("name", "filename", "file", "key"), hostile)

    for address in ("/outcomes/figures/pgic.svg", "/outcomes/figures/pgic.csv", "/outcomes/case-series/file/"):
        response = clinician.get(address, asked)

        assert response.status_code == 200
        assert re.fullmatch(
            r'attachment; filename="[a-z0-9-]+\.(csv|svg|zip)"', response.headers["Content-Disposition"]
        )
