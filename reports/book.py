"""Every figure by its key, from the one function that counts it."""

from reports import contacts, dashboard
from reports.cohorts import Cohort
from reports.figures import Figure
from reports.leaving import Guard, guard_of
from reports.outcomes import summarise
from reports.selections import Links


def leaving(key: str, cohort: Cohort, *, denominator: str, under: int) -> tuple[Figure, Guard] | None:
    """A figure as it leaves the house: nothing to click, and small counts hidden over all figures of its report at
    once. None if there is no such figure."""
    links = Links(cohort=cohort, are_shown=False)
    summary = None if key in contacts.KEYS else summarise(cohort)
    if summary is None:
        figures = contacts.figures(contacts.count(cohort), links)
    else:
        figures = dashboard.figures(summary, denominator, links)
    figure = next((figure for figure in figures if figure.key == key), None)
    if figure is None:
        return None
    guard = guard_of(figures, summary=summary, under=under)
    return guard.figure(figure), guard
