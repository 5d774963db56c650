"""Whatever happens to a course, and in whatever order: what is asked about it stays in order."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from followups import actions, planning, tick
from followups.models import Response
from patients.models import Patient
from prescriptions import actions as courses
from prescriptions.models import Prescription
from tests.factories import PharmacyFactory, PrescriptionFactory, UserFactory

PRESCRIBED_AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)

COMMON = ["answer", "answer", "answer no", "void answer", "void answer", "stop", "undo", "undo", "tick", "tick"]
RARE = ["start", "never filled", "void", "lost"]
STEPS = st.tuples(st.sampled_from(COMMON + RARE), st.sampled_from([0, 0, 1, 20, 60, 180]))
BEGINNINGS = st.sampled_from([[], [("start", 3)], [("start", 3)], [("start", 40)]])
LIVES = st.builds(list.__add__, BEGINNINGS, st.lists(STEPS, min_size=3, max_size=9))


def do(verb, course, by):
    """What a user or the scheduler does to the course today; refused where it makes no sense."""
    today = timezone.localdate()
    answer = Response(prescription=course, asked_on=today, mode="phone", asked_by=by, relief_percent=60)
    last = course.responses.valid().last()
    match verb:
        case "start":
            courses.start(course=course, first_dose_on=today, by=by)
        case "answer":
            answer.continues, answer.dose_mg = True, Decimal("3")
            actions.record_answer(response=answer, side_effects={}, by=by)
        case "answer no":
            answer.continues = False
            actions.record_answer(response=answer, side_effects=None, stop=actions.Stop(reason="cost"), by=by)
        case "void answer" if last:
            actions.void_answer(response=last, reason="Another patient's", by=by)
        case "stop":
            reason = actions.Stop(reason="side_effects")
            actions.stop_course(
                course=course, stopped_on=today, stop=reason, side_effects={"nausea": actions.Told()}, by=by
            )
        case "undo":
            courses.undo_stop(course=course, by=by)
        case "never filled":
            courses.never_filled(course=course, by=by)
        case "void":
            courses.void(course=course, reason="Another patient's", by=by)
        case "lost":
            courses.mark_lost(course=course, from_on=today, reason="Three calls", by=by)
        case "tick":
            tick.tick(now=timezone.now())


def check(course):
    open_ones = list(course.followups.open())
    if course.is_active and not course.lost_periods.covering(timezone.localdate()).exists():
        assert open_ones, "an active course has something to come"
    if not course.is_open:
        assert open_ones == [], "nobody is asked about a closed course"
    if course.state == Prescription.State.SENT and not course.is_voided:
        assert [f.kind for f in open_ones] == ["first_dose"]
    assert max(Counter((f.kind, f.milestone_id, f.number) for f in course.followups.all()).values()) == 1
    for response in course.responses.valid().exclude(followup=None):
        assert response.followup.state == "answered"
    for followup in course.followups.filter(state="answered", kind="milestone"):
        assert followup.response.voided_at is None


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES)
@example(life=[("start", 3), ("tick", 180), ("answer", 0)])
@example(life=[("start", 3), ("answer", 180), ("stop", 0), ("void answer", 0), ("undo", 0)])
@example(life=[("start", 3), ("tick", 180), ("answer no", 0), ("undo", 0)])
def test_nobody_is_forgotten_asked_twice_or_asked_about_a_closed_course(life):
    with transaction.atomic(), time_machine.travel(PRESCRIBED_AT, tick=False) as clock:
        by = UserFactory(role=Role.CLINICIAN)
        course = PrescriptionFactory(prescriber=by, prescribed_on=timezone.localdate(), pharmacy=PharmacyFactory())
        planning.plan_first_dose_question(course=course)
        for verb, days in life:
            clock.shift(timedelta(days=days))
            try:
                do(verb, course, by)
            except ValidationError:
                continue  # refused, with a sentence
            finally:
                course = Prescription.objects.get(pk=course.pk)
            check(course)
        tick.tick(now=timezone.now())
        check(course)
        assert not course.followups.window_closed_by(timezone.localdate()).exists()
        assert Patient.objects.filter(pk=course.patient_id).exists()
        transaction.set_rollback(True)
