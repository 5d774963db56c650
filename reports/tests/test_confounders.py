"""Other treatments for pain: who had which before and during LDN, and how many responded with and without them.

First doses are on 5 June 2026, so that the 90 days before it begin on 7 March.
"""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import ClinicSettings
from accounts.permissions import Role
from patients.models import Medicine, Procedure
from reports import confounders
from reports.cohorts import Cohort
from reports.confounders import Described, Period, Responders, Treatment
from reports.confounders import page as tables
from tests.factories import PrescriptionFactory, ResponseFactory, screened

pytestmark = pytest.mark.django_db

COHORT = Cohort(as_of=date(2026, 12, 31))
PATH = "/outcomes/other-treatments/"
AS_OF = {"as_of": "2026-12-31"}


def started(*, responds=True, treatments=None, asked_on="2026-07-06", **facts):
    """A started course with one answer, and what it said of other treatments; None: not asked."""
    course = PrescriptionFactory(started=True, **facts)
    relief = {"relief_percent": 60} if responds else {"relief_percent": 0, "quality_of_life_improved": False}
    ResponseFactory(prescription=course, asked_on=asked_on, other_treatments=treatments, **relief)
    return course


def done(course, kind, on):
    Procedure.objects.create(patient=course.patient, kind=kind, done_on=on, noted_on="2026-06-01")


def taken(course, name, noted_on, ended_on=None, **facts):
    Medicine.objects.create(patient=course.patient, name=name, noted_on=noted_on, ended_on=ended_on, **facts)


def state(period, treatment, cohort=COHORT):
    """Of the only course: whether it had the treatment; None: not known."""
    [split] = [one for one in confounders.count(cohort).of(period) if one.treatment == treatment]
    return {(1, 0, 0): True, (0, 1, 0): False, (0, 0, 1): None}[split.had.of, split.had_none.of, split.unknown.of]


# --- during LDN ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "injection", "ablation", "prp", "change"),
    [
        (None, None, None, None, None),
        ([], False, False, False, False),
        (["steroid_injection"], True, False, False, False),
        (["trigger_point_injection"], True, False, False, False),
        (["nerve_block"], True, False, False, False),
        (["radiofrequency_ablation"], False, True, False, False),
        (["prp_injection"], False, False, True, False),
        (["analgesic_lowered"], False, False, False, True),
        (["analgesic_started", "nerve_block"], True, False, False, True),
    ],
)
def test_an_answer_tells_what_was_done_and_not_asked_is_not_none(said, injection, ablation, prp, change):
    started(treatments=said)

    found = [state(Period.DURING, t) for t in Treatment if t != Treatment.ANY]

    assert found == [injection, ablation, prp, change]


@pytest.mark.parametrize(
    ("on", "is_during"),
    [("2026-06-04", None), ("2026-06-05", True), ("2026-08-03", True), ("2026-08-04", None), (None, None)],
)
def test_a_procedure_counts_from_the_first_dose_to_the_stop(on, is_during):
    course = PrescriptionFactory(stopped=True)
    done(course, "radiofrequency_ablation", on)

    assert state(Period.DURING, Treatment.ABLATION) is is_during


def test_nothing_after_the_report_s_day_is_known():
    course = started(treatments=["nerve_block"], asked_on="2026-07-06")
    done(course, "prp_injection", "2026-07-01")

    cohort = Cohort(as_of=date(2026, 6, 30))

    assert state(Period.DURING, Treatment.INJECTION, cohort) is None
    assert state(Period.DURING, Treatment.PRP, cohort) is None


@pytest.mark.parametrize(("continues", "is_known"), [(False, True), (None, None)])
def test_after_the_stop_only_the_answer_that_tells_of_it_counts(continues, is_known):
    course = PrescriptionFactory(stopped=True)  # on 3 August
    ResponseFactory(
        prescription=course, asked_on="2026-08-10", continues=continues, other_treatments=["analgesic_raised"]
    )

    assert state(Period.DURING, Treatment.CHANGE) is is_known


def test_an_answer_entered_in_error_says_nothing():
    course = started(treatments=["nerve_block"])
    by = course.prescriber
    course.responses.update(voided_at="2026-07-07T12:00Z", voided_by=by, voided_reason="another patient's")

    assert state(Period.DURING, Treatment.INJECTION) is None


# --- before LDN ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "was_before"),
    [("2026-03-06", False), ("2026-03-07", True), ("2026-06-04", True), ("2026-06-05", False), (None, None)],
)
def test_a_procedure_counts_in_the_90_days_before_the_first_dose(on, was_before):
    done(started(), "steroid_injection", on)

    assert state(Period.BEFORE, Treatment.INJECTION) is was_before


def test_before_ldn_nothing_on_file_is_not_known():
    started(treatments=[])

    assert [state(Period.BEFORE, treatment) for treatment in Treatment] == [None] * 5


def test_an_undated_procedure_of_the_kind_leaves_it_not_known():
    course = started()
    done(course, "steroid_injection", "2020-01-01")
    done(course, "nerve_block", None)

    assert state(Period.BEFORE, Treatment.INJECTION) is None
    assert state(Period.BEFORE, Treatment.PRP) is False


@pytest.mark.parametrize(
    ("medicines", "before", "during"),
    [
        # The list was begun with it: it had been taken before.
        ([("Gabapentin", "2026-06-01")], False, False),
        ([("Metformin", "2025-01-01"), ("gabapentin 300", "2026-06-01")], True, False),
        ([("Metformin", "2025-01-01"), ("Gabapentin", "2026-06-05")], False, True),
        ([("Metformin", "2025-01-01"), ("Sertraline", "2026-07-01")], False, False),
        ([("Naproxen", "2025-01-01", "2026-03-07")], True, False),
        ([("Naproxen", "2025-01-01", "2026-03-06")], False, False),
        ([("Oxycodone 5 mg", "2025-01-01", "2026-07-01")], False, True),
    ],
)
def test_medicines_for_pain_that_begin_or_end_are_changes(medicines, before, during):
    course = started(treatments=[])
    for medicine in medicines:
        taken(course, *medicine)

    assert (state(Period.BEFORE, Treatment.CHANGE), state(Period.DURING, Treatment.CHANGE)) == (before, during)


# --- the rates ----------------------------------------------------------------------------------------------


def test_responders_with_and_without_a_treatment():
    for responds, treatments, times in (
        (True, ["nerve_block"], 3),
        (False, ["nerve_block"], 1),
        (True, [], 2),
        (False, [], 4),
        (True, None, 5),
    ):
        for _ in range(times):
            started(responds=responds, treatments=treatments)
    PrescriptionFactory()  # never started

    found = confounders.count(COHORT)
    [injection] = [s for s in found.of(Period.DURING) if s.treatment == Treatment.INJECTION]

    assert (found.courses, found.responders) == (15, 10)
    assert injection.had == Responders(count=3, of=4)
    assert injection.had_none == Responders(count=2, of=6)
    assert injection.unknown == Responders(count=5, of=5)
    [line] = [one for one in tables.parts(found, tables.Guard())[1].lines if one.treatment.startswith("Injection")]
    assert (line.had.share, line.had.counts, line.had.ends) == ("75 %", "3 of 4", "30.1 to 95.4")
    assert (line.had_none.share, line.had_none.ends) == ("33 %", "9.7 to 70.0")
    # Newcombe by hand: 0.41667, less sqrt(0.44941^2 + 0.36667^2), more sqrt(0.20441^2 + 0.23655^2)
    assert line.difference == "+41.7 (-16.3 to +72.9)"


def test_any_of_them_is_none_only_where_each_is_known():
    course = started(treatments=[])
    assert state(Period.DURING, Treatment.ANY) is False

    done(course, "steroid_injection", "2019-01-01")
    assert state(Period.BEFORE, Treatment.INJECTION) is False
    assert state(Period.BEFORE, Treatment.ANY) is None  # nobody knows of the medicines


def test_of_the_assessed_alone():
    started(treatments=[])
    PrescriptionFactory(started=True)

    assert confounders.count(COHORT, assessed_only=True).courses == 1
    assert confounders.count(COHORT).courses == 2


# --- opioids and pain medicines -------------------------------------------------------------------------------


def opioid(**facts):
    return {"drug": "hydrocodone", "strength": "5", "units_prescribed": "4", "units_taken": "2"} | facts


def test_opioids_in_mme_before_and_later():
    course = started()
    screened(course.patient, on="2026-05-01", opioids=[opioid(units_prescribed="1")])
    screened(course.patient, on="2026-06-05", opioids=[opioid(), opioid(drug="tramadol", strength="50")])
    screened(course.patient, on="2026-07-01", opioids=[opioid()])
    screened(course.patient, on="2026-08-01", opioids=[opioid(drug="oxycodone", units_prescribed=None)])
    screened(started().patient, on="2026-06-01")  # takes none: 0, and no later screening

    mme = confounders.count(COHORT).mme

    # 5 x 4 x 1.0 + 50 x 4 x 0.2 = 60, and 5 x 2 x 1.5 = 15
    assert mme.before == Described(n=2, mean=Decimal(30), median=Decimal("30.0"))
    assert mme.latest == Described(n=1, mean=Decimal(15), median=Decimal("15.0"))
    assert (mme.pairs, mme.mean_difference, mme.fewer, mme.same, mme.more) == (1, Decimal(-45), 1, 0, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"opioids": [opioid(drug="buprenorphine")]},
        {"opioids": [opioid(), opioid(drug="other")]},
        {"opioids": [opioid(release="pump")]},
        {"opioids": [opioid(units_prescribed=None, units_taken=None)]},
        {"non_prescribed_opioids": True},
        {"opioid_for_cough_or_diarrhoea": True},
    ],
)
def test_an_opioid_that_cannot_be_reckoned_is_never_0(facts):
    screened(started().patient, on="2026-06-01", **facts)

    mme = confounders.count(COHORT).mme

    assert mme.before == Described(n=0, mean=None, median=None)
    assert (mme.before_not_computable, mme.latest_not_computable) == (1, 0)


def test_pain_medicines_are_counted_where_there_is_a_list():
    course = started()
    taken(course, "Gabapentin", "2026-05-01")
    taken(course, "Naproxen", "2026-05-01", "2026-06-05")
    taken(course, "Metformin", "2026-05-01")
    taken(course, "Ibuprofen", "2026-07-01")
    taken(course, "Tramadol 50", "2026-07-02")
    started()

    found = confounders.count(COHORT).analgesics

    assert found.before == Described(n=1, mean=Decimal(1), median=Decimal("1.0"))
    assert found.latest == Described(n=1, mean=Decimal(3), median=Decimal("3.0"))
    assert (found.pairs, found.mean_difference, found.more) == (1, Decimal(2), 1)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_says_it_in_a_sentence(signed_in_client):
    started(treatments=["nerve_block"])
    started(treatments=[], responds=False)

    html = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert (
        "Of 2 started courses, 1 had another treatment for pain during LDN, 1 had none, and of 0 it is not known."
        " Responder rate with one: 100 % (1 of 1; 20.7 to 100.0); without: 0 % (0 of 1; 0.0 to 79.3)."
    ) in html
    assert "One of the groups has only 1 courses" in html


def test_an_empty_cohort_is_a_sentence(signed_in_client):
    html = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "has been started, so there is nothing to compare" in html
    assert "nan" not in html


def test_one_course_without_anything_on_file_prints_no_number_that_is_none(signed_in_client):
    PrescriptionFactory(started=True)

    html = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "of 1 it is not known. Responder rate with one: no such course; without: no such course." in html
    assert "nan" not in html
    assert "None<" not in html


@pytest.mark.parametrize("bad", ["NaN", "0001-13-01", "x" * 5000, "1\0"])
def test_bad_input_is_a_sentence(signed_in_client, bad):
    response = signed_in_client(Role.RESEARCHER).get(PATH, {"as_of": bad})

    assert response.status_code == 422
    assert "note-error" in response.content.decode()


def test_who_may_not_see_reports_is_refused(client):
    assert client.get(PATH).status_code == 302


def test_a_researcher_sees_no_small_count(signed_in_client):
    for n in range(30):
        started(treatments=["nerve_block"] if n < 12 else [], responds=n % 2 == 0)
    for _ in range(3):
        started(treatments=["prp_injection"])

    html = signed_in_client(Role.RESEARCHER).get(PATH, AS_OF).content.decode()
    of_clinic = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "3 of 3" in of_clinic
    assert "3 of 3" not in html
    assert "Counts from 1 to 10 are hidden" in html
    assert "Counts from 1 to 10 are hidden" not in of_clinic
    # Neither what the 3 would follow from: all who had any, less those with an injection.
    assert "of 15" not in html


def test_the_clinic_s_own_threshold_hides(signed_in_client):
    ClinicSettings.objects.update(small_cells_under=5)
    for _ in range(6):
        started(treatments=[])

    html = signed_in_client(Role.RESEARCHER).get(PATH, AS_OF).content.decode()

    assert "6 of 6" in html
    assert "Counts from 1 to 4 are hidden" in html


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    for _ in range(size):
        taken(started(treatments=["nerve_block"]), "Gabapentin", "2026-06-01")
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(7):  # 2 of them the transaction of the request
        client.get(PATH, AS_OF)
