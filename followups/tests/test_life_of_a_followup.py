"""A course's next follow-ups against a plain model that shares nothing with the program: whatever several people and
the scheduler do, in whatever order, nothing is forgotten, doubled or changed after it was settled."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.permissions import Role
from followups import actions, calling, plan_changes, reconciliation, tick, worklist
from followups.models import CallAttempt, CallingRules, FollowUp, Milestone, Response
from patients.models import Visit
from prescriptions import actions as courses
from prescriptions.models import Prescription
from tests.factories import PhoneNumberFactory, PrescriptionFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)  # a Monday, ten in the morning in New York
ATTEMPTS_BEFORE_LOST = 3
CLAIM = timedelta(minutes=30)
# days after the first dose that each milestone opens and closes, first dose on 5 January 2026
FIRST_DOSE = date(2026, 1, 5)
OPENS_AND_CLOSES = {
    "2 weeks": (date(2026, 1, 15), date(2026, 1, 26)),
    "1 month": (date(2026, 1, 29), date(2026, 2, 19)),
    "2 months": (date(2026, 2, 19), date(2026, 3, 19)),
    "3 months": (date(2026, 3, 22), date(2026, 4, 26)),
    "6 months": (date(2026, 6, 14), date(2026, 8, 16)),
    "12 months": (date(2026, 12, 15), date(2027, 2, 16)),
    "18 months": (date(2027, 6, 14), date(2027, 8, 16)),
    "24 months": (date(2027, 12, 15), date(2028, 2, 16)),
    "30 months": (date(2028, 6, 14), date(2028, 8, 16)),
    "36 months": (date(2028, 12, 15), date(2029, 2, 16)),
    "42 months": (date(2029, 6, 14), date(2029, 8, 16)),
    "48 months": (date(2029, 12, 15), date(2030, 2, 16)),
}
ONCE = ("2 weeks", "1 month", "2 months", "3 months")
REPEATED = tuple(label for label in OPENS_AND_CLOSES if label not in ONCE)


class Model:
    """What has to be so, in dictionaries."""

    def __init__(self):
        self.state = dict.fromkeys((*ONCE, "6 months"), "open")
        self.is_active = True
        self.lost_since = None
        self.in_vain = {}  # call: day
        self.claims = {}  # label: (who, until)
        self.answered_on = []

    def is_lost(self, today):
        return self.lost_since is not None and self.lost_since <= today

    def due(self, today):
        return [label for label, state in self.state.items() if state == "open" and OPENS_AND_CLOSES[label][0] <= today]

    def settle(self, label, state):
        self.state[label] = state
        self.claims.pop(label, None)

    def plan(self, today):
        """The next of what repeats, once the last one is settled and nobody is lost."""
        if not self.is_active or self.is_lost(today):
            return
        if any(self.state.get(label) == "open" for label in REPEATED):
            return
        last = max((n for n, label in enumerate(REPEATED) if label in self.state), default=-1)
        for label in REPEATED[last + 1 :]:
            opens, closes = OPENS_AND_CLOSES[label]
            if closes >= today and not any(opens <= day <= closes for day in self.answered_on):
                self.state[label] = "open"
                return

    def tick(self, now, today):
        for label in [label for label, state in self.state.items() if state == "open"]:
            if OPENS_AND_CLOSES[label][1] < today:
                self.settle(label, "missed")
        self.claims = {label: claim for label, claim in self.claims.items() if claim[1] > now}
        if not any(state == "open" for state in self.state.values()):
            self.plan(today)

    def answer(self, today):
        """An answer settles the earliest unanswered one whose window holds the day."""
        fitting = [
            label
            for label, (opens, closes) in OPENS_AND_CLOSES.items()
            if self.state.get(label) in ("open", "missed") and opens <= today <= closes
        ]
        if fitting:
            self.settle(fitting[0], "answered")
        self.answered_on.append(today)
        self.lost_since = None
        self.in_vain = {call: day for call, day in self.in_vain.items() if day > today}
        self.plan(today)

    def stop(self):
        self.is_active = False
        for label in [label for label, state in self.state.items() if state == "open"]:
            self.settle(label, "closed")

    def reopen(self, today):
        self.is_active = True
        for label, state in self.state.items():
            if state == "closed":
                self.state[label] = "missed" if OPENS_AND_CLOSES[label][1] < today else "open"
        self.plan(today)


VERBS = ("answer", "call", "call", "claim", "claim", "take over", "put back", "tick", "stop", "reopen")
PAGES = ("open the page", "save the page", "save the page", "undo a call")
RARE = ("check", "visit", "no visit", "change the plan", "leave")
WAITS = st.sampled_from([0, 0, 0, 10, 40, 1440, 20160, 43200])


def steps_of(people):
    step = st.tuples(st.sampled_from(VERBS + PAGES + RARE), st.integers(0, people - 1), WAITS)
    return st.tuples(st.just(people), st.lists(step, min_size=4, max_size=30))


PEOPLE_AND_STEPS = st.integers(2, 4).flatmap(steps_of)


class Clinic:
    """The program, with two to four people at one course, beside the model."""

    def __init__(self, people):
        CallingRules.objects.update(attempts_before_lost=ATTEMPTS_BEFORE_LOST, minutes_of_a_claim=30)
        self.people = [UserFactory(role=Role.CLINICIAN) for _ in range(people)]
        self.course = PrescriptionFactory(prescriber=self.people[0], prescribed_on=FIRST_DOSE)
        PhoneNumberFactory(patient=self.course.patient)
        courses.start(course=self.course, first_dose_on=FIRST_DOSE, by=self.people[0])
        self.model = Model()
        self.pages = {}  # who: (row, label, version) of the call page that is open

    def do(self, verb, person, now):
        today = timezone.localdate(now)
        method = getattr(self, verb.replace(" ", "_"))
        method(self.people[person], now, today)

    def next_due(self, now):
        """The row and its label in the model, the earliest one that can be asked; None, None if there is none."""
        labels = self.model.due(timezone.localdate(now))
        if not labels:
            return None, None
        rows = {row.label: row for row in FollowUp.objects.open().filter(prescription=self.course)}
        return rows[labels[0]], labels[0]

    def answer(self, by, now, today):
        response = Response(prescription=self.course, asked_on=today, mode="phone", asked_by=by, relief_percent=60)
        actions.record_answer(response=response, side_effects=None, by=by)
        self.model.answer(today)

    def call(self, by, now, today):
        row, label = self.next_due(now)
        if row is None:
            return
        is_refused = self.is_held_by_another(label, by, now)
        try:
            attempt = calling.log_call(attempt=CallAttempt(followup=row, outcome="no_answer"), now=now, by=by)
        except ValidationError:
            assert is_refused
            return
        assert not is_refused
        self.note_call(attempt, label, today)

    def is_held_by_another(self, label, by, now):
        holder = self.model.claims.get(label)
        return bool(holder and holder[0] != by and holder[1] > now)

    def note_call(self, attempt, label, today):
        """It was in vain."""
        self.model.claims.pop(label, None)
        if today not in self.model.answered_on:
            self.model.in_vain[attempt.pk] = today
        if len(self.model.in_vain) >= ATTEMPTS_BEFORE_LOST and not self.model.is_lost(today):
            self.model.lost_since = today

    def open_the_page(self, by, now, today):
        row, label = self.next_due(now)
        if row:
            self.pages[by] = (row.pk, label, row.version)

    def save_the_page(self, by, now, today):
        """What was looked at may have been taken over, answered or closed since: then nothing is saved."""
        if by not in self.pages:
            return
        pk, label, version = self.pages.pop(by)
        before = set(CallAttempt.objects.values_list("pk", flat=True))
        row = FollowUp.objects.get(pk=pk)
        form = {
            "version": version,
            "outcome": "no_answer",
            "number": "",
            "asked_on": today,
            "asked_by": by.pk,
            "then": "list",
        }
        client = Client()
        sign_in_without_asking(client, by)  # now: the last sign-in may be weeks ago
        response = client.post(f"/follow-ups/{pk}/call/", form)
        made = CallAttempt.objects.exclude(pk__in=before)
        if row.version != version:
            assert (response.status_code, list(made)) == (409, [])
        elif row.state not in ("open", "missed") or self.is_held_by_another(label, by, now):
            assert (response.status_code, list(made)) == (422, [])
        else:
            assert response.status_code == 302
            self.note_call(made.get(), label, today)

    def undo_a_call(self, by, now, today):
        """The last call was an error: it counts no more, and nor does the loss that it brought."""
        attempt = CallAttempt.objects.filter(voided_at=None).order_by("called_at", "pk").last()
        if attempt is None:
            return
        calling.undo_call(attempt=attempt, reason="Another patient", by=by)
        made_on = timezone.localdate(attempt.called_at)
        self.model.in_vain.pop(attempt.pk, None)
        self.model.claims.pop(attempt.followup.label, None)
        is_by_this = self.model.lost_since is not None and self.model.lost_since >= made_on
        if is_by_this and len(self.model.in_vain) < ATTEMPTS_BEFORE_LOST:
            self.model.lost_since = None

    def claim(self, by, now, today):
        row, label = self.next_due(now)
        if row is None:
            return
        holder = self.model.claims.get(label)
        is_free = holder is None or holder[0] == by or holder[1] <= now
        assert calling.claim(followup=row, now=now, by=by) == is_free
        if is_free:
            self.model.claims[label] = (by, now + CLAIM)

    def take_over(self, by, now, today):
        row, label = self.next_due(now)
        if row:
            calling.take_over(followup=row, now=now, by=by)
            self.model.claims[label] = (by, now + CLAIM)

    def put_back(self, by, now, today):
        row, label = self.next_due(now)
        if row:
            calling.release(followup=row, by=by)
            if label in self.model.claims and self.model.claims[label][0] == by:
                del self.model.claims[label]

    def leave(self, by, now, today):
        """Made inactive, and back again another day."""
        by.is_active = False
        by.save()
        self.model.claims = {label: claim for label, claim in self.model.claims.items() if claim[0] != by}
        User.objects.filter(pk=by.pk).update(is_active=True)
        by.is_active = True

    def tick(self, by, now, today):
        assert tick.tick(now=now)
        self.model.tick(now, today)

    def check(self, by, now, today):
        """The nightly check finds nothing after a pass."""
        self.tick(by, now, today)
        reconciliation.check_all(now=now)
        assert reconciliation.last_check().put_right == []

    def stop(self, by, now, today):
        if self.model.is_active:
            actions.stop_course(
                course=self.course, stopped_on=today, stop=actions.Stop(reason="cost"), side_effects=None, by=by
            )
            self.model.stop()

    def reopen(self, by, now, today):
        if not self.model.is_active:
            courses.undo_stop(course=self.course, by=by)
            self.model.reopen(today)

    def visit(self, by, now, today):
        Visit.objects.update_or_create(patient=self.course.patient, day=today, defaults={"status": Visit.Status.BOOKED})

    def no_visit(self, by, now, today):
        Visit.objects.filter(patient=self.course.patient).update(status=Visit.Status.CANCELLED)

    def change_the_plan(self, by, now, today):
        """Saved as it is: nothing is to change in follow-ups."""
        milestone = Milestone.objects.in_force().first()
        assert plan_changes.apply(write=milestone.save_checked, now=now) == (0, 0, 0)

    def compare(self, now):
        today = timezone.localdate(now)
        rows = {row.label: row for row in FollowUp.objects.filter(prescription=self.course, kind="milestone")}
        assert {label: row.state for label, row in rows.items()} == self.model.state
        assert len(rows) == FollowUp.objects.filter(prescription=self.course, kind="milestone").count()
        for label, row in rows.items():
            assert (row.window_opens_on, row.window_closes_on) == OPENS_AND_CLOSES[label]
            holder = self.model.claims.get(label)
            assert row.holder(now) == (holder[0] if holder and holder[1] > now else None)
        self.compare_list(now, today)

    def compare_list(self, now, today):
        """The list is right without any pass: it shows what is due, and how it is asked."""
        desk = worklist.desk(by=self.people[0], now=now)
        listed = {row.label: row.part for row in worklist.due(desk)}
        days = list(
            Visit.objects.booked().filter(patient=self.course.patient, day__gte=today).values_list("day", flat=True)
        )
        wanted = {}
        for label in self.model.due(today):
            opens, closes = OPENS_AND_CLOSES[label]
            is_visit = any(opens <= day <= closes for day in days)
            wanted[label] = "visit" if is_visit else "nobody" if self.model.is_lost(today) else "call"
        assert listed == wanted


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people_and_steps=PEOPLE_AND_STEPS)
def test_whatever_two_to_four_people_and_the_scheduler_do_the_model_knows(people_and_steps):
    people, steps = people_and_steps
    with transaction.atomic(), time_machine.travel(BEGIN, tick=False) as clock:
        clinic = Clinic(people)
        for verb, person, minutes in steps:
            clock.shift(timedelta(minutes=minutes))
            now = timezone.now()
            try:
                with transaction.atomic():
                    clinic.do(verb, person, now)
            finally:
                clinic.course = Prescription.objects.get(pk=clinic.course.pk)
            clinic.compare(now)
        transaction.set_rollback(True)
