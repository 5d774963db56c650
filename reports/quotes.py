"""What patients said of their gains, where they agreed to be quoted without their name."""

import re

from followups.models import Response
from reports.cohorts import Cohort

MOST_QUOTES = 12
# So many are looked at, since some may be held back.
MOST_READ = 5 * MOST_QUOTES


def of(cohort: Cohort) -> list[str]:
    """The latest, of courses that were started, by the report's day. The words alone: not who, nor when; and none in
    which the patient's own name or chart number stands."""
    started = cohort.courses().started().order_by().values("prescription_id")
    agreed = Response.objects.quotable().asked_by(cohort.as_of).filter(prescription__in=started)
    if cohort.observed_from:
        agreed = agreed.filter(asked_on__gte=cohort.observed_from)
    patient = (f"prescription__patient__{column}" for column in ("family_name", "given_name", "chart_number"))
    latest = agreed.order_by("-asked_on", "-id").values_list("gains_in_own_words", *patient)[:MOST_READ]
    return [said for said, *who in latest if _words(said).isdisjoint(_words(*who))][:MOST_QUOTES]


def _words(*texts: str) -> set[str]:
    """Single letters are no name: "I" and "a" stand in every sentence."""
    return {word for text in texts for word in re.findall(r"\w{2,}", text.casefold())}
