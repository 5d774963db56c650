"""Writes about a patient that have consequences beyond their own row."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission
from core.models import save_valid
from patients import signals
from patients.models import ContactPerson, Contraindication, Patient, PhoneNumber


@transaction.atomic
def register(*, patient: Patient, phone_number: PhoneNumber | None = None) -> Patient:
    """Take in a new patient, with the number to call if it is known already."""
    patient.save_checked()
    if phone_number:
        phone_number.patient = patient
        save_valid(phone_number)
    return patient


@transaction.atomic
def save_contact_rights(
    *,
    patient: Patient,
    consents_to_calls: bool,
    do_not_contact: bool,
    phone_numbers: list[PhoneNumber],
    contact_persons: list[ContactPerson],
) -> None:
    """Make these the patient's numbers and persons: what is not among them goes, what stays keeps its row.

    Raises ValidationError with the sentences of the rules that are broken.
    """
    patient.save_checked(consents_to_calls=consents_to_calls, do_not_contact=do_not_contact)
    _replace(patient.phone_numbers.all(), phone_numbers, key=lambda row: str(row.number))
    _replace(patient.contact_persons.all(), contact_persons, key=lambda row: row.name)


@transaction.atomic
def save_patient(*, patient: Patient, by: User) -> None:
    """Save who the patient is. A death that is recorded, moved or taken back is told to the rooms above."""
    before = patient.held().deceased_on
    patient.save_checked()
    if patient.deceased_on != before:
        signals.deceased_on_changed.send(Patient, patient=patient, before=before, by=by)


@transaction.atomic
def save_contraindication(*, contraindication: Contraindication, by: User) -> None:
    """Save what is known about it, and the day that cleared it.

    What nobody can override is taken off the chart by a prescriber alone, who says what has changed.
    """
    before = Contraindication.objects.select_for_update().get(pk=contraindication.pk)
    if contraindication.cleared_on != before.cleared_on:
        if contraindication.is_cleared_by_prescribers and not by.has_perm(Permission.PRESCRIBE):
            raise ValidationError("Only a prescriber can take this off the chart.")
        contraindication.cleared_by = by if contraindication.cleared_on else None
    contraindication.save_checked()


def _replace(saved, wanted: list, *, key) -> None:
    """Update the rows that are still wanted, found by their key, delete the others and add what is new."""
    left = list(saved)
    for row in wanted:
        if before := next((one for one in left if key(one) == key(row)), None):
            left.remove(before)
            row.pk = before.pk
            row._state.adding = False
        save_valid(row)
    for row in left:
        row.delete()
