"""What is done about what speaks against LDN: screen, sign, order a wash-out and release it. Each is one transaction,
and raises ValidationError with the sentence that the user reads where a rule is broken."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from core import clinical
from core.models import save_valid
from patients import tasks_for_clinicians
from patients.models import ClinicianTask, Contraindication, Patient
from prescriptions import gate, signals
from prescriptions.models import NewFact, ScreenedOpioid, Screening, SignedDecision, WashOut

Kind = ClinicianTask.Kind

# Screening answers that are kept as dated facts on the patient's chart. "Yes" puts one there.
KEPT_ON_FILE = {
    "naltrexone_allergy": Contraindication.Kind.ALLERGY,
    "pneumonia": Contraindication.Kind.PNEUMONIA,
    "acute_hepatitis": Contraindication.Kind.HEPATITIS,
    "liver_failure": Contraindication.Kind.LIVER_FAILURE,
}
# Those that "no" clears. What nobody can override takes a day that somebody records on the chart.
CLEARED_BY_NO = (Contraindication.Kind.PNEUMONIA,)
# What a contact brings up; the others are questions.
TASK_OF = {NewFact.OPIOID: Kind.OPIOID, NewFact.PREGNANCY: Kind.PREGNANCY, NewFact.PROCEDURE: Kind.PROCEDURE}


# --- screening ----------------------------------------------------------------------------------------------


@transaction.atomic
def screen(*, screening: Screening, opioids: Sequence[ScreenedOpioid], by: User) -> Screening:
    """Save what was asked, keep the dated facts on file, and put before a clinician what can't wait.

    `screening` and `opioids` are the unsaved rows as they were filled in.
    """
    patient = screening.patient.held()
    _require_past("asked_on", screening.asked_on)
    screening.recorded_by = by
    save_valid(screening)
    for opioid in opioids:
        opioid.screening = screening
        save_valid(opioid)
    _keep_facts_on_file(screening, opioids)
    _note_opioids(patient, screening, opioids)
    for kind, what in _concerns(patient, screening, opioids):
        _put_before_prescriber(patient, kind=kind, what=what, by=by)
    return screening


@transaction.atomic
def void_screening(*, screening: Screening, reason: str, by: User) -> None:
    """The screening was entered in error: it stays on file and counts no more. What it has put on the chart, and a
    wash-out that it has started again, stay as they are."""
    _require_prescriber(by)
    screening.patient.held()
    screening = Screening.objects.select_for_update(of=("self",)).get(pk=screening.pk)
    if screening.is_voided:
        raise ValidationError("This screening is marked as entered in error already.")
    screening.voided_at, screening.voided_by, screening.voided_reason = timezone.now(), by, reason
    save_valid(screening)


@transaction.atomic
def note_new_facts(
    *, patient: Patient, kinds: Collection[str], what: str, on: date, by: User, said_before: str = ""
) -> None:
    """What a contact has brought up, by the kinds of NewFact: each is put before a clinician today, and an opioid
    stops LDN until the patient is screened. `said_before` are the words of a contact that broke off, and that this one
    goes on with: what they have raised, and is open, is not raised again."""
    patient = patient.held()
    if NewFact.OPIOID in kinds:
        _put_on_file(patient, Contraindication.Kind.OPIOID, since=on)
        _restart_wash_out(patient, taken_on=on)
    for kind in NewFact:
        if kind in kinds:
            new = f"New {kind.label.lower()}: "
            earlier = f"{new}{said_before}" if said_before else ""
            task = TASK_OF.get(kind, Kind.QUESTION)
            _put_before_prescriber(patient, kind=task, what=f"{new}{what}", by=by, instead_of=earlier)


def _put_before_prescriber(patient: Patient, *, kind: str, what: str, by: User, instead_of: str = "") -> None:
    """A task for today: the prescriber's of the course that is open; without one it is every clinician's."""
    course = patient.prescriptions.open().select_related("prescriber").first()
    owner = course.prescriber if course else None
    tasks_for_clinicians.raise_task(patient=patient, kind=kind, what=what, by=by, owner=owner, instead_of=instead_of)


def _keep_facts_on_file(screening: Screening, opioids: Sequence[ScreenedOpioid]) -> None:
    patient, on = screening.patient, screening.asked_on
    present = {kind: getattr(screening, answer) for answer, kind in KEPT_ON_FILE.items()}
    if screening.egfr is not None:
        present[Contraindication.Kind.KIDNEY_FAILURE] = screening.egfr < clinical.EGFR_MODERATE_UNDER
    for kind, is_present in present.items():
        if is_present:
            _put_on_file(patient, kind, since=on)
        elif is_present is False and kind in (*CLEARED_BY_NO, Contraindication.Kind.KIDNEY_FAILURE):
            _clear(patient, kind, screening)
    if opioids:  # from here on the screening says which one it is, and how much
        _clear(patient, Contraindication.Kind.OPIOID, screening)


def _put_on_file(patient: Patient, kind: str, *, since: date) -> None:
    if not patient.contraindications.filter(kind=kind, cleared_on=None).exists():
        Contraindication(patient=patient, kind=kind, since=since).save_checked()


def _clear(patient: Patient, kind: str, screening: Screening) -> None:
    """What began later than the screening's day is not cleared by it."""
    on = screening.asked_on
    for row in patient.contraindications.filter(kind=kind, cleared_on=None, since__lte=on):
        row.save_checked(cleared_on=on, cleared_by=screening.recorded_by, cleared_reason="By a screening of that day")


def _note_opioids(patient: Patient, screening: Screening, opioids: Sequence[ScreenedOpioid]) -> None:
    """Any dose starts a wash-out again."""
    if _takes_opioids(screening, opioids):
        _restart_wash_out(patient, taken_on=screening.asked_on)
    elif screening.last_opioid_on:
        _restart_wash_out(patient, taken_on=screening.last_opioid_on)


def _takes_opioids(screening: Screening, opioids: Sequence[ScreenedOpioid]) -> bool:
    is_other = screening.non_prescribed_opioids or screening.opioid_for_cough_or_diarrhoea
    return bool(is_other) or any(opioid.units_taken != 0 for opioid in opioids)


def _concerns(
    patient: Patient, screening: Screening, opioids: Sequence[ScreenedOpioid]
) -> Iterator[tuple[ClinicianTask.Kind, str]]:
    """What a clinician has to see on the same day. With LDN, that is more."""
    if screening.suicidal_thoughts:
        yield Kind.SUICIDAL_THOUGHTS, "Named thoughts of suicide at a screening."
    if not patient.prescriptions.open().exists():
        return
    if _takes_opioids(screening, opioids):
        names = ", ".join(opioid.name for opioid in opioids) or "not prescribed, or for cough or diarrhoea"
        yield Kind.OPIOID, f"Takes an opioid with LDN: {names}"[:300]
    if screening.pregnant_or_nursing:
        yield Kind.PREGNANCY, "Is pregnant or nursing, with LDN."
    if screening.procedure_on:
        yield Kind.PROCEDURE, f"A procedure is planned on {screening.procedure_on:%-d %B %Y}, with LDN."


# --- signatures ---------------------------------------------------------------------------------------------


@transaction.atomic
def sign(*, patient: Patient, rule: str, reason: str, password: str, by: User) -> SignedDecision:
    """A prescriber overrides a finding, or signs for an exemption, with reason and password again."""
    _require_prescriber(by)
    if not by.check_password(password):
        raise ValidationError({"password": "This is not your password."})  # nosec B105 a sentence
    found = gate.of(patient.held(), timezone.localdate())
    finding = next((one.finding for one in found.shown if one.finding.rule == rule), None)
    if finding is None or found.screening is None:
        raise ValidationError("This finding is no longer there. Reload the page.")
    if not finding.can_be_overridden:
        raise ValidationError(f"Nobody can override this. What clears it: {finding.clears}")
    # What was signed earlier said something else, or it would count; the audit keeps it.
    decision = found.screening.decisions.filter(rule=rule).first() or SignedDecision(
        screening=found.screening, rule=rule
    )
    decision.sentence, decision.reason, decision.signed_by, decision.signed_at = (
        finding.sentence,
        reason,
        by,
        timezone.now(),
    )
    return save_valid(decision)


# --- wash-out -----------------------------------------------------------------------------------------------


@transaction.atomic
def order_wash_out(*, patient: Patient, days: int, last_taken_on: date | None, by: User) -> WashOut:
    """A prescriber orders the wait after the last opioid; without a last day a taper comes first."""
    _require_prescriber(by)
    patient = patient.held()
    if last_taken_on:
        _require_past("last_taken_on", last_taken_on)
        _require_no_later_dose("last_taken_on", last_taken_on, gate.last_opioid_on_file(patient))
    wash_out = WashOut(patient=patient, days=days, last_taken_on=last_taken_on, ordered_by=by)
    wash_out.save_checked()
    signals.tell_wash_out_changed(wash_out)
    return wash_out


@transaction.atomic
def report_last_opioid(*, wash_out: WashOut, taken_on: date, by: User) -> None:
    """The last opioid was taken on this day. A later day than before starts the wash-out again."""
    wash_out = _open_wash_out(wash_out)
    _require_past("taken_on", taken_on)
    _require_no_later_dose("taken_on", taken_on, gate.last_opioid_on_file(wash_out.patient))
    wash_out.save_checked(last_taken_on=taken_on, none_since_asked_on=None)
    signals.tell_wash_out_changed(wash_out)


@transaction.atomic
def report_no_opioid_since(*, wash_out: WashOut, by: User) -> None:
    """The wait being over, the patient was asked and has taken none since: a clinician can release it."""
    wash_out = _open_wash_out(wash_out)
    today = timezone.localdate()
    if wash_out.ends_on is None or today < wash_out.ends_on:
        raise ValidationError("The last day of the wash-out has not come yet.")
    if wash_out.none_since_asked_on:
        raise ValidationError("This was asked already; the wash-out waits for its release.")
    wash_out.save_checked(none_since_asked_on=today)
    signals.tell_wash_out_changed(wash_out)
    what = f"Wash-out until {wash_out.ends_on:%-d %B %Y}: no opioid since. Release it, or not."
    _put_before_prescriber(wash_out.patient, kind=Kind.QUESTION, what=what, by=by)


@transaction.atomic
def release_wash_out(*, wash_out: WashOut, by: User) -> None:
    """A prescriber releases it, from the day after its last day on."""
    _require_prescriber(by)
    wash_out = _open_wash_out(wash_out)
    if not wash_out.is_over(timezone.localdate()):
        raise ValidationError("The wash-out is not over yet.")
    wash_out.save_checked(released_by=by, released_at=timezone.now())
    signals.tell_wash_out_changed(wash_out)


@transaction.atomic
def cancel_wash_out(*, wash_out: WashOut, reason: str, by: User) -> None:
    """The wash-out is given up: the opioid goes on, or LDN is not wanted any more."""
    _require_prescriber(by)
    wash_out = _open_wash_out(wash_out)
    wash_out.save_checked(cancelled_by=by, cancelled_at=timezone.now(), cancel_reason=reason)
    signals.tell_wash_out_changed(wash_out)


def _open_wash_out(wash_out: WashOut) -> WashOut:
    """As it is now, held with its patient until the transaction ends."""
    wash_out = wash_out.held()
    if not wash_out.is_open:
        raise ValidationError("This wash-out is released or given up already.")
    return wash_out


def _restart_wash_out(patient: Patient, *, taken_on: date) -> None:
    for wash_out in patient.wash_outs.open().filter(last_taken_on__lt=taken_on):
        wash_out.save_checked(last_taken_on=taken_on, none_since_asked_on=None)
        signals.tell_wash_out_changed(wash_out)


def _require_no_later_dose(field: str, taken_on: date, on_file: date | None) -> None:
    if on_file and taken_on < on_file:
        raise ValidationError({field: f"A later dose is on file: {on_file:%-d %B %Y}."})


def _require_past(field: str, day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: "This day is still to come."})


def _require_prescriber(by: User) -> None:
    if not by.has_perm(Permission.PRESCRIBE):
        raise ValidationError("Only a prescriber can do this.")
