"""The outcome report as text: an object for programs, a table for people."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from core.rounding import percent, plain
from followups.models import Response, SideEffect
from prescriptions.models import Prescription
from reports import words
from reports.categories import Category
from reports.cohorts import Cohort
from reports.outcomes import OutcomeSummary, SideEffects
from reports.statistics import Interval

# --- for programs -------------------------------------------------------------------------------------------


def as_json(summary: OutcomeSummary) -> dict:
    """The object that `outcomes --format json` prints. Percentages are whole; null over a denominator of 0."""
    cohort, responders = summary.cohort, summary.responders
    rate = _share(summary, responders) | {
        "percent_of_started": percent(responders, summary.started),
        "percent_of_assessed": percent(responders, summary.assessed),
    }
    return {
        "rule": summary.rule,
        **_unusual(cohort),
        "from": _iso(cohort.first),
        "to": _iso(cohort.last),
        "as_of": _iso(cohort.as_of),
        "prescribed": summary.prescribed,
        "started": summary.started,
        "assessed": summary.assessed,
        "patients": summary.patients,
        "categories": {category.value: _category(summary, category) for category in summary.cohort.rule.categories},
        "responder_rate": rate,
        "mean_relief_of_responders": words.whole(summary.mean_relief_of_responders),
        "starting_dose_mg": _doses(summary.doses.starting, summary.responders),
        "stable_dose_mg": _doses(summary.doses.stable, summary.responders),
        "side_effects": _side_effects(summary.side_effects),
        "side_effects_of_started": _side_effects(summary.side_effects_of_started),
    }


def _unusual(cohort: Cohort) -> dict[str, str]:
    """What the cohort is asked beyond its days and its rule; nothing, where that is the usual."""
    found = {}
    if cohort.observed_from:
        found["observed_from"] = _iso(cohort.observed_from)
    if cohort.interval != Interval.WILSON:
        found["interval"] = cohort.interval.value
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _share(summary: OutcomeSummary, count: int) -> dict:
    ci95 = summary.interval(count, summary.prescribed)
    return {
        "count": count,
        "percent_of_prescribed": percent(count, summary.prescribed),
        "ci95": ci95 and [float(end) for end in ci95],
    }


def _category(summary: OutcomeSummary, category: Category) -> dict:
    count = summary.categories[category]
    # Who never started is no part of those who did.
    of_started = None if category == Category.NEVER_STARTED else percent(count, summary.started)
    return _share(summary, count) | {"percent_of_started": of_started}


def _doses(counts: dict[Decimal | None, int], of: int) -> dict[str, dict]:
    return {
        "not_recorded" if dose is None else plain(dose): {"count": count, "percent": percent(count, of)}
        for dose, count in counts.items()
    }


def _side_effects(found: SideEffects) -> dict[str, dict]:
    counted = found.named | {"none": found.none}
    shares = {name: {"count": count, "percent": percent(count, found.asked)} for name, count in counted.items()}
    return shares | {"not_asked": {"count": found.not_asked}}


# --- for people ---------------------------------------------------------------------------------------------


def as_table(summary: OutcomeSummary) -> str:
    return "\n".join(_lines(summary))


def _lines(summary: OutcomeSummary) -> Iterator[str]:
    yield f"Outcomes under the rule {summary.rule}"
    yield words.sentence(summary)
    yield from _rates(summary)
    yield from _categories(summary)
    yield from _answers(summary)
    yield from _doses_table(summary)
    for title, found in (
        (f"Side effects of those who go on ({summary.cohort.rule.go_on})", summary.side_effects),
        ("Side effects of all who started", summary.side_effects_of_started),
    ):
        yield from _section(f"{title}; per cent of the {found.asked} asked")
        yield from _rows(((SideEffect.Effect(code).label, n) for code, n in found.named.items()), found.asked)
        yield from _rows([("None", found.none)], found.asked)
        yield _row("Not asked", f"{found.not_asked:>6}")
    yield from _section(f"Stops by main reason, of the {summary.started} started")
    reasons = ((Prescription.StopReason(code).label, n) for code, n in summary.stops.items())
    yield from _rows(reasons, summary.started)
    yield from _rows([("Of these, responded first", summary.responded_first)], summary.started)


def _rates(summary: OutcomeSummary) -> Iterator[str]:
    yield from _section("Responder rates")
    meanings = list(summary.meanings())
    for name in words.DENOMINATORS:
        of = summary.denominator(name)
        rates = ", ".join(f"{label} {_percent(count, of)} ({count} of {of})" for label, count in meanings)
        yield f"  {rates}, of courses {name}"
    ends = ", ".join(f"{label} {words.interval(summary, count, summary.prescribed)}" for label, count in meanings)
    yield f"  95 % intervals ({summary.cohort.interval.label}), of prescribed: {ends}"
    mean = words.percent_or_dash(summary.mean_relief_of_responders)
    yield f"  Mean relief of {summary.cohort.rule.strictly.label}: {mean}"
    yield from _lost_both_ways(summary)


def _lost_both_ways(summary: OutcomeSummary) -> Iterator[str]:
    """Only where somebody was lost."""
    if summary.categories[Category.LOST]:
        for name, share in summary.lost_both_ways.named:
            yield f"  {name}: {_percent(share.count, share.of)} ({share.count} of {share.of})"


def _categories(summary: OutcomeSummary) -> Iterator[str]:
    yield from _section("Categories")
    yield _row("", f"{'count':>6}  {'prescribed':>10}  {'started':>8}  95 % interval, of prescribed")
    for category in summary.cohort.rule.categories:
        count = summary.categories[category]
        of_started = "-" if category == Category.NEVER_STARTED else _percent(count, summary.started)
        figures = f"{count:>6}  {_percent(count, summary.prescribed):>10}  {of_started:>8}"
        yield _row(category.label, f"{figures}  {words.interval(summary, count, summary.prescribed)}")


def _answers(summary: OutcomeSummary) -> Iterator[str]:
    answers, started = summary.answers, summary.started
    answer = summary.cohort.rule.answer.label
    yield from _section(f"PGIC, {answer}, of the {started} started")
    yield from _rows(((point.label, answers.pgic.get(point, 0)) for point in Response.Pgic), started)
    yield from _rows([("Not asked", answers.pgic.get(None, 0))], started)
    yield from _section(f"Relief, {answer}, of the {started} started")
    yield from _rows(((label, answers.relief.get(low, 0)) for low, label in words.relief_bands()), started)
    yield f"  Mean of the {answers.of_all.n} asked: {words.percent_or_dash(answers.of_all.mean)}"


def _doses_table(summary: OutcomeSummary) -> Iterator[str]:
    doses, of = summary.doses, summary.responders
    for title, counts in (("Starting dose", doses.starting), ("Stable dose", doses.stable)):
        yield from _section(f"{title} of the {of} who go on ({summary.cohort.rule.go_on})")
        yield from _rows(((words.dose(dose), count) for dose, count in counts.items()), of)
    yield from _rows(((change.label, count) for change, count in doses.changes.items()), of)


def _section(title: str) -> tuple[str, str]:
    return "", title


def _rows(counts: Iterable[tuple[str, int]], of: int) -> Iterator[str]:
    for label, count in counts:
        yield _row(label, f"{count:>6}  {_percent(count, of):>6}")


def _row(label: str, figures: str) -> str:
    return f"  {label:<50}{figures}"


def _percent(count: int, of: int) -> str:
    return words.percent_or_dash(percent(count, of))
