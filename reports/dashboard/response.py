"""Figures of how courses fare: categories, PGIC, relief, functional gains."""

from core.wording import counted
from followups.models import Response
from reports import words
from reports.categories import Category
from reports.dashboard.rows import Rows
from reports.figures import Figure, Row, Spread
from reports.selections import NONE, NOT_ASKED, Group


def categories(rows: Rows, denominator: str) -> Figure:
    summary = rows.summary
    of, rule = summary.denominator(denominator), summary.cohort.rule
    within = rule.within(denominator)

    def row(category: Category) -> Row:
        count, is_within = summary.categories[category], category in within
        return Row(
            label=category.label,
            count=count,
            of=of if is_within else None,
            url=rows.links.to(count, category),
            category=category,
            ends=summary.interval(count, of) if is_within else None,
            note=category.meaning,
        )

    mean = words.percent_or_dash(summary.mean_relief_of_responders)
    lost = [
        f"{name}: {words.share(share.count, share.of)} respond."
        for name, share in summary.lost_both_ways.named
        if summary.categories[Category.LOST]
    ]
    return Figure(
        key="categories",
        title=f"What LDN came to, of courses {denominator}",
        denominator=f"of the {counted(of, 'course')} {denominator}; 95 % intervals, {summary.cohort.interval.label}",
        rows=[row(category) for category in rule.categories],
        remarks=[f"Mean relief of {rule.strictly.label}: {mean}.", *lost],
    )


def pgic(rows: Rows) -> Figure:
    counts = rows.summary.answers.pgic
    points = [
        rows.of_started(label=f"{point.value} {point.label}", count=counts.get(point, 0), pgic=point.value)
        for point in Response.Pgic
    ]
    return Figure(
        key="pgic",
        title="PGIC: how much better than before LDN",
        denominator=rows.by_answer,
        rows=[*points, rows.of_started(label="Not asked", count=counts.get(None, 0), is_missing=True, pgic=NOT_ASKED)],
    )


def relief(rows: Rows) -> Figure:
    answers, strictly = rows.summary.answers, rows.summary.cohort.rule.strictly
    bands = [
        rows.of_started(
            label=label,
            count=answers.relief.get(low, 0),
            is_missing=low is None,
            relief=NOT_ASKED if low is None else low,
        )
        for low, label in words.relief_bands()
    ]
    return Figure(
        key="relief",
        title="Relief since before LDN",
        denominator=rows.by_answer,
        rows=bands,
        spreads=[
            Spread(label=f"Relief of {strictly.label}", of=answers.of_responders, unit="%"),
            Spread(label="Relief of all who were asked", of=answers.of_all, unit="%"),
        ],
        remarks=["Box: quartiles; line: median; diamond: mean."],
    )


def gains(rows: Rows) -> Figure:
    answers = rows.summary.answers
    of = answers.answered

    def row(label: str, count: int, code: str) -> Row:
        return rows.row(Group.STARTED, label=label, count=count, of=of, gain=code)

    unanswered = rows.summary.started - of
    return Figure(
        key="gains",
        title="Functional gains that patients named",
        denominator=f"{rows.summary.cohort.rule.answer.label}, of the {of} who answered; one can name several",
        rows=[
            *(row(Response.Gain(code).label, count, code) for code, count in answers.gains.items()),
            row("None named", answers.no_gain, NONE),
            rows.row(Group.STARTED, label="No answer yet", count=unanswered, of=None, gain=NOT_ASKED),
        ],
    )
