"""All that the call page shows beside its form, read once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from core import access_log
from followups import glance, prefill, scripts
from followups.glance import Glance
from followups.models import CallAttempt, FollowUp, Response
from patients.models import ContactPerson, PhoneNumber
from prescriptions import gate
from prescriptions.gate import Shown

LAST_ANSWERS, LAST_ATTEMPTS = 3, 6


@dataclass(frozen=True, kw_only=True)
class CallPage:
    """A follow-up, its patient and course, as they are now."""

    followup: FollowUp
    today: date
    holder: User | None
    is_mine: bool
    glance: Glance | None
    findings: tuple[Shown, ...]
    numbers: list[PhoneNumber]
    persons: list[ContactPerson]
    attempts: list[CallAttempt]
    answers: list[Response]

    @property
    def age(self) -> int:
        return self.followup.patient.age_on(self.today)

    @property
    def said_before(self) -> Response | None:
        """What was said when the line broke; it is filled in."""
        return prefill.broken_off(self.answers)

    @property
    def needs_interpreter(self) -> bool:
        return any(attempt.outcome == CallAttempt.Outcome.INTERPRETER_NEEDED for attempt in self.attempts)

    @property
    def last_number(self) -> str:
        """The number that is dialled first: the first in use."""
        return str(self.numbers[0].number) if self.numbers else ""

    def initial(self, *, by: User) -> dict:
        """Called now, by who is signed in, in the patient's language, at the first number."""
        return prefill.of(self.followup.prescription, said_before=self.said_before) | {
            "number": self.last_number,
            "asked_on": self.today,
            "asked_by": by.pk,
            "mode": Response.Mode.PHONE,
            "answered_by": Response.AnsweredBy.PATIENT,
            "asked_in": scripts.language_of(self.followup.patient),
        }


def of(request: HttpRequest, followup: FollowUp, *, numbers: list[PhoneNumber], now: datetime) -> CallPage:
    """The page shows the patient, so that is logged."""
    log_read(request, followup)
    today, patient, course = timezone.localdate(now), followup.patient, followup.prescription
    holder = followup.holder(now)
    answers = course.responses.valid().order_by("-asked_on", "-id")[:LAST_ANSWERS] if course else []
    found = gate.of(patient, today)
    attempts = CallAttempt.objects.filter(followup__patient=patient, voided_at=None).select_related("called_by")
    return CallPage(
        followup=followup,
        today=today,
        holder=holder,
        is_mine=holder == request.user,
        glance=glance.at(course, today=today) if course else None,
        findings=found.once_prescribed if course else found.shown,
        numbers=numbers,
        persons=list(patient.contact_persons.all()),
        attempts=list(attempts.order_by("-called_at", "-id")[:LAST_ATTEMPTS]),
        answers=list(answers),
    )


def log_read(request: HttpRequest, followup: FollowUp) -> None:
    access_log.record_read(request, [followup.patient_id])
