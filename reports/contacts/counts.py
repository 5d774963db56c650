"""Follow-ups and calls of a cohort, counted once."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from followups.models import CallAttempt, FollowUp
from reports.cohorts import Cohort

State = FollowUp.State


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """The follow-ups of one milestone, one a course. `due` are those that had to be asked: all but those that were
    closed with their course."""

    milestone: str
    number: int
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
    # calls without an answer, by what came of them
    calls: dict[str, int]
    # follow-ups that took a call, and those of them that were answered in the end
    called: int
    reached: int


def count(cohort: Cohort) -> Contacts:
    """Two queries. By the day due: what falls due after the report's day is no part of it."""
    courses = cohort.courses().order_by().values("prescription_id")
    due = FollowUp.objects.filter(prescription__in=courses, due_on__lte=cohort.as_of).order_by()
    calls = CallAttempt.objects.filter(followup__in=due.values("pk"), called_at__date__lte=cohort.as_of).order_by()
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
    for milestone, number, state, n in due.values_list("milestone", "number", "state").annotate(n=Count("pk")):
        found.setdefault((milestone, number), Counter())[state] += n
    in_order = sorted(found, key=lambda key: (FollowUp.Milestone.values.index(key[0]), key[1]))
    return [_milestone(milestone, number, found[milestone, number]) for milestone, number in in_order]


def _milestone(milestone: str, number: int, states: Counter) -> Milestone:
    return Milestone(
        milestone=milestone,
        number=number,
        label=FollowUp(milestone=milestone, number=number).label,
        answered=states[State.ANSWERED],
        missed=states[State.MISSED],
        waiting=states[State.OPEN],
        closed=states[State.CLOSED],
    )
