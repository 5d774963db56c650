"""What the gate says of its findings: what stops, what can be signed, what comes next."""

import pytest

from prescriptions.findings import Finding, Weight
from prescriptions.gate import Gate, Shown
from prescriptions.models import SignedDecision, WashOut

STOPS, WARNS, TELLS = Weight.STOPS, Weight.WARNS, Weight.TELLS
SIGNED = SignedDecision()


def shown(weight=STOPS, *, rule="pneumonia", can_be_overridden=False, decision=None):
    finding = Finding(
        rule=rule, weight=weight, sentence="Says so.", source="", clears="", can_be_overridden=can_be_overridden
    )
    return Shown(finding=finding, decision=decision)


def gate(*findings, wash_out=None):
    return Gate(screening=None, shown=findings, wash_out=wash_out, wash_out_days=10)


@pytest.mark.parametrize(
    ("weight", "decision", "level", "css"),
    [
        (STOPS, None, "Stops", "stop"),
        (WARNS, None, "Warns", "warn"),
        (TELLS, None, "Tells", "tell"),
        ("stops", None, "Stops", "stop"),  # as a row keeps it
        (STOPS, SIGNED, "Signed", "tell"),
    ],
)
def test_a_finding_has_a_word_and_a_colour_before_it(weight, decision, level, css):
    one = shown(weight, decision=decision)

    assert (one.level, one.css, one.words) == (level, css, "Says so.")


@pytest.mark.parametrize(
    ("weight", "can_be_overridden", "decision", "expected"),
    [
        (STOPS, True, None, (True, True)),
        (STOPS, True, SIGNED, (False, False)),
        (STOPS, False, None, (True, False)),
        (TELLS, True, None, (False, True)),
        (WARNS, False, None, (False, False)),
    ],
)
def test_what_is_signed_stops_no_more_and_is_not_signed_twice(weight, can_be_overridden, decision, expected):
    one = shown(weight, can_be_overridden=can_be_overridden, decision=decision)

    assert (one.stops, one.can_be_signed) == expected
    assert gate(one).to_sign == ([one.finding] if expected[1] else [])


SIGNABLE, FINAL = shown(can_be_overridden=True), shown()


@pytest.mark.parametrize(
    ("findings", "is_open", "waits"),
    [
        ([], True, False),
        ([shown(WARNS), shown(TELLS)], True, False),
        ([SIGNABLE], False, True),
        ([SIGNABLE, shown(WARNS)], False, True),  # what only warns needs no signature
        ([SIGNABLE, FINAL], False, False),
        ([FINAL], False, False),
        ([shown(can_be_overridden=True, decision=SIGNED)], True, False),
    ],
)
def test_the_gate_waits_for_a_signature_where_nothing_else_stops(findings, is_open, waits):
    assert (gate(*findings).is_open, gate(*findings).waits_for_a_signature) == (is_open, waits)


@pytest.mark.parametrize(
    ("rules", "is_unscreened"),
    [(["not_screened"], True), (["not_screened", "wash_out"], True), (["pneumonia"], False), ([], False)],
)
def test_without_a_screening_the_patient_is_screened_first(rules, is_unscreened):
    assert gate(*(shown(rule=rule) for rule in rules)).is_unscreened is is_unscreened


@pytest.mark.parametrize(
    ("rule", "wash_out", "asks"),
    [
        ("opioid_in_use", None, True),
        ("recent_opioid", None, True),
        ("tramadol_alone", None, True),
        ("opioid_in_use", WashOut(), False),
        ("pneumonia", None, False),
        ("pneumonia", WashOut(), False),
    ],
)
def test_a_wash_out_is_asked_for_after_an_opioid_unless_one_is_running(rule, wash_out, asks):
    assert gate(shown(rule=rule), wash_out=wash_out).asks_for_wash_out is asks
