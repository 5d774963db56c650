"""Figures over time against figures by hand, on courses of one made-up year."""

import csv
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf, logrank

from accounts.models import ClinicSettings
from accounts.permissions import Role
from followups.models import Response
from patients.models import Patient
from prescriptions.models import Prescription
from reports.building.form import CohortForm
from reports.cohorts import Cohort
from reports.models import SavedCohort
from reports.over_time import counts, leaving
from reports.over_time.counts import Ending, GroupedBy, Watched
from reports.over_time.curves import Stops
from reports.over_time.page import build
from reports.rules import IMMPACT
from reports.statistics import kaplan_meier
from reports.tests import drawn, rule
from reports.tests.courses import save
from reports.tests.rule import Answer, Course

pytestmark = pytest.mark.django_db

BEGAN = date(2026, 1, 1)
AS_OF = date(2026, 7, 20)  # 200 days later
ALL = Cohort(as_of=AS_OF, all_courses=True)
ADDRESS, FILTER = "/outcomes/over-time/", {"as_of": AS_OF.isoformat()}


def on(day):
    return BEGAN + timedelta(days=day)


def course(*answers, stopped=None, reason="no_benefit", **facts):
    facts = {"prescribed_on": BEGAN, "first_dose_on": BEGAN} | facts
    if stopped is not None:
        facts |= {"stopped_on": on(stopped), "reason": reason}
    return Course(answers=[Answer(on(day), relief, quality) for day, relief, quality in answers], **facts)


def one_of_each():
    return [
        course(stopped=10),
        course(stopped=40, reason="died"),
        course((20, 60, None), lost=[(on(70), None)]),
        course(lost=[(on(70), None)]),
        course((30, 10, True), (90, 70, None)),
        course(),
        Course(prescribed_on=BEGAN),
        course(stopped=300),  # after the day of the report
    ]


def days_of(group):
    return {day: dict(count) for day, count in sorted(group.days.items())}


def test_each_course_is_watched_up_to_its_last_day():
    save(one_of_each())

    [group] = counts.days_on_ldn(ALL, GroupedBy.NOTHING).drawn

    assert days_of(group) == {
        0: {Ending.LOST: 1},  # never answered: known to take LDN at the first dose only
        10: {Ending.NON_RESPONSE: 1},
        20: {Ending.LOST: 1},  # the last answer, and not the loss 50 days later
        40: {Ending.OTHER_STOP: 1},
        200: {Ending.ON: 3},
    }


def test_a_stop_for_another_reason_is_an_event_or_censored_by_choice():
    save(one_of_each())
    [group] = counts.days_on_ldn(ALL, GroupedBy.NOTHING).drawn

    every = kaplan_meier(group.times(Stops.EVERY.events))
    non_responses = kaplan_meier(group.times(Stops.NON_RESPONSE.events))

    # By hand: one of 6 at risk stops on day 10, and one of 4 on day 40.
    assert [round(every.share_at(day), 6) for day in (0, 10, 39, 40)] == [1, 0.833333, 0.833333, 0.625]
    assert (every.events, non_responses.events, round(non_responses.share_at(200), 6)) == (2, 1, 0.833333)


def test_the_first_answer_that_is_a_response_is_the_event():
    save(one_of_each())

    found = counts.days_to_response(ALL)

    assert days_of(found) == {
        0: {Ending.LOST: 1},
        10: {Ending.NON_RESPONSE: 1},
        20: {Ending.RESPONSE: 1},
        30: {Ending.RESPONSE: 1},
        40: {Ending.OTHER_STOP: 1},
        200: {Ending.ON: 2},
    }


def test_a_response_is_what_the_rule_calls_one_and_counts_from_its_days_on():
    save(
        [
            course((30, 10, True), (90, 70, None)),
            course((30, 60, None), stopped=60),
            course((50, 60, False), stopped=40),
        ]
    )

    by_immpact = counts.days_to_response(Cohort(as_of=AS_OF, rule=IMMPACT))
    after_40_days = counts.days_to_response(Cohort(as_of=AS_OF, rule=ALL.rule.by(minimum_days=40)))

    assert days_of(by_immpact) == {30: {Ending.RESPONSE: 1}, 40: {Ending.NON_RESPONSE: 1}, 90: {Ending.RESPONSE: 1}}
    assert days_of(after_40_days) == {
        40: {Ending.NON_RESPONSE: 1},
        60: {Ending.NON_RESPONSE: 1},
        90: {Ending.RESPONSE: 1},
    }


def test_groups_beyond_the_sixth_are_named_and_not_drawn():
    rows = save([course(stopped=10 + n) for n in range(9)])
    for row, code in zip(rows, ["M54.16", "M54.2", "M54.5", "G35", "K50", "L40", "M79", "Z00", "Q00"], strict=True):
        Prescription.objects.filter(pk=row.pk).update(primary_indication=code)

    groups = counts.days_on_ldn(ALL, GroupedBy.INDICATION)

    assert [(group.label, group.n) for group in groups.drawn] == [
        ("M54", 3),
        *((code, 1) for code in ("G35", "K50", "L40", "M79", "Q00")),
    ]
    assert groups.left_out == [("Z00", 1)]


def test_groups_are_called_by_their_words():
    save([course(stopped=10)])

    labels = [counts.days_on_ldn(ALL, by).drawn[0].label for by in GroupedBy if by != GroupedBy.SEX]

    assert labels == ["All courses", "40 to 59 years", "1.5 mg", "M54"]


def test_response_by_days_on_ldn_is_by_the_day_that_decides():
    save([course((29, 60, None)), course((30, 60, None)), course((29, 5, True), stopped=95), course((400, 60, None))])

    found = counts.categories_by_days(ALL)

    # The answer of day 400 is not given yet.
    assert {band: dict(count) for band, count in found.items() if count} == {
        (0, 30): {"LDN-R": 1},
        (30, 90): {"LDN-R": 1},
        (90, 180): {"LDN-NR": 1},
    }


def scored(row, before, now):
    names = ("average_pain", "peg_enjoyment", "peg_activity")
    Prescription.objects.filter(pk=row.pk).update(**dict(zip(names, before, strict=False)))
    Response.objects.filter(prescription=row).update(**dict(zip(names, now, strict=False)))


def test_pain_and_peg_before_and_now_by_hand():
    rows = save([course((50, 60, None)) for _ in range(5)])
    for row, before, now in zip(
        rows,
        [(8, 8, 8), (6, 5, 7), (5, 4), (0, 1, 2), (7,)],
        [(4, 4, 4), (6, 5, 7), (3, 2, 1), (0, 0, 0), ()],
        strict=True,
    ):
        scored(row, before, now)

    pain, peg = build(ALL, by=GroupedBy.NOTHING, stops=Stops.EVERY, under=0).changes

    # Pain falls by 4, 0, 2 and 0; PEG, of three, by 4, 0 and 1.
    assert (pain.n, peg.n) == (4, 3)
    told = dict(pain.lines)
    assert told["Mean before (SD)"] == "4.8 (3.4)"
    assert told["Mean difference, now less before (95 % interval)"] == "-1.50 (-4.55 to 1.55)"
    assert told["Paired t test"] == "t -1.57, 3 degrees of freedom, p 0.215"
    assert told["Fall of 30 % or more (95 % interval)"] == "67 % (2 of 3) (20.8 to 93.9)"
    assert dict(peg.lines)["Mean difference, now less before (95 % interval)"] == "-1.67 (-6.84 to 3.50)"


def test_coarse_steps_hold_no_small_count_of_any_ending():
    days = {day: {Ending.NON_RESPONSE: 2, Ending.ON: 1} for day in range(1, 301)}
    group = Watched(label="All")
    for day, found in days.items():
        group.days[day].update(found)

    shown = leaving.coarse(group, apart=leaving.STOPS, under=50)

    assert days_of(shown) == {
        60: {Ending.NON_RESPONSE: 120, Ending.ON: 60},
        120: {Ending.NON_RESPONSE: 120, Ending.ON: 60},
        180: {Ending.NON_RESPONSE: 120, Ending.ON: 60},
        240: {Ending.NON_RESPONSE: 120, Ending.ON: 60},
        300: {Ending.NON_RESPONSE: 120, Ending.ON: 60},
    }
    assert (shown.n, shown.beyond) == (group.n, 0)


def test_what_is_left_after_the_last_step_is_one_number_or_none():
    group = Watched(label="All")
    group.days[10].update({Ending.NON_RESPONSE: 20})
    group.days[50].update({Ending.NON_RESPONSE: 20})
    group.days[90].update({Ending.NON_RESPONSE: 3, Ending.ON: 4})

    few_left = leaving.coarse(group, apart=leaving.STOPS, under=11)
    group.days[100].update({Ending.ON: 5})
    enough_left = leaving.coarse(group, apart=leaving.STOPS, under=11)

    assert (days_of(few_left), few_left.beyond) == ({30: {Ending.NON_RESPONSE: 20}}, 27)
    assert (sorted(enough_left.days), enough_left.beyond) == ([30, 60], 12)
    curve = kaplan_meier(enough_left.times(Stops.EVERY.events))
    assert (curve.n, curve.at_risk(60), round(curve.share_at(60), 4)) == (52, 32, 0.2308)
    assert leaving.coarse(Watched(days={5: group.days[90]}), apart=leaving.STOPS, under=11) is None


def test_a_group_that_would_follow_from_the_whole_is_not_drawn():
    drawn = [Watched(label=str(n), days={30: counts.Counter({Ending.NON_RESPONSE: n})}) for n in (40, 30, 5)]
    groups = counts.Groups(by=GroupedBy.SEX, drawn=drawn, left_out=[], approximated=3)

    shown, hidden = leaving.told(groups, under=11)

    assert ([group.label for group in shown.drawn], hidden, shown.approximated) == (["40"], ["30", "5"], 0)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_every_role_sees_the_page(signed_in_client, role):
    save(one_of_each())

    assert signed_in_client(role).get(ADDRESS, FILTER).status_code == 200


def test_the_page_says_what_counts_as_what(signed_in_client):
    save(one_of_each())
    client = signed_in_client(Role.CLINICIAN)

    every, non_responses = (text_of(client.get(ADDRESS, FILTER | {"stops": stops})) for stops in ("", "non-response"))

    assert "Every stop is an event, whatever its reason, death included." in every
    assert "Stops for other reasons, death included, are censored on their day." in non_responses
    assert "Share still on LDN, in days after the first dose, of those started" in every
    assert "Share without a non-response, in days after the first dose, of those started" in non_responses
    assert "<title>Over time" in every
    assert "nan" not in every.lower().replace("naltrexone", "")


def test_two_groups_are_compared_by_the_log_rank_test(signed_in_client):
    women, men = [10 * n for n in range(1, 11)], [60 + 10 * n for n in range(1, 11)]
    rows = save([course(stopped=day) for day in women + men])
    for n, row in enumerate(rows):
        Patient.objects.filter(pk=row.patient_id).update(sex="F" if n < len(women) else "M")

    page = text_of(signed_in_client(Role.CLINICIAN).get(ADDRESS, FILTER | {"by": "sex"}))

    z = logrank(CensoredData(women), CensoredData(men)).statistic
    assert f"2 groups drawn: chi-square {z**2:.2f} with 1 degree of freedom, p &lt; 0.001." in page
    assert "Fewer than 20 courses in: Female, Male." in page


def test_an_observation_period_leaves_out_who_stopped_before_and_says_so(signed_in_client):
    save([course(stopped=10), course()])

    page = signed_in_client(Role.CLINICIAN).get(ADDRESS, FILTER | {"observed_from": on(30).isoformat()})

    assert page.context["found"].started == 1
    assert "of those who lasted into it" in text_of(page)


def test_an_empty_cohort_is_a_sentence(signed_in_client):
    page = text_of(signed_in_client(Role.CLINICIAN).get(ADDRESS, FILTER))

    assert "has been started, so there is nothing to follow in time." in page


@pytest.mark.parametrize("one", [course(stopped=0), course(stopped=9), course(), course((20, 60, None))])
@pytest.mark.parametrize("by", GroupedBy.values)
def test_of_one_person_there_is_little_to_say_and_no_nan(signed_in_client, one, by):
    save([one])

    response = signed_in_client(Role.CLINICIAN).get(ADDRESS, FILTER | {"by": by})

    page = text_of(response)
    assert response.status_code == 200
    assert "1 started." in page
    assert "Only 1 course: read the counts and the interval, not the curve alone." in page
    assert "nan" not in page.lower()
    assert "inf" not in page.lower().replace("information", "")


@pytest.mark.parametrize("bad", [{"by": "region"}, {"stops": "1e309"}, {"as_of": "9999-99-99"}, {"cohort": "0"}])
def test_bad_input_is_a_sentence(signed_in_client, bad):
    save(one_of_each())

    response = signed_in_client(Role.CLINICIAN).get(ADDRESS, FILTER | bad)

    assert response.status_code == 422
    assert "Correct what stands above, and the report comes back." in text_of(response)


def test_who_may_not_see_patients_sees_no_small_count(signed_in_client):
    save([course(stopped=20) for _ in range(30)] + [course(stopped=50, reason="cost") for _ in range(3)])
    client = signed_in_client(Role.RESEARCHER)

    hidden = client.get(ADDRESS, FILTER).context["found"]
    seen = signed_in_client(Role.CLINICIAN).get(ADDRESS, FILTER).context["found"]

    # Of 33 courses 3 are left after day 30: the step would tell that, so there is none.
    assert [figure.curves for figure in hidden.curves] == [[], []]
    assert [step.time for step in seen.time_on_ldn.curves[0].survival.steps] == [20, 50]
    assert [row.count for row in hidden.response_by_days.rows] == [0, 0, 0, 0, 0]
    assert [line for change in hidden.changes for line in change.lines if line[1] not in ("0", "-", "n 0")] == []


def test_enough_courses_are_shown_in_steps_of_a_month(signed_in_client):
    save([course(stopped=20 + n) for n in range(30)])

    figure = signed_in_client(Role.RESEARCHER).get(ADDRESS, FILTER).context["found"].time_on_ldn

    [curve] = figure.curves
    assert [(step.time, step.at_risk, step.events) for step in curve.survival.steps] == [(30, 30, 11), (60, 19, 19)]


@pytest.mark.parametrize("key", ["time-on-ldn", "time-to-response", "response-by-days", "pain-before-and-now"])
def test_each_figure_is_a_file(signed_in_client, key):
    save(one_of_each())

    response = signed_in_client(Role.CLINICIAN).get(f"{ADDRESS}{key}.csv", FILTER)

    assert response["Content-Disposition"] == f'attachment; filename="{key}.csv"'
    lines = list(csv.DictReader(StringIO(response.content.decode())))
    assert {line["rule"] for line in lines} == {"practice-1"}
    if key == "time-on-ldn":
        assert [(line["day"], line["at_risk"], line["events"], line["percent"]) for line in lines] == [
            ("0", "7", "0", "100.0"),
            ("10", "6", "1", "83.3"),
            ("20", "5", "0", "83.3"),
            ("40", "4", "1", "62.5"),
            ("200", "3", "0", "62.5"),
        ]


def test_a_file_leaves_the_house_as_the_clinic_has_chosen(signed_in_client):
    save([course(stopped=20) for _ in range(30)] + [course(stopped=50, reason="cost") for _ in range(3)])
    client = signed_in_client(Role.CLINICIAN)
    address = f"{ADDRESS}time-on-ldn.csv"

    chosen_by_nobody = client.get(address, FILTER).content.decode().splitlines()
    ClinicSettings.objects.update_or_create(pk=ClinicSettings.ONLY, defaults={"small_cells_under": 5})
    chosen = client.get(address, FILTER).content.decode().splitlines()

    assert (len(chosen_by_nobody), len(chosen)) == (3, 1)
    assert client.get(ADDRESS, FILTER).context["found"].time_on_ldn.curves[0].survival.n == 33


def test_there_is_no_file_of_another_figure_or_a_bad_filter(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    save(one_of_each())

    assert client.get(f"{ADDRESS}names.csv", FILTER).status_code == 404
    assert client.get(f"{ADDRESS}time-on-ldn.csv", {"as_of": "NaN"}).status_code == 404


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize(("by", "queries"), [("", 11), ("dose", 12)])
def test_the_page_takes_the_same_number_of_queries_at_any_size(
    signed_in_client, django_assert_num_queries, size, by, queries
):
    save([course((20, 60, None), stopped=30 + n) for n in range(size)])
    client = signed_in_client(Role.CLINICIAN)
    form = CohortForm(data={"starting_dose_from": "0.5", "diagnoses": ["M54"]}, by=client.user)
    assert form.is_valid(), form.errors
    built = SavedCohort.objects.same_as(form.kept(), by=client.user)

    with django_assert_num_queries(queries):  # 2 of them the transaction of the request
        assert client.get(ADDRESS, FILTER | {"by": by, "cohort": built.pk}).context["found"].started == size


def plainly(course, day):
    """(days on LDN, how they ended, days to the first response or None), in plain Python; None: not started."""
    if not rule.counts(course, day) or course.first_dose_on is None or course.first_dose_on > day:
        return None
    heard = [answer for answer in course.answers if not answer.voided and answer.asked_on <= day]
    if rule.is_stopped(course, day):
        end, ending = course.stopped_on, "nr" if rule.category(course, day) == "LDN-NR" else "stop"
    elif rule.lost_since(course, day):
        end, ending = max((answer.asked_on for answer in heard), default=course.first_dose_on), "lost"
    else:
        end, ending = day, "on"
    days = [
        (answer.asked_on - course.first_dose_on).days
        for answer in heard
        if answer.goes_on is not False and rule.by_answer(answer) in ("LDN-R", "LDN-PR") and answer.asked_on <= end
    ]
    last = max(0, (end - course.first_dose_on).days)
    return last, ending, min((day for day in days if day >= 0), default=None)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(drawn.courses(), min_size=1, max_size=20), drawn.days(25, 110))
def test_random_courses_have_the_curves_of_scipy(courses, day):
    told = [found for course in courses if (found := plainly(course, day))]
    with transaction.atomic():
        save(courses)
        cohort = Cohort(as_of=day)
        drawn_groups, responses = counts.days_on_ldn(cohort, GroupedBy.NOTHING).drawn, counts.days_to_response(cohort)
        transaction.set_rollback(True)

    counted = Counter((last, ending) for last, ending, _ in told)
    found = {last: dict(of) for group in drawn_groups for last, of in group.days.items()}
    assert {(last, ending): n for last, of in found.items() for ending, n in of.items()} == dict(counted)
    by_response = [(last, False) if first is None else (first, True) for last, _, first in told]
    for rows, groups, events in (
        ([(last, ending in ("nr", "stop")) for last, ending, _ in told], drawn_groups, Stops.EVERY.events),
        ([(last, ending == "nr") for last, ending, _ in told], drawn_groups, Stops.NON_RESPONSE.events),
        (by_response, [responses], frozenset({Ending.RESPONSE})),
    ):
        if not rows:
            continue
        [group] = groups
        expected = ecdf(
            CensoredData(
                uncensored=[last for last, is_event in rows if is_event],
                right=[last for last, is_event in rows if not is_event],
            )
        ).sf
        curve = kaplan_meier(group.times(events))
        assert [step.time for step in curve.steps] == list(expected.quantiles)
        assert [step.share for step in curve.steps] == pytest.approx(expected.probabilities)
