"""From a number or a name to what is due of whom it belongs to: for patients who ring back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from followups.models import FollowUp
from followups.rows import Row, rows
from followups.worklist import Desk, due
from patients.models import Patient
from prescriptions.models import Prescription

# People on the page: who is not among them types more.
MOST_FOUND = 20


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone who may be ringing, what is due, and the course of which an answer can be recorded at any time."""

    patient: Patient
    age: int
    due: list[Row]
    course: Prescription | None


@dataclass(frozen=True, kw_only=True)
class Found:
    people: list[Person]
    total: int

    @property
    def only(self) -> FollowUp | None:
        """What must be meant: the one follow-up that is due, of the one person found."""
        due_rows = self.people[0].due if self.total == 1 and self.people else []
        return due_rows[0].followup if len(due_rows) == 1 else None


NOBODY = Found(people=[], total=0)


def find(text: str, *, desk: Desk) -> Found:
    """Whose number or name has the text in it."""
    matching = Patient.objects.seen_by(desk.by).matching(text)
    patients = list(matching.prefetch_related("phone_numbers")[:MOST_FOUND])
    due_of, course_of = defaultdict(list), {}
    for row in rows(due(desk).filter(patient__in=patients), desk=desk):
        due_of[row.patient.pk].append(row)
    for course in Prescription.objects.seen_by(desk.by).active().filter(patient__in=patients):
        course_of[course.patient_id] = course
    people = [
        Person(
            patient=patient,
            age=patient.age_on(patient.deceased_on or desk.today),
            due=due_of[patient.pk],
            course=course_of.get(patient.pk),
        )
        for patient in patients
    ]
    return Found(people=people, total=len(people) if len(people) < MOST_FOUND else matching.count())
