"""The published figures, from the file of the case series: console and page print the same ones."""

import json
import re
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.permissions import Role
from core.rounding import half_up
from prescriptions.models import Prescription
from reports import console
from reports.cohorts import Cohort
from reports.outcomes import summarise

FILE = settings.BASE_DIR / "exchange" / "data" / "case_series.csv"
PERIOD = {"first": date(2019, 6, 1), "last": date(2019, 12, 31), "as_of": date(2019, 12, 31)}

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_series(db):
    call_command("import_cases", str(FILE), stdout=StringIO(), stderr=StringIO())


def printed(*arguments):
    out = StringIO()
    call_command("outcomes", "--from", "2019-06-01", "--to", "2019-12-31", *arguments, stdout=out)
    return out.getvalue()


def share(count, percent, low, high):
    return {"count": count, "percent_of_prescribed": percent, "percent_of_started": percent, "ci95": [low, high]}


def test_the_console_prints_the_published_figures(case_series):
    report = json.loads(printed("--format", "json"))

    nobody = share(0, 0, 0.0, 9.9)
    assert report == {
        "rule": "practice-1",
        "from": "2019-06-01",
        "to": "2019-12-31",
        "as_of": "2019-12-31",
        "prescribed": 35,
        "started": 35,
        "assessed": 35,
        "patients": 35,
        "categories": {
            "LDN-R": share(10, 29, 16.3, 45.1),
            "LDN-PR": share(6, 17, 8.1, 32.7),
            "LDN-NR": share(19, 54, 38.2, 69.5),
            "continuing_no_benefit": nobody,
            "not_yet_assessed": nobody,
            "never_started": nobody | {"percent_of_started": None},
            "stopped_otherwise": nobody,
            "lost": nobody,
        },
        "responder_rate": share(16, 46, 30.5, 61.8) | {"percent_of_assessed": 46},
        "mean_relief_of_responders": 77,
        "starting_dose_mg": {
            "0.75": {"count": 4, "percent": 25},
            "1.5": {"count": 11, "percent": 69},
            "4.5": {"count": 1, "percent": 6},
        },
        "stable_dose_mg": {"3": {"count": 2, "percent": 13}, "4.5": {"count": 14, "percent": 88}},
        "side_effects": {
            "hot_flashes": {"count": 1, "percent": 6},
            "insomnia": {"count": 1, "percent": 6},
            "migraine": {"count": 1, "percent": 6},
            "tiredness": {"count": 1, "percent": 6},
            "none": {"count": 12, "percent": 75},
            "not_asked": {"count": 0},
        },
        "side_effects_of_started": {
            "insomnia": {"count": 5, "percent": 22},
            "jitteriness": {"count": 3, "percent": 13},
            "hot_flashes": {"count": 1, "percent": 4},
            "migraine": {"count": 1, "percent": 4},
            "tiredness": {"count": 1, "percent": 4},
            "none": {"count": 12, "percent": 52},
            "not_asked": {"count": 12},
        },
    }


def test_trap_1_the_rate_is_not_upside_down(case_series):
    summary = summarise(Cohort(**PERIOD))

    assert (summary.responders, summary.prescribed) == (16, 35)
    assert half_up(100 * summary.responders / summary.prescribed, 3) == half_up("45.714", 3)


def test_trap_2_halves_go_up_and_no_sum_is_forced(case_series):
    doses = json.loads(printed("--format", "json"))["stable_dose_mg"]

    assert [doses["3"]["percent"], doses["4.5"]["percent"]] == [13, 88]
    assert [half_up("49.462", 1), half_up("49.462")] == [half_up("49.5", 1), half_up("49")]


def test_trap_3_both_meanings_of_responder_are_named(case_series):
    table = printed()

    assert "35 courses of 35 patients prescribed Sat 1 Jun 2019 to Tue 31 Dec 2019" in table
    assert "  R + PR 46 % (16 of 35), R alone 29 % (10 of 35), of courses prescribed\n" in table


def test_trap_4_side_effects_are_shown_of_all_who_started_too_and_who_was_not_asked(case_series):
    summary = summarise(Cohort(**PERIOD))

    assert summary.side_effects.named["insomnia"] == 1
    assert summary.side_effects_of_started.named["insomnia"] == 5
    assert (summary.side_effects_of_started.asked, summary.side_effects_of_started.not_asked) == (23, 12)


def test_trap_5_the_reason_of_a_non_response_is_kept(case_series):
    assert summarise(Cohort(**PERIOD)).stops == {"no_benefit": 12, "side_effects": 7}


def test_trap_6_reached_and_increased_are_counted_apart(case_series):
    assert summarise(Cohort(**PERIOD)).doses.changes == {
        "reached_ceiling": 14,
        "increased_to_ceiling": 13,
        "increased": 15,
    }


def test_trap_7_who_reports_50_is_a_responder_and_who_reports_20_goes_on_as_partial(case_series):
    answered = Prescription.objects.filter(responses__relief_percent__in=[20, 50]).values_list(
        "responses__relief_percent", "pk"
    )
    categories = {outcome.pk: outcome.category for outcome in summarise(Cohort(**PERIOD)).cohort.courses()}

    assert {(relief, categories[pk]) for relief, pk in answered} == {(20, "LDN-PR"), (50, "LDN-R")}


def test_trap_8_history_with_headings_of_today_counts_as_well(case_series):
    old = Prescription.objects.filter(primary_indication__in=["M51.36", "G35"])

    assert old.exists()
    assert set(old.values_list("pk", flat=True)) <= {
        outcome.pk for outcome in summarise(Cohort(**PERIOD)).cohort.courses()
    }


def test_ages_and_sexes_of_those_who_go_on_are_the_published_ones(case_series):
    going_on = summarise(Cohort(**PERIOD)).cohort.courses().going_on_with_benefit().with_patient()
    ages = {"F": [], "M": []}
    for outcome in going_on:
        course = outcome.prescription
        ages[course.patient.sex].append(course.patient.age_on(course.prescribed_on))

    everyone = sorted(ages["F"] + ages["M"])
    assert (len(ages["F"]), min(ages["F"]), max(ages["F"])) == (10, 28, 83)
    assert (len(ages["M"]), min(ages["M"]), max(ages["M"])) == (6, 51, 89)
    assert half_up(sum(everyone) / 16, 1) == half_up("65.1", 1)
    assert half_up(sum(everyone[2:]) / 14) == 70


def test_before_the_answers_nobody_is_a_responder(case_series):
    early = summarise(Cohort(first=PERIOD["first"], last=PERIOD["last"], as_of=date(2019, 6, 30)))

    assert early.responders == 0
    assert early.prescribed == Prescription.objects.filter(prescribed_on__lte="2019-06-30").count()


def test_the_page_prints_what_the_console_prints(case_series, signed_in_client):
    summary = summarise(Cohort(**PERIOD))
    client = signed_in_client(Role.RESEARCHER)

    response = client.get("/outcomes/", {"prescribed_from": "2019-06-01", "prescribed_to": "2019-12-31"})

    assert response.context["summary"] == summary
    assert console.as_json(response.context["summary"]) == json.loads(printed("--format", "json"))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))
    assert "46 % (16 of 35; 95 % interval 30.5 to 61.8)" in text
    assert "29 % (10 of 35; 95 % interval 16.3 to 45.1)" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from", "2019-13-01"], "--from: Enter a day as year-month-day, for example 2026-03-31."),
        (["--to", "01/02/2019"], "--to: Enter a day as year-month-day, for example 2026-03-31."),
        (["--as-of", "0001-01-01"], "--as-of: Enter a day between 1900 and 2100."),
        (["--from", "2020-01-01", "--to", "2019-01-01"], "The period ends before it begins: --from is after --to."),
    ],
)
def test_a_bad_day_on_the_console_is_a_sentence(arguments, sentence):
    out = StringIO()

    with pytest.raises(CommandError, match=re.escape(sentence)) as refused:
        call_command("outcomes", *arguments, stdout=out)

    assert refused.value.returncode == 1
    assert out.getvalue() == ""


def test_over_nobody_percentages_are_null():
    report = json.loads(printed("--format", "json"))

    assert report["prescribed"] == 0
    assert report["responder_rate"] == {
        "count": 0,
        "percent_of_prescribed": None,
        "percent_of_started": None,
        "percent_of_assessed": None,
        "ci95": None,
    }
    assert report["mean_relief_of_responders"] is None
    assert report["side_effects"] == {"none": {"count": 0, "percent": None}, "not_asked": {"count": 0}}
    assert "Mean relief of LDN-R: -" in printed()
