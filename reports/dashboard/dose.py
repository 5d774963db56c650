"""Figures of the dose of those who go on."""

from collections.abc import Mapping
from decimal import Decimal

from core.rounding import plain
from reports import words
from reports.dashboard.rows import Rows
from reports.figures import Figure, Row, Spread
from reports.selections import NOT_RECORDED, Group


def starting(rows: Rows) -> Figure:
    return Figure(
        key="starting-dose",
        title=f"Starting dose of those {rows.go_on}",
        denominator=f"a day, of the {rows.summary.responders} {rows.go_on}",
        rows=_doses(rows, "starting_dose", rows.summary.doses.starting),
    )


def stable(rows: Rows) -> Figure:
    return Figure(
        key="stable-dose",
        title=f"Stable dose of those {rows.go_on}",
        denominator=f"a day, in force on the day, of the {rows.summary.responders} {rows.go_on}",
        rows=_doses(rows, "stable_dose", rows.summary.doses.stable),
    )


def changes(rows: Rows) -> Figure:
    of = rows.summary.responders
    return Figure(
        key="dose-changes",
        title="From the starting dose to the stable one",
        denominator=f"of the {of} {rows.go_on}",
        rows=[
            rows.row(Group.GO_ON, label=change.label, count=count, of=of, dose_change=change.value)
            for change, count in rows.summary.doses.changes.items()
            if of
        ],
        spreads=[Spread(label="Time to the stable dose", of=rows.summary.doses.days_to_stable, unit="days")],
        remarks=["Reached and increased are counted apart: a course can begin at the highest dose."],
    )


def _doses(rows: Rows, trait: str, counts: Mapping[Decimal | None, int]) -> list[Row]:
    return [
        rows.row(
            Group.GO_ON,
            label=words.dose(mg),
            count=count,
            of=rows.summary.responders,
            is_missing=mg is None,
            **{trait: NOT_RECORDED if mg is None else plain(mg)},
        )
        for mg, count in counts.items()
    ]
