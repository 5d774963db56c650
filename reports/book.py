"""Every figure by its key, from the one function that counts it."""

from reports import contacts, dashboard
from reports.cohorts import Cohort
from reports.figures import Figure
from reports.outcomes import summarise
from reports.selections import Links


def find(key: str, cohort: Cohort, *, denominator: str, links: Links) -> Figure | None:
    """None if there is no such figure."""
    if key in contacts.KEYS:
        found = contacts.figures(contacts.count(cohort), links)
    else:
        found = dashboard.figures(summarise(cohort), denominator, links)
    return next((figure for figure in found if figure.key == key), None)
