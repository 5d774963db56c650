"""The figures over time with small counts hidden: for who may not see patients, and for what leaves the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from core import clinical
from reports.leaving import Counts, Guard
from reports.over_time.counts import Ending, Groups, Watched

# Either can be chosen to count alone, so that they are kept apart whatever is chosen.
STOPS = (Ending.NON_RESPONSE, Ending.OTHER_STOP)


def coarse(
    group: Watched, *, apart: Collection[Ending], under: int, step_days: int = clinical.COARSE_STEP_DAYS
) -> Watched | None:
    """The group in steps so long that none holds from 1 to `under` - 1 courses of an ending that is told apart, or of
    all others together, which are censored.

    What is left after the last step is told as one number, if it is large enough; if it isn't, with that step. None
    where not even one step can be told.
    """
    if not under:
        return group
    on_grid: dict[int, Counter[Ending]] = {}
    for day, counts in group.days.items():
        end = max(1, -(-day // step_days)) * step_days
        on_grid[end] = on_grid.get(end, Counter()) + _told_apart(counts, apart)
    told: list[tuple[int, Counter[Ending]]] = []
    left: Counter[Ending] = Counter()
    for end in sorted(on_grid):
        left += on_grid[end]
        if min(left.values()) >= under:
            told.append((end, left))
            left = Counter()
    while told and 0 < left.total() < under:
        left += told.pop()[1]
    return Watched(label=group.label, days=dict(told), beyond=left.total()) if told else None


def _told_apart(counts: Counter[Ending], apart: Collection[Ending]) -> Counter[Ending]:
    """The others as if still on LDN."""
    found = Counter({ending: counts[ending] for ending in apart})
    found[Ending.ON] += counts.total() - found.total()
    return +found


def told(groups: Groups, *, under: int) -> tuple[Groups, list[str]]:
    """The groups that may be drawn, in coarse steps, and the names of those that may not."""
    if not under:
        return groups, []
    guard = guard_of_sizes(groups, under=under)
    of_each = {
        group.label: None if guard.hides(group.n) else coarse(group, apart=STOPS, under=under) for group in groups.drawn
    }
    shown = [group for group in of_each.values() if group]
    hidden = [label for label, group in of_each.items() if group is None]
    left_out = [(label, count) for label, count in groups.left_out if not guard.hides(count)]
    hidden += [label for label, count in groups.left_out if guard.hides(count)]
    approximated = 0 if guard.hides(groups.approximated) else groups.approximated
    return replace(groups, drawn=shown, left_out=left_out, approximated=approximated), hidden


def guard_of_sizes(groups: Groups, *, under: int) -> Guard:
    """Over the courses of each group: none may follow from all together."""
    counts = Counts()
    sizes = [*((group.label, group.n) for group in groups.drawn), *groups.left_out]
    keys = [counts.add(("group", label), n) for label, n in sizes]
    counts.add_up(counts.total(sum(n for _, n in sizes)), keys)
    return counts.guard(under)
