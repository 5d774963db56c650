"""Files that are uploaded and are no spreadsheet of courses: each gets a sentence, and nothing is kept or written."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import Permission as Right
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from accounts.permissions import Permission, Role
from exchange.importing import reading
from exchange.importing.columns import NAMES
from exchange.importing.faults import Refused
from exchange.importing.matching import Dates, Matching
from exchange.importing.tables import open_table
from exchange.models import Import
from exchange.tests.spreadsheets import RESPONDER, STOPPED, csv_of, saved, workbook_of
from patients.models import Patient

pytestmark = pytest.mark.django_db

HEADER = ",".join(NAMES)
SHEET = "xl/worksheets/sheet1.xml"
BOMB_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


@pytest.fixture
def said_of(signed_in_client, settings, tmp_path):
    """`said_of(content)`: the one sentence at the upload, which leaves nothing behind."""
    settings.IMPORTS_FOLDER = tmp_path / "imports"
    client = signed_in_client(Role.ADMINISTRATOR)
    client.user.user_permissions.add(Right.objects.get(codename=Permission.IMPORT.codename))

    def said_of(content, name="cases.csv"):
        answer = client.post(reverse("imports:upload"), {"file": SimpleUploadedFile(name, content)})
        assert (answer.status_code, Import.objects.count(), Patient.objects.count()) == (422, 0, 0)
        assert [*Path(settings.IMPORTS_FOLDER).glob("*")] == []
        (sentence,) = answer.context["form"].errors["file"]
        assert escape(sentence) in answer.content.decode()
        return sentence

    return said_of


def repacked(content, **parts):
    """The workbook with parts changed or added, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty; it begins with a line of the column names."),
        (b"\n\n", "The file is empty; it begins with a line of the column names."),
        (HEADER.encode() + b"\n", "There is no course below the column names."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is a picture, not a table."),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a picture, not a table."),
        (b"%PDF-1.7\n", "This is a PDF, not a table."),
        (HEADER.encode("utf-16"), 'The text is encoded as UTF-16. Save it as "CSV UTF-8".'),
        ("Größe,b\n1,2\n".encode("latin-1"), 'The text is not encoded as UTF-8. Save the file as "CSV UTF-8".'),
        (b"a,a\n1,2\n", '"a" stands above two columns. Rename one of them.'),
        (b"a,\n1,2\n", "Column B has no name in the first line. Is the header merged, or in a second line?"
            " Each column needs its own name, in the first line."),
        (b"a," * 300 + b"\n1\n", "The file has more than 200 columns. Leave out those that are not needed."),
        (b"x" * 2**20, "The line has 1048576 characters; a line of this file has at most 10000."),
        (b"PK\x03\x04 and so on",
            "This file is damaged, or no Excel workbook. Save it again as .xlsx, or as CSV UTF-8."),
        (b"\xd0\xcf\x11\xe0 and so on",
            'This is an old Excel file (.xls). Save it as "Excel Workbook (.xlsx)" or as "CSV UTF-8".'),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "This workbook is locked with a password. Save it without one."),
    ],
)  # fmt: skip
def test_what_is_no_table_gets_a_sentence(said_of, content, sentence):
    assert said_of(content) == sentence


def test_a_file_larger_than_the_limit(said_of, monkeypatch):
    monkeypatch.setattr("exchange.importing.files.FILE_LIMIT", 2**20)

    assert said_of(b"a" * (2**20 + 1)) == "The file is larger than 1 MB. Split it, and import the parts in turn."


def test_a_zip_bomb_is_never_unpacked(said_of, monkeypatch):
    monkeypatch.setattr("zipfile.ZipFile.open", None)
    bomb = repacked_without_reading(b"\0" * (2**20 * 40))

    assert said_of(bomb) == "This file unpacks to far more than a spreadsheet holds, so it was not opened."


def repacked_without_reading(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        info = zipfile.ZipInfo(SHEET)
        info.compress_type = zipfile.ZIP_DEFLATED
        _write(new, info, content)
    return out.getvalue()


def _write(archive, info, content):
    """Without `ZipFile.open`, which the test has taken away."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    info.header_offset, info.file_size, info.compress_size = archive.fp.tell(), len(content), len(packed)
    info.CRC = zlib.crc32(content)
    archive.fp.write(info.FileHeader() + packed)
    archive.filelist.append(info)
    archive.NameToInfo[info.filename] = info
    archive.start_dir, archive._didModify = archive.fp.tell(), True


def test_a_workbook_that_unpacks_to_more_than_the_limit(said_of, monkeypatch):
    monkeypatch.setattr("exchange.importing.workbooks.UNPACKED_LIMIT", 1000)

    assert said_of(workbook_of([RESPONDER])).startswith("This file unpacks to far more")


def test_entities_that_blow_up_are_not_read(said_of):
    sheet = BOMB_ENTITIES + b"<worksheet><sheetData><row r='1'><c r='A1'><v>&b;</v></c></row></sheetData></worksheet>"

    assert said_of(repacked(workbook_of([RESPONDER]), **{SHEET: sheet})).startswith("This file is damaged")


def test_a_zip_of_another_program(said_of):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<office/>")

    assert said_of(out.getvalue()) == "This is no Excel workbook. Save it as .xlsx, or as CSV UTF-8."


def test_a_part_that_is_cut_off(said_of):
    sheet = b"<worksheet><sheetData><row r='1'><c r='A1'"

    assert said_of(repacked(workbook_of([RESPONDER]), **{SHEET: sheet})).startswith("This file is damaged")


def test_a_header_of_merged_cells(said_of):
    book = openpyxl.Workbook()
    book.active.append(["Patient", "", "", "Course"])
    book.active.merge_cells("A1:C1")
    book.active.append(["MRN", "Last", "First", "Prescribed"])

    assert said_of(saved(book)).startswith("Column B has no name in the first line. Is the header merged")


def test_a_workbook_with_nothing_in_it(said_of):
    assert said_of(saved(openpyxl.Workbook())) == "The file is empty; it begins with a line of the column names."


def test_a_first_line_that_is_empty(said_of):
    book = openpyxl.Workbook()
    book.active.append([])
    book.active["A2"] = "chart_number"

    assert said_of(saved(book)) == "The first line is empty; the names of the columns belong there."


# --- what is wrong in single cells shows when the file is checked --------------------------------------------


def faults_of(tmp_path, content):
    path = tmp_path / "cases"
    path.write_bytes(content)
    table = open_table(path)
    try:
        reading.read(table, Matching.exact(table.headings, Dates.ISO), today=date(2026, 6, 1))
    except Refused as refused:
        return [str(fault) for fault in refused.faults]
    return []


def changed(**cells):
    """A workbook of one line, some of its cells being these."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([RESPONDER])))
    for name, value in cells.items():
        book.active.cell(2, NAMES.index(name) + 1).value = value
    return saved(book)


FORMULA = "this is a formula. Put its value in the cell: copy the column, and paste it as values."


def test_formulas_are_named_by_their_cell(tmp_path):
    assert faults_of(tmp_path, changed(relief_percent="=40+10", given_name='=HYPERLINK("http://x","Ada")')) == [
        f"line 2, given_name: {FORMULA}",
        f"line 2, relief_percent: {FORMULA}",
    ]
    assert faults_of(tmp_path, csv_of([RESPONDER | {"given_name": "=cmd|' /C calc'!A0"}])) == [
        f"line 2, given_name: {FORMULA}"
    ]


def test_a_cell_of_a_megabyte_is_named(tmp_path):
    with zipfile.ZipFile(io.BytesIO(workbook_of([RESPONDER]))) as archive:
        sheet = archive.read(SHEET).replace(b">Abbott<", b">" + os.urandom(2**19).hex().encode() + b"<")

    (fault,) = faults_of(tmp_path, repacked(workbook_of([RESPONDER]), **{SHEET: sheet}))

    assert fault.startswith("line 2, family_name: the line has 1048")


def test_what_excel_shows_is_what_is_read(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([RESPONDER])))
    cell = {name: book.active.cell(2, NAMES.index(name) + 1) for name in NAMES}
    cell["chart_number"].value, cell["chart_number"].number_format = 7, "0000"
    cell["relief_percent"].value, cell["relief_percent"].number_format = 0.5, "0%"
    cell["monthly_cost_usd"].value = 16
    path = tmp_path / "cases.xlsx"
    book.save(path)

    call_command("import_cases", str(path))

    course = Patient.objects.get(chart_number="0007").prescriptions.get()
    assert (course.responses.get().relief_percent, course.monthly_cost_usd) == (50, 16)


def test_an_error_of_excel_and_a_time_of_day_are_faults(tmp_path):
    from datetime import datetime

    faults = faults_of(tmp_path, changed(pgic="#N/A", prescribed_on=datetime(2019, 6, 3, 14, 30)))  # noqa: DTZ001

    assert faults == ['line 2, pgic: "#N/A" is an error of the spreadsheet program, and no value.']


def test_the_first_sheet_with_data_is_taken_and_the_others_are_named(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([RESPONDER])))
    book.create_sheet("Notes", 0)
    book.create_sheet("Old")
    path = tmp_path / "cases.xlsx"
    book.save(path)

    assert open_table(path).notes == ['Read from the sheet "Sheet". Not read: "Notes", "Old".']


def test_lines_that_are_only_painted_are_passed_over(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([RESPONDER, STOPPED])))
    for row in range(4, 3000):
        book.active.cell(row, 1).fill = openpyxl.styles.PatternFill("solid", "FFFF00")

    assert faults_of(tmp_path, saved(book)) == []


def test_the_command_takes_workbooks_and_declared_dates(tmp_path):
    path = tmp_path / "cases.csv"
    days = {"date_of_birth": "31.1.1991", "prescribed_on": "03/06/2019", "first_dose_on": "6-6-2019",
            "stable_on": "13/06/2019", "response_on": "03/07/2019"}  # fmt: skip
    path.write_bytes(csv_of([RESPONDER | days]))

    call_command("import_cases", str(path), dates="dmy")

    patient = Patient.objects.get()
    assert (patient.date_of_birth, patient.prescriptions.get().prescribed_on) == (date(1991, 1, 31), date(2019, 6, 3))
