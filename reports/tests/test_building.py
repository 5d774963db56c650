"""What a cohort is chosen by: each filter by itself, all at once, and what is left after each."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from accounts.models import ClinicSettings
from accounts.permissions import Role
from core import clinical
from exchange.exporting.order import Order
from patients.models import Diagnosis, Medicine, Procedure
from prescriptions.models import Fill
from reports.building import counting
from reports.building.form import CohortForm, Unreadable
from reports.figures import HIDDEN
from reports.leaving import shown_from
from reports.models import SavedCohort
from reports.outcomes import summarise
from reports.rules import IMMPACT
from tests.factories import (
    DoseStepFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    ResponseFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 1)
PRESCRIBED = date(2026, 6, 1)


@pytest.fixture
def clinician(db):
    return UserFactory(role=Role.CLINICIAN)


def saved_with(by, **filters):
    form = CohortForm(data=filters, by=by)
    assert form.is_valid(), form.errors
    return SavedCohort.objects.same_as(form.kept(), by=by)


def chosen(by, **filters):
    """The courses that the filters leave, by the number of each."""
    courses = saved_with(by, **filters).cohort(as_of=TODAY, by=by).courses()
    return set(courses.values_list("prescription_id", flat=True))


def medicine(course, name="Gabapentin", noted_on=date(2026, 1, 1), **facts):
    Medicine.objects.create(patient=course.patient, name=name, noted_on=noted_on, **facts)
    return course


def procedure(course, kind="nerve_block", noted_on=date(2026, 1, 1), **facts):
    Procedure.objects.create(patient=course.patient, kind=kind, noted_on=noted_on, **facts)
    return course


def diagnosis(course, code, noted_on=PRESCRIBED):
    Diagnosis.objects.create(patient=course.patient, code=code, noted_on=noted_on)
    return course


def fill(course, *, lot="", pharmacy=None, filled_on=date(2026, 6, 4)):
    facts = {"strength_mg": "1.5", "quantity": 90, "lot": lot, "pharmacy": pharmacy or course.pharmacy}
    Fill.objects.create(prescription=course, filled_on=filled_on, **facts)
    return course


def of(**facts):
    return PrescriptionFactory(**facts)


def on(dose_mg, **facts):
    course = of(started=True, **facts)
    DoseStepFactory(prescription=course, dose_mg=dose_mg)
    return course


def answered(relief):
    course = of(started=True)
    ResponseFactory(
        prescription=course, asked_on=date(2026, 8, 1), relief_percent=relief, quality_of_life_improved=True
    )
    return course


LATER, EARLIER = date(2026, 6, 2), date(2026, 5, 31)
# name: (filters, a course that they leave, one that they leave out)
ALONE = {
    "prescribed from": (
        {"prescribed_from": "2026-06-01"},
        lambda: of(),
        lambda: of(prescribed_on=EARLIER),
    ),
    "prescribed to": ({"prescribed_to": "2026-06-01"}, lambda: of(), lambda: of(prescribed_on=LATER)),
    "as of": ({"as_of": "2026-06-01"}, lambda: of(), lambda: of(prescribed_on=LATER)),
    "sex": ({"sex": ["F", "X"]}, lambda: of(patient__sex="F"), lambda: of(patient__sex="M")),
    "age from, the birthday included": (
        {"age_from": "41"},
        lambda: of(patient__date_of_birth=date(1985, 6, 1)),
        lambda: of(patient__date_of_birth=date(1985, 6, 2)),
    ),
    "age to": (
        {"age_to": "40"},
        lambda: of(patient__date_of_birth=date(1985, 6, 2)),
        lambda: of(patient__date_of_birth=date(1985, 6, 1)),
    ),
    "a block": (
        {"diagnoses": ["M50-M54"]},
        lambda: of(primary_indication="M54.16"),
        lambda: of(primary_indication="M55.0"),
    ),
    "a block, its first": (
        {"diagnoses": ["M50-M54"]},
        lambda: of(primary_indication="M50.00"),
        lambda: of(primary_indication="M49.80"),
    ),
    "a block with a category that no alphabet puts there": (
        {"diagnoses": ["M05-M14"]},
        lambda: of(primary_indication="M1A.00X0"),
        lambda: of(primary_indication="M15.0"),
    ),
    "a category": (
        {"diagnoses": ["M54"]},
        lambda: of(primary_indication="M54.2"),
        lambda: of(primary_indication="M53.2"),
    ),
    "a code, and all below it": (
        {"diagnoses": ["m541"]},
        lambda: of(primary_indication="M54.16"),
        lambda: of(primary_indication="M54.2"),
    ),
    "one of two diagnoses": (
        {"diagnoses": ["G35", "M79"]},
        lambda: of(primary_indication="M79.7"),
        lambda: of(primary_indication="M54.16"),
    ),
    "any diagnosis on file": (
        {"diagnoses": ["G35"], "diagnoses_in": "any"},
        lambda: diagnosis(of(), "G35"),
        lambda: diagnosis(of(), "G35", noted_on=LATER),
    ),
    "any diagnosis, the primary indication among them": (
        {"diagnoses": ["M54"], "diagnoses_in": "any"},
        lambda: of(primary_indication="M54.2"),
        lambda: of(primary_indication="G35"),
    ),
    "the primary indication alone": (
        {"diagnoses": ["G35"]},
        lambda: of(primary_indication="G35"),
        lambda: diagnosis(of(), "G35"),
    ),
    "regions": (
        {"regions": ["hip", "lumbar"]},
        lambda: of(regions=["cervical", "lumbar"]),
        lambda: of(regions=["cervical"]),
    ),
    "starting dose": (
        {"starting_dose_from": "0.75", "starting_dose_to": "1.50"},
        lambda: of(starting_dose_mg="1.5"),
        lambda: of(starting_dose_mg="1.51"),
    ),
    "stable dose": ({"stable_dose_from": "3"}, lambda: on("3"), lambda: on("1.5")),
    "category": ({"categories": ["LDN-R", "LDN-NR"]}, lambda: answered(50), lambda: answered(49)),
    "medicines": (
        {"medicines": ["tramadol", "GABAPENTIN"]},
        lambda: medicine(of()),
        lambda: medicine(of(), name="Gabapentin enacarbil"),
    ),
    "a medicine that ended on the day": (
        {"medicines": ["gabapentin"]},
        lambda: medicine(of(), ended_on=PRESCRIBED),
        lambda: medicine(of(), ended_on=EARLIER),
    ),
    "a medicine that came later": (
        {"medicines": ["gabapentin"]},
        lambda: medicine(of(), noted_on=PRESCRIBED),
        lambda: medicine(of(), noted_on=LATER),
    ),
    "procedures": (
        {"procedures": ["nerve_block", "prp_injection"]},
        lambda: procedure(of()),
        lambda: procedure(of(), kind="steroid_injection"),
    ),
    "a procedure before": (
        {"procedures": ["nerve_block"]},
        lambda: procedure(of(), done_on=PRESCRIBED),
        lambda: procedure(of(), done_on=LATER, noted_on=LATER),
    ),
    "lots": (
        {"lots": ["ab-12", "zz"]},
        lambda: fill(of(), lot="AB-12"),
        lambda: fill(of(), lot="AB-123"),
    ),
    "a lot that was filled after the day": (
        {"lots": ["AB-12"], "as_of": "2026-06-10"},
        lambda: fill(of(), lot="AB-12", filled_on=date(2026, 6, 10)),
        lambda: fill(of(), lot="AB-12", filled_on=date(2026, 6, 11)),
    ),
}


@pytest.mark.parametrize("name", ALONE)
def test_each_filter_leaves_what_it_says_and_nothing_else(name, clinician):
    filters, made_in, made_out = ALONE[name]
    left, left_out = made_in(), made_out()

    assert chosen(clinician, **filters) == {left.pk}
    assert chosen(clinician) == {left.pk, left_out.pk}


def test_a_pharmacy_is_where_it_was_sent_or_where_it_was_filled(clinician):
    corner = PharmacyFactory()
    sent, filled, _ = of(pharmacy=corner), fill(of(), pharmacy=corner), of()

    assert chosen(clinician, pharmacies=[corner.pk]) == {sent.pk, filled.pk}


def course_of_everything(pharmacy):
    """One that every filter of EVERYTHING leaves."""
    course = of(started=True, pharmacy=pharmacy, regions=["lumbar"], primary_indication="M54.16")
    DoseStepFactory(prescription=course, dose_mg="4.5")
    ResponseFactory(prescription=course, asked_on=date(2026, 8, 1), relief_percent=70)
    return procedure(medicine(fill(course, lot="AB-12")))


def everything(pharmacy):
    return {
        "prescribed_from": "2026-01-01",
        "prescribed_to": "2026-12-31",
        "as_of": "2026-10-01",
        "courses": "all",
        "sex": ["F"],
        "age_from": "18",
        "age_to": "90",
        "diagnoses": ["M50-M54", "G35", "M79.7"],
        "diagnoses_in": "any",
        "regions": ["lumbar"],
        "starting_dose_from": "1.5",
        "starting_dose_to": "1.5",
        "stable_dose_from": "4.5",
        "stable_dose_to": "4.5",
        "categories": ["LDN-R"],
        "medicines": ["gabapentin"],
        "procedures": ["nerve_block"],
        "pharmacies": [pharmacy.pk],
        "lots": ["AB-12"],
    }


def test_all_filters_at_once_all_have_to_hold(clinician):
    pharmacy = PharmacyFactory()
    course, _ = course_of_everything(pharmacy), of()
    filters = everything(pharmacy)

    assert set(filters) == set(CohortForm.base_fields)
    assert chosen(clinician, **filters) == {course.pk}
    for name, value in OUT_OF_IT.items():
        opened = {"starting_dose_to": "", "stable_dose_from": ""}
        assert chosen(clinician, **filters | opened | {name: value}) == set(), name


OUT_OF_IT = {
    "prescribed_to": "2026-05-31",
    "as_of": "2026-05-31",
    "sex": ["M"],
    "age_from": "89",
    "diagnoses": ["G35"],
    "regions": ["hip"],
    "starting_dose_from": "1.51",
    "stable_dose_to": "4.49",
    "categories": ["LDN-NR"],
    "medicines": ["tramadol"],
    "procedures": ["prp_injection"],
    "lots": ["AB-1"],
}


def test_the_same_cohort_under_another_rule_has_the_same_courses(clinician):
    """Its category is the practice's; the report counts them in categories of its own rule."""
    responder, _ = answered(70), answered(20)
    cohort = saved_with(clinician, categories=["LDN-R"]).cohort(as_of=TODAY, by=clinician)
    summary = summarise(type(cohort)(**vars(cohort) | {"rule": IMMPACT}))

    assert {found.prescription_id for found in cohort.courses()} == {responder.pk}
    assert summary.prescribed == 1
    assert summary.responders == 1


def test_an_export_takes_every_filter_and_finds_the_cohort_again_from_its_record(clinician):
    pharmacy = PharmacyFactory()
    course, _ = course_of_everything(pharmacy), of()
    saved = saved_with(clinician, **everything(pharmacy))
    order = Order(cohort=saved.cohort(as_of=TODAY, by=clinician), today=TODAY)
    again = Order.from_codes(order.codes(), by=clinician)

    assert order.codes()["cohort"] == str(saved.pk)
    assert "AB-12" not in str(order.codes())
    assert again.fingerprint == order.fingerprint
    inside = Fill.objects.filter(prescription__in=again.courses().order_by().values("prescription"))
    assert {row.prescription_id for row in inside} == {course.pk}
    assert again.courses().order_by().values_list("patient__pk").get() == (course.patient_id,)


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_the_same_filters_are_the_same_row_however_they_are_typed(clinician):
    one = saved_with(clinician, diagnoses=["m54.16", " M50 - M54 "], starting_dose_from="1.50", sex=["M", "F"])
    two = saved_with(clinician, diagnoses=["M50-M54", "M5416", "", "M54.16"], starting_dose_from="1.5", sex=["F", "M"])

    assert one == two
    assert one.filters == {"diagnoses": ["M50-M54", "M54.16"], "starting_dose_from": "1.5", "sex": ["F", "M"]}
    assert saved_with(UserFactory(role=Role.CLINICIAN), **one.filters) != one


def test_filters_never_change_and_no_cohort_goes_away(clinician):
    saved = saved_with(clinician, sex=["F"])
    for change in ({"filters": {}}, {"fingerprint": "x"}, {"kept_by": UserFactory()}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            SavedCohort.objects.filter(pk=saved.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        saved.delete()
    saved.refresh_from_db()
    assert saved.filters == {"sex": ["F"]}


@pytest.mark.parametrize(
    "kept",
    [
        {"sex": ["Z"]},
        {"sex": "F; DROP TABLE"},
        {"diagnoses": ["M50-M99"]},
        {"pharmacies": [2**70]},
        {"pharmacies": ["x"]},
        {"age_from": "NaN"},
        {"starting_dose_from": "1e309"},
        {"prescribed_from": "9999-12-31"},
        {"lots": [["nested"]]},
        {"medicines": {"name": "x"}},
    ],
)
def test_what_is_kept_is_held_against_the_rules_when_it_is_read(kept, clinician):
    saved = SavedCohort.objects.same_as(kept, by=clinician)
    with pytest.raises(Unreadable):
        saved.read()


# --- how many are left ------------------------------------------------------------------------------------------------


def left(cohort):
    return [(row.words, row.courses, row.left_out, row.patients) for row in counting.left_after_each(cohort)]


def test_what_is_left_after_each_filter_is_counted_in_one_query(clinician, django_assert_num_queries):
    woman = PatientFactory(sex="F")
    of(patient=woman, state="never_filled", prescribed_on=date(2026, 2, 1))
    of(patient=woman, regions=["hip"])
    of(patient__sex="M")
    of(patient__sex="F", primary_indication="G35")
    of(prescribed_on=date(2025, 12, 31))
    filters = {"prescribed_from": "2026-01-01", "sex": ["F"], "diagnoses": ["M54"]}
    cohort = saved_with(clinician, **filters).cohort(as_of=TODAY, by=clinician)

    clinician.get_all_permissions()
    with django_assert_num_queries(1):
        found = left(cohort)
    assert found == [
        ("every course on file", 5, 0, 4),
        ("prescribed from 1 Jan 2026 on", 4, 1, 3),
        ("each patient's first course in the period", 3, 1, 3),
        ("sex female", 2, 1, 2),
        ("primary indication M54", 1, 1, 1),
    ]
    assert found[-1][1] == cohort.courses().count()


def test_the_last_line_is_what_the_report_counts_with_every_filter(clinician):
    pharmacy = PharmacyFactory()
    course_of_everything(pharmacy)
    of()
    cohort = saved_with(clinician, **everything(pharmacy)).cohort(as_of=TODAY, by=clinician)
    rows = counting.left_after_each(cohort)

    assert rows[-1].courses == summarise(cohort).prescribed == 1
    assert len(rows) == 1 + 1 + 11


def test_an_unknown_dose_and_an_unknown_age_are_left_out_and_not_counted_as_passed(clinician):
    """PostgreSQL says neither yes nor no of what is not recorded."""
    of(is_imported=True, starting_dose_mg=None)
    cohort = saved_with(clinician, starting_dose_from="0.5").cohort(as_of=TODAY, by=clinician)

    assert [row[1:] for row in left(cohort)] == [(1, 0, 1), (1, 0, 1), (0, 1, 0)]
    assert cohort.courses().count() == 0


def test_an_empty_clinic_has_nothing_left(clinician):
    cohort = saved_with(clinician, sex=["F"]).cohort(as_of=TODAY, by=clinician)
    assert [row[1] for row in left(cohort)] == [0, 0, 0]


def rows_of(*numbers):
    """Left, of courses of a patient each."""
    before = [numbers[0], *numbers]
    return [
        counting.Left(words=str(n), courses=n, patients=n, left_out=earlier - n)
        for n, earlier in zip(numbers, before, strict=False)
    ]


def test_small_counts_are_hidden_with_what_they_would_follow_from():
    shown = counting.guarded(rows_of(100, 60, 55, 8, 0), under=11)

    assert [(row.courses, row.left_out) for row in shown] == [
        (100, 0),
        (60, 40),
        # 5 are left out, which 55 would tell; and 8 of the 55 are left
        (HIDDEN, HIDDEN),
        (HIDDEN, 47),
        (0, HIDDEN),
    ]
    assert [row.patients for row in shown] == [100, 60, HIDDEN, HIDDEN, 0]


def test_the_size_of_the_cohort_is_on_every_report_so_other_lines_are_hidden_first():
    shown = counting.guarded(rows_of(252, 38, 35), under=11)
    assert [(row.courses, row.left_out) for row in shown] == [(252, 0), (HIDDEN, HIDDEN), (35, HIDDEN)]


def test_who_sees_patients_sees_every_count():
    rows = rows_of(100, 8)
    assert counting.guarded(rows, under=0) == rows


def test_the_threshold_is_the_clinics_or_else_that_of_cms(clinician):
    researcher = UserFactory(role=Role.RESEARCHER)
    assert shown_from(clinician) == 0
    assert shown_from(researcher) == clinical.CMS_SMALL_CELLS_UNDER
    ClinicSettings.objects.update_or_create(pk=ClinicSettings.ONLY, defaults={"small_cells_under": 5})
    assert shown_from(researcher) == 5
