"""Figures of side effects: of those who go on, and of all who started, so that survivors alone don't tell."""

from core import clinical
from followups.models import SideEffect
from reports.dashboard.rows import Rows
from reports.figures import Figure
from reports.outcomes import SideEffects
from reports.selections import NONE, NOT_ASKED, NOT_RECORDED, NOT_SERIOUS, SERIOUS, Group


def side_effects(rows: Rows) -> list[Figure]:
    summary = rows.summary
    return [
        _side_effects(rows, "side-effects", rows.go_on, summary.side_effects, Group.GO_ON),
        _side_effects(rows, "side-effects-of-started", "who started", summary.side_effects_of_started, Group.STARTED),
    ]


def _side_effects(rows: Rows, key: str, whose: str, found: SideEffects, group: Group) -> Figure:
    counted = [(SideEffect.Effect(code).label, code, count) for code, count in found.named.items()]
    named = [
        rows.row(group, label=label, count=count, of=found.asked, side_effect=code)
        for label, code, count in [*counted, ("None", NONE, found.none)]
    ]
    named.append(rows.row(group, label="Not asked", count=found.not_asked, of=None, side_effect=NOT_ASKED))
    return Figure(
        key=key,
        title=f"Side effects of those {whose}",
        denominator=f"ever named on the course, of the {found.asked} asked",
        rows=named,
        remarks=[f"Named {found.events} times, on {found.asked - found.none} courses; a course can name several."],
    )


def severity(rows: Rows) -> Figure:
    found = rows.summary.side_effects_of_started
    of = sum(found.worst.values())
    levels = [(level.label, found.worst.get(level, 0), level.value) for level in SideEffect.Severity]
    levels.append(("Severity not asked", found.worst.get(None, 0), NOT_RECORDED))
    return Figure(
        key="severity",
        title="How severe the worst side effect was",
        denominator=f"of the {of} started who named any",
        rows=[
            rows.row(Group.STARTED, label=label, count=count, of=of, is_missing=code == NOT_RECORDED, severity=code)
            for label, count, code in reversed(levels)
            if of
        ],
    )


def seriousness(rows: Rows) -> Figure:
    found = rows.summary.side_effects_of_started
    of = sum(found.serious.values())
    answers = [("Serious", True, SERIOUS), ("Not serious", False, NOT_SERIOUS), ("Not asked", None, NOT_RECORDED)]
    return Figure(
        key="seriousness",
        title="Whether a side effect was serious",
        denominator=f"of the {of} started who named any",
        rows=[
            rows.row(
                Group.STARTED,
                label=label,
                count=found.serious.get(told, 0),
                of=of,
                is_missing=told is None,
                serious=code,
            )
            for label, told, code in answers
            if of
        ],
        remarks=[
            f"Serious: {clinical.SERIOUS_IS} (ICH E2A); it is no severity.",
            f"Of {found.events} times that one was named, {found.serious_events} were serious.",
        ],
    )
