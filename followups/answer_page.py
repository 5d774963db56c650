"""What the answer page shows beside its form, where nobody has to be called for it."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from followups import glance, prefill, scripts
from followups.glance import Glance
from followups.models import FollowUp, Response
from patients.models import ContactPerson, Visit
from prescriptions import gate
from prescriptions.gate import Shown
from prescriptions.models import Prescription

LAST_ANSWERS = 3


@dataclass(frozen=True, kw_only=True)
class AnswerPage:
    """A course, and what was answered before."""

    followup: FollowUp | None
    today: date
    glance: Glance
    findings: tuple[Shown, ...]
    persons: list[ContactPerson]
    answers: list[Response]
    is_here_today: bool
    attempts: None = None  # no call, none to show

    @property
    def said_before(self) -> Response | None:
        """What was said when the line broke; it is filled in."""
        return prefill.broken_off(self.answers)

    def initial(self, *, by: User) -> dict:
        """Asked today, by who is signed in, at the visit if there is one today."""
        return prefill.of(self.glance.course, said_before=self.said_before) | {
            "asked_on": self.today,
            "asked_by": by.pk,
            "mode": Response.Mode.VISIT if self.is_here_today else Response.Mode.PHONE,
            "answered_by": Response.AnsweredBy.PATIENT,
            "asked_in": scripts.language_of(self.glance.course.patient),
        }


def of(course: Prescription, followup: FollowUp | None, *, today: date) -> AnswerPage:
    patient = course.patient
    here = patient.visits.filter(day=today, status__in=[Visit.Status.BOOKED, Visit.Status.KEPT])
    return AnswerPage(
        followup=followup,
        today=today,
        glance=glance.at(course, today=today),
        findings=gate.of(patient, today).once_prescribed,
        persons=list(patient.contact_persons.all()),
        answers=list(course.responses.valid().order_by("-asked_on", "-id")[:LAST_ANSWERS]),
        is_here_today=here.exists(),
    )
