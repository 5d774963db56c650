"""The table of decisions before the first dose: each rule at its boundary, on plain facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from prescriptions.facts import Release, WashOutFacts, wash_out_days
from prescriptions.screening import findings, open_stops
from prescriptions.tests.facts import TODAY, facts, opioid, washed_out


def rules(**changes):
    return [finding.rule for finding in findings(facts(**changes))]


def stops(**changes):
    return [finding.rule for finding in open_stops(facts(**changes))]


def sentence_of(rule, **changes):
    return next(finding.sentence for finding in findings(facts(**changes)) if finding.rule == rule)


def test_nothing_speaks_against_ldn_where_everything_was_asked_and_denied():
    assert findings(facts()) == []


# --- opioids ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drug", "strength", "units", "mme", "is_low"),
    [
        ("hydrocodone", "4.95", "4", "19.8", True),
        ("hydrocodone", "5", "4", "20", False),
        ("hydrocodone", "6.7", "3", "20.1", False),
        ("hydromorphone", "4", "1", "20", False),
        ("codeine", "30", "2", "9", True),
    ],
)
def test_an_opioid_in_use_stops_and_is_low_dose_strictly_under_20(drug, strength, units, mme, is_low):
    taken = [opioid(drug, strength, units)]

    sentence = sentence_of("opioid_in_use", opioids=taken)

    assert stops(opioids=taken) == ["opioid_in_use"]
    assert f"= {mme} MME a day; low dose is under 20." in sentence
    assert sentence.endswith("wait 1 to 2 weeks.") is is_low
    assert ("Never stop it abruptly" in sentence) is not is_low


def test_doses_add_up():
    taken = [opioid("hydrocodone", "5", "2"), opioid("codeine", "30", "2")]

    assert stops(opioids=taken) == ["opioid_in_use", "opioid_in_use"]
    assert "19 MME a day in all" in sentence_of("opioid_in_use", opioids=taken)


def test_an_opioid_that_helps_is_not_stopped_for_ldn():
    taken = [opioid("codeine", "30", helps=True)]

    assert sentence_of("opioid_in_use", opioids=taken).endswith("It helps the patient: do not stop it for LDN.")


@pytest.mark.parametrize(
    "taken",
    [
        opioid("buprenorphine", "2"),
        opioid("methadone", "4"),  # 18.8 MME
        opioid("methadone", "30"),  # 141 MME
        opioid("fentanyl_patch", "12", release=Release.PATCH),
        opioid("fentanyl_patch", "1"),  # 2.4 MME
        opioid("fentanyl_patch", "25"),  # 60 MME
        opioid("oxycodone", "10", "2", release=Release.EXTENDED),  # 30 MME
        opioid("morphine", "1", release=Release.PUMP),
        opioid("morphine", "1", release=Release.INJECTED),
        opioid("kratom", "1"),
        opioid("other", "1"),
        opioid("codeine", "15", for_opioid_use_disorder=True),
        opioid("tramadol", "50", for_opioid_use_disorder=True),
        opioid("tramadol", "50", release=Release.EXTENDED),
        opioid("tramadol", "50", units_prescribed=None, units_taken=None),
    ],
    ids=lambda taken: f"{taken.drug} {taken.release}",
)
def test_some_opioids_stop_whatever_the_sum_and_go_to_the_clinician(taken):
    found = findings(facts(opioids=[taken]))

    assert [finding.rule for finding in found] == ["opioid_to_clinician"]
    assert not found[0].can_be_overridden
    assert "Do not tell the patient to stop it" in found[0].sentence


@pytest.mark.parametrize(
    ("strength", "units", "rule"),
    [("99", "1", "tramadol_alone"), ("100", "1", "opioid_in_use"), ("50", "2", "opioid_in_use")],
)
def test_tramadol_alone_is_exempt_strictly_under_100_mg(strength, units, rule):
    assert stops(opioids=[opioid("tramadol", strength, units)]) == [rule]


def test_the_exemption_names_both_sources_and_needs_a_signature():
    taken = [opioid("tramadol", "50")]
    found = findings(facts(opioids=taken))[0]

    assert found.source == "Practice: published case series, 2020; against it: Naltrexone 50 mg label"
    assert "can cause withdrawal" in found.sentence
    assert stops(opioids=taken, signed={found.rule: found.sentence}) == []
    assert stops(opioids=taken, signed={found.rule: "Another sentence"}) == ["tramadol_alone"]


@pytest.mark.parametrize(
    "besides",
    [
        {"opioids": [opioid("tramadol", "50"), opioid("codeine", "15")]},
        {"opioids": [opioid("tramadol", "50")], "takes_non_prescribed_opioids": True},
        {"opioids": [opioid("tramadol", "50")], "takes_opioid_for_cough_or_diarrhoea": True},
    ],
)
def test_tramadol_beside_another_opioid_is_not_exempt(besides):
    assert "tramadol_alone" not in rules(**besides)
    assert "opioid_in_use" in stops(**besides)


def test_the_larger_of_prescribed_and_taken_counts_unless_the_taken_one_is_signed():
    less = {"units_prescribed": Decimal(4), "units_taken": Decimal(1)}

    assert stops(opioids=[opioid("tramadol", "50", **less)]) == ["opioid_in_use"]
    assert stops(opioids=[opioid("tramadol", "50", **less, taken_dose_is_signed=True)]) == ["tramadol_alone"]
    assert "taken_dose" in rules(opioids=[opioid("tramadol", "50", **less)])
    more = {"units_prescribed": Decimal(1), "units_taken": Decimal(4)}
    assert stops(opioids=[opioid("tramadol", "50", **more, taken_dose_is_signed=True)]) == ["opioid_in_use"]


def test_an_opioid_prescribed_and_not_taken_is_in_use_until_that_is_signed():
    none = {"units_prescribed": Decimal(4), "units_taken": Decimal(0)}

    assert stops(opioids=[opioid("oxycodone", "5", **none)]) == ["opioid_in_use"]
    assert stops(opioids=[opioid("oxycodone", "5", **none, taken_dose_is_signed=True)]) == []


@pytest.mark.parametrize(
    ("taken", "days"),
    [
        (opioid("hydrocodone", "5"), 10),
        (opioid("tramadol", "100"), 10),
        (opioid("oxycodone", "10", release=Release.EXTENDED), 14),
        (opioid("fentanyl_patch", "25"), 14),
        (opioid("methadone", "4"), 14),
        (opioid("buprenorphine", "2"), 14),
        (opioid("other", "2"), 14),
    ],
)
def test_the_wash_out_is_as_long_as_the_opioid_needs(taken, days):
    assert wash_out_days([taken]) == days
    assert wash_out_days([opioid("codeine", "15"), taken]) == days


# --- wash-out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wash_out", "clears"),
    [
        (WashOutFacts(days=10, last_taken_on=None, is_released=False), "Record the day of the last dose."),
        (washed_out(10), "The day after its last day, if no opioid was taken; any dose starts it again."),
        (washed_out(11), "A prescriber releases it."),
    ],
)
def test_a_wash_out_stops_through_its_last_day_and_until_it_is_released(wash_out, clears):
    found = open_stops(facts(wash_out=wash_out))

    assert [(finding.rule, finding.clears) for finding in found] == [("wash_out", clears)]


def test_a_released_wash_out_clears_what_was_taken_up_to_its_last_dose():
    released = washed_out(11, released=True)

    assert stops(opioid_on_file_until=TODAY - timedelta(days=11), wash_out=released) == []
    assert stops(opioid_on_file_until=TODAY - timedelta(days=10), wash_out=released) == ["opioid_on_file"]
    assert stops(last_opioid_on=TODAY - timedelta(days=10), wash_out=released) == ["recent_opioid"]


def test_after_a_wash_out_the_patient_is_screened_again():
    taken = [opioid("codeine", "30")]

    asked_before = stops(opioids=taken, asked_on=TODAY - timedelta(days=12), wash_out=washed_out(11, released=True))
    asked_since = stops(opioids=taken, asked_on=TODAY, wash_out=washed_out(11, released=True))

    assert (asked_before, asked_since) == (["screen_after_wash_out"], ["opioid_in_use"])


@pytest.mark.parametrize(("days_ago", "expected"), [(14, ["recent_opioid"]), (15, [])])
def test_an_opioid_that_the_patient_stopped_alone_is_waited_out(days_ago, expected):
    assert stops(last_opioid_on=TODAY - timedelta(days=days_ago)) == expected


def test_an_opioid_on_file_does_not_vanish_with_time():
    assert stops(opioid_on_file_until=date(2025, 1, 1)) == ["opioid_on_file"]


# --- the rest -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("egfr", "degree"), [(29, "severe"), (30, "moderate"), (59, "moderate"), (60, None)])
def test_kidney_failure_by_egfr(egfr, degree):
    if degree is None:
        assert rules(egfr=egfr) == []
    else:
        assert stops(egfr=egfr) == ["kidney_failure"]
        assert sentence_of("kidney_failure", egfr=egfr) == f"Kidney failure, {degree}: eGFR {egfr}, limit 60."


def test_an_unknown_kidney_function_warns():
    assert (rules(egfr=None), stops(egfr=None)) == (["egfr_not_known"], [])


@pytest.mark.parametrize(
    ("kind", "can_be_overridden"),
    [
        ("opioid", False),
        ("naltrexone_allergy", False),
        ("acute_hepatitis", False),
        ("liver_failure", False),
        ("pneumonia", True),
        ("kidney_failure", True),
    ],
)
def test_what_is_on_file_stops_and_only_some_of_it_can_be_overridden(kind, can_be_overridden):
    found = open_stops(facts(contraindications={kind: date(2026, 8, 1)}))

    assert [(finding.rule, finding.can_be_overridden) for finding in found] == [(kind, can_be_overridden)]


@pytest.mark.parametrize(
    ("unknown", "rule"),
    [
        ({"takes_non_prescribed_opioids": None}, "opioids_not_known"),
        ({"takes_opioid_for_cough_or_diarrhoea": None}, "opioids_not_known"),
        ({"not_known": ("pneumonia",)}, "not_known"),
    ],
)
def test_what_was_not_asked_is_no_no(unknown, rule):
    assert stops(**unknown) == [rule]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"age": 17}, "under_age"),
        ({"pregnant_or_nursing": True}, "pregnancy"),
        ({"depression": True}, "depression"),
        ({"suicidal_thoughts": True}, "suicidality"),
        ({"disulfiram": True}, "disulfiram"),
        ({"thioridazine": True}, "thioridazine"),
        ({"procedure_on": TODAY}, "procedure_ahead"),
    ],
)
def test_what_warns_does_not_stop(changes, rule):
    assert (rules(**changes), stops(**changes)) == ([rule], [])


@pytest.mark.parametrize("changes", [{"age": 18}, {"procedure_on": TODAY - timedelta(days=1)}])
def test_what_is_over_warns_no_more(changes):
    assert rules(**changes) == []


@pytest.mark.parametrize(
    ("asked", "since", "expected"),
    [
        (None, None, ["not_screened"]),
        (30, None, []),
        (31, None, ["not_screened"]),
        (40, 40, []),  # a screening of the day of a pause is recent enough to resume
        (41, 40, ["not_screened"]),
        (29, 10, []),
    ],
)
def test_a_screening_grows_old(asked, since, expected):
    asked_on = None if asked is None else TODAY - timedelta(days=asked)
    screened_since = None if since is None else TODAY - timedelta(days=since)

    assert stops(asked_on=asked_on, screened_since=screened_since) == expected


def test_the_worst_comes_first():
    taken = [opioid("tramadol", "50", units_prescribed=Decimal(2), units_taken=Decimal(1))]

    found = findings(facts(opioids=taken, depression=True, egfr=59))

    assert [finding.weight for finding in found] == ["stops", "stops", "warns", "tells"]
