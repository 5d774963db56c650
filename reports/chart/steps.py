"""What can be done from the chart: the likeliest step as its one button, the others in its menu."""

from collections.abc import Container
from dataclasses import replace
from datetime import date

from accounts.permissions import Permission
from followups.models import FollowUp
from patients.models import Patient
from prescriptions.gate import Gate
from prescriptions.next_steps import Step, next_steps
from reports.chart.record import CourseRecord

# What is recorded about the patient and not about a course: label, page, permission.
ABOUT_THE_PATIENT = (
    ("Screening", "prescriptions:screening", Permission.SEE_PATIENTS),
    ("Edit the patient", "patients:edit", Permission.EDIT_PATIENTS),
    ("Contact rights", "patients:contact-rights", Permission.EDIT_PATIENTS),
    ("Add a diagnosis", "patients:add-diagnosis", Permission.EDIT_PATIENTS),
    ("Add a medicine", "patients:add-medicine", Permission.EDIT_PATIENTS),
    ("Add a procedure", "patients:add-procedure", Permission.EDIT_PATIENTS),
    ("Add a contraindication", "patients:add-contraindication", Permission.EDIT_PATIENTS),
    ("Book a visit", "patients:book-visit", Permission.EDIT_PATIENTS),
    ("The same patient twice?", "patients:find-same", Permission.EDIT_PATIENTS),
)


def of_course(
    patient: Patient, record: CourseRecord | None, *, gate: Gate, permissions: Container[str], today: date
) -> list[Step]:
    """The course's steps that the user may take; a question that can be asked now comes before all of them."""
    course = record.course if record else None
    steps = next_steps(course, patient=patient, today=today, gate=gate, permissions=permissions)
    followup = _to_ask_now(record, today) if record else None
    if followup is None or Permission.RECORD_CONTACTS not in permissions:
        return steps
    return [*_asking(followup), *(replace(step, is_primary=False) for step in steps)]


def of_patient(patient: Patient, *, permissions: Container[str]) -> list[Step]:
    return [
        Step(label=label, url_name=url_name, args=(patient.pk,), permission=permission)
        for label, url_name, permission in ABOUT_THE_PATIENT
        if permission in permissions
    ]


def _to_ask_now(record: CourseRecord, today: date) -> FollowUp | None:
    """The next question, if its days have begun. Before the first dose the fill comes first."""
    followup = record.next_followup
    is_due = followup is not None and followup.window_opens_on <= today
    return followup if is_due and record.course.is_active else None


def _asking(followup: FollowUp) -> list[Step]:
    contact = Permission.RECORD_CONTACTS
    return [
        Step(
            label=f"Record the answer: {followup.label}",
            url_name="followups:answer",
            args=(followup.pk,),
            permission=contact,
            is_primary=True,
        ),
        Step(label="Call", url_name="followups:call", args=(followup.pk,), permission=contact),
    ]
