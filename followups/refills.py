"""Who runs out of LDN: a part of the worklist of its own, found by query and by the arithmetic of supply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from core import clinical
from followups.models import RefillCall
from patients.models import Patient
from prescriptions import supply
from prescriptions.models import LostPeriod, Pause, Prescription
from prescriptions.supply import Supply

# The worklist's key for this part, and its words.
KEY, WORDS = "refill", "Refill"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A course as the list shows it."""

    course: Prescription
    age: int
    supply: Supply
    words: str
    is_late: bool
    why_not_called: str

    @property
    def patient(self) -> Patient:
        return self.course.patient

    @property
    def action(self) -> str:
        return "Record a fill"

    @property
    def answer_url(self) -> str:
        return reverse("prescriptions:record-fill", args=[self.course.pk])

    @property
    def calls(self) -> list[RefillCall]:
        """The last one first."""
        return list(reversed(self.course.refill_calls.all()))


def due(*, now: datetime) -> list[Row]:
    """The courses whose supply ends within days, or has ended; who runs out first stands first.

    Left out: who is paused, lost or dead, and who was reached about it lately.
    """
    today = timezone.localdate(now)
    reached_lately = RefillCall.objects.filter(
        prescription=OuterRef("pk"),
        outcome__in=RefillCall.REACHED,
        called_at__gt=now - clinical.REFILL_ASKED_AGAIN_AFTER,
    )
    courses = (
        Prescription.objects.may_run_out_by(today + clinical.REFILL_ASKED_BEFORE)
        .filter(
            ~Exists(reached_lately),
            ~Exists(Pause.objects.covering(today).filter(prescription=OuterRef("pk"))),
            ~Exists(LostPeriod.objects.covering(today).filter(prescription=OuterRef("pk"))),
            patient__deceased_on=None,
        )
        .select_related("patient")
        .prefetch_related("fills", "dose_steps", "planned_steps", "pauses", "refill_calls", "patient__phone_numbers")
    )
    supplies = [(course, supply.of_course(course)) for course in courses]
    rows = [_row(course, reached, now=now) for course, reached in supplies if reached and reached.is_refill_due(today)]
    return sorted(rows, key=lambda row: (row.supply.until, row.course.pk))


def _row(course: Prescription, reached: Supply, *, now: datetime) -> Row:
    today = timezone.localdate(now)
    return Row(
        course=course,
        age=course.patient.age_on(today),
        supply=reached,
        words=reached.in_words(today),
        is_late=reached.has_run_out(today),
        why_not_called=_why_not_called(course.patient),
    )


def _why_not_called(patient: Patient) -> str:
    if patient.do_not_contact:
        return "Do not contact, by any means"
    if not patient.consents_to_calls:
        return "Does not agree to be called: ask at a visit"
    return "" if patient.phone_numbers.all() else "No telephone number on file"
