"""What leaves the clinic's hands: what the patient is told and given, and the prescription on its way to a pharmacy.

The program transmits nothing. Somebody sends the printed page, and that is what is recorded.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.models import save_valid
from prescriptions import counselling
from prescriptions.models import Counselling, Pharmacy, Prescription, Sending


@transaction.atomic
def counsel(*, told: Counselling, by: User) -> Counselling:
    """Record what the patient was told by this user; `told` is the unsaved row as it was ticked."""
    course = _held_open(told.prescription)
    if told.done_on < course.prescribed_on:
        raise ValidationError({"done_on": "This is before the day it was prescribed."})
    told.done_by = by
    told.text_version = counselling.VERSION
    save_valid(told)
    course.save_checked()
    return told


@transaction.atomic
def send(*, course: Prescription, sent_on: date, how: str, by: User) -> Sending:
    """Record that this user has sent the prescription to the course's pharmacy."""
    course = _held_open(course)
    if sent_on < course.prescribed_on:
        raise ValidationError({"sent_on": "This is before the day it was prescribed."})
    sending = Sending(prescription=course, pharmacy=course.pharmacy, sent_on=sent_on, how=how, sent_by=by)
    save_valid(sending)
    course.save_checked()
    return sending


@transaction.atomic
def did_not_arrive(*, course: Prescription, reason: str, by: User) -> None:
    """What was sent did not reach the pharmacy, or was never sent: it has to be sent again."""
    course = _held_open(course)
    if not _void_sending(course, reason=reason, at=timezone.now(), by=by):
        raise ValidationError("This prescription is with no pharmacy.")
    course.save_checked()


@transaction.atomic
def change_pharmacy(*, course: Prescription, pharmacy: Pharmacy, reason: str, by: User) -> Pharmacy:
    """The course goes on with another pharmacy; what was sent to the one before is void. Returns the one before."""
    course = _held_open(course)
    if pharmacy == course.pharmacy:
        raise ValidationError({"pharmacy": "This is the course's pharmacy already."})
    before = course.pharmacy
    words = f"Changed to {pharmacy.name}: {reason}"
    longest = Sending._meta.get_field("voided_reason").max_length
    _void_sending(course, reason=words[:longest], at=timezone.now(), by=by)
    course.save_checked(pharmacy=pharmacy)
    return before


def _void_sending(course: Prescription, *, reason: str, at: datetime, by: User) -> bool:
    sending = course.sendings.filter(voided_at=None).first()
    if sending is None:
        return False
    sending.voided_at, sending.voided_by, sending.voided_reason = at, by, reason
    save_valid(sending)
    return True


def _held_open(course: Prescription) -> Prescription:
    """The course as it is now, held until the transaction ends.

    Raises ValidationError if it is closed, or history from a spreadsheet.
    """
    course = Prescription.objects.held().select_related("patient", "pharmacy").get(pk=course.pk)
    if not course.is_open or course.is_imported:
        raise ValidationError("This course is closed, or was imported: nothing is handed over for it.")
    return course
