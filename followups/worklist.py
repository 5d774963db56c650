"""Whom to ask today: what is due, split by how it is asked, in the order that is best now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from core.templatetags.clinic import day
from followups.local_time import wall_clock
from followups.models import CallAttempt, FollowUp, Response
from patients.models import Patient, PhoneNumber

# Rows on the page: more is no list for a day.
MOST_ROWS = 100
# The window's end is mentioned from this many days before it.
SOON = timedelta(days=3)

CALL, VISIT, NOBODY = "call", "visit", "nobody"

# What the list can be narrowed to: key, words, condition on the rows of `due`.
FILTERS = (
    ("", "All", Q()),
    (CALL, "By telephone", Q(part=CALL)),
    (VISIT, "At a visit", Q(part=VISIT)),
    (NOBODY, "Not to be called", Q(part=NOBODY)),
    ("overdue", "Overdue", Q(is_overdue=True)),
    ("call-back", "Call back", Q(promised_for__isnull=False)),
)

PARTS = {
    CALL: "To call by telephone",
    VISIT: "To ask at a booked visit",
    NOBODY: "Not to be called",
}

# The filters that show the calls at the end of a wash-out, too.
WITH_WASH_OUTS = ("", CALL)


class Why(NamedTuple):
    """Why a follow-up is on the list: "1 month, due Tue 3 Nov", "3 days overdue", "window closes today"."""

    due: str
    lateness: str
    window: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A follow-up as the list shows it."""

    followup: FollowUp
    age: int
    why: Why
    call_back: str
    why_not_called: str

    @property
    def patient(self) -> Patient:
        return self.followup.patient

    @property
    def last_answer(self) -> Response | None:
        return next(iter(self.followup.prescription.last_answers), None)

    @property
    def attempts(self) -> list[CallAttempt]:
        """The last one first."""
        return list(reversed(self.followup.attempts.all()))

    @property
    def action(self) -> str:
        return "Record the first dose" if _is_first_dose(self.followup) else "Record the answer"

    @property
    def answer_url(self) -> str:
        if _is_first_dose(self.followup):
            return reverse("prescriptions:start", args=[self.followup.prescription_id])
        return self.followup.get_absolute_url()


def due(*, now: datetime) -> QuerySet:
    """What can be asked today, with its part, in the best order: first who was promised a call by now, then whose
    window closes first, last who was promised a later call."""
    today = timezone.localdate(now)
    return (
        FollowUp.objects.of_valid_courses()
        .due_by(today)
        .with_booked_visit(today=today)
        .annotate(
            part=_part(),
            turn=Case(When(promised_for__lte=now, then=0), When(promised_for__gt=now, then=2), default=1),
            is_overdue=Case(When(due_on__lt=today, then=True), default=False),
        )
        .order_by(
            Case(When(part=CALL, then=0), When(part=VISIT, then=1), default=2),
            "turn",
            F("promised_for").asc(nulls_last=True),
            F("visit_on").asc(nulls_last=True),
            "window_closes_on",
            "due_on",
            "pk",
        )
    )


def _part() -> Case:
    """How a follow-up is asked. A visit is for those who must not be called, too."""
    patient = "patient__"
    has_number = Exists(PhoneNumber.objects.filter(patient=OuterRef("patient")))
    is_out_of_bounds = Q(**{f"{patient}do_not_contact": True}) | Q(**{f"{patient}deceased_on__isnull": False})
    return Case(
        When(is_out_of_bounds, then=Value(NOBODY)),
        When(visit_on__isnull=False, then=Value(VISIT)),
        When(Q(**{f"{patient}consents_to_calls": False}) | ~has_number, then=Value(NOBODY)),
        default=Value(CALL),
    )


def counts(followups: QuerySet) -> dict[str, int]:
    """How many rows each filter would show, in one query."""
    numbers = {f"filter_{i}": Count("pk", filter=condition) for i, (_, _, condition) in enumerate(FILTERS)}
    found = followups.order_by().aggregate(**numbers)
    return {key: found[f"filter_{i}"] for i, (key, _, _) in enumerate(FILTERS)}


def narrowed(followups: QuerySet, chosen: str) -> QuerySet:
    """The rows of a filter; all of them where there is no such filter."""
    return followups.filter(next((condition for key, _, condition in FILTERS if key == chosen), Q()))


def rows(followups: QuerySet, *, now: datetime) -> list[Row]:
    """The first rows, with all that the page shows of them."""
    latest = Response.objects.valid().latest_of_each_course()
    shown = followups.select_related("patient", "prescription", "milestone").prefetch_related(
        "attempts",
        "patient__phone_numbers",
        Prefetch("prescription__responses", queryset=latest, to_attr="last_answers"),
    )[:MOST_ROWS]
    today = timezone.localdate(now)
    return [
        Row(
            followup=followup,
            age=followup.patient.age_on(today),
            why=why(followup, today=today),
            call_back=call_back(followup, now=now),
            why_not_called=why_not_called(followup) if followup.part == NOBODY else "",
        )
        for followup in shown
    ]


def why(followup: FollowUp, *, today: date) -> Why:
    what = "Has it arrived? First dose" if _is_first_dose(followup) else followup.label
    days_left = followup.window_closes_on - today
    has_end = days_left <= SOON and not _is_first_dose(followup)
    return Why(
        due=f"{what}, due {day(followup.due_on)}",
        lateness=_lateness((today - followup.due_on).days),
        window=f"window closes {_ahead(days_left.days)}" if has_end else "",
    )


def _is_first_dose(followup: FollowUp) -> bool:
    return followup.kind == FollowUp.Kind.FIRST_DOSE


def _lateness(days: int) -> str:
    if days <= 0:
        return _ahead(-days)
    return f"{days} day{'' if days == 1 else 's'} overdue"


def _ahead(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def call_back(followup: FollowUp, *, now: datetime) -> str:
    """What was promised at the last attempt, in the patient's time; empty if nothing was."""
    if followup.promised_for is None:
        return ""
    on, at = wall_clock(followup.promised_for, followup.patient.time_zone)
    word = "Call back" if followup.promised_for <= now else "Call back later:"
    return f"{word} {day(on)}, {at}"


def why_not_called(followup: FollowUp) -> str:
    patient = followup.patient
    if patient.deceased_on:
        return f"Died {day(patient.deceased_on)}: stop the course"
    if patient.do_not_contact:
        return "Do not contact, by any means"
    if not patient.consents_to_calls:
        return "Does not agree to be called; no visit is booked"
    return "No telephone number on file; no visit is booked"
