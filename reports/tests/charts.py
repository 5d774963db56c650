"""Charts of 20 August 2026, and the courses on them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from prescriptions.models import Fill
from reports.chart import page
from tests.factories import (
    DoseStepFactory,
    FollowUpFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    UserFactory,
)

TODAY = date(2026, 8, 20)


def chart_of(patient):
    return page.load(patient.pk, course_pk=None, by=UserFactory(), today=TODAY)


def status_of(patient):
    return chart_of(patient).status.sentence


def next_of(course):
    contact = chart_of(course.patient).next_contact
    return contact.words if contact else None


def on_ldn(**facts):
    """On 1.5 mg since 5 June 2026, never asked; with a number to call."""
    course = PrescriptionFactory(started=True, **facts)
    PhoneNumberFactory(patient=course.patient)
    DoseStepFactory(prescription=course)
    return course


def asked(course, day, relief, quality=None, **facts):
    return ResponseFactory(
        prescription=course, asked_on=day, relief_percent=relief, quality_of_life_improved=quality, **facts
    )


def voided(**facts):
    return {
        "voided_at": datetime(2026, 8, 1, tzinfo=UTC),
        "voided_by": UserFactory(),
        "voided_reason": "Another patient's",
        **facts,
    }


def fill(course, **facts):
    facts = {"filled_on": date(2026, 6, 4), "strength_mg": Decimal("1.5"), "quantity": 90} | facts
    return Fill.objects.create(prescription=course, pharmacy=course.pharmacy, **facts)


def planned(course, due_on=date(2026, 9, 4), **facts):
    window = {"window_opens_on": date(2026, 8, 1), "window_closes_on": date(2026, 9, 30)}
    return FollowUpFactory(prescription=course, due_on=due_on, **(window | facts))
