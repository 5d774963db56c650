"""What stands in the files that leave the house, and what does not."""

import csv
import json
import random
import subprocess
import sys
import uuid
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission as Right
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, Role
from core import formula
from exchange import actions
from exchange.exporting.codebook import file_name
from exchange.exporting.copying import Copy
from exchange.exporting.order import Order, Shape
from exchange.exporting.package import pack, prepare
from exchange.exporting.sheets import sheets_of
from exchange.identifiers import ALL, APPS_OF_LIBRARIES, TABLES, Treatment
from exchange.models import Export, StudyId
from followups.models import CallAttempt, Response, SideEffect
from patients.models import ContactPerson, Diagnosis, Medicine, Patient, PhoneNumber, Procedure
from prescriptions.models import Fill, Prescription
from reports.case_series.people import MEDICINES
from reports.cohorts import Cohort
from reports.outcomes import summarise
from tests.factories import DoseStepFactory, FollowUpFactory, PatientFactory, PrescriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
CASES = Path(__file__).parents[1] / "data" / "case_series.csv"


def an_order(**said):
    cohort = Cohort(as_of=said.pop("as_of", TODAY), all_courses=True)
    return Order(**{"cohort": cohort, "today": TODAY, "shape": Shape.LONG} | said)


def read(order):
    """Every sheet as {name: rows}, each row as {column: cell}."""
    return {
        sheet.name: [*csv.DictReader(StringIO(b"".join(Copy(sheet, columns, guard=order.guarded)).decode()))]
        for sheet, columns in prepare(order)
    }


def packed(order, folder):
    """Every file of the package as {name: text}."""
    pack(order, folder / "package.zip", at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    with zipfile.ZipFile(folder / "package.zip") as package:
        return {name: package.read(name).decode("utf-8-sig") for name in package.namelist()}


@pytest.fixture
def case_series():
    actions.import_cases(path=CASES, at=timezone.now(), by=User.system())


@pytest.fixture
def everything():
    """A patient of whom everything is on file that can name one, in every sheet."""
    patient = PatientFactory(
        chart_number="MRN-77410",
        family_name="Quackenbush",
        given_name="Philomena",
        date_of_birth=date(1951, 3, 17),
        deceased_on=date(2026, 9, 11),
    )
    PhoneNumber.objects.create(patient=patient, number="+12025550177", belongs_to="her neighbour Ezekiel")
    ContactPerson.objects.create(patient=patient, name="Ezekiel Thistlewood", relation="neighbour")
    Medicine.objects.create(patient=patient, name="Thistlewood's tea", noted_on=date(2026, 6, 1))
    Medicine.objects.create(patient=patient, name="Gabapentin", mg_per_day=900, noted_on=date(2026, 6, 1))
    Diagnosis.objects.create(patient=patient, code="M79.7", noted_on=date(2026, 6, 1))
    Procedure.objects.create(patient=patient, kind="nerve_block", done_on=date(2024, 2, 29), noted_on=date(2026, 6, 1))
    course = PrescriptionFactory(patient=patient, stopped=True, goal="Dance at Ezekiel's wedding", regions=["hip"])
    nurse = UserFactory(last_name="Featherstonehaugh")
    DoseStepFactory(prescription=course, recorded_by=nurse, reason="Slept badly at Ezekiel's")
    Fill.objects.create(
        prescription=course, pharmacy=course.pharmacy, filled_on=date(2026, 6, 4), strength_mg=Decimal("1.5"),
        quantity=90, lot="LOT-88213", beyond_use_on=date(2026, 12, 1),
    )  # fmt: skip
    followup = FollowUpFactory(prescription=course, state="answered", settled_at=datetime(2026, 7, 6, 15, tzinfo=UTC))
    CallAttempt.objects.create(
        followup=followup, number="+12025550177", outcome="answered", called_by=nurse,
        called_at=datetime(2026, 7, 6, 15, tzinfo=UTC),
    )  # fmt: skip
    answer = Response.objects.create(
        prescription=course, followup=followup, asked_on=date(2026, 7, 6), mode="phone", asked_by=nurse,
        entered_by=nurse, pgic=2, relief_percent=-20, answered_by="proxy", proxy_relation="neighbour Ezekiel",
        gains_in_own_words="I can water Ezekiel's garden", new_facts=["medicine"],
        new_facts_in_words="Thistlewood's tea", side_effects_asked=True, functional_gains=["walking"],
    )  # fmt: skip
    SideEffect.objects.create(prescription=course, response=answer, effect="nausea", severity="mild")
    return course


# --- who can be named ---------------------------------------------------------------------------------------


def test_every_column_of_every_table_is_declared():
    missing = []
    for model in apps.get_models():
        label, app = model._meta.label, model._meta.app_label
        if app in APPS_OF_LIBRARIES or not model._meta.managed or model._meta.proxy or hasattr(model, "pgh_obj_id"):
            continue
        declared = TABLES.get(label, {})
        missing += [
            f"{label}.{field.name}"
            for field in model._meta.concrete_fields
            if ALL not in declared and field.name not in declared
        ]
    assert missing == []


def test_nothing_is_declared_that_is_not_there():
    gone = []
    for label, columns in TABLES.items():
        names = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        gone += [f"{label}.{name}" for name in columns if name not in names | {ALL}]
    assert gone == []


def test_typed_text_is_never_kept():
    """What is kept as it is has choices, is a code, or is a number, a yes or a no."""
    typed = []
    for label, columns in TABLES.items():
        for name, treatment in columns.items():
            if treatment != Treatment.KEPT or label in (
                "patients.IcdBlock",
                "patients.IcdCode",
                "patients.IcdWord",
                "exchange.StudyId",
            ):
                continue
            field = apps.get_model(label)._meta.get_field(name)
            field = getattr(field, "base_field", field)
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                typed.append(f"{label}.{name}")
    # codes of ICD-10-CM; and names of items of the form
    assert typed == [
        "patients.Diagnosis.code",
        "prescriptions.Prescription.primary_indication",
        "followups.Response.declined_items",
    ]


def identifiers():
    """Every text, day and moment of the database that may not go out as it is, and is long enough to be looked for."""
    found = set()
    for label, columns in TABLES.items():
        model = apps.get_model(label)
        if model._meta.app_label not in ("patients", "prescriptions", "followups"):
            continue
        for field in model._meta.concrete_fields:
            treatment = columns.get(field.name, columns.get(ALL))
            if treatment == Treatment.KEPT or field.is_relation or field.choices:
                continue
            for value in model.objects.order_by().values_list(field.attname, flat=True).distinct():
                found |= set(_written(value))
    return found


def _written(value):
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return [value.isoformat(), f"{value:%m/%d/%Y}", f"{value:%d %b %Y}"]
    words = str(value) if isinstance(value, str) or hasattr(value, "as_e164") else ""
    return [words] if len(words) > 4 else []


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("labels", [True, False])
def test_no_identifier_of_the_database_is_in_a_file_without_names(everything, tmp_path, shape, labels):
    files = packed(an_order(shape=shape, labels=labels), tmp_path)
    dictionary = {word for word in identifiers() if word.lower() not in MEDICINES}  # those that may stay
    assert {"Quackenbush", "MRN-77410", "1951-03-17", "2026-07-06", "LOT-88213", "Thistlewood's tea"} < dictionary

    hits = {(word, name) for name, text in files.items() for word in dictionary if word.lower() in text.lower()}

    assert hits == set()
    (tmp_path / "named").mkdir()
    with_names = "".join(packed(an_order(shape=shape, names_people=True), tmp_path / "named").values())
    assert "Quackenbush" in with_names
    assert "1951-03-17" in with_names


@pytest.mark.django_db(transaction=True)
def test_no_identifier_is_in_the_job_its_log_or_the_name_of_its_file(everything, settings, tmp_path, caplog):
    settings.EXPORTS_FOLDER = tmp_path
    caplog.set_level("INFO")
    by = UserFactory(role=Role.RESEARCHER)
    by.user_permissions.add(Right.objects.get(codename=Permission.EXPORT.codename))

    actions.ask_for_export(order=an_order(), courses=1, reason="A talk", request_id=uuid.uuid4(), by=by)

    assert Export.objects.get().state == Export.State.READY
    said = [*map(str, Export.objects.values_list()), caplog.text, *(path.name for path in tmp_path.rglob("*"))]
    words = identifiers() - {*_written(timezone.localdate()), *_written(TODAY)}  # the days of the job itself
    assert "Quackenbush" in words
    assert {(word, text) for text in said for word in words if word.lower() in text.lower()} == set()


def test_a_study_id_is_random_stays_the_same_and_says_nothing_of_the_order_of_patients(everything):
    PatientFactory.create_batch(30)

    StudyId.objects.give_to_everybody()
    first = dict(StudyId.objects.values_list("patient", "code"))
    StudyId.objects.give_to_everybody()

    assert dict(StudyId.objects.values_list("patient", "code")) == first
    assert len({*first.values()}) == len(first) == Patient.objects.count()
    assert [*first] != sorted(first) or [*first.values()] != sorted(first.values())
    by_patient = [code for _, code in sorted(first.items())]
    assert by_patient != sorted(by_patient)


# --- ages and days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "age", "year"),
    [
        (date(1936, 11, 24), "88", "2026"),  # turns 90 tomorrow; was 89 when prescribed
        (date(1936, 11, 23), "90+", ""),  # turns 90 today
        (date(1930, 1, 1), "90+", ""),
        (date(1937, 6, 1), "89", "2026"),
        (date(1937, 6, 2), "88", "2026"),
    ],
)
def test_whoever_is_90_or_older_on_the_day_of_the_export_is_grouped_and_without_a_year(born, age, year):
    PrescriptionFactory(patient__date_of_birth=born, started=True)

    [course] = read(an_order(shape=Shape.WIDE))["courses"]

    wanted = "89" if born == date(1936, 11, 24) else age
    assert (course["age"], course["start_year"]) == (wanted, year)


def test_a_course_over_new_year_tells_the_year_it_started_and_days_since(everything):
    course = PrescriptionFactory(
        patient__chart_number="NY", prescribed_on=date(2019, 12, 27), state="active", first_dose_on=date(2019, 12, 30)
    )
    Response.objects.create(
        prescription=course, asked_on=date(2020, 1, 6), is_imported=True, entered_by=UserFactory(), relief_percent=50
    )
    order = an_order(shape=Shape.WIDE)

    [row] = [row for row in read(order)["courses"] if row["start_year"] == "2019"]

    assert (row["prescribed_day"], row["first_dose_day"], row["response_day"]) == ("-3", "0", "7")
    # the days to the day of the report would tell when it started
    assert row["days_on_ldn"] == ""


def test_a_period_is_told_in_years_where_nobody_is_named(everything, tmp_path):
    cohort = Cohort(first=date(2026, 5, 28), last=date(2026, 6, 3), as_of=date(2026, 11, 20), all_courses=True)
    files = packed(Order(cohort=cohort, today=TODAY), tmp_path)

    about = json.loads(files["codebook.json"])["about"]

    assert "2026" in about["courses"]
    assert "May" not in about["courses"]
    assert "28" not in about["courses"]


# --- what stands in them ------------------------------------------------------------------------------------


def test_the_wide_file_is_read_back_as_the_same_courses(case_series, tmp_path):
    path = tmp_path / "courses.csv"
    call_command("export_cases", str(path), stdout=StringIO())

    said = StringIO()
    call_command("import_cases", str(path), stdout=said, stderr=StringIO())

    assert "35 courses already in the database, and the same: left as they are." in said.getvalue()


def test_the_wide_file_has_the_courses_that_the_report_counts(case_series):
    order = an_order(shape=Shape.WIDE, names_people=True)
    rows = read(order)["courses"]
    summary = summarise(order.cohort)

    assert len(rows) == summary.prescribed == 35
    for category, count in summary.categories.items():
        assert sum(row["category"] == category for row in rows) == count


def test_every_row_of_the_long_tables_is_there_once_and_finds_its_course(everything, case_series):
    sheets = read(an_order(names_people=True))

    assert {name: len(rows) for name, rows in sheets.items()} == {
        "patients": Patient.objects.count(),
        "courses": Prescription.objects.count(),
        "doses": sum(course.dose_steps.count() for course in Prescription.objects.all()),
        "fills": 1,
        "follow_ups": sum(course.followups.count() for course in Prescription.objects.all()),
        "attempts": 1,
        "answers": Response.objects.count(),
        "side_effects": SideEffect.objects.count(),
    }
    courses = {(row["chart_number"], row["course"]) for row in sheets["courses"]}
    assert len(courses) == len(sheets["courses"])
    for name in ("doses", "fills", "follow_ups", "attempts", "answers", "side_effects"):
        assert {(row["chart_number"], row["course"]) for row in sheets[name]} <= courses
    answers = {(row["chart_number"], row["course"], row["answer"]) for row in sheets["answers"]}
    assert {
        (*(row[key] for key in ("chart_number", "course")), row["answer"])
        for row in sheets["side_effects"]
        if row["answer"]
    } <= answers


def test_what_was_entered_in_error_or_came_after_the_day_is_left_out(everything):
    late = read(an_order(names_people=True, as_of=date(2026, 7, 5)))
    Response.objects.update(voided_at=timezone.now(), voided_by=UserFactory(), voided_reason="Wrong patient")
    voided = read(an_order(names_people=True))

    assert (late["answers"], voided["answers"], voided["side_effects"]) == ([], [], [])


def test_numbers_stay_numbers_days_are_iso_and_moments_utc(everything):
    sheets = read(an_order(names_people=True))

    assert sheets["answers"][0]["relief_percent"] == "-20"
    assert sheets["answers"][0]["asked_on"] == "2026-07-06"
    assert sheets["attempts"][0]["called_at"] == "2026-07-06T15:00:00Z"
    assert sheets["doses"][0]["dose_mg"] == "1.5"
    assert sheets["attempts"][0]["number_dialled"] == "'+12025550177"


def test_labels_stand_beside_their_codes(everything):
    [answer] = read(an_order(labels=True))["answers"]

    assert (answer["pgic"], answer["pgic_label"]) == ("2", "Much improved")
    assert (answer["functional_gains"], answer["functional_gains_label"]) == ("walking", "Walking")


def test_the_codebook_has_each_column_of_each_file_in_its_order(everything, tmp_path):
    for names in (True, False):
        order = an_order(names_people=names, labels=True)
        (tmp_path / str(names)).mkdir()
        files = packed(order, tmp_path / str(names))
        codebook = json.loads(files["codebook.json"])

        for file in codebook["files"]:
            header = next(csv.reader(StringIO(files[file["file"]])))
            assert [column["name"] for column in file["columns"]] == header
            assert all(column["label"] and column["type"] and column["source"] for column in file["columns"])
        people = [*csv.DictReader(StringIO(files["codebook.csv"], newline=""))]
        assert len(people) == sum(len(file["columns"]) for file in codebook["files"])


def test_a_program_reads_the_files_with_their_types(everything, tmp_path):
    order = an_order(names_people=True)
    pack(order, tmp_path / "package.zip", at=timezone.now())
    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        package.extractall(tmp_path)
    script = "from load import load; t = load(); print(t['answers'], t['courses'][0]['regions'], t['attempts'])"

    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603

    assert "'relief_percent': -20" in done.stdout
    assert "'asked_on': datetime.date(2026, 7, 6)" in done.stdout
    assert "('hip',)" in done.stdout
    assert "'pgic': '2'" in done.stdout


def test_a_file_takes_the_same_queries_at_any_size(django_assert_num_queries):
    for count in (1, 29):
        PrescriptionFactory.create_batch(count)
        for shape, files in ((Shape.WIDE, 1), (Shape.LONG, 8)):
            order = an_order(shape=shape, names_people=True)
            with django_assert_num_queries(2 * files):  # each with what is set for it
                read(order)


# --- formulas -----------------------------------------------------------------------------------------------

BEGINNINGS = [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'", "''", "A", "5", "", "é", "-5", "'-x"]
BLANKS = ["", " ", "   ", "\t", "\u00a0", "\u3000", "\u200b", "\ufeff", " \n"]
ENDS = ["", "1+1", 'HYPERLINK("http://example.org")', "cmd|' /C calc'!A0", "x", "-", "\n=1", ",", '"', "Ü"]


def hostile_cells(count):
    dice = random.Random(7)  # noqa: S311 drawn for a test
    return [dice.choice(BLANKS) + dice.choice(BEGINNINGS) + dice.choice(ENDS) for _ in range(count)]


def test_ten_thousand_hostile_cells_are_guarded_alike_by_the_program_and_the_database():
    cells = hostile_cells(10_000)
    case, values = formula.guarded_sql("cell")
    with connection.cursor() as cursor:
        statement = f"SELECT {case} FROM unnest(%s::text[]) WITH ORDINALITY AS t (cell, n) ORDER BY n"  # noqa: S608
        cursor.execute(statement, [*values, cells])
        by_database = [cell for (cell,) in cursor]

    assert by_database == [formula.guarded(cell) for cell in cells]
    for cell, guarded in zip(cells, by_database, strict=True):
        assert formula.unguarded(guarded) == cell
        assert not guarded.lstrip(" \t\r\n\u00a0\u3000\u200b\ufeff").startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))


def test_a_file_for_programs_is_as_typed_and_says_so_in_its_name(everything, tmp_path):
    PrescriptionFactory(patient__family_name="=1+1")
    order = an_order(shape=Shape.WIDE, names_people=True, guarded=False)

    files = packed(order, tmp_path)

    assert file_name(sheets_of(order)[0], order) == "courses-unguarded.csv"
    assert ",=1+1," in files["courses-unguarded.csv"]
    assert "NOT GUARDED" in files["README.txt"]
