"""What patients said of their gains, where they agreed to be quoted without their name."""

from followups.models import Response
from reports.cohorts import Cohort

MOST_QUOTES = 12


def of(cohort: Cohort) -> list[str]:
    """The latest, of courses that were started, by the report's day. The words alone: not who, nor when."""
    started = cohort.courses().started().order_by().values("prescription_id")
    agreed = Response.objects.quotable().asked_by(cohort.as_of).filter(prescription__in=started)
    if cohort.observed_from:
        agreed = agreed.filter(asked_on__gte=cohort.observed_from)
    return list(agreed.order_by("-asked_on", "-id").values_list("gains_in_own_words", flat=True)[:MOST_QUOTES])
