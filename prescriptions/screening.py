"""The practice's rules before the first dose, from facts to findings. Pure: nothing here asks the database.

Sources: "practice" is the published case series (Practical Pain Management 2020, pages 58-62), "label" the naltrexone
50 mg tablets' prescribing information.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core import clinical
from core.rounding import plain
from patients.opioids import DailyOpioid, Drug, total_mme
from prescriptions.findings import Finding, Weight, worst_first

PRACTICE = "Practice: published case series, 2020"
LABEL = "Naltrexone 50 mg label"


class Release(StrEnum):
    """How the opioid reaches the body."""

    IMMEDIATE = "immediate"
    EXTENDED = "extended_release"
    PATCH = "patch"
    PUMP = "pump"
    INJECTED = "injected"


# Whatever the sum: these stop LDN, and go to the clinician.
STOPPING_DRUGS = {Drug.BUPRENORPHINE, Drug.METHADONE, Drug.KRATOM, Drug.OTHER, Drug.FENTANYL_PATCH}


@dataclass(frozen=True, kw_only=True)
class Opioid:
    """An opioid that the patient takes now: what is prescribed at most a day, and what is taken."""

    drug: Drug
    name: str
    strength: Decimal
    units_prescribed: Decimal | None
    units_taken: Decimal | None
    release: Release = Release.IMMEDIATE
    for_opioid_use_disorder: bool = False
    helps: bool | None = None
    # A prescriber has signed that the dose taken counts, and not the larger one prescribed.
    taken_dose_is_signed: bool = False

    @property
    def counted(self) -> DailyOpioid | None:
        """The dose that counts: the larger one, unless the taken one is signed for. None where neither is known."""
        known = [units for units in (self.units_prescribed, self.units_taken) if units is not None]
        if not known:
            return None
        is_by_taken = self.taken_dose_is_signed and self.units_taken is not None
        units = self.units_taken if is_by_taken else max(known)
        return DailyOpioid(drug=self.drug, strength=self.strength, units_a_day=units)

    @property
    def stops_whatever_the_sum(self) -> bool:
        return (
            self.drug in STOPPING_DRUGS
            or self.release != Release.IMMEDIATE
            or self.for_opioid_use_disorder
            or self.counted is None
            or self.counted.mme is None
        )


@dataclass(frozen=True, kw_only=True)
class WashOutFacts:
    """A wash-out that a prescriber ordered: while tapering, `last_taken_on` is None."""

    days: int
    last_taken_on: date | None
    is_released: bool

    @property
    def ends_on(self) -> date | None:
        """Its last day: so many whole days after the day of the last dose."""
        return self.last_taken_on and self.last_taken_on + timedelta(days=self.days)

    def is_over(self, today: date) -> bool:
        """From the day after its last day on."""
        return self.ends_on is not None and today > self.ends_on


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a patient on the day. None: not asked, or not known."""

    today: date
    asked_on: date | None
    age: int
    opioids: tuple[Opioid, ...] = ()
    takes_non_prescribed_opioids: bool | None = None
    takes_opioid_for_cough_or_diarrhoea: bool | None = None
    # The day of the last opioid of a patient who takes none now.
    last_opioid_on: date | None = None
    # Kinds of patients.Contraindication that are on file and not cleared.
    contraindications: frozenset[str] = frozenset()
    egfr: int | None = None
    # None where it doesn't apply, or the patient does not know.
    pregnant_or_nursing: bool | None = None
    depression: bool | None = None
    suicidal_thoughts: bool | None = None
    disulfiram: bool | None = None
    thioridazine: bool | None = None
    procedure_on: date | None = None
    wash_out: WashOutFacts | None = None
    # Rules that a prescriber has overridden or signed since the facts last changed.
    signed: frozenset[str] = frozenset()


def findings(facts: Facts) -> list[Finding]:
    """What speaks against LDN now, the worst first. Empty: nothing does."""
    rules = (_not_screened, _opioids, _wash_out, _recent_opioid, _other_opioids, _on_file, _kidneys, _cautions, _procedures)
    return worst_first(finding for rule in rules for finding in rule(facts))


def open_stops(facts: Facts) -> list[Finding]:
    """What still stops: neither overridden nor signed for, as far as it can be."""
    return [
        finding
        for finding in findings(facts)
        if finding.is_stop and not (finding.can_be_overridden and finding.rule in facts.signed)
    ]


def tramadol_alone(opioids: tuple[Opioid, ...]) -> Opioid | None:
    """The tramadol of a patient who takes no other opioid, strictly under the practice's limit."""
    if len(opioids) != 1 or opioids[0].drug != Drug.TRAMADOL or opioids[0].stops_whatever_the_sum:
        return None
    is_under = opioids[0].counted.mg_a_day < clinical.TRAMADOL_EXEMPT_UNDER_MG
    return opioids[0] if is_under else None


def is_low_dose(opioids: tuple[Opioid, ...]) -> bool:
    """Every one can be counted, and together they are strictly under the practice's limit."""
    if any(opioid.stops_whatever_the_sum for opioid in opioids):
        return False
    return total_mme(opioid.counted for opioid in opioids) < clinical.LOW_DOSE_MME


def _not_screened(facts: Facts) -> Iterator[Finding]:
    limit = timedelta(days=clinical.SCREENING_GOOD_FOR_DAYS)
    if facts.asked_on is None or facts.today - facts.asked_on > limit:
        yield Finding(
            rule="not_screened",
            weight=Weight.STOPS,
            sentence=f"There is no screening of the last {clinical.SCREENING_GOOD_FOR_DAYS} days.",
            source=PRACTICE,
            clears="Screen the patient.",
        )


def _opioids(facts: Facts) -> Iterator[Finding]:
    if tramadol_alone(facts.opioids):
        yield from _exempt_tramadol(facts)
        return
    total = None
    if facts.opioids and not any(opioid.stops_whatever_the_sum for opioid in facts.opioids):
        total = total_mme(opioid.counted for opioid in facts.opioids)
    for opioid in facts.opioids:
        if opioid.stops_whatever_the_sum:
            yield _stops_whatever_the_sum(opioid)
        else:
            yield _in_use(opioid, total)


def _exempt_tramadol(facts: Facts) -> Iterator[Finding]:
    opioid = tramadol_alone(facts.opioids)
    limit = plain(clinical.TRAMADOL_EXEMPT_UNDER_MG)
    yield Finding(
        rule="tramadol_alone",
        weight=Weight.STOPS,
        sentence=(
            f"{opioid.name}, {plain(opioid.counted.mg_a_day)} mg a day, is the only opioid. This practice does not stop "
            f"tramadol under {limit} mg a day; the label asks for 7 to 10 days without it. Together with LDN it can "
            "cause withdrawal."
        ),
        source=f"{PRACTICE}; against it: {LABEL}",
        clears="Warn the patient of withdrawal, and have the prescriber sign; or stop tramadol first.",
        can_be_overridden=True,
    )


def _stops_whatever_the_sum(opioid: Opioid) -> Finding:
    return Finding(
        rule="opioid_to_clinician",
        weight=Weight.STOPS,
        sentence=(
            f"{opioid.name}: LDN is not started with it, whatever the dose. Do not tell the patient to stop it: "
            "the clinician decides."
        ),
        source=LABEL,
        clears="A prescriber orders a taper and the wash-out after it; then the gate opens by its days.",
    )


def _in_use(opioid: Opioid, total: Decimal | None) -> Finding:
    sum_of_all = "" if total is None else f"; {plain(total)} MME a day in all, limit under {clinical.LOW_DOSE_MME}"
    if opioid.helps:
        advice = "It helps the patient: do not stop it for LDN."
    elif total is not None and total < clinical.LOW_DOSE_MME:
        advice = "Low dose: a prescriber can order to stop it and wait 1 to 2 weeks."
    else:
        advice = "Never stop it abruptly: a prescriber can order a taper, and the wash-out after it."
    return Finding(
        rule="opioid_in_use",
        weight=Weight.STOPS,
        sentence=f"{opioid.name}: {opioid.counted.arithmetic}{sum_of_all}. {advice}",
        source=f"{PRACTICE}; CDC 2022 factors",
        clears="The opioid is no longer taken, and the wash-out after its last dose is over and released.",
    )


def _wash_out(facts: Facts) -> Iterator[Finding]:
    wash_out = facts.wash_out
    if wash_out is None or wash_out.is_released:
        return
    if wash_out.ends_on is None:
        sentence, clears = "A taper was ordered; the last dose is not taken yet.", "Record the day of the last dose."
    elif not wash_out.is_over(facts.today):
        sentence = f"Wash-out until {wash_out.ends_on:%-d %B %Y}: {wash_out.days} days from the last dose."
        clears = "The day after its last day, if no opioid was taken; any dose starts it again."
    else:
        sentence = f"The wash-out ended on {wash_out.ends_on:%-d %B %Y} and is not released yet."
        clears = "A prescriber releases it."
    yield Finding(rule="wash_out", weight=Weight.STOPS, sentence=sentence, source=f"{PRACTICE}; {LABEL}", clears=clears)


def _recent_opioid(facts: Facts) -> Iterator[Finding]:
    """An opioid stopped by the patient alone is waited out like one that a prescriber stopped."""
    if facts.last_opioid_on is None or facts.wash_out is not None:
        return
    days = clinical.WASH_OUT_DAYS["short_acting"]
    ends_on = facts.last_opioid_on + timedelta(days=days)
    if facts.today <= ends_on:
        yield Finding(
            rule="recent_opioid",
            weight=Weight.STOPS,
            sentence=f"Took the last opioid on {facts.last_opioid_on:%-d %B %Y}, less than {days} days ago.",
            source=f"{PRACTICE}; {LABEL}",
            clears=f"The day after {ends_on:%-d %B %Y}, if no opioid was taken.",
        )


def _other_opioids(facts: Facts) -> Iterator[Finding]:
    if facts.takes_non_prescribed_opioids:
        yield Finding(
            rule="non_prescribed_opioid",
            weight=Weight.STOPS,
            sentence="Takes an opioid that nobody prescribed (heroin, kratom, someone else's tablets).",
            source=LABEL,
            clears="The clinician speaks with the patient; then it is screened again.",
        )
    if facts.takes_opioid_for_cough_or_diarrhoea:
        yield Finding(
            rule="opioid_for_cough_or_diarrhoea",
            weight=Weight.STOPS,
            sentence="Takes a medicine for cough or diarrhoea with an opioid in it: it loses its effect, as any opioid does.",
            source=LABEL,
            clears="It is no longer taken.",
        )


ON_FILE = {
    "naltrexone_allergy": ("Is allergic to naltrexone.", PRACTICE, "Only that the allergy is disproved.", False),
    "acute_hepatitis": ("Has acute hepatitis.", f"{PRACTICE}; {LABEL}", "It has healed.", False),
    "liver_failure": ("Has liver failure.", f"{PRACTICE}; {LABEL}", "The liver has recovered.", False),
    "pneumonia": ("Has pneumonia.", PRACTICE, "It has cleared.", True),
    "opioid": ("An opioid in use is on file.", PRACTICE, "It is no longer taken.", False),
}


def _on_file(facts: Facts) -> Iterator[Finding]:
    for kind, (sentence, source, clears, can_be_overridden) in ON_FILE.items():
        if kind in facts.contraindications:
            yield Finding(
                rule=kind,
                weight=Weight.STOPS,
                sentence=sentence,
                source=source,
                clears=f"{clears} Record the day on the patient's chart.",
                can_be_overridden=can_be_overridden,
            )


def _kidneys(facts: Facts) -> Iterator[Finding]:
    is_low = facts.egfr is not None and facts.egfr < clinical.EGFR_MODERATE_UNDER
    if not is_low and "kidney_failure" not in facts.contraindications:
        return
    degree = "severe" if is_low and facts.egfr < clinical.EGFR_SEVERE_UNDER else "moderate"
    measured = f"Kidney failure, {degree}: eGFR {facts.egfr}." if is_low else "Kidney failure is on file."
    yield Finding(
        rule="kidney_failure",
        weight=Weight.STOPS,
        sentence=measured,
        source=PRACTICE,
        clears=f"An eGFR of {clinical.EGFR_MODERATE_UNDER} or more.",
        can_be_overridden=True,
    )


def _cautions(facts: Facts) -> Iterator[Finding]:
    warnings = (
        (facts.age < clinical.ADULT_AGE_YEARS, "under_age", "Is under 18: there is no experience.", "Turning 18."),
        (facts.pregnant_or_nursing, "pregnancy", "Is pregnant or nursing: weigh benefit and risk.", "It is over."),
        (facts.depression, "depression", "Has depression: ask about it at every contact.", "It is over."),
        (facts.suicidal_thoughts, "suicidality", "Has thoughts of suicide: the clinician sees the patient today.", "A clinician has assessed it."),
        (facts.disulfiram, "disulfiram", "Takes disulfiram: two medicines that harm the liver.", "It is stopped."),
        (facts.thioridazine, "thioridazine", "Takes thioridazine: lethargy and sleepiness.", "It is stopped."),
    )
    for applies, rule, sentence, clears in warnings:
        if applies:
            yield Finding(rule=rule, weight=Weight.WARNS, sentence=sentence, source=LABEL, clears=clears)


def _procedures(facts: Facts) -> Iterator[Finding]:
    if facts.procedure_on and facts.procedure_on >= facts.today:
        days = clinical.PAUSE_BEFORE_PROCEDURE_DAYS
        yield Finding(
            rule="procedure_ahead",
            weight=Weight.WARNS,
            sentence=f"A procedure is planned on {facts.procedure_on:%-d %B %Y}: pause LDN at least {days} days before.",
            source="LDN Research Trust, on surgery",
            clears="The procedure is over, and no opioid is taken any more.",
        )
