"""What can be done to a course now, the likeliest first: the chart's one button and its menu, and the pages' own
answer to whether they can be opened."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from accounts.permissions import Permission
from patients.models import Patient
from prescriptions import plan, supply
from prescriptions.gate import Gate
from prescriptions.models import Prescription

State = Prescription.State


@dataclass(frozen=True, kw_only=True)
class Step:
    """One action: its page, and who may open it. At most one of a list is primary: the filled button."""

    label: str
    url_name: str
    args: tuple[int, ...]
    permission: Permission
    is_primary: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.args)


def next_steps(
    course: Prescription | None,
    *,
    patient: Patient,
    today: date,
    gate: Gate | None = None,
    permissions: Container[str] | None = None,
) -> list[Step]:
    """The steps of the patient's latest course, or of a patient without one.

    A new course can be prescribed where the gate is open; without a `gate` that is not asked.

    `permissions` leaves out what its holder may not do (`request.user.get_all_permissions()` fits). Reads the
    course's fills, dose and planned steps, pauses, lost periods, counsellings and sendings: prefetch them where it
    matters.
    """
    steps = _steps(course, patient=patient, today=today, gate=gate)
    if permissions is not None:
        steps = [step for step in steps if step.permission in permissions]
    if not steps or _has_no_likely_step(course, patient):
        return steps
    return [replace(steps[0], is_primary=True), *steps[1:]]


def can_be_done(url_name: str, course: Prescription, *, today: date) -> bool:
    """Whether the page makes sense for the course as it is."""
    return url_name in {step.url_name for step in _steps(course, patient=course.patient, today=today, gate=None)}


def _has_no_likely_step(course: Prescription | None, patient: Patient) -> bool:
    """A closed course waits for nothing, and nor does a patient who died without an open one."""
    if course is None or course.is_voided:
        return patient.deceased_on is not None
    return not course.is_open


def _steps(course: Prescription | None, *, patient: Patient, today: date, gate: Gate | None) -> list[Step]:
    if course is None or course.is_voided:
        return _before_a_course(patient, label="Prescribe LDN", gate=gate)
    if course.is_open:
        steps = (_sent if course.state == State.SENT else _active)(course, today)
        steps.append(_screening("Screen again", "screen", patient))
    else:
        new_course = _before_a_course(patient, label="Prescribe a new course", gate=gate)
        steps = (_never_filled if course.state == State.NEVER_FILLED else _stopped)(course, new_course, today)
    if patient.deceased_on and course.is_open:
        steps.sort(key=lambda step: step.url_name != "followups:stop")
    return [*steps, _prescribing("Entered in error", "void", course)]


def _before_a_course(patient: Patient, *, label: str, gate: Gate | None) -> list[Step]:
    if patient.deceased_on:
        return []
    prescribe = _of_patient(label, "prescribe", patient, Permission.PRESCRIBE)
    decline = _of_patient("Offered, and declined", "decline", patient, Permission.PRESCRIBE)
    if gate is None:
        return [prescribe, decline]
    if gate.is_unscreened:
        return [_screening("Screen for LDN", "screen", patient), decline]
    again = _screening("Screen again", "screen", patient)
    if gate.is_open:
        return [prescribe, again, decline]
    findings = _of_patient("See what stops LDN", "screening", patient, Permission.SEE_PATIENTS)
    return [findings, again, decline]


def _screening(label: str, page: str, patient: Patient) -> Step:
    return _of_patient(label, page, patient, Permission.RECORD_CONTACTS)


def _of_patient(label: str, page: str, patient: Patient, permission: Permission) -> Step:
    return Step(label=label, url_name=f"prescriptions:{page}", args=(patient.pk,), permission=permission)


def _sent(course: Prescription, today: date) -> list[Step]:
    fill = _recording("Record a fill", "record-fill", course)
    start = _recording("First dose taken", "start", course)
    stop = _stop(course, label="Stop before the first dose")
    if course.fills.all():
        return [start, fill, *_to_hand_over(course), *_handed_over(course), stop]
    never_filled = _recording("Never filled", "never-filled", course)
    return [*_to_hand_over(course), fill, start, never_filled, *_handed_over(course), stop]


def _to_hand_over(course: Prescription) -> list[Step]:
    """What the patient was not told yet, and what no pharmacy has yet."""
    if course.is_imported:
        return []
    steps = []
    if not course.counsellings.all():
        steps.append(_counsel("Counsel the patient", course))
    if not _is_sent(course):
        steps.append(_recording("Send the prescription", "send", course))
    return steps


def _handed_over(course: Prescription) -> list[Step]:
    """What can be done again, or otherwise."""
    if course.is_imported:
        return []
    steps = [_step("Print the instructions", "reports:instructions", course, Permission.RECORD_CONTACTS)]
    if course.counsellings.all():
        steps.append(_counsel("Counsel again", course))
    if _is_sent(course):
        steps.append(_recording("The prescription did not arrive", "did-not-arrive", course))
    return [*steps, _prescribing("Change the pharmacy", "change-pharmacy", course)]


def _counsel(label: str, course: Prescription) -> Step:
    return _step(label, "reports:counsel", course, Permission.RECORD_CONTACTS)


def _is_sent(course: Prescription) -> bool:
    return any(not sending.is_voided for sending in course.sendings.all())


def _active(course: Prescription, today: date) -> list[Step]:
    answer = _step("Record an answer", "followups:answer-unscheduled", course, Permission.RECORD_CONTACTS)
    is_paused = any(pause.until_on is None for pause in course.pauses.all())
    is_lost = any(period.until_on is None for period in course.lost_periods.all())
    resume, pause = _prescribing("Resume", "resume", course), _prescribing("Pause", "pause", course)
    found = _prescribing("Found again", "mark-found", course)
    lost = _prescribing("Lost to follow-up", "mark-lost", course)
    steps = [
        answer,
        _prescribing("Change the dose", "change-dose", course),
        _recording("Record a fill", "record-fill", course),
        pause,
        *_to_hand_over(course),
        *_handed_over(course),
        _stop(course, label="Stop"),
        found if is_lost else lost,
    ]
    if is_paused:
        steps.remove(pause)
        steps.insert(0 if _has_begun(course, today) else 1, resume)
    if not _has_begun(course, today):
        _add_planned(steps, course, today)
    reached = supply.of_course(course)
    if reached and reached.has_run_out(today) and not _has_begun(course, today):
        steps.sort(key=lambda step: step.url_name != "prescriptions:record-fill")
    return steps


def _add_planned(steps: list[Step], course: Prescription, today: date) -> None:
    """A planned step whose day has come is the next thing to do; before it, it can be held or taken sooner.

    A task such as a severe side effect comes first: none is taken while it is open.
    """
    planned = course.planned_steps.all()
    if course.ladder_id and len(course.dose_steps.all()) > 1:
        steps.insert(2, _prescribing("Go back a step", "go-back", course))
    if not planned:
        return
    steps.insert(2, _prescribing("Hold the next step", "hold", course))
    if plan.held_by(course.patient):
        return
    if planned[0].starts_on <= today:
        steps.insert(0, _recording("Step up as planned", "step-up", course))
    else:
        steps.insert(3, _prescribing("Take the next step sooner", "go-faster", course))


def _has_begun(course: Prescription, today: date) -> bool:
    return any(pause.until_on is None and pause.from_on <= today for pause in course.pauses.all())


def _never_filled(course: Prescription, new_course: list[Step], today: date) -> list[Step]:
    filled = _recording("Filled after all", "record-fill", course)
    if course.patient.deceased_on:
        return [*new_course, filled]
    return [*new_course, filled, _recording("First dose taken after all", "start", course)]


def _stopped(course: Prescription, new_course: list[Step], today: date) -> list[Step]:
    undo = _prescribing("Undo the stop", "undo-stop", course)
    fill = _recording("Record an earlier fill", "record-fill", course)
    if course.patient.deceased_on:  # the stop goes with the day of death, if that was an error
        return [*new_course, fill]
    just_stopped = course.stopped_on == today
    return [undo, *new_course, fill] if just_stopped else [*new_course, undo, fill]


def _prescribing(label: str, page: str, course: Prescription) -> Step:
    return _step(label, f"prescriptions:{page}", course, Permission.PRESCRIBE)


def _recording(label: str, page: str, course: Prescription) -> Step:
    return _step(label, f"prescriptions:{page}", course, Permission.RECORD_CONTACTS)


def _stop(course: Prescription, *, label: str) -> Step:
    return _step(label, "followups:stop", course, Permission.PRESCRIBE)


def _step(label: str, url_name: str, course: Prescription, permission: Permission) -> Step:
    return Step(label=label, url_name=url_name, args=(course.pk,), permission=permission)
