"""What a patient may honestly expect: the practice's own rate as soon as there is enough of it to tell."""

from datetime import date

from django.db.models import Count, Q

from core import clinical
from core.rounding import half_up, percent
from prescriptions.counselling import Rate
from reports.cohorts import Cohort
from reports.statistics import wilson


def rate(*, as_of: date) -> Rate:
    """R + PR of each patient's first course that is assessed by the day; the published rate while they are few."""
    courses = Cohort(as_of=as_of).courses()
    found = courses.aggregate(
        responders=Count("pk", filter=Q(is_responder=True)),
        assessed=Count("pk", filter=Q(is_assessed=True)),
    )
    if found["assessed"] < clinical.OWN_RATE_FROM_ASSESSED:
        return _of(*clinical.PUBLISHED_RESPONDERS, interval=None)
    low, high = wilson(found["responders"], found["assessed"])
    interval = int(half_up(100 * low)), int(half_up(100 * high))
    return _of(found["responders"], found["assessed"], interval=interval)


def _of(count: int, of: int, *, interval: tuple[int, int] | None) -> Rate:
    return Rate(count=count, of=of, percent=percent(count, of), interval=interval)
