"""Who asks the patient next, how, and when."""

from datetime import UTC, date, datetime

import pytest

from followups.models import FollowUp
from patients.models import Visit
from reports.tests.charts import chart_of, next_of, on_ldn, planned
from tests.factories import (
    PrescriptionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 9, 4), "by telephone, Fri 4 Sep."),
        (date(2026, 8, 20), "by telephone, today."),
        (date(2026, 8, 19), "by telephone, Wed 19 Aug, 1 day overdue."),
        (date(2026, 8, 17), "by telephone, Mon 17 Aug, 3 days overdue."),
    ],
)
def test_the_next_contact_is_by_telephone_on_its_day(due_on, words):
    course = on_ldn()
    planned(course, due_on=due_on)
    assert next_of(course) == words


def test_the_earliest_open_question_comes_next():
    course = on_ldn()
    planned(course)
    planned(course, due_on=date(2026, 8, 25), number=2)
    planned(
        course,
        due_on=date(2026, 8, 2),
        number=3,
        state=FollowUp.State.MISSED,
        settled_at=datetime(2026, 8, 9, tzinfo=UTC),
    )
    assert next_of(course) == "by telephone, Tue 25 Aug."


def test_a_visit_booked_in_the_window_is_waited_for_and_not_overdue():
    course = on_ldn()
    planned(course, due_on=date(2026, 8, 17))
    Visit.objects.create(patient=course.patient, day=date(2026, 8, 25))
    assert next_of(course) == "at the visit, Tue 25 Aug."
    assert not chart_of(course.patient).next_contact.is_overdue


def test_a_visit_outside_the_window_does_not_count():
    course = on_ldn()
    planned(course)
    Visit.objects.create(patient=course.patient, day=date(2026, 10, 1))
    assert next_of(course) == "by telephone, Fri 4 Sep."


def test_a_promised_call_back_names_its_hour():
    course = on_ldn()
    planned(course, promised_for=datetime(2026, 8, 20, 14, 30, tzinfo=UTC))
    assert next_of(course) == "call back as promised, today, 10:30."


def test_a_promised_call_back_is_in_the_patients_hours():
    course = on_ldn(patient__time_zone="America/Los_Angeles")
    planned(course, promised_for=datetime(2026, 8, 20, 14, 30, tzinfo=UTC))
    assert next_of(course) == "call back as promised, today, 07:30 PDT."


def test_without_consent_to_calls_it_is_asked_at_a_visit():
    course = on_ldn(patient__consents_to_calls=False)
    planned(course)
    assert next_of(course) == "at a visit, none is booked; it is due Fri 4 Sep."


def test_nobody_calls_who_must_not_be_contacted():
    course = on_ldn(patient__do_not_contact=True)
    planned(course)
    assert next_of(course) == "nobody calls. Ask when the patient comes; it is due Fri 4 Sep."


def test_do_not_contact_holds_even_where_a_visit_is_booked():
    course = on_ldn(patient__do_not_contact=True)
    planned(course)
    Visit.objects.create(patient=course.patient, day=date(2026, 9, 3))
    assert next_of(course).startswith("nobody calls.")


def test_without_a_number_it_is_asked_at_a_visit():
    course = on_ldn()
    course.patient.phone_numbers.all().delete()
    planned(course)
    assert next_of(course) == "at a visit, none is booked; it is due Fri 4 Sep."


def test_an_open_course_without_a_question_says_so():
    assert next_of(on_ldn()) == "nothing is planned."


def test_nobody_asks_after_a_stop_or_a_death():
    assert next_of(PrescriptionFactory(stopped=True)) is None
    assert next_of(on_ldn(patient__deceased_on=date(2026, 8, 1))) is None
