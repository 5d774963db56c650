"""Random courses within a hundred days, as Hypothesis draws them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from followups.models.response import SideEffect
from prescriptions.models import Prescription
from reports.tests.rule import Answer, Course

PRESCRIBED = date(2026, 1, 1)


def on(days):
    return PRESCRIBED + timedelta(days=days)


def days(low, high):
    return st.integers(low, high).map(on)


@st.composite
def courses(draw):
    course = Course(prescribed_on=on(draw(st.integers(0, 20))), voided=draw(st.integers(0, 9)) == 0)
    if draw(st.integers(0, 5)):
        course.first_dose_on = course.prescribed_on + timedelta(days=draw(st.integers(0, 10)))
        course.answers = draw(st.lists(answers(), max_size=4))
    if draw(st.booleans()):
        start = draw(days(20, 70))
        course.lost = [(start, draw(st.none() | st.integers(1, 30).map(lambda n: start + timedelta(days=n))))]
    if draw(st.booleans()):
        course.stopped_on = draw(days(31, 90))
        course.reason = draw(st.sampled_from(Prescription.StopReason.values))
        course.effects_at_stop = draw(effects)
    return course


effects = st.none() | st.frozensets(st.sampled_from(SideEffect.Effect.values[:4]), max_size=3)


def answers():
    return st.builds(
        Answer,
        asked_on=days(20, 90),
        relief=st.none() | st.sampled_from([-100, 0, 49, 50, 51, 100]),
        quality=st.sampled_from([None, True, False]),
        goes_on=st.sampled_from([None, True, False]),
        voided=st.booleans(),
        effects=effects,
        broke_off=st.booleans(),
    )
