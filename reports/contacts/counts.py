"""Follow-ups and calls of a cohort, counted once."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from followups.models import CallAttempt, FollowUp
from followups.models.plan import time_in_words
from reports.cohorts import Cohort

State = FollowUp.State


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """The courses with a follow-up so long after the first dose. `due` are those that had to be asked: all but those
    that were closed with their course. What was withdrawn from the plan is none."""

    # Both count, as they were planned: the plan may have changed since.
    months: int
    days: int
    label: str
    answered: int
    missed: int
    waiting: int
    closed: int

    @property
    def due(self) -> int:
        return self.answered + self.missed + self.waiting


@dataclass(frozen=True, kw_only=True)
class Contacts:
    cohort: Cohort
    milestones: list[Milestone]
    # by what came of them
    calls: dict[str, int]
    # follow-ups that took a call, and those of them that were answered in the end
    called: int
    reached: int


def count(cohort: Cohort) -> Contacts:
    """Two queries. Of milestones by the day due: what falls due after the report's day is no part of it. Of calls all
    that were made by that day, whatever about, but for those entered in error."""
    courses = cohort.courses().order_by().values("prescription_id")
    of_courses = FollowUp.objects.filter(prescription__in=courses).order_by()
    due = of_courses.filter(kind=FollowUp.Kind.MILESTONE, due_on__lte=cohort.as_of).exclude(state=State.WITHDRAWN)
    calls = CallAttempt.objects.filter(
        followup__in=of_courses.values("pk"), called_at__date__lte=cohort.as_of, voided_at=None
    ).order_by()
    by_outcome = calls.values_list("outcome", "followup__state", "followup").annotate(n=Count("pk"))
    outcomes, states = Counter(), {}
    for outcome, state, followup, n in by_outcome.iterator(chunk_size=5000):
        outcomes[outcome] += n
        states[followup] = state
    return Contacts(
        cohort=cohort,
        milestones=_milestones(due),
        calls=dict(outcomes.most_common()),
        called=len(states),
        reached=sum(state == State.ANSWERED for state in states.values()),
    )


def _milestones(due: QuerySet) -> list[Milestone]:
    found = {}
    by_time = due.values_list("after_months", "after_days", "state")
    for months, days, state, n in by_time.annotate(n=Count("prescription", distinct=True)):
        found.setdefault((months, days), Counter())[state] += n
    return [_milestone(*time, found[time]) for time in sorted(found)]


def _milestone(months: int, days: int, states: Counter) -> Milestone:
    return Milestone(
        months=months,
        days=days,
        label=time_in_words(months=months, days=days),
        answered=states[State.ANSWERED],
        missed=states[State.MISSED],
        waiting=states[State.OPEN],
        closed=states[State.CLOSED],
    )
