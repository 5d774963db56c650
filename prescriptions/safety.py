"""What is done about what speaks against LDN: screen, sign, order a wash-out and release it. Each is one transaction."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from core import clinical
from patients import tasks_for_clinicians
from patients.models import ClinicianTask, Contraindication, Patient
from prescriptions import gate
from prescriptions.models import ScreenedOpioid, Screening, SignedDecision, WashOut

# Screening answers that are kept as dated facts on the patient's chart: yes opens one, no clears it.
KEPT_ON_FILE = {
    "naltrexone_allergy": Contraindication.Kind.ALLERGY,
    "pneumonia": Contraindication.Kind.PNEUMONIA,
    "acute_hepatitis": Contraindication.Kind.HEPATITIS,
    "liver_failure": Contraindication.Kind.LIVER_FAILURE,
}


@transaction.atomic
def screen(*, screening: Screening, opioids: Sequence[ScreenedOpioid], by: User) -> Screening:
    """Save what was asked, keep the dated facts on file, and put before a clinician what can't wait."""
    patient = Patient.objects.select_for_update().get(pk=screening.patient_id)
    screening.recorded_by = by
    _add(screening)
    for opioid in opioids:
        opioid.screening = screening
        _add(opioid)
    for answer, kind in KEPT_ON_FILE.items():
        _keep_on_file(patient, kind, is_present=getattr(screening, answer), on=screening.asked_on)
    if screening.egfr is not None:
        is_low = screening.egfr < clinical.EGFR_MODERATE_UNDER
        _keep_on_file(patient, Contraindication.Kind.KIDNEY_FAILURE, is_present=is_low, on=screening.asked_on)
    if opioids:
        _restart_wash_out(patient, taken_on=screening.asked_on)
    _raise_tasks(patient, screening, opioids, by)
    return screening


@transaction.atomic
def sign(*, patient: Patient, rule: str, reason: str, password: str, today: date, by: User) -> SignedDecision:
    """A prescriber overrides a finding, or signs for an exemption, with reason and password again."""
    if not by.has_perm(Permission.PRESCRIBE):
        raise ValidationError("Only a prescriber can sign.")
    if not by.check_password(password):
        raise ValidationError({"password": "This is not your password."})
    screening = gate.latest_screening(patient, today)
    finding = next((found for found in gate.findings_of(patient, today) if found.rule == rule), None)
    if screening is None or finding is None:
        raise ValidationError("This finding is no longer there. Reload the page.")
    if not finding.can_be_overridden:
        raise ValidationError(f"This can't be overridden by anyone. What clears it: {finding.clears}")
    return _add(
        SignedDecision(screening=screening, rule=rule, sentence=finding.sentence, reason=reason, signed_by=by)
    )


@transaction.atomic
def order_wash_out(*, patient: Patient, days: int, last_taken_on: date | None, by: User) -> WashOut:
    """A prescriber orders the wait after the last opioid; without a last day a taper comes first."""
    Patient.objects.select_for_update().get(pk=patient.pk)
    wash_out = WashOut(patient=patient, days=days, last_taken_on=last_taken_on, ordered_by=by)
    wash_out.save_checked()
    return wash_out


@transaction.atomic
def report_last_opioid(*, wash_out: WashOut, taken_on: date, by: User) -> None:
    """The last opioid was taken on this day. A later day than before starts the wash-out again."""
    wash_out = _open_wash_out(wash_out)
    if wash_out.last_taken_on and taken_on < wash_out.last_taken_on:
        raise ValidationError({"taken_on": "A later dose is on file already."})
    wash_out.save_checked(last_taken_on=taken_on)


@transaction.atomic
def release_wash_out(*, wash_out: WashOut, today: date, by: User) -> None:
    """A prescriber releases it, from the day after its last day on."""
    wash_out = _open_wash_out(wash_out)
    if wash_out.ends_on is None or today <= wash_out.ends_on:
        raise ValidationError("The wash-out is not over yet.")
    wash_out.save_checked(released_by=by, released_at=timezone.now())


@transaction.atomic
def cancel_wash_out(*, wash_out: WashOut, reason: str, by: User) -> None:
    """The wash-out is given up: the opioid goes on, or LDN is not wanted any more."""
    wash_out = _open_wash_out(wash_out)
    wash_out.save_checked(cancelled_by=by, cancelled_at=timezone.now(), cancel_reason=reason)


def _open_wash_out(wash_out: WashOut) -> WashOut:
    wash_out = WashOut.objects.select_for_update().get(pk=wash_out.pk)
    if wash_out.released_at or wash_out.cancelled_at:
        raise ValidationError("This wash-out is released or given up already.")
    return wash_out


def _restart_wash_out(patient: Patient, *, taken_on: date) -> None:
    for wash_out in patient.wash_outs.open().exclude(last_taken_on=None):
        wash_out.save_checked(last_taken_on=max(taken_on, wash_out.last_taken_on))


def _keep_on_file(patient: Patient, kind: str, *, is_present: bool | None, on: date) -> None:
    on_file = patient.contraindications.filter(kind=kind, cleared_on=None).first()
    if is_present and on_file is None:
        Contraindication(patient=patient, kind=kind, since=on).save_checked()
    if is_present is False and on_file:
        on_file.save_checked(cleared_on=max(on, on_file.since))


def _raise_tasks(patient: Patient, screening: Screening, opioids: Sequence[ScreenedOpioid], by: User) -> None:
    """A patient on LDN who now takes an opioid, is pregnant, or has a procedure ahead is seen to on the same day."""
    Kind = ClinicianTask.Kind

    def raise_task(kind: str, what: str) -> None:
        tasks_for_clinicians.raise_task(patient=patient, kind=kind, what=what, by=by)

    if screening.suicidal_thoughts:
        raise_task(Kind.SUICIDAL_THOUGHTS, "Named thoughts of suicide at a screening.")
    if not patient.prescriptions.open().exists():
        return
    if opioids or screening.non_prescribed_opioids or screening.opioid_for_cough_or_diarrhoea:
        names = ", ".join(opioid.name for opioid in opioids) or "not prescribed, or for cough or diarrhoea"
        raise_task(Kind.OPIOID, f"Takes an opioid with LDN: {names}.")
    if screening.pregnant_or_nursing:
        raise_task(Kind.PREGNANCY, "Is pregnant or nursing.")
    if screening.procedure_on:
        raise_task(Kind.PROCEDURE, f"A procedure is planned on {screening.procedure_on:%-d %B %Y}.")


def _add(row):
    row.full_clean()
    row.save()
    return row
