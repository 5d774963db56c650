"""What an import refuses: whole, with status 1, each fault by line and column, and nothing written."""

from datetime import date

import pytest
from django.core.management import call_command

from exchange.importing.columns import NAMES
from exchange.tests.spreadsheets import NOT_STARTED, RESPONDER, STOPPED, write_rows
from followups.models import Response
from patients.models import Medicine, Patient
from prescriptions.models import Prescription
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

OTHER_PERSON = {"chart_number": "LDN-002", "family_name": "Baptiste", "given_name": "Beatriz"}


@pytest.fixture
def refusal(tmp_path, capsys):
    """`refusal(row, row)`: the lines printed for a file of the rows, which is refused and leaves nothing behind."""

    def refuse(*rows):
        before = (Patient.objects.count(), Prescription.objects.count(), Response.objects.count())
        with pytest.raises(SystemExit) as stopped:
            call_command("import_cases", str(write_rows(tmp_path / "cases.csv", rows)))
        assert stopped.value.code == 1
        assert (Patient.objects.count(), Prescription.objects.count(), Response.objects.count()) == before
        printed = capsys.readouterr()
        assert printed.out == ""
        *faults, last = printed.err.splitlines()
        assert last == "Nothing was imported."
        return faults

    return refuse


MONTH_FIRST = "is not a day as year-month-day; write it like 2019-06-03."
SEXES = "F, M, X, U"
BAD_CELLS = [
    ("chart_number", "  ", "this can't be empty."),
    ("chart_number", "L" * 31, '"LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL" has 31 characters; at most 30 can be kept.'),
    ("family_name", "", "this can't be empty."),
    ("prescribed_on", "", "this can't be empty."),
    ("prescribed_on", "06/03/2019", f'"06/03/2019" {MONTH_FIRST}'),
    ("prescribed_on", "3.6.2019", f'"3.6.2019" {MONTH_FIRST}'),
    ("prescribed_on", "2019-6-3", f'"2019-6-3" {MONTH_FIRST}'),
    ("prescribed_on", "20190603", f'"20190603" {MONTH_FIRST}'),
    ("prescribed_on", "٢٠١٩-٠٦-٠٣", f'"٢٠١٩-٠٦-٠٣" {MONTH_FIRST}'),
    ("first_dose_on", "2019-02-30", '"2019-02-30" is no day of the calendar.'),
    ("date_of_birth", "0001-01-01", '"0001-01-01" is before 1900.'),
    ("date_of_birth", "9999-12-31", "9999-12-31 is still to come."),
    ("sex", "f", f'"f" is not one of: {SEXES}.'),
    ("sex", "female", f'"female" is not one of: {SEXES}.'),
    ("phone", "12", '"12" is not a telephone number; write it like +1 202 555 0100.'),
    ("phone", "call her sister", '"call her sister" is not a telephone number; write it like +1 202 555 0100.'),
    ("phone", "202 555 0100 x7", '"202 555 0100 x7" has an extension, which has no place here; leave it out.'),
    ("regions", "knee", '"knee" is not one of: cervical, lumbar, hip, sacroiliac.'),
    ("regions", "hip;hip", '"hip" is named twice.'),
    ("regions", "hip;", '"hip;" has nothing between two separators, or at an end.'),
    ("icd10_codes", "back pain", '"BACK PAIN" is not written like an ICD-10-CM code, such as M54.16.'),
    ("medications", "gabapentin", '"gabapentin" is not written as name:mg_per_day, like gabapentin:900.'),
    ("medications", "gabapentin:lots", '"lots" is not a number with at most 3 decimals, like 4.5.'),
    ("medications", "gabapentin:1;gabapentin:2", '"gabapentin" is named twice.'),
    ("medications", "gabapentin:100000", '"gabapentin:100000" is not below 100000 mg a day.'),
    ("filled", "maybe", '"maybe" is neither yes nor no; leave it empty if it is not known.'),
    ("start_dose_mg", "0", '"0" is not a dose above 0 and at most 50 mg a day.'),
    ("start_dose_mg", "50.01", '"50.01" is not a dose above 0 and at most 50 mg a day.'),
    ("start_dose_mg", "0,75", '"0,75" has a decimal comma; write it with a point, like 4.5.'),
    ("start_dose_mg", "NaN", '"NaN" is not a number with at most 2 decimals, like 4.5.'),
    ("start_dose_mg", "1e309", '"1e309" is not a number with at most 2 decimals, like 4.5.'),
    ("start_dose_mg", "-1", '"-1" is not a number with at most 2 decimals, like 4.5.'),
    ("stable_dose_mg", "4.5 mg", '"4.5 mg" is not a number with at most 2 decimals, like 4.5.'),
    ("pgic", "0", '"0" is not a whole number from 1 to 7.'),
    ("pgic", "8", '"8" is not a whole number from 1 to 7.'),
    ("relief_percent", "101", '"101" is not a whole number from -100 to 100.'),
    ("relief_percent", "-101", '"-101" is not a whole number from -100 to 100.'),
    ("relief_percent", "49.9", '"49.9" is not a whole number from -100 to 100.'),
    ("relief_percent", "50%", '"50%" is not a whole number from -100 to 100.'),
    ("response_mode", "email", '"email" is not one of: visit, phone.'),
    ("side_effects", "none;nausea", None),
    ("monthly_cost_usd", "$16", '"$16" is not a number with at most 2 decimals, like 4.5.'),
    ("monthly_cost_usd", "100000", '"100000" is not an amount below 100000 USD.'),
    ("given_name", "A\u202eda", "This has an invisible character in it (U+202E). Type the text anew, without it."),
    ("given_name", "A\x00da", "This has an invisible character in it (U+0000). Type the text anew, without it."),
    ("given_name", "A\x1bda", "This has an invisible character in it (U+001B). Type the text anew, without it."),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cell", "what"), BAD_CELLS)
def test_a_cell_that_can_not_be_read_is_named(refusal, column, cell, what):
    what = what or (
        '"none" is not one of: insomnia, vivid_dreams, tiredness, hot_flashes, migraine, headache, jitteriness, '
        "nausea, dizziness, rash, low_mood, withdrawal, other."
    )

    faults = refusal(RESPONDER | {column: cell})

    assert faults[0] == f"line 2, {column}: {what}"


CONTRADICTIONS = [
    (RESPONDER, {"date_of_birth": "2019-06-04"}, "prescribed_on: 2019-06-03 is before date_of_birth, 2019-06-04."),
    (RESPONDER, {"first_dose_on": "2019-06-02"}, "first_dose_on: 2019-06-02 is before prescribed_on, 2019-06-03."),
    (RESPONDER, {"stable_on": "2019-06-05"}, "stable_on: 2019-06-05 is before first_dose_on, 2019-06-06."),
    (RESPONDER, {"response_on": "2019-06-05"}, "response_on: 2019-06-05 is before first_dose_on, 2019-06-06."),
    (STOPPED, {"stopped_on": "2019-06-05"}, "stopped_on: 2019-06-05 is before first_dose_on, 2019-06-06."),
    (
        STOPPED,
        {"first_dose_on": "", "stopped_on": "2019-06-02"},
        "stopped_on: 2019-06-02 is before prescribed_on, 2019-06-03.",
    ),
    (
        STOPPED,
        {"stable_dose_mg": "4.5", "stable_on": "2019-07-01"},
        "stopped_on: 2019-06-28 is before stable_on, 2019-07-01.",
    ),
    (RESPONDER, {"response_on": "2100-01-01"}, "response_on: 2100-01-01 is still to come."),
    (STOPPED, {"stopped_on": "2100-01-01"}, "stopped_on: 2100-01-01 is still to come."),
    (RESPONDER, {"continuing": "no"}, "continuing: no needs the day in stopped_on."),
    (STOPPED, {"continuing": "yes"}, "continuing: yes, and stopped_on says 2019-06-28."),
    (NOT_STARTED, {"continuing": "yes"}, "continuing: yes, and the course was not started."),
    (STOPPED, {"stop_reason": ""}, "stop_reason: a stop needs its reason."),
    (STOPPED, {"stopped_on": "", "continuing": "", "side_effects": ""}, "stopped_on: a stop needs its day."),
    (
        STOPPED,
        {"filled": "", "first_dose_on": ""},
        "filled: the course was stopped; say here whether it had been started, yes or no.",
    ),
    (
        NOT_STARTED,
        {"first_dose_on": "2019-06-06"},
        "first_dose_on: the course has a first dose, and filled=no says that it was never started.",
    ),
    (
        NOT_STARTED,
        {"response_on": "2019-07-03"},
        "response_on: the course was not started: filled is not yes, and first_dose_on is empty.",
    ),
    (
        RESPONDER,
        {"stable_on": ""},
        "stable_on: the stable dose needs the day it was reached. Fill it in, or leave both empty.",
    ),
    (RESPONDER, {"stable_dose_mg": ""}, "stable_dose_mg: stable_on needs its dose. Fill it in, or leave both empty."),
    (RESPONDER, {"stable_on": "2019-06-06"}, "stable_dose_mg: the start dose of the same day is another one."),
    (STOPPED, {"pgic": "4"}, "pgic: an answer needs its day, in response_on."),
    (STOPPED, {"relief_percent": "0"}, "relief_percent: an answer needs its day, in response_on."),
    (STOPPED, {"response_mode": "visit"}, "response_mode: an answer needs its day, in response_on."),
    (
        STOPPED,
        {"quality_of_life_improved": "no"},
        "quality_of_life_improved: an answer needs its day, in response_on.",
    ),
    (STOPPED, {"functional_gains": "sleep"}, "functional_gains: an answer needs its day, in response_on."),
    (
        NOT_STARTED,
        {"side_effects": "none"},
        "side_effects: side effects belong to an answer or to a stop, and this row has neither.",
    ),
]


@pytest.mark.parametrize(("row", "change", "fault"), CONTRADICTIONS)
def test_a_row_that_contradicts_itself_is_named(refusal, row, change, fault):
    assert refusal(row | change) == [f"line 2, {fault}"]


def test_every_fault_is_told_at_once_in_the_order_of_the_lines(refusal):
    faults = refusal(RESPONDER | {"pgic": "9", "sex": "f"}, STOPPED, STOPPED | OTHER_PERSON | {"stop_reason": "bored"})

    assert [fault.split(":")[0] for fault in faults] == ["line 2, sex", "line 2, pgic", "line 4, stop_reason"]


def test_of_many_faults_the_first_hundred_are_printed_and_the_rest_counted(refusal):
    rows = [RESPONDER | {"chart_number": f"N-{number}", "pgic": "9"} for number in range(130)]

    faults = refusal(*rows)

    assert len(faults) == 101
    assert faults[99] == 'line 101, pgic: "9" is not a whole number from 1 to 7.'
    assert faults[100] == "and 30 more."


def test_a_course_twice_in_the_file(refusal):
    again = RESPONDER | {"chart_number": "ldn-001"}

    assert refusal(RESPONDER, STOPPED, again) == [
        "line 4, prescribed_on: this course of ldn-001 stands on line 2 already."
    ]


def test_one_chart_number_for_two_people_in_the_file(refusal):
    later = NOT_STARTED | {"prescribed_on": "2020-01-02", "given_name": "Adam", "date_of_birth": "1990-01-01"}

    assert refusal(RESPONDER, later) == [
        'line 3, given_name: LDN-001 has "Adam" here, and "Ada" on line 2.',
        'line 3, date_of_birth: LDN-001 has "1990-01-01" here, and "1991-01-01" on line 2.',
    ]


def test_two_open_courses_of_one_person_in_the_file(refusal):
    later = NOT_STARTED | {"prescribed_on": "2020-01-02", "filled": ""}

    assert refusal(RESPONDER, later) == ["line 3, stopped_on: LDN-001 has an open course on line 2 already."]


def imported(tmp_path, *rows):
    call_command("import_cases", str(write_rows(tmp_path / "before.csv", rows)), verbosity=0)


def test_two_open_courses_of_one_person_with_the_one_in_the_database(refusal, tmp_path, capsys):
    imported(tmp_path, RESPONDER)
    capsys.readouterr()

    assert refusal(RESPONDER | {"prescribed_on": "2019-06-04"}) == [
        "line 2, stopped_on: LDN-001 has an open course in the database, prescribed 2019-06-03."
    ]


def test_a_stored_course_with_other_values_is_never_overwritten(refusal, tmp_path, capsys):
    imported(tmp_path, RESPONDER, STOPPED)
    capsys.readouterr()

    changed = {"relief_percent": "60", "stable_dose_mg": "", "stable_on": "", "side_effects": "none", "phone": ""}
    faults = refusal(RESPONDER | changed, STOPPED | {"stop_reason": "cost"})

    assert faults == [
        'line 2, stable_dose_mg: "4.5" in the database, empty here. Nothing is overwritten.',
        'line 2, stable_on: "2019-06-13" in the database, empty here. Nothing is overwritten.',
        'line 2, relief_percent: "50" in the database, "60" here. Nothing is overwritten.',
        'line 2, side_effects: "insomnia" in the database, "none" here. Nothing is overwritten.',
        'line 3, stop_reason: "side_effects" in the database, "cost" here. Nothing is overwritten.',
    ]


def test_a_chart_number_that_is_another_person_in_the_database(refusal):
    PatientFactory(chart_number="LDN-001", date_of_birth=date(1985, 6, 8), sex="M")

    assert refusal(RESPONDER) == [
        'line 2, family_name: "Baptiste" in the database, "Abbott" here. Nothing is overwritten.',
        'line 2, given_name: "Beatriz" in the database, "Ada" here. Nothing is overwritten.',
        'line 2, date_of_birth: "1985-06-08" in the database, "1991-01-01" here. Nothing is overwritten.',
        'line 2, sex: "M" in the database, "F" here. Nothing is overwritten.',
    ]


def test_an_open_course_of_a_patient_who_has_died(refusal):
    PatientFactory(
        chart_number="LDN-001",
        family_name="Abbott",
        given_name="Ada",
        date_of_birth=date(1991, 1, 1),
        deceased_on=date(2020, 5, 1),
    )

    assert refusal(RESPONDER) == ["line 2, stopped_on: LDN-001 died on 2020-05-01; the course needs its stop."]


def test_a_medicine_that_the_clinic_noted_otherwise_on_that_day_is_not_lost_silently(refusal):
    patient = PatientFactory(
        chart_number="LDN-001", family_name="Abbott", given_name="Ada", date_of_birth=date(1991, 1, 1)
    )
    Medicine.objects.create(patient=patient, name="gabapentin", mg_per_day=300, noted_on=date(2019, 6, 3))

    assert refusal(RESPONDER) == [
        'line 2, medications: "gabapentin:300;naproxen:1000" in the database, "gabapentin:900;naproxen:1000" here. '
        "Nothing is overwritten."
    ]


def test_each_column_is_named_once(refusal):
    assert len(set(NAMES)) == len(NAMES) == 28
