"""The methods section of a paper, for the cohort in view. Every sentence follows from a choice in its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core import clinical
from followups.models import Response
from prescriptions.models import Prescription
from reports import words
from reports.cohorts import Cohort
from reports.methods import software
from reports.over_time.curves import METHOD, Stops
from reports.rules import PRACTICE, RULES, Answer, Rule
from reports.statistics import Interval, Test

SOURCES = {
    Interval.WILSON: "Wilson's score method without continuity correction (Wilson 1927, J Am Stat Assoc 22:209)",
    Interval.CLOPPER_PEARSON: "the exact method (Clopper and Pearson 1934, Biometrika 26:404)",
}


@dataclass(frozen=True, kw_only=True)
class Tests:
    """What the paper chose beside the cohort: the test of two groups, and the event of the time on LDN."""

    test: Test = Test.AUTOMATIC
    stops: Stops = Stops.EVERY


@dataclass(frozen=True)
class Paragraph:
    title: str
    text: str


def paragraphs(cohort: Cohort, *, denominator: str, tests: Tests, clinic: str) -> list[Paragraph]:
    """`clinic` is the clinic's name; the same of everything gives the same text."""
    parts = {
        "Design and courses": _courses(cohort, clinic),
        "Outcome": _outcome(cohort.rule),
        "Stops, losses and pauses": _ends(cohort.rule),
        "Denominators and intervals": _rates(cohort, denominator),
        "Comparisons and time": _tests(tests),
        "Other treatments and sensitivity": _robustness(cohort),
        "Software": _software(cohort.rule),
    }
    return [Paragraph(title, " ".join(sentences)) for title, sentences in parts.items()]


def _courses(cohort: Cohort, clinic: str) -> Iterator[str]:
    which = "Every course" if cohort.all_courses else "Each patient's first course in the period"
    yield f"This is a retrospective cohort study of low dose naltrexone (LDN) for chronic pain at {clinic}."
    yield (
        "The unit is one course of LDN: one prescription with its refills and dose steps."
        f" {which} that was prescribed {_period(cohort)} is included"
        + (f", narrowed to: {'; '.join(narrowed)}." if (narrowed := _narrowed(cohort)) else ".")
    )
    if cohort.all_courses:
        yield "A patient can have several courses; they are counted as if they were independent."
    else:
        yield "Which course is the first does not depend on any outcome."
    yield (
        f"Outcomes are as of {words.dated(cohort.as_of)}, by clinical dates (prescribed, first dose, asked, stopped)"
        " and not by the day of entry; what was entered in error is left out, and corrections count from the beginning."
        " Age is that at the day prescribed."
    )
    if cohort.observed_from:
        yield (
            f"The observation period began on {words.dated(cohort.observed_from)}: answers and side effects from before"
            " it do not count, and courses that were stopped before it are left out."
        )


def _period(cohort: Cohort) -> str:
    if cohort.first and cohort.last:
        return f"from {words.dated(cohort.first)} to {words.dated(cohort.last)}, both days included,"
    if cohort.first:
        return f"on {words.dated(cohort.first)} or later"
    return f"on {words.dated(cohort.last)} or earlier" if cohort.last else "at any time"


def _narrowed(cohort: Cohort) -> list[str]:
    return [*words.built(cohort), *words.narrowing(cohort.narrowing)]


def _outcome(rule: Rule) -> Iterator[str]:
    yield (
        "At planned times after the first dose patients were asked, at a visit or by telephone, how they were compared"
        f" to before LDN ({Response.Instrument.IMMPACT_7_LOWER_BETTER.label}), for their relief in per cent"
        f" ({clinical.RELIEF_PERCENT_RANGE[0]} to {clinical.RELIEF_PERCENT_RANGE[1]}, negative is worse), whether they"
        " went on, whether their quality of life was better, for side effects, and for other treatments for pain."
    )
    yield f"Outcomes were classified by the rule {rule.name} ({rule.label}), into the first of these that fits:"
    yield "; ".join(f"{category.label} ({category.meaning})" for category in rule.categories) + "."
    if rule.answer == Answer.BEST:
        yield "Of several answers the best one decides: a benefit before none, then the highest relief, then the latest"
        yield "one."
    else:
        yield "Of several answers the latest one decides."
    if rule.minimum_days:
        yield f"An answer decides only if it was asked {rule.minimum_days} days after the first dose or later."
    yield f"Responders are {rule.responders_label}."
    if rule.strict:
        yield f"“Responder” has a narrower sense, too: {rule.strict_label}. Each rate says which one it is of."
    if not rule.quality_decides:
        yield "The quality of life decides nothing under this rule."
    yield "An item that was not asked is told apart from one that was asked and denied, and is never taken for it."


def _ends(rule: Rule) -> Iterator[str]:
    reasons = ", ".join(_reason(code) for code in clinical.NON_RESPONSE_STOP_REASONS)
    yield f"A stop is a non-response (LDN-NR) where its main reason was: {reasons}."
    yield "A stop for another reason (cost, surgery, injury, pregnancy, a move, death and the like) is none."
    yield (
        "Loss to follow-up is dated and can end; those lost on the day are a category of their own, neither responders"
        " nor non-responders, and stay among those prescribed and started."
    )
    yield "A pause is no stop: the course goes on."
    if rule.minimum_days:
        yield "A stop counts however early it was, so that those who stopped are not left out of the assessed."


def _reason(code: str) -> str:
    label = Prescription.StopReason(code).label
    return label[0].lower() + label[1:]


def _rates(cohort: Cohort, denominator: str) -> Iterator[str]:
    of = {
        "prescribed": "of all courses prescribed",
        "started": "of the courses that were started (a first dose was taken by the day)",
        "assessed": f"of the courses assessed ({words.assessed(cohort.rule)})",
    }
    others = " and ".join(text for name, text in of.items() if name != denominator)
    yield f"Rates are {of[denominator]}; the other denominators are {others}."
    yield f"95 % confidence intervals of proportions are by {SOURCES[cohort.interval]}."
    yield "Percentages are computed on the counts and rounded once, one by one, halves up; they need not add up to 100."


def _tests(tests: Tests) -> Iterator[str]:
    yield (
        "Two groups are compared by the difference of their proportions with Newcombe's hybrid score interval (Newcombe"
        " 1998, Stat Med 17:873, method 10)"
    )
    yield {
        Test.AUTOMATIC: "and by Pearson's chi-square test without continuity correction, or by Fisher's exact test"
        " where an expected count is under 5.",
        Test.FISHER: "and by Fisher's exact test.",
        Test.PEARSON: "and by Pearson's chi-square test without continuity correction.",
        Test.YATES: "and by Pearson's chi-square test with Yates's continuity correction.",
    }[tests.test]
    yield "Tests are two-sided. Where several outcomes of two groups are compared, p-values adjusted for all of them by"
    yield "Holm's method (Holm 1979, Scand J Stat 6:65) stand beside the others."
    yield f"Time on LDN is estimated by {METHOD}"
    yield f"{tests.stops.words} Those still on LDN on the day, and those lost, are censored. Curves are compared by the"
    yield "log-rank test. Scores before and after are compared by the paired t test and by Wilcoxon's signed rank test."


def _robustness(cohort: Cohort) -> Iterator[str]:
    days = clinical.CO_INTERVENTION_DAYS_BEFORE
    yield (
        f"Injections, ablations, platelet-rich plasma and changes of pain medicines in the {days} days before the first"
        " dose and during LDN were taken from the dated procedures and medicines and, during LDN, from the answers;"
        " responder rates are given with and without them, and what is not known is in neither group. Opioids are in"
        " morphine milligram equivalents a day by the CDC factors of 2022; one without a factor is not counted as 0."
    )
    others = " and ".join(rule.name for rule in RULES.values() if rule.key != cohort.rule.key)
    minimum = ", ".join(map(str, clinical.SENSITIVITY_MINIMUM_DAYS[:-1]))
    yield (
        "Sensitivity analyses change one choice at a time:"
        f" {'first courses' if cohort.all_courses else 'all courses'}, the"
        f" {'latest' if cohort.rule.answer == Answer.BEST else 'best'} answer, answers from {minimum} and"
        f" {clinical.SENSITIVITY_MINIMUM_DAYS[-1]} days on, the rules {others}, those lost as failures, by their last"
        " category or left out, answers by proxies left out, answers at visits or by telephone alone, and who asked."
    )


def _software(rule: Rule) -> Iterator[str]:
    practice = " (the practice's own)" if rule.key == PRACTICE.key else ""
    yield (
        f"Records were kept, classified and counted by {software.NAME}, version {software.version()}, under version"
        f" {rule.version} of the rule “{rule.key}”{practice}; counts were made in PostgreSQL."
    )
