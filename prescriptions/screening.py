"""The practice's rules before the first dose, from facts to findings. Pure: nothing here asks the database.

Sources: "practice" is the published case series (Practical Pain Management 2020, pages 58-62), "label" the naltrexone
50 mg tablets' prescribing information.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from core import clinical
from core.rounding import plain
from prescriptions.facts import Facts, Opioid, Release, sum_of, tramadol_alone
from prescriptions.findings import Finding, Weight, worst_first

PRACTICE = "Practice: published case series, 2020"
LABEL = "Naltrexone 50 mg label"
SAFETY = "Beyond the paper, for safety: the clinic's rule"

CLEARS_AN_OPIOID = (
    "It is no longer taken, the wash-out after its last dose is over and released, and the patient is screened again."
)

NOT_SCREENED = "not_screened"
TAKEN_DOSE = "taken_dose"
# Those after which a wash-out can be ordered.
OPIOID_RULES = {
    "opioid",
    "opioid_in_use",
    "opioid_to_clinician",
    "non_prescribed_opioid",
    "opioid_for_cough_or_diarrhoea",
    "opioid_on_file",
    "recent_opioid",
    "tramadol_alone",
}


def findings(facts: Facts) -> list[Finding]:
    """What speaks against LDN now, the worst first. Empty: nothing does."""
    rules = (
        _not_screened,
        _opioids,
        _other_opioids,
        _wash_out,
        _earlier_opioid,
        _not_known,
        _on_file,
        _kidneys,
        _taken_dose,
        _cautions,
        _procedures,
    )
    return worst_first(finding for rule in rules for finding in rule(facts))


def open_stops(facts: Facts) -> list[Finding]:
    """What still stops: neither overridden nor signed for, as far as it can be."""
    return [finding for finding in findings(facts) if finding.is_stop and not is_signed(finding, facts)]


def is_signed(finding: Finding, facts: Facts) -> bool:
    """A signature counts for what was shown: the finding must still say the same."""
    return finding.can_be_overridden and facts.signed.get(finding.rule) == finding.sentence


def _written(day: date) -> str:
    """The same at any time: a signature is held against the sentence."""
    return f"{day.day} {day:%B %Y}"


def _not_screened(facts: Facts) -> Iterator[Finding]:
    usual = facts.today - timedelta(days=clinical.SCREENING_GOOD_FOR_DAYS)
    oldest = min(usual, facts.screened_since or usual)
    if facts.asked_on is None or facts.asked_on < oldest:
        yield Finding(
            rule=NOT_SCREENED,
            weight=Weight.STOPS,
            sentence=f"There is no screening of the last {clinical.SCREENING_GOOD_FOR_DAYS} days.",
            source=SAFETY,
            clears="Screen the patient.",
        )


# --- opioids ------------------------------------------------------------------------------------------------


def _opioids(facts: Facts) -> Iterator[Finding]:
    in_use = facts.opioids_in_use
    if in_use and facts.wash_out and facts.wash_out.covers(facts.asked_on):
        yield _asked_before_the_wash_out(facts)
    elif tramadol_alone(in_use) and not facts.takes_other_opioids:
        yield _exempt_tramadol(in_use[0])
    else:
        total = sum_of(in_use)
        for opioid in in_use:
            if opioid.stops_whatever_the_sum:
                yield _stops_whatever_the_sum(opioid)
            else:
                yield _in_use(opioid, total, is_one_of_several=len(in_use) > 1)


def _asked_before_the_wash_out(facts: Facts) -> Finding:
    return Finding(
        rule="screen_after_wash_out",
        weight=Weight.STOPS,
        sentence=f"The wash-out is released, but the last screening, of {_written(facts.asked_on)}, names an opioid.",
        source=SAFETY,
        clears="Screen the patient again.",
    )


def _exempt_tramadol(opioid: Opioid) -> Finding:
    limit = plain(clinical.TRAMADOL_EXEMPT_UNDER_MG)
    return Finding(
        rule="tramadol_alone",
        weight=Weight.STOPS,
        sentence=(
            f"{opioid.name}, {_mg_a_day(opioid)}, is the only opioid. This practice does not stop "
            f"tramadol under {limit} mg a day; the label asks for 7 to 10 days without it. Together with LDN it can "
            "cause withdrawal."
        ),
        source=f"{PRACTICE}; against it: {LABEL}",
        clears="Warn the patient of withdrawal, and have the prescriber sign; or stop tramadol first.",
        can_be_overridden=True,
    )


def _mg_a_day(opioid: Opioid) -> str:
    dose = opioid.counted
    return f"{plain(dose.strength)} mg x {plain(dose.units_a_day)} = {plain(dose.mg_a_day)} mg a day"


def _stops_whatever_the_sum(opioid: Opioid) -> Finding:
    advice = " It helps the patient: do not stop it for LDN." if opioid.helps else ""
    return Finding(
        rule="opioid_to_clinician",
        weight=Weight.STOPS,
        sentence=(
            f"{opioid.name}: {_why_whatever_the_sum(opioid)}. LDN is not started with it, whatever the dose.{advice} "
            "Do not tell the patient to stop it: the clinician decides."
        ),
        source=f"{LABEL}; {SAFETY}",
        clears="The clinician's decision: a taper, then a wash-out that a prescriber orders and releases.",
    )


def _why_whatever_the_sum(opioid: Opioid) -> str:
    if opioid.for_opioid_use_disorder:
        return "for opioid use disorder"
    if opioid.counted is None:
        return "how much is taken is not known"
    if opioid.release != Release.IMMEDIATE:
        return opioid.release.label.lower()
    return opioid.counted.arithmetic


def _in_use(opioid: Opioid, total: Decimal | None, *, is_one_of_several: bool) -> Finding:
    sum_of_all = f"; {plain(total)} MME a day in all" if is_one_of_several and total is not None else ""
    if opioid.helps:
        advice = "It helps the patient: do not stop it for LDN."
    elif total is not None and total < clinical.LOW_DOSE_MME:
        advice = "Low dose: a prescriber can order to stop it, and to wait 1 to 2 weeks."
    else:
        advice = "Never stop it abruptly: a prescriber can order a taper, and the wash-out after it."
    return Finding(
        rule="opioid_in_use",
        weight=Weight.STOPS,
        sentence=(
            f"{opioid.name}: {opioid.counted.arithmetic}{sum_of_all}; low dose is under "
            f"{plain(clinical.LOW_DOSE_MME)}. {advice}"
        ),
        source=f"{PRACTICE}; CDC 2022 factors",
        clears=CLEARS_AN_OPIOID,
    )


def _other_opioids(facts: Facts) -> Iterator[Finding]:
    if facts.takes_non_prescribed_opioids:
        yield Finding(
            rule="non_prescribed_opioid",
            weight=Weight.STOPS,
            sentence="Takes an opioid that nobody prescribed (heroin, kratom, someone else's tablets).",
            source=LABEL,
            clears="The clinician speaks with the patient; a wash-out; then the patient is screened again.",
        )
    if facts.takes_opioid_for_cough_or_diarrhoea:
        yield Finding(
            rule="opioid_for_cough_or_diarrhoea",
            weight=Weight.STOPS,
            sentence="Takes an opioid medicine for cough or diarrhoea: LDN takes its effect away, as of any opioid.",
            source=LABEL,
            clears=CLEARS_AN_OPIOID,
        )


def _wash_out(facts: Facts) -> Iterator[Finding]:
    wash_out = facts.wash_out
    if wash_out is None or wash_out.is_released:
        return
    if wash_out.ends_on is None:
        sentence, clears = "A taper is ordered; the last dose is not taken yet.", "Record the day of the last dose."
    elif not wash_out.is_over(facts.today):
        sentence = f"Wash-out until {_written(wash_out.ends_on)}: {wash_out.days} days from the last dose."
        clears = "The day after its last day, if no opioid was taken; any dose starts it again."
    else:
        sentence = f"The wash-out ended on {_written(wash_out.ends_on)}, and is not released yet."
        clears = "A prescriber releases it."
    yield Finding(rule="wash_out", weight=Weight.STOPS, sentence=sentence, source=f"{PRACTICE}; {LABEL}", clears=clears)


def _earlier_opioid(facts: Facts) -> Iterator[Finding]:
    """An opioid on file that nobody takes any more needs a released wash-out after it; one that the patient tells of
    from before, only its days."""
    if facts.opioids_in_use or facts.takes_other_opioids or _has_open_wash_out(facts):
        return
    on_file, told = facts.opioid_on_file_until, facts.last_opioid_on
    last = max((day for day in (on_file, told) if day), default=None)
    if last is None or (facts.wash_out and facts.wash_out.covers(last)):
        return
    if on_file:
        yield Finding(
            rule="opioid_on_file",
            weight=Weight.STOPS,
            sentence=f"An opioid was taken until {_written(last)} or later, and no wash-out after it is released.",
            source=PRACTICE,
            clears="A prescriber orders the wash-out with the day of the last dose, and releases it when it is over.",
        )
        return
    days = max(clinical.WASH_OUT_DAYS.values())  # which opioid it was is not on file
    ends_on = last + timedelta(days=days)
    if facts.today <= ends_on:
        yield Finding(
            rule="recent_opioid",
            weight=Weight.STOPS,
            sentence=f"Took the last opioid on {_written(last)}: the longest wait ends on {_written(ends_on)}.",
            source=f"{PRACTICE}; {LABEL}",
            clears="The day after, if no opioid was taken; or a wash-out that a prescriber orders and releases.",
        )


def _has_open_wash_out(facts: Facts) -> bool:
    return facts.wash_out is not None and not facts.wash_out.is_released


def _taken_dose(facts: Facts) -> Iterator[Finding]:
    """The larger of two doses counts. A prescriber can sign that it is the one taken."""
    less = [opioid for opioid in facts.opioids if opioid.takes_less]
    if not less:
        return
    doses = ", ".join(
        f"{one.name} (prescribed at most {plain(one.units_prescribed)} a day, takes {plain(one.units_taken)})"
        for one in less
    )
    yield Finding(
        rule=TAKEN_DOSE,
        weight=Weight.TELLS,
        sentence=f"Takes less than prescribed: {doses}.",
        source=SAFETY,
        clears="A prescriber's signature that the dose taken counts; else the larger one does.",
        can_be_overridden=True,
    )


# --- the rest -----------------------------------------------------------------------------------------------


def _not_known(facts: Facts) -> Iterator[Finding]:
    if facts.asked_on is None:
        return
    opioid_questions = (
        (facts.takes_non_prescribed_opioids, "opioids that nobody prescribed"),
        (facts.takes_opioid_for_cough_or_diarrhoea, "opioid medicines for cough or diarrhoea"),
    )
    unknown = [words for answer, words in opioid_questions if answer is None]
    if unknown:
        yield Finding(
            rule="opioids_not_known",
            weight=Weight.STOPS,
            sentence=f"Not known: {', '.join(unknown)}.",
            source=SAFETY,
            clears="Screen the patient again, and ask.",
        )
    if facts.not_known:
        yield Finding(
            rule="not_known",
            weight=Weight.STOPS,
            sentence=f"Not known: {', '.join(facts.not_known)}.",
            source=SAFETY,
            clears="Screen the patient again, and ask.",
            can_be_overridden=True,
        )


# kind: (words, source, what clears it, whether a prescriber can override it)
ON_FILE = {
    "naltrexone_allergy": ("Is allergic to naltrexone", PRACTICE, "Only that the allergy is disproved.", False),
    "acute_hepatitis": ("Has acute hepatitis", f"{PRACTICE}; {LABEL}", "It has healed.", False),
    "liver_failure": ("Has liver failure", f"{PRACTICE}; {LABEL}", "The liver has recovered.", False),
    "pneumonia": ("Has pneumonia", PRACTICE, "It has cleared.", True),
    "opioid": ("An opioid in use is on file", PRACTICE, "Screen the patient again, naming it; or it ended.", False),
}


ON_THE_CHART = "Record the day on the chart."
BY_A_PRESCRIBER = "A prescriber records it on the chart, with the day and the reason."


def _on_file(facts: Facts) -> Iterator[Finding]:
    for kind, (words, source, clears, can_be_overridden) in ON_FILE.items():
        if kind in facts.contraindications:
            yield Finding(
                rule=kind,
                weight=Weight.STOPS,
                sentence=f"{words}, since {_written(facts.contraindications[kind])}.",
                source=source,
                clears=f"{clears} {ON_THE_CHART if can_be_overridden else BY_A_PRESCRIBER}",
                can_be_overridden=can_be_overridden,
            )


def _kidneys(facts: Facts) -> Iterator[Finding]:
    is_low = facts.egfr is not None and facts.egfr < clinical.EGFR_MODERATE_UNDER
    if is_low or "kidney_failure" in facts.contraindications:
        yield Finding(
            rule="kidney_failure",
            weight=Weight.STOPS,
            sentence=_kidney_failure(facts, is_low=is_low),
            source=PRACTICE,
            clears=f"An eGFR of {clinical.EGFR_MODERATE_UNDER} or more.",
            can_be_overridden=True,
        )
    elif facts.asked_on and facts.egfr is None:
        yield Finding(
            rule="egfr_not_known",
            weight=Weight.WARNS,
            sentence=f"Kidney function is not known; LDN is not for an eGFR under {clinical.EGFR_MODERATE_UNDER}.",
            source=PRACTICE,
            clears="Screen the patient again with a measured eGFR.",
        )


def _kidney_failure(facts: Facts, *, is_low: bool) -> str:
    if not is_low:
        return f"Kidney failure is on file, since {_written(facts.contraindications['kidney_failure'])}."
    degree = "severe" if facts.egfr < clinical.EGFR_SEVERE_UNDER else "moderate"
    return f"Kidney failure, {degree}: eGFR {facts.egfr}, limit {clinical.EGFR_MODERATE_UNDER}."


def _cautions(facts: Facts) -> Iterator[Finding]:
    assessed = "A clinician has assessed it."
    warnings = (
        (
            facts.suicidal_thoughts,
            "suicidality",
            "Has thoughts of suicide: the clinician sees the patient today.",
            assessed,
        ),
        (facts.age < clinical.ADULT_AGE_YEARS, "under_age", "Is under 18: there is no experience.", "Turning 18."),
        (facts.pregnant_or_nursing, "pregnancy", "Is pregnant or nursing: weigh benefit and risk.", "It is over."),
        (facts.depression, "depression", "Has depression: ask about it at every contact.", assessed),
        (facts.disulfiram, "disulfiram", "Takes disulfiram: with LDN, two medicines hard on the liver.", "It ends."),
        (facts.thioridazine, "thioridazine", "Takes thioridazine: with LDN, lethargy and sleepiness.", "It ends."),
    )
    for applies, rule, sentence, clears in warnings:
        if applies:
            yield Finding(rule=rule, weight=Weight.WARNS, sentence=sentence, source=LABEL, clears=clears)


def _procedures(facts: Facts) -> Iterator[Finding]:
    if facts.procedure_on and facts.procedure_on >= facts.today:
        days = clinical.PAUSE_BEFORE_PROCEDURE.days
        yield Finding(
            rule="procedure_ahead",
            weight=Weight.WARNS,
            sentence=f"A procedure is planned on {_written(facts.procedure_on)}: no LDN in the {days} days before it.",
            source="LDN Research Trust, on surgery",
            clears="The procedure is over, and no opioid is taken any more.",
        )
