"""What a patient's chart shows: read once, in a number of queries that does not grow, into values for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from followups.models import FollowUp
from patients.models import Diagnosis, IcdCode, Medicine, Patient, PatientMerge, ResearchConsent, Visit
from prescriptions import gate
from prescriptions.gate import Shown
from prescriptions.models import Prescription
from prescriptions.next_steps import Step
from reports.chart import findings, history, picture, record, rows, status, steps
from reports.chart.findings import Finding
from reports.chart.history import Line
from reports.chart.picture import LegendItem
from reports.chart.record import CourseRecord
from reports.models import CourseOutcome


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """One course as the page shows it."""

    record: CourseRecord
    # The wide one and the compact one, of which the page shows what fits.
    pictures: Sequence[picture.Picture]
    legend: Sequence[LegendItem]
    summary: str
    lines: Sequence[Line]
    answers: Sequence[rows.AnswerRow]
    doses: Sequence[rows.DoseRow]
    planned: Sequence[rows.PlannedRow]
    followups: Sequence[rows.FollowUpRow]
    side_effects_at_stop: str
    peg: Decimal | None

    @property
    def course(self) -> Prescription:
        return self.record.course

    @property
    def voided_count(self) -> int:
        return len(self.record.answers) - len(self.record.valid_answers)


@dataclass(frozen=True, kw_only=True)
class CourseSummary:
    course: Prescription
    outcome: CourseOutcome | None
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class Chart:
    patient: Patient
    age: int
    status: status.Status
    next_contact: status.NextContact | None
    primary: Step | None
    course_menu: Sequence[Step]
    patient_menu: Sequence[Step]
    # What speaks against LDN, and what else has to be seen, the worst first.
    findings: Sequence[Finding | Shown]
    # What can be asked now, else the next question; and how many come later.
    due_followups: Sequence[rows.FollowUpRow]
    later_count: int
    booked_visits: Sequence[Visit]
    next_step: rows.PlannedRow | None
    supply: rows.SupplyRow | None
    shown: CourseView | None
    is_current: bool
    courses: Sequence[CourseSummary]
    # Those taken today.
    medicines: Sequence[Medicine]
    diagnoses: Sequence[rows.DiagnosisRow]
    # The patient's last word on research; None: not asked.
    research: ResearchConsent | None


def load(pk: int, *, course_pk: int | None, by: User, today: date) -> Chart:
    """The chart of a patient, with the picture and the rows of the course asked for, else of the current one.

    Raises Http404 if there is no such patient, or the course is another's.
    """
    permissions = by.get_all_permissions()
    patient = get_object_or_404(_patients(by), pk=pk)
    courses = list(patient.prescriptions.all())
    current = _current(courses)
    shown = _find(courses, course_pk) if course_pk else current
    outcomes = CourseOutcome.objects.as_of(today).seen_by(by).filter(patient=patient)
    outcomes = {outcome.prescription_id: outcome for outcome in outcomes}
    records = record.read([course for course in {current, shown} if course], outcomes, today=today)
    now = records[current.pk] if current else None
    found = gate.of(patient, today)
    course_steps = steps.of_course(patient, now, gate=found, permissions=permissions, today=today)
    open_rows = _open(rows.followup_rows(now, today=today)) if now else []
    due = [row for row in open_rows if row.can_be_asked] or open_rows[:1]
    return Chart(
        patient=patient,
        age=patient.age_on(patient.deceased_on or today),
        status=status.of_patient(patient, now, declined=list(patient.declined_offers.all()), today=today),
        next_contact=status.next_contact(patient, now, today=today),
        primary=next((step for step in course_steps if step.is_primary), None),
        course_menu=[step for step in course_steps if not step.is_primary],
        patient_menu=steps.of_patient(patient, permissions=permissions),
        findings=findings.of_patient(patient, now, gate=found, today=today),
        due_followups=due,
        later_count=len(open_rows) - len(due),
        booked_visits=[visit for visit in patient.visits.all() if visit.status == Visit.Status.BOOKED],
        next_step=next(iter(rows.planned_rows(now, today=today)), None) if now else None,
        supply=rows.supply_row(now, today=today) if now else None,
        shown=_course_view(records[shown.pk], today=today) if shown else None,
        is_current=shown is current,
        courses=[
            CourseSummary(course=course, outcome=outcomes.get(course.pk), is_shown=course is shown)
            for course in reversed(courses)
        ],
        medicines=[row for row in patient.medicines.all() if row.ended_on is None or row.ended_on >= today],
        diagnoses=rows.diagnosis_rows(patient.diagnoses.all()),
        research=max(patient.research_consents.all(), key=lambda said: (said.said_on, said.pk), default=None),
    )


def _patients(by: User) -> QuerySet[Patient]:
    """Patients with all that the chart shows of them beside their courses' rows."""
    codes = IcdCode.objects.filter(code=OuterRef("code"))
    diagnoses = Diagnosis.objects.annotate(
        description=Subquery(codes.values("description")), is_billable=Subquery(codes.values("is_billable"))
    )
    return Patient.objects.seen_by(by).prefetch_related(
        "phone_numbers",
        "contact_persons",
        "research_consents",
        Prefetch("diagnoses", queryset=diagnoses),
        "medicines",
        "procedures",
        "contraindications",
        "visits",
        "tasks",
        "declined_offers",
        "wash_outs",
        Prefetch(
            "merges",
            queryset=PatientMerge.objects.in_force().latest_first().select_related("merged", "merged_by"),
            to_attr="merges_in_force",
        ),
        Prefetch("prescriptions", queryset=Prescription.objects.select_related("prescriber", "pharmacy", "ladder")),
    )


def _current(courses: Sequence[Prescription]) -> Prescription | None:
    """The open course, else the latest, of those that were not entered in error; else the latest of those."""
    return max(courses, key=lambda course: (not course.is_voided, course.is_open, course.prescribed_on), default=None)


def _find(courses: Sequence[Prescription], pk: int) -> Prescription:
    for course in courses:
        if course.pk == pk:
            return course
    raise Http404


def _open(followups: Sequence[rows.FollowUpRow]) -> list[rows.FollowUpRow]:
    return [row for row in followups if row.followup.state == FollowUp.State.OPEN]


def _course_view(of: CourseRecord, *, today: date) -> CourseView:
    story = history.of_course(of, today=today)
    at_stop = [effect for effect in of.side_effects if effect.response_id is None]
    return CourseView(
        record=of,
        pictures=[picture.draw(story, width=width) for width in (picture.WIDE, picture.COMPACT)],
        legend=picture.legend(story),
        summary=story.summary(),
        lines=story.lines(),
        answers=rows.answer_rows(of),
        doses=rows.dose_rows(of, today=today),
        planned=rows.planned_rows(of, today=today),
        followups=rows.followup_rows(of, today=today),
        side_effects_at_stop=rows.describe_side_effects(at_stop, asked=of.course.side_effects_asked_at_stop),
        peg=rows.peg_score(of.course),
    )
