"""Every finding in full, as it stands in form, chart, print and audit; a signature is held against its sentence."""

from dataclasses import astuple
from datetime import date

import pytest

from prescriptions.facts import WashOutFacts
from prescriptions.findings import Weight
from prescriptions.screening import findings
from prescriptions.tests.facts import facts, opioid, washed_out

STOPS, WARNS, TELLS = Weight.STOPS, Weight.WARNS, Weight.TELLS
PRACTICE = "Practice: published case series, 2020"
LABEL = "Naltrexone 50 mg label"
SAFETY = "Beyond the paper, for safety: the clinic's rule"


# What is known; then rule, weight, sentence, source, what clears it, and whether a prescriber can override it.
@pytest.mark.parametrize(
    ("known", "finding"),
    [
        (
            {"asked_on": None},
            (
                "not_screened",
                STOPS,
                "There is no screening of the last 30 days.",
                SAFETY,
                "Screen the patient.",
                False,
            ),
        ),
        (
            {
                "opioids": [opioid("codeine", "30", "2")],
                "asked_on": date(2026, 8, 15),
                "wash_out": washed_out(11, released=True),
            },
            (
                "screen_after_wash_out",
                STOPS,
                "The wash-out is released, but the last screening, of 15 August 2026, names an opioid.",
                SAFETY,
                "Screen the patient again.",
                False,
            ),
        ),
        (
            {"opioids": [opioid("tramadol", "33", "3")]},
            (
                "tramadol_alone",
                STOPS,
                (
                    "Tramadol, 33 mg x 3 = 99 mg a day, is the only opioid. This practice does not stop tramadol "
                    "under 100 mg a day; the label asks for 7 to 10 days without it. Together with LDN it can cause "
                    "withdrawal."
                ),
                f"{PRACTICE}; against it: {LABEL}",
                "Warn the patient of withdrawal, and have the prescriber sign; or stop tramadol first.",
                True,
            ),
        ),
        (
            {"opioids": [opioid("buprenorphine", "2")]},
            (
                "opioid_to_clinician",
                STOPS,
                (
                    "Buprenorphine: no conversion factor, so it can't be counted. LDN is not started with it, whatever "
                    "the dose. Do not tell the patient to stop it: the clinician decides."
                ),
                f"{LABEL}; {SAFETY}",
                "The clinician's decision: a taper, then a wash-out that a prescriber orders and releases.",
                False,
            ),
        ),
        (
            {"opioids": [opioid("codeine", "30", "2")]},
            (
                "opioid_in_use",
                STOPS,
                (
                    "Codeine: 30 x 2 x 0.15 = 9 MME a day; low dose is under 20. Low dose: a prescriber can order to "
                    "stop it, and to wait 1 to 2 weeks."
                ),
                f"{PRACTICE}; CDC 2022 factors",
                "It is no longer taken, the wash-out after its last dose is over and released, and the patient is"
                " screened again.",
                False,
            ),
        ),
        (
            {"takes_non_prescribed_opioids": True},
            (
                "non_prescribed_opioid",
                STOPS,
                "Takes an opioid that nobody prescribed (heroin, kratom, someone else's tablets).",
                LABEL,
                "The clinician speaks with the patient; a wash-out; then the patient is screened again.",
                False,
            ),
        ),
        (
            {"takes_opioid_for_cough_or_diarrhoea": True},
            (
                "opioid_for_cough_or_diarrhoea",
                STOPS,
                "Takes an opioid medicine for cough or diarrhoea: LDN takes its effect away, as of any opioid.",
                LABEL,
                "It is no longer taken, the wash-out after its last dose is over and released, and the patient is"
                " screened again.",
                False,
            ),
        ),
        (
            {"wash_out": WashOutFacts(days=10, last_taken_on=None, is_released=False)},
            (
                "wash_out",
                STOPS,
                "A taper is ordered; the last dose is not taken yet.",
                f"{PRACTICE}; {LABEL}",
                "Record the day of the last dose.",
                False,
            ),
        ),
        (
            {"wash_out": washed_out(10)},
            (
                "wash_out",
                STOPS,
                "Wash-out until 1 September 2026: 10 days from the last dose.",
                f"{PRACTICE}; {LABEL}",
                "The day after its last day, if no opioid was taken; any dose starts it again.",
                False,
            ),
        ),
        (
            {"wash_out": washed_out(11)},
            (
                "wash_out",
                STOPS,
                "The wash-out ended on 31 August 2026, and is not released yet.",
                f"{PRACTICE}; {LABEL}",
                "A prescriber releases it.",
                False,
            ),
        ),
        (
            {"opioid_on_file_until": date(2025, 1, 9)},
            (
                "opioid_on_file",
                STOPS,
                "An opioid was taken until 9 January 2025 or later, and no wash-out after it is released.",
                PRACTICE,
                "A prescriber orders the wash-out with the day of the last dose, and releases it when it is over.",
                False,
            ),
        ),
        (
            {"last_opioid_on": date(2026, 8, 18)},
            (
                "recent_opioid",
                STOPS,
                "Took the last opioid on 18 August 2026: the longest wait ends on 1 September 2026.",
                f"{PRACTICE}; {LABEL}",
                "The day after, if no opioid was taken; or a wash-out that a prescriber orders and releases.",
                False,
            ),
        ),
        (
            {"takes_non_prescribed_opioids": None, "takes_opioid_for_cough_or_diarrhoea": None},
            (
                "opioids_not_known",
                STOPS,
                "Not known: opioids that nobody prescribed, opioid medicines for cough or diarrhoea.",
                SAFETY,
                "Screen the patient again, and ask.",
                False,
            ),
        ),
        (
            {"not_known": ("pneumonia", "liver failure")},
            (
                "not_known",
                STOPS,
                "Not known: pneumonia, liver failure.",
                SAFETY,
                "Screen the patient again, and ask.",
                True,
            ),
        ),
        (
            {"contraindications": {"naltrexone_allergy": date(2026, 8, 1)}},
            (
                "naltrexone_allergy",
                STOPS,
                "Is allergic to naltrexone, since 1 August 2026.",
                PRACTICE,
                "Only that the allergy is disproved. A prescriber records it on the chart, with the day and"
                " the reason.",
                False,
            ),
        ),
        (
            {"contraindications": {"acute_hepatitis": date(2026, 8, 1)}},
            (
                "acute_hepatitis",
                STOPS,
                "Has acute hepatitis, since 1 August 2026.",
                f"{PRACTICE}; {LABEL}",
                "It has healed. A prescriber records it on the chart, with the day and the reason.",
                False,
            ),
        ),
        (
            {"contraindications": {"liver_failure": date(2026, 8, 1)}},
            (
                "liver_failure",
                STOPS,
                "Has liver failure, since 1 August 2026.",
                f"{PRACTICE}; {LABEL}",
                "The liver has recovered. A prescriber records it on the chart, with the day and the reason.",
                False,
            ),
        ),
        (
            {"contraindications": {"pneumonia": date(2026, 8, 1)}},
            (
                "pneumonia",
                STOPS,
                "Has pneumonia, since 1 August 2026.",
                PRACTICE,
                "It has cleared. Record the day on the chart.",
                True,
            ),
        ),
        (
            {"contraindications": {"opioid": date(2026, 8, 1)}},
            (
                "opioid",
                STOPS,
                "An opioid in use is on file, since 1 August 2026.",
                PRACTICE,
                "Screen the patient again, naming it; or it ended. A prescriber records it on the chart, with the day"
                " and the reason.",
                False,
            ),
        ),
        (
            {"egfr": 29},
            (
                "kidney_failure",
                STOPS,
                "Kidney failure, severe: eGFR 29, limit 60.",
                PRACTICE,
                "An eGFR of 60 or more.",
                True,
            ),
        ),
        (
            {"contraindications": {"kidney_failure": date(2026, 8, 1)}},
            (
                "kidney_failure",
                STOPS,
                "Kidney failure is on file, since 1 August 2026.",
                PRACTICE,
                "An eGFR of 60 or more.",
                True,
            ),
        ),
        (
            {"egfr": None},
            (
                "egfr_not_known",
                WARNS,
                "Kidney function is not known; LDN is not for an eGFR under 60.",
                PRACTICE,
                "Screen the patient again with a measured eGFR.",
                False,
            ),
        ),
        (
            {"suicidal_thoughts": True},
            (
                "suicidality",
                WARNS,
                "Has thoughts of suicide: the clinician sees the patient today.",
                LABEL,
                "A clinician has assessed it.",
                False,
            ),
        ),
        (
            {"age": 17},
            (
                "under_age",
                WARNS,
                "Is under 18: there is no experience.",
                LABEL,
                "Turning 18.",
                False,
            ),
        ),
        (
            {"pregnant_or_nursing": True},
            (
                "pregnancy",
                WARNS,
                "Is pregnant or nursing: weigh benefit and risk.",
                LABEL,
                "It is over.",
                False,
            ),
        ),
        (
            {"depression": True},
            (
                "depression",
                WARNS,
                "Has depression: ask about it at every contact.",
                LABEL,
                "A clinician has assessed it.",
                False,
            ),
        ),
        (
            {"disulfiram": True},
            (
                "disulfiram",
                WARNS,
                "Takes disulfiram: with LDN, two medicines hard on the liver.",
                LABEL,
                "It ends.",
                False,
            ),
        ),
        (
            {"thioridazine": True},
            (
                "thioridazine",
                WARNS,
                "Takes thioridazine: with LDN, lethargy and sleepiness.",
                LABEL,
                "It ends.",
                False,
            ),
        ),
        (
            {"procedure_on": date(2026, 9, 4)},
            (
                "procedure_ahead",
                WARNS,
                "A procedure is planned on 4 September 2026: no LDN in the 2 days before it.",
                "LDN Research Trust, on surgery",
                "The procedure is over, and no opioid is taken any more.",
                False,
            ),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_finding_says_what_who_says_so_and_what_clears_it(known, finding):
    assert [astuple(found) for found in findings(facts(**known))] == [finding]
