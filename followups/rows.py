"""The rows of the worklist in words: when, why, whom, tried how often, and who has it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.templatetags.clinic import day
from core.wording import counted, days_away
from followups.local_time import wall_clock, zone_letters
from followups.models import CallAttempt, CallOutcome, FollowUp, Response
from followups.worklist import MOST_ROWS, Desk, Part, Turn, attempts_of_row, count_of
from patients.models import ContactPerson, Patient, PhoneNumber

# The window's end is mentioned from so many days before it.
SOON = 3
Kind = FollowUp.Kind


class When(NamedTuple):
    """Whether now is the time: "call back 09:30", "until 21:00 (ET)", "from 08:00 (PT)"; and what makes it so."""

    words: str
    more: str = ""


class Why(NamedTuple):
    """Why a follow-up is on the list: "1 month, due Tue 3 Nov", "3 days overdue", "window closes today"."""

    due: str
    lateness: str
    window: str = ""


class LastAnswer(NamedTuple):
    on: date
    relief_percent: int | None
    dose_mg: object


@dataclass(frozen=True, kw_only=True)
class Row:
    """A follow-up as the list shows it; it was read by `rows`."""

    followup: FollowUp
    desk: Desk
    # What else of the patient is on the list.
    others: list[FollowUp] = field(default_factory=list)

    @property
    def patient(self) -> Patient:
        return self.followup.patient

    @property
    def age(self) -> int:
        return self.patient.age_on(self.desk.today)

    @property
    def short_name(self) -> str:
        """Writes "Ada A."."""
        return f"{self.patient.given_name} {self.patient.family_name[:1]}."

    @property
    def is_ready(self) -> bool:
        return self.followup.part == Part.CALL and self.followup.turn < Turn.ENOUGH_TRIED

    @property
    def is_overdue(self) -> bool:
        return self.followup.due_on < self.desk.today

    @property
    def is_out_of_hours(self) -> bool:
        return self.followup.turn in (Turn.BEFORE_HOURS, Turn.AFTER_HOURS)

    @cached_property
    def holder(self) -> User | None:
        return self.followup.holder(self.desk.now)

    @property
    def is_mine(self) -> bool:
        return self.holder == self.desk.by

    @property
    def held(self) -> str:
        """Who is calling, about this or about what else is due."""
        if other := self.spoken_to_about:
            return f"{held(other.holder(self.desk.now), since=other.claimed_at, desk=self.desk)}, {other.label.lower()}"
        return held(self.holder, since=self.followup.claimed_at, desk=self.desk)

    @cached_property
    def spoken_to_about(self) -> FollowUp | None:
        """What someone else is calling the patient about, if it isn't this."""
        elsewhere = (one for one in self.others if one.holder(self.desk.now) not in (None, self.desk.by))
        return None if self.holder else next(elsewhere, None)

    @property
    def also_due(self) -> str:
        """Writes "Refill, 1 month"; empty if this is all."""
        return ", ".join(one.label for one in self.others)

    @cached_property
    def when(self) -> When:
        return when(self.followup, desk=self.desk)

    @cached_property
    def why(self) -> Why:
        return why(self.followup, today=self.desk.today)

    @property
    def why_not_called(self) -> str:
        return why_not_called(self.followup.patient, is_lost=self.followup.is_lost)

    @property
    def may_speak_to(self) -> list[ContactPerson]:
        return [ContactPerson(**person) for person in self.followup.contact_persons]

    @property
    def last_answer(self) -> LastAnswer | None:
        row = self.followup
        return LastAnswer(row.last_asked_on, row.last_relief, row.last_dose_mg) if row.last_asked_on else None

    @property
    def last_outcome(self) -> str:
        if self.followup.last_outcome == CallOutcome.CALL_BACK:
            return "asked to be called back"
        return CallOutcome(self.followup.last_outcome).label.lower()

    @property
    def is_tried_enough(self) -> bool:
        return self.followup.tries_in_vain >= self.desk.rules.attempts_a_followup

    @property
    def call_url(self) -> str:
        """Where it is asked: the answer form at a visit, else the page of the call."""
        at_visit = self.followup.part != Part.CALL and self.followup.kind == Kind.MILESTONE
        return reverse("followups:answer" if at_visit else "followups:call", args=[self.followup.pk])


def rows(followups: QuerySet, *, desk: Desk) -> list[Row]:
    """The first rows, with all that the page shows of them; two queries."""
    answers = Response.objects.valid().filter(prescription=OuterRef("prescription")).order_by("-asked_on", "-pk")
    attempts = attempts_of_row().order_by("-called_at", "-pk")
    contacts = ContactPerson.objects.filter(patient=OuterRef("patient")).values(
        json=JSONObject(name="name", relation="relation")
    )
    shown = (
        followups.annotate(
            contact_persons=ArraySubquery(contacts),
            last_asked_on=Subquery(answers.values("asked_on")[:1]),
            last_relief=Subquery(answers.values("relief_percent")[:1]),
            last_dose_mg=Subquery(answers.values("dose_mg")[:1]),
            tries=count_of(attempts_of_row(), by="followup"),
            last_outcome=Subquery(attempts.values("outcome")[:1]),
            last_tried_at=Subquery(attempts.values("called_at")[:1]),
        )
        .select_related("patient", "milestone", "claimed_by")
        .prefetch_related(
            Prefetch("patient__phone_numbers", queryset=PhoneNumber.objects.in_use(), to_attr="numbers_in_use")
        )
    )
    followups = list(shown[:MOST_ROWS])
    of_patient = defaultdict(list)
    for followup in followups:
        of_patient[followup.patient_id].append(followup)
    return [
        Row(followup=one, desk=desk, others=[other for other in of_patient[one.patient_id] if other is not one])
        for one in followups
    ]


def done_rows(followups: QuerySet, *, desk: Desk) -> list[FollowUp]:
    """What was done today: each with its attempts of today, and its answer's asker; two queries."""
    today = CallAttempt.objects.filter(entered_at__gte=desk.midnight).select_related("called_by")
    shown = followups.select_related("patient", "milestone", "response__asked_by")
    return list(shown.prefetch_related(Prefetch("attempts", queryset=today, to_attr="attempts_today"))[:MOST_ROWS])


# --- in words -----------------------------------------------------------------------------------------------


def held(holder: User | None, *, since: datetime | None, desk: Desk) -> str:
    """Writes "Maria is calling since 10:31"; empty if nobody is."""
    if holder is None:
        return ""
    who = "You are" if holder == desk.by else f"{holder} is"
    return f"{who} calling since {timezone.localtime(since):%H:%M}"


def when(followup: FollowUp, *, desk: Desk) -> When:
    rules, zone = desk.rules, followup.patient.time_zone
    letters = zone_letters(zone, desk.now)
    match followup.turn:
        case Turn.BEFORE_HOURS | Turn.AFTER_HOURS as turn:
            tomorrow = "tomorrow " if turn == Turn.AFTER_HOURS else ""
            there = f"{followup.local_time:%H:%M} there now"
            promised = f"; {_promised(followup, desk)}" if followup.promised_for else ""
            return When(f"{tomorrow}from {rules.calling_from:%H:%M} ({letters})", there + promised)
        case Turn.PROMISED | Turn.LATER if followup.promised_for:
            return When(_promised(followup, desk), _from_now(followup.promised_for, desk.now))
        case Turn.LATER:
            return When(f"not before {_clock(followup.rests_until, desk)}", _why_it_rests(followup))
        case Turn.ENOUGH_TRIED:
            return When("enough tried", _until_the_window(followup))
        case Turn.WINDOW_CLOSES:
            return When("today at the latest", "nobody works before its window closes")
        case Turn.HOURS_CLOSE:
            return When(f"until {rules.calling_until:%H:%M} ({letters})", f"{followup.local_time:%H:%M} there now")
    return When("now")


def _promised(followup: FollowUp, desk: Desk) -> str:
    """Writes "call back 10:00 CDT", in the patient's time, and the day where it isn't today."""
    on, at = wall_clock(followup.promised_for, followup.patient.time_zone)
    return f"call back {at}" if on == desk.today else f"call back {day(on)}, {at}"


def _from_now(then: datetime, now: datetime) -> str:
    """Writes "in 30 min", "2 h ago", "in 3 days"."""
    minutes = int(abs(then - now).total_seconds() // 60)
    if minutes < 1:
        return "now"
    length = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"
    if minutes >= 2 * 24 * 60:
        length = f"{minutes // (24 * 60)} days"
    return f"in {length}" if then > now else f"{length} ago"


def _clock(at: datetime, desk: Desk) -> str:
    """In the clinic's time: "13:30", "Thu 9 Jul, 10:00"."""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == desk.today else f"{day(local.date())}, {local:%H:%M}"


def _why_it_rests(followup: FollowUp) -> str:
    if followup.last_tried_at is None:
        return ""
    return (
        f"last: {CallOutcome(followup.last_outcome).label.lower()}, {timezone.localtime(followup.last_tried_at):%H:%M}"
    )


def _until_the_window(followup: FollowUp) -> str:
    if followup.kind != Kind.MILESTONE:
        return "stays on the list until it is answered"
    return f"leaves the list after {day(followup.window_closes_on)}"


def why(followup: FollowUp, *, today: date) -> Why:
    days_late = (today - followup.due_on).days
    if followup.kind == Kind.REFILL:
        return Why(
            "Refill", f"supply {'ends' if days_late <= 0 else 'ended'} {day(followup.due_on)}", days_away(-days_late)
        )
    if followup.kind == Kind.WASH_OUT:
        return Why("Wash-out", f"{'ends' if days_late <= 0 else 'ended'} {day(followup.due_on)}: any opioid since?")
    closes_in = (followup.window_closes_on - today).days
    has_end = closes_in <= SOON and followup.kind == Kind.MILESTONE
    return Why(
        f"{followup.label}, due {day(followup.due_on)}",
        f"{counted(days_late, 'day')} overdue" if days_late > 0 else days_away(-days_late),
        f"window closes {days_away(closes_in)}" if has_end else "",
    )


def why_not_called(patient: Patient, *, is_lost: bool = False) -> str:
    if patient.deceased_on:
        return f"Died {day(patient.deceased_on)}: stop the course"
    if patient.do_not_contact:
        return "Do not contact, by any means"
    if is_lost:
        return "Lost to follow-up; no visit is booked"
    if not patient.consents_to_calls:
        return "Does not agree to be called; no visit is booked"
    return "No telephone number in use; no visit is booked"
