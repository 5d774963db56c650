"""What an import means: what is stored, who wrote it, and what follows for reports and follow-ups."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from exchange.importing.columns import NAMES
from exchange.importing.rows import CaseRow, with_all_that_a_row_tells
from exchange.tests.spreadsheets import NO_ANSWER, NOT_STARTED, RESPONDER, STOPPED, invented_rows, write_rows
from followups.models import FollowUp, Response, SideEffect
from patients.models import Diagnosis, Medicine, Patient, PhoneNumber, Procedure
from prescriptions import actions as courses
from prescriptions.models import DoseStep, Prescription
from tests.factories import PatientFactory, PrescriptionFactory

pytestmark = [pytest.mark.django_db]
CASE_SERIES = Path(__file__).parent.parent / "data" / "case_series.csv"


def import_rows(folder, *rows, **options):
    call_command("import_cases", str(write_rows(folder / "cases.csv", rows)), **options)


def values(queryset, *fields):
    return list(queryset.values_list(*fields))


def test_the_case_series_becomes_35_courses_in_a_database_that_was_only_migrated(capsys):
    call_command("import_cases", str(CASE_SERIES))

    assert Prescription.objects.count() == 35
    assert Patient.objects.count() == 35
    assert Response.objects.count() == 16
    printed = capsys.readouterr()
    assert printed.out == (
        "35 courses imported, with 35 new patients and 16 answers. 16 follow-ups planned from today on.\n"
    )
    assert printed.err == (
        "warning: line 8, icd10_codes: G35 is a heading in today's ICD-10-CM list; kept as written "
        "(also on lines 9, 15, 16, 18, 21 and 5 more).\n"
        "warning: line 8, icd10_codes: M51.36 is a heading in today's ICD-10-CM list; kept as written "
        "(also on lines 26, 30).\n"
    )


def test_the_same_file_again_adds_nothing(capsys):
    call_command("import_cases", str(CASE_SERIES))
    capsys.readouterr()

    call_command("import_cases", str(CASE_SERIES))

    printed = capsys.readouterr()
    assert printed.out == "35 courses already in the database, and the same: left as they are.\n"
    assert printed.err == ""
    counts = {model: model.objects.count() for model in (Prescription, Response, PhoneNumber, FollowUp)}
    assert counts == {Prescription: 35, Response: 16, PhoneNumber: 35, FollowUp: 16}


def test_a_dry_run_tells_all_and_writes_nothing(capsys):
    call_command("import_cases", str(CASE_SERIES), dry_run=True)

    assert capsys.readouterr().out == (
        "35 courses to import, with 35 new patients and 16 answers. 16 follow-ups planned from today on.\n"
        "This was a dry run: nothing was written.\n"
    )
    assert Patient.objects.count() == 0


def test_a_responder_is_stored_as_the_file_tells(tmp_path):
    import_rows(tmp_path, RESPONDER)

    system = User.system()
    day = date(2019, 6, 3)
    patient = Patient.objects.get()
    course = Prescription.objects.get()
    assert (patient.chart_number, str(patient), patient.date_of_birth, patient.sex) == (
        "LDN-001",
        "Abbott, Ada",
        date(1991, 1, 1),
        "F",
    )
    assert list(Patient.objects.matching("abbot")) == [patient]
    assert values(PhoneNumber.objects, "patient", "number", "digits", "message") == [
        (patient.pk, "+12025550100", "12025550100", "nothing")
    ]
    assert values(Diagnosis.objects, "code", "noted_on") == [("M48.061", day), ("M54.2", day)]
    assert values(Procedure.objects, "kind", "done_on", "noted_on") == [
        ("steroid_injection", None, day),
        ("trigger_point_injection", None, day),
    ]
    assert values(Medicine.objects, "name", "mg_per_day", "noted_on") == [
        ("gabapentin", Decimal(900), day),
        ("naproxen", Decimal(1000), day),
    ]
    assert (course.patient, course.prescriber, course.pharmacy, course.is_imported) == (patient, None, None, True)
    assert (course.state, course.prescribed_on, course.first_dose_on) == ("active", day, date(2019, 6, 6))
    assert course.first_dose_is_approximate is False
    assert (course.starting_dose_mg, course.monthly_cost_usd) == (Decimal("0.75"), Decimal(16))
    assert (course.primary_indication, course.regions, course.radiation) == ("M48.061", ["cervical"], ["arms"])
    assert values(DoseStep.objects, "starts_on", "dose_mg", "source", "recorded_by") == [
        (date(2019, 6, 6), Decimal("0.75"), "imported", system.pk),
        (date(2019, 6, 13), Decimal("4.5"), "imported", system.pk),
    ]
    answer = Response.objects.get()
    assert (answer.prescription, answer.followup, answer.is_imported) == (course, None, True)
    assert (answer.asked_on, answer.mode, answer.asked_by, answer.entered_by) == (
        date(2019, 7, 3),
        "phone",
        None,
        system,
    )
    assert (answer.pgic, answer.relief_percent, answer.continues, answer.quality_of_life_improved) == (
        2,
        50,
        True,
        True,
    )
    assert (answer.functional_gains, answer.side_effects_asked) == (["house_chores", "sitting"], True)
    assert values(SideEffect.objects, "prescription", "response", "effect", "severity") == [
        (course.pk, answer.pk, "insomnia", None)
    ]


def test_a_stopped_course_keeps_its_reason_and_its_side_effects(tmp_path):
    import_rows(tmp_path, STOPPED)

    course = Prescription.objects.get()
    assert (course.state, course.stopped_on, course.stop_reason) == ("stopped", date(2019, 6, 28), "side_effects")
    assert (course.stopped_by, course.side_effects_asked_at_stop) == (None, True)
    assert course.stop_recorded_at is not None
    assert values(SideEffect.objects, "prescription", "response", "effect") == [(course.pk, None, "jitteriness")]
    assert Response.objects.count() == 0
    assert FollowUp.objects.count() == 0


def test_a_course_that_was_not_filled_was_never_started(tmp_path):
    import_rows(tmp_path, NOT_STARTED)

    course = Prescription.objects.get()
    assert (course.state, course.first_dose_on, course.starting_dose_mg) == ("never_filled", None, Decimal("0.75"))
    assert DoseStep.objects.count() == 0


def test_the_day_prescribed_stands_in_for_an_unknown_first_dose(tmp_path):
    import_rows(tmp_path, RESPONDER | {"first_dose_on": ""})

    course = Prescription.objects.get()
    assert (course.state, course.first_dose_on, course.first_dose_is_approximate) == (
        "active",
        date(2019, 6, 3),
        True,
    )
    assert course.fills.count() == 0


def test_a_first_dose_means_started_though_filled_is_empty(tmp_path):
    import_rows(tmp_path, RESPONDER | {"filled": ""})

    course = Prescription.objects.get()
    assert (course.state, course.first_dose_on, course.first_dose_is_approximate) == (
        "active",
        date(2019, 6, 6),
        False,
    )


def test_a_course_without_any_start_is_kept_as_not_started_with_a_warning(tmp_path, capsys):
    import_rows(tmp_path, NOT_STARTED | {"filled": ""})

    assert Prescription.objects.get().state == "sent"
    assert FollowUp.objects.count() == 0
    assert capsys.readouterr().err == (
        "warning: line 2, filled: empty, and so is first_dose_on: kept as prescribed and not started.\n"
    )


def test_a_stop_before_the_first_dose_is_kept(tmp_path):
    import_rows(tmp_path, NOT_STARTED | {"stopped_on": "2019-06-20", "stop_reason": "cost", "continuing": "no"})

    course = Prescription.objects.get()
    assert (course.state, course.first_dose_on, course.stop_reason) == ("stopped", None, "cost")


def test_a_stable_dose_that_equals_the_start_is_still_a_step(tmp_path):
    import_rows(tmp_path, RESPONDER | {"start_dose_mg": "4.5"})

    assert values(DoseStep.objects, "starts_on", "dose_mg") == [
        (date(2019, 6, 6), Decimal("4.5")),
        (date(2019, 6, 13), Decimal("4.5")),
    ]


def test_a_dose_that_was_stable_from_the_first_day_is_one_step(tmp_path):
    import_rows(tmp_path, RESPONDER | {"start_dose_mg": "4.5", "stable_on": "2019-06-06"})

    assert values(DoseStep.objects, "starts_on", "dose_mg", "reason") == [
        (date(2019, 6, 6), Decimal("4.5"), "Stable dose")
    ]


def test_a_person_may_have_several_courses(tmp_path):
    later = RESPONDER | NOT_STARTED | {"prescribed_on": "2020-02-03", "phone": "+1 202 555 0199"}
    import_rows(tmp_path, RESPONDER, later)
    import_rows(tmp_path, RESPONDER, later)

    patient = Patient.objects.get()
    assert values(patient.prescriptions, "prescribed_on") == [(date(2019, 6, 3),), (date(2020, 2, 3),)]
    assert values(patient.phone_numbers, "number") == [("+12025550100",), ("+12025550199",)]


def test_a_course_is_added_to_a_patient_on_file_whatever_the_case_of_the_chart_number(tmp_path):
    patient = PatientFactory(
        chart_number="ldn-001", family_name="Abbott", given_name="Ada", date_of_birth=date(1991, 1, 1), sex="F"
    )

    import_rows(tmp_path, RESPONDER | {"sex": "", "phone": ""})

    assert values(Prescription.objects, "patient") == [(patient.pk,)]
    patient.refresh_from_db()
    assert (patient.chart_number, patient.sex, patient.version) == ("ldn-001", "F", 1)


def test_a_course_marked_as_entered_in_error_can_be_imported_anew(tmp_path):
    import_rows(tmp_path, RESPONDER)
    wrong = Prescription.objects.get()
    courses.void(course=wrong, reason="Wrong relief", by=User.system())

    import_rows(tmp_path, RESPONDER | {"relief_percent": "60"})

    assert values(Prescription.objects.valid(), "responses__relief_percent") == [(60,)]
    assert Prescription.objects.count() == 2


def test_codes_of_another_release_are_kept_with_a_warning(tmp_path, capsys):
    import_rows(tmp_path, RESPONDER | {"icd10_codes": "m48.06;G35;M54.2"})

    assert Prescription.objects.get().primary_indication == "M48.06"
    assert capsys.readouterr().err == (
        "warning: line 2, icd10_codes: M48.06 is a heading in today's ICD-10-CM list; kept as written.\n"
        "warning: line 2, icd10_codes: G35 is a heading in today's ICD-10-CM list; kept as written.\n"
    )


def test_a_code_that_never_was_is_kept_with_a_warning(tmp_path, capsys):
    import_rows(tmp_path, RESPONDER | {"icd10_codes": "M99.ZZ"})

    assert values(Diagnosis.objects, "code") == [("M99.ZZ",)]
    assert capsys.readouterr().err == (
        "warning: line 2, icd10_codes: M99.ZZ is not in today's ICD-10-CM list; kept as written.\n"
    )


# First dose, day of the import, and what is planned. The 1 month of a first dose on 6 June is due on 6 July.
PLANS = [
    ("2026-06-10", ["2 weeks", "1 month", "2 months", "3 months", "6 months"]),
    ("2026-07-06", ["1 month", "2 months", "3 months", "6 months"]),
    ("2026-07-07", ["2 months", "3 months", "6 months"]),
    ("2027-01-01", ["12 months"]),
    ("2028-06-08", ["30 months"]),
]


@pytest.mark.parametrize(("today", "planned"), PLANS)
def test_nothing_is_planned_that_fell_due_before_the_day_of_the_import(tmp_path, today, planned):
    row = RESPONDER | NO_ANSWER | {"prescribed_on": "2026-06-03", "first_dose_on": "2026-06-06", "side_effects": ""}
    row |= {"stable_dose_mg": "", "stable_on": ""}

    with time_machine.travel(f"{today} 15:00:00Z", tick=False):
        import_rows(tmp_path, row)
        assert [followup.label for followup in FollowUp.objects.all()] == planned

        # The scheduler adds nothing to that, though the window of a missed milestone may still be open.
        call_command("tick")
        call_command("reconcile")
        assert [followup.label for followup in FollowUp.objects.all()] == planned


def test_every_row_is_written_by_the_system_user_under_the_name_of_the_command(tmp_path):
    import_rows(tmp_path, RESPONDER)

    writing = {"user": User.system().pk, "command": "import_cases"}
    assert [event.pgh_context.metadata for event in Prescription.objects.get().events.all()] == [writing]
    assert [event.pgh_context.metadata for event in Patient.objects.get().events.all()] == [writing]


def test_the_longest_names_can_be_kept(tmp_path):
    names = {"family_name": "F" * 100, "given_name": "G" * 100, "chart_number": "L" * 30}

    import_rows(tmp_path, RESPONDER | names)

    assert values(Patient.objects, *names) == [tuple(names.values())]


def test_an_import_takes_as_many_statements_for_300_courses_as_for_two(tmp_path):
    taken = []
    for count in (2, 300):
        with CaptureQueriesContext(connection) as statements:
            import_rows(tmp_path, *invented_rows(count), dry_run=True)
        taken.append(len(statements))

    assert taken[0] == taken[1]


def test_columns_may_stand_in_any_order(tmp_path):
    path = tmp_path / "cases.csv"
    names = sorted(NAMES)
    path.write_text("\n".join([",".join(names), ",".join(RESPONDER[name] for name in names), ""]))

    call_command("import_cases", str(path))

    assert Prescription.objects.get().patient.chart_number == "LDN-001"


def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does(tmp_path):
    path = write_rows(tmp_path / "cases.csv", [RESPONDER])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n")

    call_command("import_cases", str(path))

    assert Prescription.objects.count() == 1


def test_a_course_of_the_clinic_reads_as_a_row(db):
    course = PrescriptionFactory(started=True)

    row = CaseRow.from_database(with_all_that_a_row_tells(Prescription.objects).get())

    assert (row.chart_number, row.prescribed_on, row.filled) == (course.patient.chart_number, date(2026, 6, 1), True)
    assert (row.start_dose_mg, row.stable_dose_mg, row.side_effects) == (Decimal("1.5"), None, None)


def test_reading_courses_as_rows_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    for count in (1, 30):
        PrescriptionFactory.create_batch(count, started=True)
        with django_assert_num_queries(8):
            rows = [CaseRow.from_database(course) for course in with_all_that_a_row_tells(Prescription.objects)]
        assert len(rows) == Prescription.objects.count()
