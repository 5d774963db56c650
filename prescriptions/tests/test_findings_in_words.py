"""What a finding says of opioids, and in which order findings stand."""

from dataclasses import astuple, replace
from decimal import Decimal

import pytest

from prescriptions.facts import Release
from prescriptions.findings import Finding, Weight, worst_first
from prescriptions.screening import findings
from prescriptions.tests.facts import facts, opioid

STOPS, WARNS, TELLS = Weight.STOPS, Weight.WARNS, Weight.TELLS
SAFETY = "Beyond the paper, for safety: the clinic's rule"
NEVER_KNOWN = {"units_prescribed": None, "units_taken": None}


def sentences(**known):
    return [found.sentence for found in findings(facts(**known))]


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        (opioid("methadone", "4"), "Methadone: 4 x 1 x 4.7 = 18.8 MME a day"),
        (opioid("oxycodone", "10", "2", release=Release.EXTENDED), "Oxycodone: by mouth, extended-release"),
        (opioid("morphine", "1", release=Release.PUMP), "Morphine: pump"),
        (opioid("codeine", "15", for_opioid_use_disorder=True), "Codeine: for opioid use disorder"),
        (opioid("codeine", "15", **NEVER_KNOWN), "Codeine: how much is taken is not known"),
    ],
)
def test_an_opioid_that_goes_to_the_clinician_says_why(taken, why):
    no_start = "LDN is not started with it, whatever the dose."
    advice = "Do not tell the patient to stop it: the clinician decides."

    assert sentences(opioids=[taken]) == [f"{why}. {no_start} {advice}"]
    helped = replace(taken, helps=True)
    assert sentences(opioids=[helped]) == [f"{why}. {no_start} It helps the patient: do not stop it for LDN. {advice}"]


LOW_DOSE = "Low dose: a prescriber can order to stop it, and to wait 1 to 2 weeks."
TAPER = "Never stop it abruptly: a prescriber can order a taper, and the wash-out after it."
HELPS = "It helps the patient: do not stop it for LDN."
TRAMADOL = opioid("tramadol", "50")
CODEINE = opioid("codeine", "60")


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ([opioid("hydrocodone", "5", "4")], [f"Hydrocodone: 5 x 4 x 1 = 20 MME a day; low dose is under 20. {TAPER}"]),
        (
            [opioid("hydrocodone", "5", helps=True)],
            [f"Hydrocodone: 5 x 1 x 1 = 5 MME a day; low dose is under 20. {HELPS}"],
        ),
        (
            [TRAMADOL, CODEINE],
            [
                f"Tramadol: 50 x 1 x 0.2 = 10 MME a day; 19 MME a day in all; low dose is under 20. {LOW_DOSE}",
                f"Codeine: 60 x 1 x 0.15 = 9 MME a day; 19 MME a day in all; low dose is under 20. {LOW_DOSE}",
            ],
        ),
        (
            [TRAMADOL, opioid("morphine", "1", release=Release.PUMP)],  # one that can't be summed up
            [
                f"Tramadol: 50 x 1 x 0.2 = 10 MME a day; low dose is under 20. {TAPER}",
                "Morphine: pump. LDN is not started with it, whatever the dose. "
                "Do not tell the patient to stop it: the clinician decides.",
            ],
        ),
    ],
    ids=["20 MME", "it helps", "19 MME in all", "beside a pump"],
)
def test_an_opioid_in_use_is_told_with_the_sum_of_all_and_with_advice(taken, said):
    assert sentences(opioids=taken) == said


def test_less_than_prescribed_is_told_for_each_opioid():
    less = {"units_prescribed": Decimal(4), "units_taken": Decimal("1.50")}
    known = facts(opioids=[opioid("codeine", "15", **less), opioid("tramadol", "50", **less)])

    assert [astuple(found) for found in findings(known) if found.weight == TELLS] == [
        (
            "taken_dose",
            TELLS,
            "Takes less than prescribed: Codeine (prescribed at most 4 a day, takes 1.5), "
            "Tramadol (prescribed at most 4 a day, takes 1.5).",
            SAFETY,
            "A prescriber's signature that the dose taken counts; else the larger one does.",
            True,
        )
    ]


def test_the_worst_comes_first_and_equals_stay_as_the_rules_stand():
    def of(rule, weight):
        return Finding(rule=rule, weight=weight, sentence="", source="", clears="")

    mixed = [of("a", TELLS), of("b", WARNS), of("c", STOPS), of("d", WARNS), of("e", STOPS)]

    assert [finding.rule for finding in worst_first(mixed)] == ["c", "e", "b", "d", "a"]
    assert [finding.is_stop for finding in mixed] == [False, False, True, False, True]
