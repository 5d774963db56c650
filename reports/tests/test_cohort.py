"""Which courses are counted, and of how many."""

from datetime import date, timedelta

import pytest

from core.rounding import half_up, percent
from prescriptions.models import Prescription
from reports.categories import Category
from reports.cohorts import Cohort
from reports.outcomes import summarise
from reports.tests.courses import save
from reports.tests.rule import Answer, Course
from tests.factories import PatientFactory, PrescriptionFactory

pytestmark = pytest.mark.django_db

PRESCRIBED = date(2019, 1, 10)
YEAR = {"first": date(2019, 1, 1), "last": date(2019, 12, 31), "as_of": date(2019, 12, 31)}


def course(**facts):
    return Course(prescribed_on=PRESCRIBED, first_dose_on=PRESCRIBED, **facts)


def polo():
    """Polo 2019: of 218 prescribed the outcome is known of 201; 161 responded, 40 did not, 16 of those for harm."""
    answered = [Answer(date(2019, 3, 1), 60)]
    stops = ["side_effects"] * 16 + ["no_benefit"] * 24
    return (
        [course(answers=answered) for _ in range(161)]
        + [course(stopped_on=date(2019, 3, 1), reason=reason) for reason in stops]
        + [course(lost=[(date(2019, 3, 1), None)]) for _ in range(17)]
    )


def test_three_denominators_stay_apart():
    save(polo())

    summary = summarise(Cohort(**YEAR))

    assert (summary.prescribed, summary.started, summary.assessed) == (218, 218, 201)
    assert (summary.responders, summary.categories[Category.NR], summary.categories[Category.LOST]) == (161, 40, 17)
    one_decimal = [half_up(100 * n / of, 1) for n, of in ((201, 218), (161, 218), (161, 201), (40, 218), (16, 218))]
    assert list(map(str, one_decimal)) == ["92.2", "73.9", "80.1", "18.3", "7.3"]
    assert [percent(summary.responders, summary.denominator(of)) for of in ("prescribed", "assessed")] == [74, 80]
    assert percent(summary.stops["side_effects"], summary.prescribed) == 7


def test_the_categories_part_those_prescribed():
    save(
        [
            *polo()[150:],
            Course(prescribed_on=PRESCRIBED),
            course(),
            course(answers=[Answer(date(2019, 2, 1), 0, False)]),
        ]
    )

    summary = summarise(Cohort(**YEAR))

    assert sum(summary.categories.values()) == summary.prescribed
    assert summary.categories[Category.NEVER_STARTED] == summary.prescribed - summary.started == 1


def test_both_days_of_the_period_are_included():
    save([Course(prescribed_on=PRESCRIBED + timedelta(days=days)) for days in (-1, 0, 5, 6)])
    last = PRESCRIBED + timedelta(days=5)

    assert summarise(Cohort(first=PRESCRIBED, last=last, as_of=last)).prescribed == 2
    assert summarise(Cohort(first=PRESCRIBED, last=None, as_of=date(2020, 1, 1))).prescribed == 3
    assert summarise(Cohort(first=None, last=last, as_of=date(2020, 1, 1))).prescribed == 3


def earlier_course(patient, prescribed_on):
    return PrescriptionFactory(
        patient=patient,
        prescribed_on=prescribed_on,
        state=Prescription.State.NEVER_FILLED,
    )


def test_a_patient_counts_with_the_first_course_in_the_period():
    patient = PatientFactory()
    _, first, second = (earlier_course(patient, day) for day in (date(2018, 5, 1), PRESCRIBED, date(2019, 8, 1)))

    primary = summarise(Cohort(**YEAR))
    everything = summarise(Cohort(**YEAR, all_courses=True))

    assert [outcome.pk for outcome in primary.cohort.courses()] == [first.pk]
    assert (primary.prescribed, primary.patients) == (1, 1)
    assert (everything.prescribed, everything.patients) == (2, 1)
    assert {outcome.pk for outcome in everything.cohort.courses()} == {first.pk, second.pk}


def test_of_two_courses_of_one_day_the_one_entered_first_counts():
    patient = PatientFactory()
    first, _ = earlier_course(patient, PRESCRIBED), earlier_course(patient, PRESCRIBED)

    assert [outcome.pk for outcome in summarise(Cohort(**YEAR)).cohort.courses()] == [first.pk]


def test_a_voided_first_course_gives_its_place_to_the_next():
    patient = PatientFactory()
    first, second = earlier_course(patient, PRESCRIBED), earlier_course(patient, date(2019, 8, 1))
    first.save_checked(voided_at="2026-01-01T00:00Z", voided_by=first.prescriber, voided_reason="another patient's")

    assert [outcome.pk for outcome in summarise(Cohort(**YEAR)).cohort.courses()] == [second.pk]


def test_outcomes_can_be_asked_like_any_other_table():
    rows = save(polo()[155:170])
    outcomes = summarise(Cohort(**YEAR)).cohort.courses()

    responders = outcomes.in_category(Category.R)
    assert Prescription.objects.filter(pk__in=responders.values("pk")).count() == 6
    assert (responders | outcomes.in_category(Category.NR)).count() == len(rows)
    assert outcomes.filter(prescription__patient__family_name="Baptiste").exclude(is_assessed=True).exists() is False
    assert outcomes.in_category(Category.NR).with_patient().first().prescription.patient.given_name == "Beatriz"


def test_the_report_takes_the_same_number_of_queries_at_any_size(django_assert_num_queries):
    with django_assert_num_queries(4):
        summarise(Cohort(**YEAR))
    save(polo())
    with django_assert_num_queries(4):
        summarise(Cohort(**YEAR))
