from datetime import date

import pytest

from prescriptions.counselling import Rate
from reports import expectations
from reports.tests import courses
from reports.tests.rule import Answer, Course

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)
PRESCRIBED, FIRST_DOSE, ASKED = date(2026, 6, 1), date(2026, 6, 5), date(2026, 7, 6)


def responders(count):
    return [course(Answer(asked_on=ASKED, relief=60)) for _ in range(count)]


def non_responders(count):
    return [
        Course(prescribed_on=PRESCRIBED, first_dose_on=FIRST_DOSE, stopped_on=ASKED, reason="no_benefit")
        for _ in range(count)
    ]


def course(*answers):
    return Course(prescribed_on=PRESCRIBED, first_dose_on=FIRST_DOSE, answers=list(answers))


def test_up_to_nineteen_assessed_courses_the_published_rate_is_told():
    courses.save(responders(15) + non_responders(4))
    assert expectations.rate(as_of=DAY) == Rate(count=16, of=35, percent=46, interval=None)


def test_from_twenty_assessed_courses_on_the_practices_own_rate_is_told():
    courses.save(responders(15) + non_responders(5))
    # Wilson 95 % of 15/20, by scipy: 53.1 to 88.8.
    assert expectations.rate(as_of=DAY) == Rate(count=15, of=20, percent=75, interval=(53, 89))


def test_courses_that_are_not_assessed_do_not_count():
    courses.save(responders(15) + non_responders(4) + [course() for _ in range(10)])
    assert expectations.rate(as_of=DAY).of == 35


def test_answers_after_the_day_do_not_count():
    courses.save(responders(15) + non_responders(5))
    assert expectations.rate(as_of=date(2026, 7, 5)).of == 35


def test_it_takes_one_query(django_assert_num_queries):
    courses.save(responders(15) + non_responders(5))
    with django_assert_num_queries(1):
        expectations.rate(as_of=DAY)
