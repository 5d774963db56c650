"""The figures of follow-ups and calls."""

from decimal import Decimal

from core.rounding import half_up
from followups.models import CallOutcome
from reports.cohorts import Cohort
from reports.contacts.counts import Contacts, Milestone, State
from reports.figures import Figure, Number, Row
from reports.selections import Group, Links

KEYS = ("follow-ups", "calls")


def figures(contacts: Contacts, links: Links) -> list[Figure]:
    return [_completeness(contacts, links), _calls(contacts)]


def _completeness(contacts: Contacts, links: Links) -> Figure:
    return Figure(
        key="follow-ups",
        title="Follow-ups answered, of those due",
        denominator="of those due by the day, but for those closed with their course",
        counted="Answered",
        rows=[_milestone(milestone, contacts.cohort, links) for milestone in contacts.milestones],
        columns=["Due", "Missed", "Still open", "Closed with the course"],
    )


def _milestone(found: Milestone, cohort: Cohort, links: Links) -> Row:
    def url(count: int, state: State) -> str | None:
        codes = f"{state}.{found.months}.{found.days}.{cohort.as_of}"
        return links.to(count, Group.PRESCRIBED, "follow_up", codes)

    return Row(
        label=found.label,
        count=found.answered,
        of=found.due,
        ends=_ends(cohort, found.answered, found.due),
        url=url(found.answered, State.ANSWERED),
        further=[
            Number(count=found.due),
            Number(count=found.missed, url=url(found.missed, State.MISSED)),
            Number(count=found.waiting, url=url(found.waiting, State.OPEN)),
            Number(count=found.closed, url=url(found.closed, State.CLOSED)),
        ],
    )


def _ends(cohort: Cohort, count: int, of: int) -> tuple[Decimal, Decimal] | None:
    if not of:
        return None
    low, high = cohort.interval.ends(count, of)
    return half_up(100 * low, 1), half_up(100 * high, 1)


def _calls(contacts: Contacts) -> Figure:
    of = sum(contacts.calls.values())
    rows = [
        Row(label=CallOutcome(code).label, count=n, of=of, ends=_ends(contacts.cohort, n, of))
        for code, n in contacts.calls.items()
    ]
    return Figure(
        key="calls",
        title="What came of the calls",
        denominator=f"of {of} calls, about {contacts.called} follow-ups of any kind",
        counted="Calls",
        rows=rows,
        remarks=[f"{contacts.reached} of these {contacts.called} follow-ups were answered in the end."],
    )
