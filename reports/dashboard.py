"""The outcome report as the page shows it: the summary's figures, each number with the way to its patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.rounding import percent, plain
from followups.models import Response, SideEffect
from prescriptions.models import Prescription
from reports import words
from reports.categories import Category
from reports.figures import Figure, Row
from reports.outcomes import OutcomeSummary, SideEffects
from reports.selections import NONE, NOT_ASKED, NOT_RECORDED, Group, Links


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A responder rate, with which of the two meanings it has."""

    count: int
    of: int
    meaning: str
    interval: str
    url: str | None

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.of)


def denominators(summary: OutcomeSummary, links: Links) -> list[tuple[str, int, str | None]]:
    """(name, count, address) of the three that rates can be of."""
    counts = [(name, summary.denominator(name)) for name in words.DENOMINATORS]
    return [(name, count, links.to(count, name)) for name, count in counts]


def headlines(summary: OutcomeSummary, denominator: str, links: Links) -> list[Headline]:
    of, rule = summary.denominator(denominator), summary.cohort.rule
    meanings = [(summary.responders, Group.GO_ON, f"responder rate, {rule.responders_label}")]
    if rule.strict:
        meanings.append((summary.strict_responders, rule.strict, f"{rule.strict.label} alone"))
    return [
        Headline(
            count=count,
            of=of,
            meaning=meaning,
            interval=words.interval(summary, count, of),
            url=links.to(count, group),
        )
        for count, group, meaning in meanings
    ]


def figures(summary: OutcomeSummary, denominator: str, links: Links) -> list[Figure]:
    """In the order in which the report is read."""
    return [
        _categories(summary, denominator, links),
        _pgic(summary, links),
        _relief(summary, links),
        _starting_dose(summary, links),
        _stable_dose(summary, links),
        _side_effects("side-effects", _go_on(summary), summary.side_effects, Group.GO_ON, links),
        _side_effects("side-effects-of-started", "who started", summary.side_effects_of_started, Group.STARTED, links),
        _stops(summary, links),
    ]


def _go_on(summary: OutcomeSummary) -> str:
    return f"who go on ({summary.cohort.rule.go_on})"


def _categories(summary: OutcomeSummary, denominator: str, links: Links) -> Figure:
    of, rule = summary.denominator(denominator), summary.cohort.rule
    within = rule.within(denominator)

    def row(category: Category) -> Row:
        count, is_within = summary.categories[category], category in within
        return Row(
            label=category.label,
            count=count,
            of=of if is_within else None,
            url=links.to(count, category),
            category=category,
            interval=words.interval(summary, count, of) if is_within else "",
            note=category.meaning,
        )

    method = summary.cohort.interval.label
    mean = words.percent_or_dash(summary.mean_relief_of_responders)
    return Figure(
        key="categories",
        title="Categories",
        denominator=f"of the {words.counted(of)} {denominator}; with the 95 % interval, {method}",
        rows=[row(category) for category in rule.categories],
        remarks=[f"Mean relief of {rule.strictly.label}: {mean}."],
    )


def _pgic(summary: OutcomeSummary, links: Links) -> Figure:
    counts = summary.answers.pgic
    rows = [
        _of_started(summary, links, label=f"{point.value} {point.label}", count=counts.get(point, 0), pgic=point.value)
        for point in Response.Pgic
    ]
    rows.append(_of_started(summary, links, label="Not asked", count=counts.get(None, 0), pgic=NOT_ASKED))
    return Figure(
        key="pgic",
        title="PGIC: how much better than before LDN",
        denominator=f"{summary.cohort.rule.answer.label}, of the {words.counted(summary.started)} started",
        rows=rows,
    )


def _relief(summary: OutcomeSummary, links: Links) -> Figure:
    answers = summary.answers
    rows = [
        _of_started(
            summary,
            links,
            label=label,
            count=answers.relief.get(low, 0),
            relief=NOT_ASKED if low is None else low,
        )
        for low, label in words.relief_bands()
    ]
    return Figure(
        key="relief",
        title="Relief since before LDN",
        denominator=f"{summary.cohort.rule.answer.label}, of the {words.counted(summary.started)} started",
        rows=rows,
        remarks=[f"Mean of the {answers.of_all.n} asked: {words.percent_or_dash(answers.of_all.mean)}."],
    )


def _of_started(summary: OutcomeSummary, links: Links, *, label: str, count: int, **trait) -> Row:
    return _row(links, Group.STARTED, label=label, count=count, of=summary.started, **trait)


def _row(links: Links, group: str, *, label: str, count: int, of: int | None, note: str = "", **trait) -> Row:
    """One row; `trait` is the one trait that its courses have in common, with its code."""
    [(name, value)] = trait.items()
    return Row(label=label, count=count, of=of, note=note, url=links.to(count, group, name, str(value)))


def _starting_dose(summary: OutcomeSummary, links: Links) -> Figure:
    return Figure(
        key="starting-dose",
        title="Starting dose",
        denominator=f"of the {summary.responders} {_go_on(summary)}",
        rows=_doses("starting_dose", summary.doses.starting, summary.responders, links),
    )


def _stable_dose(summary: OutcomeSummary, links: Links) -> Figure:
    of = summary.responders
    rows = _doses("stable_dose", summary.doses.stable, of, links)
    rows += [
        _row(links, Group.GO_ON, label=change.label, count=count, of=of, dose_change=change.value)
        for change, count in summary.doses.changes.items()
        if of
    ]
    return Figure(
        key="stable-dose",
        title="Stable dose",
        denominator=f"in force on the day, of the {of} {_go_on(summary)}",
        rows=rows,
        remarks=["Reached and increased are counted apart: a course can begin at the highest dose."],
    )


def _doses(trait: str, counts: Mapping[Decimal | None, int], of: int, links: Links) -> list[Row]:
    return [
        _row(
            links,
            Group.GO_ON,
            label=words.dose(mg),
            count=count,
            of=of,
            **{trait: NOT_RECORDED if mg is None else plain(mg)},
        )
        for mg, count in counts.items()
    ]


def _side_effects(key: str, whose: str, found: SideEffects, group: Group, links: Links) -> Figure:
    counted = [(SideEffect.Effect(code).label, code, count) for code, count in found.named.items()]
    rows = [
        _row(links, group, label=label, count=count, of=found.asked, side_effect=code)
        for label, code, count in [*counted, ("None", NONE, found.none)]
    ]
    rows.append(_row(links, group, label="Not asked", count=found.not_asked, of=None, side_effect=NOT_ASKED))
    return Figure(
        key=key,
        title=f"Side effects of those {whose}",
        denominator=f"ever named on the course, of the {found.asked} asked",
        rows=rows,
    )


def _stops(summary: OutcomeSummary, links: Links) -> Figure:
    rows = [
        _of_started(summary, links, label=Prescription.StopReason(code).label, count=count, stop_reason=code)
        for code, count in summary.stops.items()
    ]
    if summary.responded_first:
        rows.append(
            _of_started(
                summary, links, label="Of these, responded first", count=summary.responded_first, responded="first"
            )
        )
    return Figure(
        key="stops",
        title="Stops by main reason",
        denominator=f"of the {words.counted(summary.started)} started, {summary.stopped} stopped",
        rows=rows,
    )
