"""The case series as it leaves the house: with small counts hidden, where the clinic has chosen so."""

from __future__ import annotations

import re
from dataclasses import replace

from reports.case_series import CaseSeries
from reports.case_series.baseline import Part
from reports.case_series.flow import Flow, Step
from reports.case_series.numbers import Line
from reports.categories import Category
from reports.figures import HIDDEN
from reports.leaving import Counts, Guard, add_figure, add_summary, known_size
from reports.outcomes import OutcomeSummary

# "10 (63 %)" of the baseline table, and what it prints of one person.
SHARE = re.compile(r"(\d+)(?: \(|$)")
OF_ONE = "Range"


def guard_of(series: CaseSeries, *, under: int) -> Guard:
    """Over all that is in the file at once."""
    if not under:
        return Guard()
    counts = Counts()
    add_summary(counts, series.summary)
    for figure in series.figures:
        add_figure(counts, figure)
    _add_flow(counts, series.flow)
    for n, line in enumerate(series.numbers):
        if line.of and line.count is not None:
            counts.each_of(counts.total(line.of), [counts.add(("number", n), line.count)])
    for part in series.baseline:
        keys = [
            counts.add((part.title, label), int(found[1]))
            for label, texts in part.rows
            if (found := SHARE.match(texts[0])) and label not in ("Mean (SD)", "Median (quartiles)", OF_ONE)
        ]
        counts.each_of(counts.total(series.summary.prescribed), keys)
    return counts.guard(under, known_elsewhere=known_size(counts, series.summary))


def _add_flow(counts: Counts, flow: Flow) -> None:
    for n, (step, following) in enumerate(zip(flow.steps, [*flow.steps[1:], None], strict=True)):
        leave = [counts.add(("flow", n, words), count) for words, count in step.leave]
        goes_on = [counts.total(following.count)] if following else []
        if leave and sum(counts.of[key] for key in (*leave, *goes_on)) <= step.count:
            counts.add_up(counts.total(step.count), [*leave, *goes_on])


def of_flow(flow: Flow, guard: Guard) -> Flow:
    """With a word where a count is hidden."""

    def shown(count: int) -> int | str:
        return HIDDEN if guard.hides(count) else count

    steps = (
        replace(step, count=shown(step.count), leave=tuple((words, shown(n)) for words, n in step.leave))
        for step in flow.steps
    )
    return Flow(steps=tuple[Step, ...](steps))


def of_line(line: Line, guard: Guard) -> dict:
    """A number as report.json has it."""
    is_hidden = guard.hides_share(line.count, line.of)
    return {
        "label": line.label,
        "count": HIDDEN if is_hidden and line.count is not None else line.count,
        "of": HIDDEN if guard.hides(line.of) else line.of,
        "percent": HIDDEN if is_hidden else line.percent,
        "wilson_95": HIDDEN if is_hidden else line.wilson,
        "clopper_pearson_95": HIDDEN if is_hidden else line.clopper_pearson,
        "text": HIDDEN if line.text and guard.hides(line.people) else line.text,
    }


def of_baseline(parts: list[Part], names: list[str], guard: Guard) -> dict[str, dict[str, dict[str, str]]]:
    """All of it where nothing is hidden. Else the column of all prescribed: divided by category, nearly every cell is
    small, and the others would follow."""
    if guard.under:
        names = names[:1]
    return {
        part.title: {label: _cells(label, texts, names, part, guard) for label, texts in part.rows} for part in parts
    }


def _cells(label: str, texts: list[str], names: list[str], part: Part, guard: Guard) -> dict[str, str]:
    shown = dict(zip(names, texts, strict=False))
    if not guard.under:
        return shown
    of = next((int(row[0]) for name, row in part.rows if name == "n"), None)
    count = SHARE.match(texts[0])
    is_hidden = label == OF_ONE or guard.hides(of) if of is not None else guard.hides(int(count[1]) if count else None)
    is_small = of is not None and label == "Not recorded" and guard.hides(int(texts[0]))
    return dict.fromkeys(names, HIDDEN) if is_hidden or is_small else shown


def of_outcomes(found: dict, summary: OutcomeSummary, guard: Guard) -> dict:
    """The object of the outcome report; shares of a hidden denominator are hidden with it."""
    if not guard.under:
        return found
    shown = {
        **found,
        **{name: HIDDEN for name in ("prescribed", "started", "assessed", "patients") if guard.hides(found[name])},
    }
    denominators = {
        "percent_of_prescribed": summary.prescribed,
        "ci95": summary.prescribed,
        "percent_of_started": summary.started,
        "percent_of_assessed": summary.assessed,
    }
    shown["responder_rate"] = _share(found["responder_rate"], denominators, guard)
    shown["categories"] = {code: _share(share, denominators, guard) for code, share in found["categories"].items()}
    of = {
        "starting_dose_mg": summary.responders,
        "stable_dose_mg": summary.responders,
        "side_effects": summary.side_effects.asked,
        "side_effects_of_started": summary.side_effects_of_started.asked,
    }
    for name, percent_of in of.items():
        shown[name] = {code: _share(share, {"percent": percent_of}, guard) for code, share in found[name].items()}
    if guard.hides(summary.categories[Category(summary.cohort.rule.strictly)], summary.answers.of_responders.n):
        shown["mean_relief_of_responders"] = HIDDEN
    return shown


def _share(share: dict, denominators: dict[str, int], guard: Guard) -> dict:
    return {
        name: HIDDEN if guard.hides(share["count"], denominators.get(name)) else value for name, value in share.items()
    }
