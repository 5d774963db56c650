"""An answer after the day of death is a contradiction. Nobody but a human can say which of the two days is wrong, so
whichever is recorded second is refused."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from core.templatetags.clinic import day
from followups.models import Response
from patients.models import Patient

PATIENT = Response.AnsweredBy.PATIENT


def check_death(*, patient: Patient) -> None:
    """Raise the sentence where the patient has answered, or was said to go on, after this day of death."""
    if patient.deceased_on is None:
        return
    answers = Response.objects.valid().filter(prescription__patient=patient, prescription__voided_at=None)
    alive = answers.filter(Q(answered_by=PATIENT) | Q(continues=True), asked_on__gt=patient.deceased_on)
    if later := alive.order_by("asked_on").first():
        raise ValidationError(
            {
                "deceased_on": f"There is an answer of {day(later.asked_on)}, after this day. One of the two is wrong: "
                "enter another day, or let a prescriber mark the answer as entered in error."
            }
        )


def check_answer(*, patient: Patient, response: Response) -> None:
    """Raise the sentence where the patient was dead by then."""
    says_alive = response.answered_by == PATIENT or response.continues
    if says_alive and patient.deceased_on and response.asked_on > patient.deceased_on:
        raise ValidationError(
            {
                "asked_on": f"The patient died on {day(patient.deceased_on)}, before this day. One of the two is wrong:"
                " enter another day, or take back the day of death on the chart."
            }
        )
