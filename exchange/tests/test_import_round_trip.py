"""Whatever can be said of a course in a row is read back from the database as it was written."""

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.importing import reading
from exchange.importing.cells import Medication
from exchange.importing.checks import contradictions
from exchange.importing.columns import COLUMNS, NAMES
from exchange.importing.matching import Dates, Matching
from exchange.importing.rows import CaseRow, with_all_that_a_row_tells
from exchange.importing.tables import open_table
from exchange.tests.spreadsheets import write_rows
from followups.models import Response, SideEffect
from patients.models import Patient, Procedure
from prescriptions.models import Prescription

TODAY = date(2026, 6, 1)
NAME = st.text("abcÅéñ ø'-,\";", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
DAY = st.integers(0, 400).map(lambda days: date(2019, 1, 1) + timedelta(days=days))
YES_OR_NO = st.sampled_from([True, False, None])


def maybe(strategy):
    return st.none() | strategy


def decimals(low, high, places):
    return st.integers(low, high).map(lambda number: Decimal(number).scaleb(-places))


def some_of(values):
    return st.sets(st.sampled_from([str(value) for value in values])).map(lambda chosen: tuple(sorted(chosen)))


MEDICATIONS = st.dictionaries(
    st.text("abc -", min_size=1, max_size=8).map(lambda text: " ".join(text.split())).filter(bool),
    maybe(decimals(0, 99_999_999, 3)),
    max_size=3,
).map(lambda doses: tuple(Medication(name, dose) for name, dose in sorted(doses.items())))
DOSE = decimals(1, 5000, 2)
CODES = st.lists(st.sampled_from(["M54.2", "G35", "M48.061", "X00.00"]), unique=True).map(
    lambda codes: (*codes[:1], *sorted(codes[1:]))
)


@st.composite
def valid_rows(draw):
    """A row that contradicts nothing: each part is drawn only where it can be."""
    first_dose_on = draw(maybe(DAY))
    prescribed_on = (first_dose_on or draw(DAY)) - timedelta(days=draw(st.integers(0, 30)))
    filled = True if first_dose_on else draw(YES_OR_NO)
    begin = first_dose_on or prescribed_on
    later = st.integers(0, 300).map(lambda days: begin + timedelta(days=days))
    start_dose_mg = draw(maybe(DOSE))
    stable_on = draw(maybe(later)) if filled else None
    same_day = stable_on == begin and start_dose_mg
    stopped_on = draw(maybe(later)) if filled is not None else None
    if stopped_on and stable_on:
        stopped_on = max(stopped_on, stable_on)
    response_on = draw(maybe(later)) if filled else None
    answered = response_on is not None
    return CaseRow(
        chart_number="R-1",
        family_name=draw(NAME),
        given_name=draw(NAME),
        date_of_birth=date(1960, 2, 29),
        sex=draw(st.sampled_from(Patient.Sex.values)),
        phone=draw(st.sampled_from(["", "+12025550100", "+442079460000"])),
        regions=draw(some_of(Prescription.Region)),
        radiation=draw(some_of(Prescription.Radiation)),
        icd10_codes=draw(CODES),
        prior_procedures=draw(some_of(Procedure.Kind)),
        medications=draw(MEDICATIONS),
        prescribed_on=prescribed_on,
        filled=filled,
        first_dose_on=first_dose_on,
        start_dose_mg=start_dose_mg,
        stable_dose_mg=(start_dose_mg if same_day else draw(DOSE)) if stable_on else None,
        stable_on=stable_on,
        stopped_on=stopped_on,
        stop_reason=draw(st.sampled_from(Prescription.StopReason.values)) if stopped_on else None,
        response_on=response_on,
        response_mode=draw(maybe(st.sampled_from(Response.Mode.values))) if answered else None,
        pgic=draw(maybe(st.integers(1, 7))) if answered else None,
        relief_percent=draw(maybe(st.integers(-100, 100))) if answered else None,
        continuing=draw(st.sampled_from([None, not stopped_on])) if answered else False if stopped_on else None,
        quality_of_life_improved=draw(YES_OR_NO) if answered else None,
        side_effects=draw(maybe(some_of(SideEffect.Effect))) if answered or stopped_on else None,
        functional_gains=draw(some_of(Response.Gain)) if answered else (),
        monthly_cost_usd=draw(maybe(decimals(0, 9_999_999, 2))),
    )


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(row=valid_rows())
def test_a_row_reads_back_from_the_database_as_it_stood_in_the_file(row):
    assert list(contradictions(row, today=TODAY)) == []
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write_rows(Path(folder) / "cases.csv", [row.to_cells()])
        call_command("import_cases", str(path), stdout=StringIO(), stderr=StringIO())
        stored = [CaseRow.from_database(course) for course in with_all_that_a_row_tells(Prescription.objects)]
        transaction.set_rollback(True)

    assert stored == [row]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(row=valid_rows())
def test_a_row_that_was_imported_is_exported_as_it_stood_in_the_file(row):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write_rows(Path(folder) / "cases.csv", [row.to_cells()])
        call_command("import_cases", str(path), stdout=StringIO(), stderr=StringIO())
        out = Path(folder) / "exported.csv"
        call_command("export_cases", str(out), stdout=StringIO())
        table = open_table(out)
        exported = [*reading.read(table, Matching.exact(table.headings, Dates.ISO), today=TODAY).rows.values()]
        transaction.set_rollback(True)

    assert exported == [row]


@settings(max_examples=50, deadline=None)
@given(row=valid_rows())
def test_a_row_reads_back_from_its_cells(row):
    cells = row.to_cells()

    assert CaseRow.from_values({column.name: column.read(cells[column.name]) for column in COLUMNS}) == row


def test_a_row_has_a_field_for_each_column_in_the_same_order():
    assert tuple(CaseRow.__dataclass_fields__) == NAMES
