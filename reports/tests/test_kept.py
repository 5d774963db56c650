"""The kept row of a course: always what the rule says of it, whoever changes what."""

import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followups.models import Response, SideEffect
from prescriptions import actions
from prescriptions.models import DoseStep, LostPeriod, Prescription
from reports import kept
from reports.models import CourseOutcome, KeptOutcome, OutcomeRepair
from reports.rules import PRACTICE
from reports.sources import ComputedOutcomes
from reports.tests.courses import AT, save
from reports.tests.drawn import courses, days, on
from reports.tests.rule import Answer, Course
from tests.factories import ClinicianFactory, DoseStepFactory, PrescriptionFactory, ResponseFactory, screened

pytestmark = pytest.mark.django_db

COLUMNS = [field.attname for field in CourseOutcome._meta.concrete_fields]


def computed_on(day):
    """Every outcome as the function computes it, whatever is kept."""
    outcomes = CourseOutcome.objects.as_of(day)
    arguments = (day, None, *PRACTICE.arguments())
    outcomes.query.base_table_class = lambda table, alias: ComputedOutcomes(table, alias, arguments=arguments)
    return rows_of(outcomes)


def read_on(day):
    return rows_of(CourseOutcome.objects.as_of(day))


def rows_of(outcomes):
    return list(outcomes.order_by("pk").values(*COLUMNS))


def test_the_numbers_in_the_database_are_those_of_the_rule():
    """The kept rows are computed by numbers that stand in SQL: one answer at each boundary tells them apart."""
    reliefs = [
        Course(on(0), on(0), answers=[Answer(on(30), n, quality)]) for n in (49, 50) for quality in (True, False)
    ]
    stops = [Course(on(0), on(0), stopped_on=on(9), reason=reason) for reason in Prescription.StopReason.values]
    save(reliefs + stops)

    assert read_on(on(90)) == computed_on(on(90))
    assert PRACTICE.arguments() == (
        0,
        False,
        [50],
        ["LDN-R"],
        ["LDN-R", "LDN-PR"],
        ["no_benefit", "loss_of_benefit", "side_effects", "opioid_needed_pain"],
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cohort=st.lists(courses(), min_size=1, max_size=6), some_days=st.lists(days(-1, 101), min_size=3, max_size=3))
def test_what_is_kept_reads_as_what_is_computed_on_any_day(cohort, some_days):
    save(cohort)

    for day in some_days:
        assert read_on(day) == computed_on(day)


def change_something(dice, rows, by):
    """One random change of the kinds that the program makes, and of those that only a console would."""
    row = Prescription.objects.get(pk=dice.choice(rows).pk)
    day = on(dice.randint(0, 100))
    answers = list(Response.objects.filter(prescription=row))
    changes = [
        lambda: Response.objects.create(
            prescription=row,
            asked_on=day,
            mode="phone",
            asked_by=by,
            entered_by=by,
            relief_percent=dice.randint(0, 100),
        ),
        lambda: (
            answers and Response.objects.filter(pk=dice.choice(answers).pk).update(relief_percent=dice.randint(0, 99))
        ),
        lambda: (
            answers
            and Response.objects.filter(pk=dice.choice(answers).pk).update(
                voided_at=AT, voided_by=by, voided_reason="another patient's"
            )
        ),
        lambda: answers and Response.objects.filter(pk=dice.choice(answers).pk).update(prescription=dice.choice(rows)),
        lambda: SideEffect.objects.create(
            prescription=row, response=dice.choice([None, *answers]), effect=dice.choice(SideEffect.Effect.values)
        ),
        lambda: SideEffect.objects.filter(prescription=row).delete(),
        lambda: DoseStep.objects.create(
            prescription=row, starts_on=day, dose_mg=dice.choice(["1.5", "3", "4.5"]), source="ordered", recorded_by=by
        ),
        lambda: DoseStep.objects.filter(prescription=row).delete(),
        lambda: LostPeriod.objects.create(prescription=row, from_on=day, reason="moved", recorded_by=by),
        lambda: LostPeriod.objects.filter(prescription=row, from_on__lt=day).update(until_on=day),
        lambda: Prescription.objects.filter(pk=row.pk).update(prescribed_on=min(day, row.first_dose_on or day)),
        lambda: Prescription.objects.filter(pk=row.pk).update(patient=dice.choice(rows).patient),
        lambda: Prescription.objects.filter(pk=row.pk).update(
            voided_at=AT, voided_by=by, voided_reason="another patient's"
        ),
        lambda: Prescription.objects.filter(pk=row.pk).update(voided_at=None, voided_by=None, voided_reason=None),
        lambda: Prescription.objects.filter(state="active").update(
            state="stopped", stopped_on=on(100), stop_reason="cost", stop_recorded_at=AT, stopped_by=by
        ),
    ]
    try:
        with transaction.atomic():
            dice.choice(changes)()
    except IntegrityError:
        pass  # what the database refuses changes nothing


@pytest.mark.parametrize("seed", range(6))
def test_after_any_change_the_kept_rows_are_those_computed_anew(seed):
    dice = random.Random(seed)  # noqa: S311 drawn for a test
    by = ClinicianFactory()
    rows = save([Course(on(dice.randint(0, 20)), on(30)) for _ in range(4)] + [Course(on(5))])
    for _ in range(40):
        change_something(dice, rows, by)
        day = on(dice.randint(0, 110))
        assert read_on(day) == computed_on(day)
        assert read_on(on(200)) == computed_on(on(200))
    assert kept.reconcile() == 0


def test_an_action_changes_the_row_in_its_own_transaction():
    course = PrescriptionFactory(started=True)
    ResponseFactory(prescription=course)
    by = course.prescriber

    with transaction.atomic():
        actions.stop(course=course, stopped_on=date(2026, 8, 1), reason="loss_of_benefit", by=by)
        assert KeptOutcome.objects.get().category == "LDN-NR"
        transaction.set_rollback(True)

    assert KeptOutcome.objects.get().category == "LDN-R"


def test_a_dose_dated_ahead_comes_into_force_on_its_day_without_anybody():
    course = PrescriptionFactory(started=True)
    DoseStepFactory(prescription=course, starts_on=date(2026, 6, 5), dose_mg="1.5")
    DoseStepFactory(prescription=course, starts_on=date(2026, 7, 1), dose_mg="3")

    doses = [CourseOutcome.objects.as_of(date(2026, 6, 30) + timedelta(days=n)).get().stable_dose_mg for n in (0, 1)]

    assert list(map(str, doses)) == ["1.50", "3.00"]


def test_a_correction_works_backwards():
    course = PrescriptionFactory(started=True)
    answer = ResponseFactory(prescription=course, asked_on=date(2026, 7, 6), relief_percent=60)
    outcomes = CourseOutcome.objects.as_of(date(2026, 7, 7))
    assert outcomes.get().category == "LDN-R"

    answer.save_checked(relief_percent=10)

    assert outcomes.get().category == "LDN-PR"


def test_a_second_course_comes_after_the_first_until_that_is_void():
    first = PrescriptionFactory(stopped=True)
    second = PrescriptionFactory(patient=screened(first.patient), prescribed_on=date(2026, 9, 1))
    assert KeptOutcome.objects.get(pk=second.pk).previous_prescribed_on == first.prescribed_on

    first.save_checked(voided_at=AT, voided_by=first.prescriber, voided_reason="another patient's")

    assert list(KeptOutcome.objects.values_list("pk", "previous_prescribed_on")) == [(second.pk, None)]


def test_a_save_that_changes_no_fact_of_the_rule_leaves_the_row_alone():
    course = PrescriptionFactory(started=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM reports_keptoutcome")
        before = cursor.fetchall()

        course.save_checked(goal="to walk the dog")

        cursor.execute("SELECT ctid FROM reports_keptoutcome")
        assert cursor.fetchall() == before


def test_the_nightly_check_mends_what_differs_and_leaves_a_trace():
    wrong, missing, _right = (PrescriptionFactory(started=True) for _ in range(3))
    KeptOutcome.objects.filter(pk=wrong.pk).update(category="LDN-R")
    KeptOutcome.objects.filter(pk=missing.pk).delete()
    out = StringIO()

    call_command("reconcile_outcomes", stdout=out)

    assert out.getvalue() == "2 kept outcomes differed and were mended.\n"
    assert read_on(on(300)) == computed_on(on(300))
    [of_wrong, of_missing] = OutcomeRepair.objects.order_by("prescription_id")
    assert (of_wrong.kept["category"], of_wrong.computed["category"]) == ("LDN-R", "not_yet_assessed")
    assert (of_missing.kept, of_missing.computed["category"]) == (None, "not_yet_assessed")


def test_a_right_night_leaves_no_trace():
    PrescriptionFactory(started=True)
    out = StringIO()

    call_command("reconcile_outcomes", stdout=out)

    assert out.getvalue() == "Every kept outcome is right.\n"
    assert OutcomeRepair.objects.count() == 0
