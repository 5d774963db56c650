"""Each line of the sensitivity table changes one choice, and counts what a report with that choice counts."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from accounts.permissions import Role
from reports import confounders
from reports.cohorts import Cohort, Narrowing
from reports.outcomes import summarise
from reports.rules import IMMPACT, PRACTICE, RULES, Answer
from reports.sensitivity import analyse
from reports.tests.courses import save
from reports.tests.drawn import on
from reports.tests.test_rules import random_course
from tests.factories import ClinicianFactory, PatientFactory, PrescriptionFactory, ResponseFactory, UserFactory

pytestmark = pytest.mark.django_db

COHORT = Cohort(as_of=date(2026, 12, 31))
PATH = "/outcomes/sensitivity/"
AS_OF = {"as_of": "2026-12-31"}


def answered(relief=60, *, quality=False, **facts):
    return ResponseFactory(relief_percent=relief, quality_of_life_improved=quality, **facts)


def line(label, cohort=COHORT, denominator="prescribed"):
    analysis = analyse(cohort, denominator=denominator)
    [found] = [one for one in (analysis.primary, *analysis.lines) if one.label == label]
    return found


def counted(label, cohort=COHORT, denominator="prescribed"):
    found = line(label, cohort, denominator)
    return found.count, found.of


# --- against the report with that choice ----------------------------------------------------------------------


def same(cohort, label, **choice):
    summary = summarise(replace(cohort, **choice))
    for denominator in ("prescribed", "started", "assessed"):
        assert counted(label, cohort, denominator) == (summary.responders, summary.denominator(denominator)), (
            label,
            cohort.rule.name,
            denominator,
        )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("of", [PRACTICE, IMMPACT, PRACTICE.by(answer=Answer.BEST, minimum_days=30)])
@pytest.mark.parametrize("since", [None, on(30)])
def test_each_line_is_what_a_report_with_its_choice_counts(seed, of, since):
    dice = random.Random(seed)  # noqa: S311 drawn for a test
    save([random_course(dice) for _ in range(120)])
    cohort = Cohort(as_of=on(100), rule=of, observed_from=since)

    other = Answer.LATEST if of.answer == Answer.BEST else Answer.BEST
    same(cohort, "Best answer" if other == Answer.BEST else "Latest answer", rule=replace(of, answer=other))
    for days in {30, 60, 90} - {of.minimum_days}:
        same(cohort, f"At least {days} days on LDN", rule=replace(of, minimum_days=days))
    for other in RULES.values():
        if other.key != of.key:
            options = {"answer": of.answer, "minimum_days": of.minimum_days}
            same(cohort, other.label, rule=other.by(**options))
    same(cohort, "All courses", all_courses=True)
    same(cohort, of.responders_label)
    same(replace(cohort, all_courses=True), "First courses", all_courses=False)


def test_the_random_courses_hold_what_the_lines_differ_by():
    dice = random.Random(0)  # noqa: S311 drawn for a test
    save([random_course(dice) for _ in range(120)])

    analysis = analyse(Cohort(as_of=on(100)), denominator="assessed")

    assert len({(one.count, one.of) for one in analysis.lines}) >= 8


@pytest.mark.parametrize(
    "narrowing",
    [
        Narrowing(sex="F"),
        Narrowing(ages=(60, 74)),
        Narrowing(indication="M54"),
        Narrowing(region="lumbar"),
        Narrowing(starting_dose_mg=Decimal("1.5")),
    ],
    ids=str,
)
def test_it_is_of_the_cohort_that_was_chosen_and_so_are_the_other_treatments(narrowing):
    answered(60)
    patient = PatientFactory(sex="M", date_of_birth="1960-01-01")
    answered(
        60,
        prescription=PrescriptionFactory(
            patient=patient, started=True, starting_dose_mg="4.5", primary_indication="G35", regions=["lumbar"]
        ),
    )
    cohort = replace(COHORT, narrowing=narrowing)

    expected = summarise(cohort).prescribed
    assert expected == 1
    assert line("Best answer", cohort).of == expected
    assert line("Any relief", cohort, "assessed").of == expected
    assert confounders.count(cohort).courses == expected


# --- by hand ------------------------------------------------------------------------------------------------


def test_without_proxies_the_patient_s_own_answer_decides():
    course = answered(60, asked_on="2026-07-01").prescription
    answered(0, prescription=course, asked_on="2026-08-01", answered_by="proxy", proxy_relation="son")
    answered(70, answered_by="proxy", proxy_relation="daughter")

    assert counted("R + PR") == (1, 2)
    assert counted("Answers by a proxy left out") == (1, 2)
    assert counted("Answers by a proxy left out", denominator="assessed") == (1, 1)
    assert counted("R + PR", denominator="assessed") == (1, 2)


def test_of_two_answers_of_a_day_the_later_one_decides():
    course = answered(60).prescription
    answered(0, prescription=course)

    assert counted("R + PR") == counted("Answers by a proxy left out") == (0, 1)
    assert counted("Best answer") == (1, 1)


def test_by_visit_by_telephone_and_by_who_asked():
    answered(60, mode="visit", asked_by=ClinicianFactory())
    answered(0, mode="visit", asked_by=UserFactory())
    answered(60, mode="phone", asked_by=UserFactory())
    PrescriptionFactory(started=True)  # nobody asked
    PrescriptionFactory()  # never started

    assert counted("Asked at a visit") == (1, 2)
    assert counted("Asked by telephone") == (1, 1)
    assert counted("Asked by a clinician") == (1, 1)
    assert counted("Asked by a medical assistant") == (1, 2)


def test_who_has_several_roles_is_told_by_the_first():
    user = UserFactory()
    user.groups.add(Group.objects.get(name=Role.CLINICIAN))
    answered(60, asked_by=user)

    assert counted("Asked by a clinician") == (1, 1)


def test_those_lost_three_ways():
    answered(60)
    answered(0)
    for relief in (60, 0, None):
        lost = PrescriptionFactory(started=True)
        if relief is not None:
            answered(relief, prescription=lost)
        lost.lost_periods.create(from_on="2026-08-01", reason="moved", recorded_by=lost.prescriber)

    assert counted("R + PR", denominator="started") == (1, 5)
    assert counted("Lost as failures") == (1, 5)
    assert counted("Lost by their last category") == (2, 4)
    assert counted("Lost left out", denominator="started") == (1, 2)
    assert counted("Of the assessed") == (1, 2)


def test_a_line_says_what_it_cannot_tell():
    answered(60, mode="visit")

    assert line("Asked by telephone").remark == "No deciding answer was asked by telephone, so this can't be told."
    assert line("Lost left out").remark == "Nobody was lost by the day, so nothing changes."
    assert line("Asked at a visit").remark == ""


def test_the_difference_is_from_the_primary_analysis_in_points():
    for relief in (60, 60, 0):
        answered(relief)
    PrescriptionFactory()
    analysis = analyse(COHORT, denominator="prescribed")

    shown = {one.line.label: one for lines in analysis.shown(under=0).values() for one in lines}

    assert (shown["R + PR"].rate.share, shown["R + PR"].difference) == ("50 %", "\u2013")
    # 2 of 3 less 2 of 4
    assert (shown["Of the started"].rate.share, shown["Of the started"].difference) == ("67 %", "+16.7")
    assert shown["Asked by telephone"].difference == "\u2013"


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_has_a_line_for_every_choice(signed_in_client):
    answered(60)

    html = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    for words in (
        "The primary analysis",
        "Of the started",
        "Lost as failures",
        "All courses",
        "Best answer",
        "At least 90 days on LDN",
        "IMMPACT bands on recalled relief",
        "Any relief",
        "Answers by a proxy left out",
        "Asked at a visit",
        "Asked by a medical assistant",
    ):
        assert words in html, words
    assert "nan" not in html


def test_an_empty_cohort_is_a_sentence(signed_in_client):
    html = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "so there is no rate to try other choices on" in html
    assert "<td" not in html


def test_one_course_that_never_started_has_no_rate_of_the_assessed(signed_in_client):
    PrescriptionFactory()

    html = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "0 of 0" in html
    assert "nan" not in html


@pytest.mark.parametrize(
    "bad", [{"as_of": "NaN"}, {"minimum_days": "1e309"}, {"rule": "\0"}, {"denominator": "x" * 9999}]
)
def test_bad_input_is_a_sentence(signed_in_client, bad):
    response = signed_in_client(Role.RESEARCHER).get(PATH, bad)

    assert response.status_code == 422
    assert "note-error" in response.content.decode()


def test_a_researcher_sees_no_small_count_nor_what_it_follows_from(signed_in_client):
    for n in range(30):
        answered(60 if n % 2 else 0, mode="visit" if n < 27 else "phone")

    html = signed_in_client(Role.RESEARCHER).get(PATH, AS_OF).content.decode()
    of_clinic = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "of 27" in of_clinic  # 30 less those by telephone
    assert "of 27" not in html
    assert "15 of 30" in html  # the primary analysis stays
    assert "Counts from 1 to 10 are hidden" in html


def hidden(under=11, denominator="prescribed", cohort=COHORT):
    parts = analyse(cohort, denominator=denominator).shown(under=under)
    return {one.line.label for lines in parts.values() for one in lines if one.rate.is_hidden}


def test_a_line_that_tells_of_few_by_its_distance_is_hidden_and_the_primary_is_not():
    for n in range(40):
        answered(60 if n % 2 else 0)
    for _ in range(2):
        lost = PrescriptionFactory(started=True)
        lost.lost_periods.create(from_on="2026-08-01", reason="moved", recorded_by=lost.prescriber)
    again = answered(60).prescription
    answered(
        60,
        prescription=PrescriptionFactory(
            patient=again.patient,
            started=True,
            state="stopped",
            stopped_on="2026-08-01",
            stop_reason="cost",
            stop_recorded_at="2026-08-01T12:00Z",
            stopped_by=again.prescriber,
        ),
    )

    assert {"Lost as failures", "Lost left out", "All courses", "Of the assessed"} <= hidden()
    assert "R + PR" not in hidden()
    assert hidden(under=0) == set()


def test_of_two_parts_no_small_rest_follows():
    for n in range(60):
        answered(60 if n % 2 else 0, mode="visit" if n < 30 else "phone")
    for _ in range(4):
        PrescriptionFactory(started=True)  # nobody asked: 64 less 60 would tell

    assert len({"Asked at a visit", "Asked by telephone"} & hidden()) == 1


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    asker = UserFactory()
    for _ in range(size):
        answered(60, asked_by=asker)
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(9):  # 2 of them the transaction of the request
        client.get(PATH, AS_OF)
