"""The outcome report as page, picture, CSV and print show it: the summary's figures, each number with the way to its
patients."""

from reports.dashboard import dose, response, safety, series
from reports.dashboard.heads import Headline, denominators, headlines
from reports.dashboard.rows import Rows
from reports.figures import Figure
from reports.outcomes import OutcomeSummary
from reports.selections import Links

__all__ = ["Headline", "denominators", "figures", "headlines"]


def figures(summary: OutcomeSummary, denominator: str, links: Links) -> list[Figure]:
    """In the order in which the report is read."""
    rows = Rows(summary=summary, links=links)
    return [
        response.categories(rows, denominator),
        response.pgic(rows),
        response.relief(rows),
        dose.starting(rows),
        dose.stable(rows),
        dose.changes(rows),
        *safety.side_effects(rows),
        safety.severity(rows),
        safety.seriousness(rows),
        series.stops(rows),
        response.gains(rows),
        series.cost(rows),
        series.months(rows),
    ]
