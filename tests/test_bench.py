"""The benchmarks run; what they print is nobody's promise here."""

import pytest
from django.core.management import call_command

from bench import cohorts, guesses, planning, save, trace

pytestmark = pytest.mark.django_db(transaction=True)


def test_planning_is_measured_and_both_ways_plan_the_same(capsys):
    planning.measure(follow_ups=50, rounds=1)

    printed = capsys.readouterr().out
    assert "courses, milestones of each" in printed
    assert printed.partition("different results")[2].split()[0] == "0"


def test_a_save_is_measured(capsys):
    save.measure(rounds=1, saves=1)

    assert "an answer saved, against a bare view with one insert" in capsys.readouterr().out


def test_the_cost_and_the_growth_of_the_trace_are_measured(capsys):
    trace.measure(rounds=1, times=1)

    printed = capsys.readouterr().out
    assert "an answer saved, audited, against without audit" in printed
    assert "the read log grows by a chart opened" in printed


def test_guesses_are_counted_and_known_names_set_against_unknown_ones(capsys):
    guesses.measure(guesses=40, hours=1, samples=1)

    printed = capsys.readouterr().out
    assert "a sign-in with a wrong password: unknown name" in printed
    assert printed.partition("with the right password among the guesses")[2].split()[0] == "0"


def test_built_cohorts_are_measured_and_sql_by_hand_finds_the_same(capsys):
    call_command("make_cohort", prescriptions=200)

    cohorts.measure()

    printed = capsys.readouterr().out
    assert "Kaplan-Meier of the time on LDN, against SQL by hand and numpy" in printed
    assert "the page /outcomes/over-time/" in printed
