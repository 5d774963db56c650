"""Whatever is done to a course, in whatever order: it stands as a plain model of the rules says."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prescriptions import actions
from prescriptions.models import Fill
from tests.factories import ClinicianFactory, PrescriptionFactory, screened

PRESCRIBED_ON = date(2026, 6, 1)
STRENGTH = Decimal("1.5")


class Refused(Exception):
    pass


def require(condition):
    if not condition:
        raise Refused


@dataclass
class Model:
    """The rules again, on plain values. Days are counted from the day prescribed."""

    state: str = "sent"
    voided: bool = False
    first: int | None = None
    stopped: int | None = None
    fills: int = 0
    steps: dict = field(default_factory=dict)  # day: (dose, source)
    pauses: dict = field(default_factory=dict)  # first day: the day it ended, or None
    lost: dict = field(default_factory=dict)

    def in_force(self, day):
        days = [begun for begun in self.steps if begun <= day]
        return max(days) if days else None

    def require_active(self):
        require(self.state == "active" and not self.voided)

    def fill(self, day, dose):
        require(not self.voided and day >= 0 and (self.stopped is None or day <= self.stopped))
        self.fills += 1
        if self.state == "never_filled":
            self.state = "sent"

    def never_filled(self, day, dose):
        require(self.state == "sent" and not self.voided and not self.fills)
        self.state = "never_filled"

    def start(self, day, dose):
        require(self.state == "sent" and not self.voided and day >= 0)
        self.state, self.first = "active", day
        self.steps[day] = (STRENGTH, "ordered")

    def change_dose(self, day, dose):
        self.require_active()
        require(dose <= Decimal("4.5") and dose % (STRENGTH / 2) == 0 and day > self.first)
        before = self.in_force(day)
        require(before == day or self.steps[before][0] != dose)
        self.steps[day] = (dose, "ordered")

    def note_reported_dose(self, day, dose):
        require(self.first is not None and day >= self.first)
        before = self.in_force(day)
        is_order_of_the_day = before == day and self.steps[day][1] == "ordered"
        if self.steps[before][0] != dose and not is_order_of_the_day:
            self.steps[day] = (dose, "reported")

    def begin(self, intervals, day):
        self.require_active()
        require(day >= self.first and not any(end is None or end > day for end in intervals.values()))
        require(not any(begun >= day for begun in intervals))
        intervals[day] = None

    @staticmethod
    def end(intervals, begun, day):
        if day <= begun:
            del intervals[begun]
        else:
            intervals[begun] = day

    def pause(self, day, dose):
        self.begin(self.pauses, day)

    def resume(self, day, dose):
        self.require_active()
        running = [begun for begun, end in self.pauses.items() if end is None]
        require(running)
        self.end(self.pauses, running[0], day)

    def mark_lost(self, day, dose):
        self.begin(self.lost, day)

    def mark_found(self, day, dose):
        for begun, end in list(self.lost.items()):
            if begun <= day and (end is None or end > day):
                self.end(self.lost, begun, day)

    def stop(self, day, dose):
        require(self.state in ("sent", "active") and not self.voided and day >= (self.first or 0))
        self.state, self.stopped = "stopped", day

    def undo_stop(self, day, dose):
        require(self.state == "stopped" and not self.voided)
        self.state, self.stopped = ("sent" if self.first is None else "active"), None

    def void(self, day, dose):
        require(not self.voided)
        self.voided = True


def on(day):
    return PRESCRIBED_ON + timedelta(days=day)


def act(course, name, day, dose, by):
    """The same on the real course."""
    if name == "fill":
        fill = Fill(prescription=course, pharmacy=course.pharmacy, filled_on=on(day), strength_mg=STRENGTH, quantity=90)
        actions.record_fill(fill=fill, by=by)
        return
    if name == "note_reported_dose" and (course.first_dose_on is None or on(day) < course.first_dose_on):
        raise ValidationError("Whoever records an answer sees to this.")
    arguments = {
        "start": {"first_dose_on": on(day)},
        "change_dose": {"dose_mg": dose, "starts_on": on(day), "reason": ""},
        "note_reported_dose": {"dose_mg": dose, "on": on(day)},
        "pause": {"from_on": on(day), "reason": "Surgery"},
        "resume": {"resumed_on": on(day)},
        "mark_lost": {"from_on": on(day), "reason": "Calls"},
        "mark_found": {"found_on": on(day)},
        "stop": {"stopped_on": on(day), "reason": "cost"},
        "void": {"reason": "Twice"},
    }
    getattr(actions, name)(course=course, **arguments.get(name, {}), by=by)


def as_model(course):
    """The real course as the model would have it."""

    def day(value):
        return value and (value - PRESCRIBED_ON).days

    def intervals(rows):
        return {day(row.from_on): day(row.until_on) for row in rows.all()}

    return Model(
        state=course.state,
        voided=course.is_voided,
        first=day(course.first_dose_on),
        stopped=day(course.stopped_on),
        fills=course.fills.count(),
        steps={day(step.starts_on): (step.dose_mg, step.source) for step in course.dose_steps.all()},
        pauses=intervals(course.pauses),
        lost=intervals(course.lost_periods),
    )


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


LIKELY = [
    "start",
    "change_dose",
    "note_reported_dose",
    "pause",
    "resume",
    "mark_lost",
    "mark_found",
    "stop",
    "undo_stop",
]
NAMES = [*LIKELY * 2, "fill", "never_filled", "void"]
DOSES = [Decimal(dose) for dose in ("0.75", "1", "1.5", "3", "4.5", "6")]
DEEDS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-1, 9), st.sampled_from(DOSES)), max_size=25)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS, begins_at_once=st.booleans())
def test_a_course_stands_as_the_rules_say_after_whatever_is_done_to_it(db, deeds, begins_at_once):
    if begins_at_once:
        deeds = [("start", 0, STRENGTH), *deeds]
    with rolled_back():
        by, course, model = ClinicianFactory(), PrescriptionFactory(), Model()
        screened(course.patient)
        for name, day, dose in deeds:
            try:
                getattr(model, name)(day, dose)
                expected = "done"
            except Refused:
                expected = "refused"
            try:
                act(course, name, day, dose, by)
                happened = "done"
            except ValidationError:
                happened = "refused"
            course.refresh_from_db()

            assert (name, day, dose, happened) == (name, day, dose, expected)
            assert as_model(course) == model
            assert course.is_open or not course.followups.open().exists()
