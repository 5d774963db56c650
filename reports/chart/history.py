"""What happened in one course, day by day, as plain values: what its picture draws and what its table says.

Nothing that was entered in error is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from core.rounding import plain
from followups.models import FollowUp, Response
from reports.chart.record import CourseRecord

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Dose:
    """mg a day, from a day on."""

    on: date
    mg: Decimal
    is_reported: bool = False
    is_planned: bool = False

    @property
    def words(self) -> str:
        note = ", planned" if self.is_planned else ", as the patient reports" if self.is_reported else ""
        return f"{plain(self.mg)} mg a day{note}"


@dataclass(frozen=True, kw_only=True)
class Relief:
    on: date
    percent: int

    @property
    def words(self) -> str:
        return f"{self.percent} % relief"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """`kind` is "visit", "phone", "asked" (how is not recorded), "missed", "attempt" or "planned"."""

    on: date
    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """`kind` is "paused" or "lost"; `until` is the first day after it, None while it lasts."""

    kind: str
    on: date
    until: date | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """`kind` is "prescribed", "started" or "stopped"."""

    kind: str
    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the picture's table."""

    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class History:
    """One course up to today, each list in the order of its days."""

    today: date
    is_open: bool
    events: Sequence[Event]
    doses: Sequence[Dose] = ()
    reliefs: Sequence[Relief] = ()
    contacts: Sequence[Contact] = ()
    stretches: Sequence[Stretch] = ()

    @property
    def stopped_on(self) -> date | None:
        return next((event.on for event in self.events if event.kind == "stopped"), None)

    @property
    def happened(self) -> list[date]:
        """The days up to today, or up to the stop: what the picture has to hold."""
        days = [row.on for row in [*self.events, *self.doses, *self.reliefs, *self.stretches]]
        days += [contact.on for contact in self.contacts if contact.kind != "planned"]
        days += [stretch.until for stretch in self.stretches if stretch.until]
        return [day for day in days if day <= self.today] + ([self.today] if self.is_open else [])

    @property
    def planned(self) -> list[date]:
        """The days to come; a dose to come takes some days to be seen."""
        days = [contact.on for contact in self.contacts if contact.kind == "planned"]
        return days + [dose.on + WEEK for dose in self.doses if dose.on > self.today]

    def lines(self) -> list[Line]:
        """All of it in the order of its days, for those who would rather read."""
        rows = [*self.events, *self.doses, *self.stretches, *self.contacts]
        lines = [Line(on=row.on, words=row.words) for row in rows]
        lines += [
            Line(on=stretch.until, words="LDN resumed" if stretch.kind == "paused" else "Reached again")
            for stretch in self.stretches
            if stretch.until
        ]
        return sorted(lines, key=lambda line: line.on)

    def summary(self) -> str:
        """What the picture shows, in a sentence for those who can't see it."""
        parts = [f"Prescribed on {self.events[0].on:%d %b %Y}"]
        if self.doses:
            parts.append("dose " + ", ".join(_in_summary(dose) for dose in self.doses))
        if self.reliefs:
            parts.append("relief " + ", ".join(f"{row.percent} % on {row.on:%d %b %Y}" for row in self.reliefs))
        parts += [f"{row.words} ({row.on:%d %b %Y})" for row in [*self.stretches, *self.events[1:]]]
        return "; ".join(parts) + "."


def _in_summary(dose: Dose) -> str:
    return f"{plain(dose.mg)} mg {'planned ' if dose.is_planned else ''}from {dose.on:%d %b %Y}"


# --- from the course's rows ---------------------------------------------------------------------------------


def of_course(record: CourseRecord, *, today: date) -> History:
    """What is known of the course; answers that were entered in error are left out."""
    return History(
        today=today,
        is_open=record.course.is_open,
        events=_events(record),
        doses=[
            Dose(on=step.starts_on, mg=step.dose_mg, is_reported=step.source == step.Source.REPORTED)
            for step in record.doses
        ]
        + _planned_doses(record, today),
        reliefs=[
            Relief(on=answer.asked_on, percent=answer.relief_percent)
            for answer in record.valid_answers
            if answer.relief_percent is not None
        ],
        contacts=_contacts(record),
        stretches=_stretches(record),
    )


def _planned_doses(record: CourseRecord, today: date) -> list[Dose]:
    """The steps still to come. What was not taken by today comes tomorrow at the earliest, and the rest after it."""
    if not record.planned:
        return []
    late = max(today + timedelta(days=1) - record.planned[0].starts_on, timedelta(0))
    return [Dose(on=step.starts_on + late, mg=step.dose_mg, is_planned=True) for step in record.planned]


def _events(record: CourseRecord) -> list[Event]:
    course = record.course
    events = [Event(kind="prescribed", on=course.prescribed_on, words="Prescribed")]
    if course.first_dose_on:
        approximately = ", about" if course.first_dose_is_approximate else ""
        against = ", against a stop" if course.begun_against else ""
        events.append(Event(kind="started", on=course.first_dose_on, words=f"First dose{approximately}{against}"))
    if course.stopped_on:
        words = f"Stopped: {course.get_stop_reason_display()}"
        events.append(Event(kind="stopped", on=course.stopped_on, words=words))
    return events


def _contacts(record: CourseRecord) -> list[Contact]:
    contacts = [_asked(answer) for answer in record.valid_answers]
    for followup in record.followups:
        contacts += [
            Contact(
                on=timezone.localdate(attempt.called_at), kind="attempt", words=f"Call: {attempt.get_outcome_display()}"
            )
            for attempt in followup.attempts.all()
        ]
        if followup.state == FollowUp.State.MISSED:
            contacts.append(Contact(on=followup.due_on, kind="missed", words=f"Missed: {followup.label}"))
        if followup.state == FollowUp.State.OPEN:
            contacts.append(Contact(on=followup.due_on, kind="planned", words=f"Planned: {followup.label}"))
    return sorted(contacts, key=lambda contact: contact.on)


def _asked(answer: Response) -> Contact:
    relief = "relief not asked" if answer.relief_percent is None else f"{answer.relief_percent} % relief"
    how = answer.get_mode_display() or "Asked"
    return Contact(on=answer.asked_on, kind=answer.mode or "asked", words=f"{how}: {relief}")


def _stretches(record: CourseRecord) -> list[Stretch]:
    """In the order of their days, as the geometry wants them."""
    stretches = [
        Stretch(kind="paused", on=row.from_on, until=row.until_on, words=f"Paused: {row.reason}")
        for row in record.pauses
    ]
    stretches += [
        Stretch(kind="lost", on=row.from_on, until=row.until_on, words=f"Lost to follow-up: {row.reason}")
        for row in record.lost_periods
    ]
    return sorted(stretches, key=lambda stretch: stretch.on)
