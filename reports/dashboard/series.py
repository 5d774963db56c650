"""Figures of how courses end, what they cost, and the practice month by month."""

from datetime import date

from core import clinical
from prescriptions.models import Prescription
from reports import words
from reports.categories import Category
from reports.dashboard.rows import Rows
from reports.figures import Figure, Number, Row, Spread
from reports.outcomes import Month
from reports.selections import NOT_RECORDED, Group


def stops(rows: Rows) -> Figure:
    summary = rows.summary
    befores = _in_order({before for found in summary.stops_before.values() for before in found})

    def further(reason: str) -> list[Number]:
        return [_stopped_after(rows, reason, before) for before in befores]

    reasons = [
        rows.of_started(label=Prescription.StopReason(code).label, count=count, further=further(code), stop_reason=code)
        for code, count in summary.stops.items()
    ]
    if summary.responded_first:
        label, count = "Of these, responded first", summary.responded_first
        reasons.append(rows.of_started(label=label, count=count, responded="first"))
    return Figure(
        key="stops",
        title="Why LDN was stopped, by main reason",
        denominator=f"{rows.started}, {summary.stopped} stopped",
        rows=reasons,
        columns=[f"{_before(category)} before" for category in befores],
    )


def _in_order(found: set[Category | None]) -> list[Category | None]:
    """As reports list categories, and last who never answered."""
    return [category for category in (*Category, None) if category in found]


def _before(category: Category | None) -> str:
    return "No answer" if category is None else category.label


def _stopped_after(rows: Rows, reason: str, before: Category | None) -> Number:
    count = rows.summary.stops_before[reason].get(before, 0)
    value = f"{reason}.{before.value if before else NOT_RECORDED}"
    return Number(count=count, url=rows.links.to(count, Group.STARTED, "stopped_after", value))


def cost(rows: Rows) -> Figure:
    answers = rows.summary.answers
    of = answers.monthly_cost_usd.n
    bands = [
        rows.row(Group.STARTED, label=words.cost_band(low), count=answers.costs.get(low, 0), of=of, cost=low)
        for low, _ in clinical.COST_BANDS_USD
        if of
    ]
    unknown = rows.summary.started - of
    return Figure(
        key="cost",
        title="What LDN costs a patient a month",
        denominator=f"as last told, else as prescribed; of the {of} started whose cost is known",
        rows=[
            *bands,
            rows.row(Group.STARTED, label="Not recorded", count=unknown, of=None, cost=NOT_RECORDED),
        ],
        spreads=[Spread(label="Cost a month", of=answers.monthly_cost_usd, unit="USD")],
    )


def months(rows: Rows) -> Figure:
    rule = rows.summary.cohort.rule
    return Figure(
        key="months",
        title="The practice month by month",
        denominator=f"courses by the month prescribed; filled: of these, those {rows.go_on}",
        counted=rule.responders_label,
        rows=[_month(rows, month) for month in _without_gaps(rows.summary.months)],
        columns=["Prescribed", "Started", "Assessed"],
        is_in_time=True,
    )


def _month(rows: Rows, month: Month) -> Row:
    code = f"{month.first_day:%Y-%m}"
    counts = ((Group.PRESCRIBED, month.prescribed), (Group.STARTED, month.started), (Group.ASSESSED, month.assessed))
    return rows.row(
        Group.GO_ON,
        label=f"{month.first_day:%b %Y}",
        count=month.responders,
        of=month.prescribed,
        month=code,
        further=[Number(count=count, url=rows.links.to(count, group, "month", code)) for group, count in counts],
    )


def _without_gaps(months: list[Month]) -> list[Month]:
    """With the months in which nothing was prescribed."""
    if not months:
        return []
    known = {month.first_day: month for month in months}
    day, last, found = months[0].first_day, months[-1].first_day, []
    while day <= last:
        found.append(known.get(day) or Month(first_day=day, prescribed=0, started=0, assessed=0, responders=0))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found
