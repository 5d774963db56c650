"""What has to be seen before anything else, the worst first: always with a word for how bad it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.permissions import Permission
from core.wording import counted
from patients.models import ClinicianTask, Patient
from prescriptions.gate import Gate, Shown
from prescriptions.next_steps import Step
from prescriptions.screening import NOT_SCREENED
from reports.chart.record import CourseRecord
from reports.chart.status import days_overdue, short_day

STOPS, WARNS, TELLS, SIGNED = "Stops", "Warns", "Tells", "Signed"
LEVELS = (STOPS, WARNS, SIGNED, TELLS)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to know, and the page that clears it."""

    level: str
    words: str
    step: Step | None = None

    @property
    def css(self) -> str:
        return {STOPS: "stop", WARNS: "warn", TELLS: "tell"}[self.level]


def of_patient(patient: Patient, record: CourseRecord | None, *, gate: Gate, today: date) -> list[Finding | Shown]:
    """A course begun against a stop comes first, then those of the gate among equals. That nobody has screened yet is
    the next step, and no finding."""
    found = [
        *_begun_against_a_stop(patient, record, today),
        *(shown for shown in gate.shown if shown.finding.rule != NOT_SCREENED and not patient.deceased_on),
        *_about_contact(patient),
        *_tasks(patient, today),
        *_about_course(patient, record, today),
    ]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _begun_against_a_stop(patient: Patient, record: CourseRecord | None, today: date) -> Iterator[Finding]:
    """Until a clinician has closed its task it stops; the mark stays as long as the course is open."""
    if record is None or not record.course.is_open or not record.course.begun_against:
        return
    kind = ClinicianTask.Kind.BEGUN_AGAINST_STOP
    waits = any(task.kind == kind and task.done_at is None for task in patient.tasks.all())
    began = short_day(record.course.first_dose_on, today)
    words = f"LDN was begun on {began} against a stop. What stood against it: {record.course.begun_against}"
    yield Finding(level=STOPS if waits else TELLS, words=words)


def _about_contact(patient: Patient) -> Iterator[Finding]:
    if patient.deceased_on:
        return
    if patient.do_not_contact:
        yield Finding(level=STOPS, words="Do not contact, by any means")
    elif not patient.consents_to_calls:
        yield Finding(level=WARNS, words="Does not agree to be called: ask at a visit")
    elif not patient.phone_numbers.all():
        step = _step("Add a number", "patients:contact-rights", patient.pk, Permission.EDIT_PATIENTS)
        yield Finding(level=WARNS, words="No telephone number on file", step=step)
    if patient.language == Patient.Language.OTHER:
        yield Finding(level=WARNS, words="Needs an interpreter")
    elif patient.language != Patient.Language.ENGLISH:
        yield Finding(level=TELLS, words=f"Speaks {patient.get_language_display()}")


def _tasks(patient: Patient, today: date) -> Iterator[Finding]:
    for task in patient.tasks.all():
        if task.done_at is None:
            yield Finding(
                level=WARNS,
                words=f"Task for a clinician, raised {short_day(timezone.localdate(task.raised_at), today)}: "
                f"{task.get_kind_display()}. {task.what}",
                step=_step("Close the task", "patients:close-task", task.pk, Permission.CLOSE_TASKS),
            )


def _about_course(patient: Patient, record: CourseRecord | None, today: date) -> Iterator[Finding]:
    if record is None or not record.course.is_open:
        return
    if patient.deceased_on:
        yield Finding(level=WARNS, words="The course is still open: stop it")
        return
    followup = record.next_followup
    late = days_overdue(followup, today) if followup else 0
    if record.unexplained_fill:
        step = _step("Record an answer", "followups:answer-unscheduled", record.course.pk, Permission.RECORD_CONTACTS)
        yield Finding(
            level=WARNS,
            words=f"Last fill is of another strength or form ({record.unexplained_fill.kind_in_words}): "
            "ask how many are taken now",
            step=step if record.course.is_active else None,
        )
    if record.supply and record.supply.has_run_out(today):
        step = _step("Record a fill", "prescriptions:record-fill", record.course.pk, Permission.RECORD_CONTACTS)
        yield Finding(level=WARNS, words=record.supply.in_words(today), step=step)
    if late:
        yield Finding(level=WARNS, words=f"{followup.label}: {counted(late, 'day')} overdue")
    if not record.course.is_imported:
        yield from _to_hand_over(record, today)


def _to_hand_over(record: CourseRecord, today: date) -> Iterator[Finding]:
    """What the patient was not told, and what the pharmacy doesn't have."""
    told, contact, pk = record.counselled, Permission.RECORD_CONTACTS, record.course.pk
    if told is None:
        step = _step("Counsel the patient", "reports:counsel", pk, contact)
        yield Finding(level=TELLS, words="Not counselled yet", step=step)
    elif told.missing:
        words = (
            f"Counselled on {short_day(told.last.done_on, today)}, version {told.last.text_version}, {told.count}. "
            f"Not told yet: {told.missing_words}"
        )
        yield Finding(level=TELLS, words=words, step=_step("Counsel again", "reports:counsel", pk, contact))
    if record.waits_to_be_sent:
        step = _step("Send the prescription", "prescriptions:send", pk, contact)
        yield Finding(level=TELLS, words=f"The prescription is not sent to {record.course.pharmacy} yet", step=step)


def _step(label: str, url_name: str, pk: int, permission: Permission) -> Step:
    return Step(label=label, url_name=url_name, args=(pk,), permission=permission)
