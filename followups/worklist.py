"""Whom to ask today: what is due, in the order that is best now, whatever kind of follow-up it is.

Cost grows with what is due, not with what is planned: every question here begins at the partial index of the open
follow-ups whose window has begun, or at what was recorded today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerChoices,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    TimeField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts.models import User
from followups.models import CallAttempt, CallingRules, FollowUp, Holiday
from followups.models.plan import is_working_day
from patients.models import PhoneNumber

# Rows on the page: more than anyone calls in a day.
MOST_ROWS = 50
# Who can be called no longer than this today comes before who can wait.
HOURS_CLOSE_WITHIN = timedelta(hours=1)
# How far ahead the next working day is looked for.
LONGEST_CLOSURE = timedelta(days=30)


class Part(TextChoices):
    """How a follow-up is asked, decided anew whenever the list is read."""

    CALL = "call", "By telephone"
    VISIT = "visit", "At a visit"
    NOBODY = "nobody", "Not to be called"


class Turn(IntegerChoices):
    """Why a call comes when it comes: the best first. From ENOUGH_TRIED on, nobody is called now."""

    PROMISED = 0
    WINDOW_CLOSES = 1
    HOURS_CLOSE = 2
    WASH_OUT = 3
    REFILL = 4
    NEW = 5
    ENOUGH_TRIED = 6
    BEFORE_HOURS = 7
    LATER = 8
    AFTER_HOURS = 9


IS_READY = Q(part=Part.CALL, turn__lt=Turn.ENOUGH_TRIED)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who looks at the list, when, and under which of the clinic's rules."""

    by: User
    now: datetime
    rules: CallingRules
    next_working_day: date

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def midnight(self) -> datetime:
        """Today's beginning in the clinic's zone."""
        return timezone.make_aware(datetime.combine(self.today, time.min))


def desk(*, by: User, now: datetime) -> Desk:
    """The desk of this user now; one query."""
    today = timezone.localdate(now)
    coming = Holiday.objects.filter(day__range=(today, today + LONGEST_CLOSURE)).values("day")
    rules, _ = CallingRules.objects.annotate(closed_on=ArraySubquery(coming)).get_or_create(pk=CallingRules.ONLY)
    closed_on = frozenset(getattr(rules, "closed_on", ()))  # rules made just now have none
    days = (today + timedelta(days=n) for n in range(1, LONGEST_CLOSURE.days))
    worked = (day for day in days if is_working_day(day, rules=rules, holidays=closed_on))
    return Desk(by=by, now=now, rules=rules, next_working_day=next(worked, today + LONGEST_CLOSURE))


class Filter(NamedTuple):
    """What the list can be narrowed to: a word for the address, words for the eye, a condition on its rows."""

    key: str
    words: str
    condition: Q


DONE = "done"


def filters(desk: Desk) -> list[Filter]:
    is_due = Q(state=FollowUp.State.OPEN, window_opens_on__lte=desk.today, prescription__voided_at=None)
    return [
        Filter("", "Today", is_due),
        Filter("overdue", "Overdue", is_due & Q(due_on__lt=desk.today)),
        Filter("call-back", "Call back", is_due & Q(promised_for__isnull=False)),
        Filter("mine", "Mine", is_due & Q(claimed_by=desk.by, claimed_until__gt=desk.now)),
        Filter(DONE, "Done today", Q(is_done=True)),
        *(Filter(part.value, part.label, is_due & Q(part=part)) for part in Part),
    ]


def chosen(desk: Desk, key: str) -> Filter:
    """The filter of this key; the whole list where there is none."""
    all_filters = filters(desk)
    return next((one for one in all_filters if one.key == key), all_filters[0])


def due(desk: Desk) -> QuerySet:
    """What can be asked today, the best to do now first. What rests, was promised for later or can't be called at this
    hour comes after that, and what has been tried often enough; nothing of it is left out."""
    is_due = _among(FollowUp.objects.seen_by(desk.by).due_by(desk.today).values("pk"))
    followups = FollowUp.objects.seen_by(desk.by).of_valid_courses().filter(is_due)
    return _placed(followups, desk).order_by(
        Case(When(part=Part.CALL, then=0), When(part=Part.VISIT, then=1), default=2),
        "turn",
        F("promised_for").asc(nulls_last=True),
        F("rests_until").asc(nulls_last=True),
        Case(When(turn=Turn.HOURS_CLOSE, then=F("local_time"))).desc(nulls_last=True),
        F("visit_on").asc(nulls_last=True),
        "window_closes_on",
        "due_on",
        "pk",
    )


def ready(desk: Desk, key: str = "") -> QuerySet:
    """Who can be called now, the best first; nobody whom someone else has on the telephone about another follow-up."""
    is_spoken_to = Exists(FollowUp.objects.seen_by(desk.by).held_by_others(now=desk.now, by=desk.by))
    return due(desk).filter(IS_READY, ~is_spoken_to, chosen(desk, key).condition)


def done(desk: Desk) -> QuerySet:
    """What was answered or tried today, by anyone; the last one first."""
    return (
        FollowUp.objects.seen_by(desk.by)
        .of_valid_courses()
        .filter(_among(_tried(desk).values("followup")) | _among(_answered(desk).values("pk")))
        .annotate(
            tried_at=Subquery(_tried(desk).filter(followup=OuterRef("pk")).order_by("-pk").values("entered_at")[:1])
        )
        .order_by(Coalesce("settled_at", "tried_at").desc(), "-pk")
    )


def _tried(desk: Desk) -> QuerySet:
    return CallAttempt.objects.seen_by(desk.by).filter(entered_at__gte=desk.midnight, voided_at=None)


def _answered(desk: Desk) -> QuerySet:
    return FollowUp.objects.seen_by(desk.by).filter(state=FollowUp.State.ANSWERED, settled_at__gte=desk.midnight)


def counts(desk: Desk) -> dict[str, int]:
    """How many rows each filter would show, in one query."""
    is_due = _among(FollowUp.objects.seen_by(desk.by).due_by(desk.today).values("pk"))
    followups = FollowUp.objects.seen_by(desk.by).filter(
        is_due | _among(_tried(desk).values("followup")) | _among(_answered(desk).values("pk"))
    )
    was_tried = Q(Exists(_tried(desk).filter(followup=OuterRef("pk"))), prescription__voided_at=None)
    was_answered = Q(state=FollowUp.State.ANSWERED, settled_at__gte=desk.midnight, prescription__voided_at=None)
    placed = _placed(followups, desk).annotate(is_done=Case(When(was_answered | was_tried, then=True), default=False))
    numbered = list(enumerate(filters(desk)))
    found = placed.order_by().aggregate(**{f"n{i}": Count("pk", filter=one.condition) for i, one in numbered})
    return {one.key: found[f"n{i}"] for i, one in numbered}


def _among(keys: QuerySet) -> Q:
    """The condition that a row's key is among these, which are found first. The planner can't know that few of the
    open follow-ups are due, and would read whole tables to join them."""
    found = ArraySubquery(keys.order_by())
    return Q(Func(F("pk"), found, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField()))


def _placed(followups: QuerySet, desk: Desk) -> QuerySet:
    """Adds what the order needs: the visit, how it is asked, the patient's time of day, the attempts, and its turn."""
    in_vain = attempts_of_row().exclude(outcome__in=CallAttempt.REACHED)
    there = Func(
        F("patient__time_zone"), Value(desk.now, DateTimeField()), function="timezone", output_field=TimeField()
    )
    return (
        followups.with_booked_visit(today=desk.today)
        .with_lost_mark(today=desk.today)
        .annotate(
            part=_part(),
            local_time=Cast(there, TimeField()),
            tries_in_vain=count_of(in_vain, by="followup"),
            turn=_turn(desk),
        )
    )


def attempts_of_row() -> QuerySet:
    return CallAttempt.objects.filter(followup=OuterRef("pk"), voided_at=None).order_by()


def count_of(rows: QuerySet, *, by: str) -> Coalesce:
    """How many rows of a subquery there are; `by` is what ties them to the outer row."""
    return Coalesce(Subquery(rows.values(by).annotate(n=Count("pk")).values("n")), 0)


def _part() -> Case:
    """A visit is for those who must not be called, too, and for who is lost and comes after all."""
    has_number = Exists(PhoneNumber.objects.in_use().filter(patient=OuterRef("patient")))
    is_out_of_bounds = Q(patient__do_not_contact=True) | Q(patient__deceased_on__isnull=False)
    return Case(
        When(is_out_of_bounds, then=Value(Part.NOBODY)),
        When(visit_on__isnull=False, then=Value(Part.VISIT)),
        When(Q(is_lost=True) | Q(patient__consents_to_calls=False) | ~has_number, then=Value(Part.NOBODY)),
        default=Value(Part.CALL),
    )


def _turn(desk: Desk) -> Case:
    """The first that fits. A promise that is due ends the rest, but not the night."""
    rules, kinds = desk.rules, FollowUp.Kind
    closes_soon = (datetime.combine(desk.today, rules.calling_until) - HOURS_CLOSE_WITHIN).time()
    reasons = (
        (Q(promised_for__gt=desk.now), Turn.LATER),
        (Q(local_time__lt=rules.calling_from), Turn.BEFORE_HOURS),
        (Q(local_time__gte=rules.calling_until), Turn.AFTER_HOURS),
        (Q(promised_for__lte=desk.now), Turn.PROMISED),
        (Q(rests_until__gt=desk.now), Turn.LATER),
        (Q(tries_in_vain__gte=rules.attempts_a_followup), Turn.ENOUGH_TRIED),
        (Q(kind=kinds.MILESTONE, window_closes_on__lt=desk.next_working_day), Turn.WINDOW_CLOSES),
        (Q(local_time__gte=closes_soon), Turn.HOURS_CLOSE),
        (Q(kind=kinds.WASH_OUT), Turn.WASH_OUT),
        (Q(kind=kinds.REFILL), Turn.REFILL),
    )
    return Case(*(When(condition, then=Value(turn)) for condition, turn in reasons), default=Value(Turn.NEW))
