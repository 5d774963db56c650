"""Whether a patient may go on to LDN: the facts on file, held against the rules of screening.py."""

from datetime import date

from django.core.exceptions import ValidationError

from patients.models import Patient
from patients.opioids import Drug
from prescriptions import screening as rules
from prescriptions.findings import Finding
from prescriptions.models import Screening

TAKEN_DOSE = "taken_dose"


def latest_screening(patient: Patient, today: date) -> Screening | None:
    return patient.screenings.filter(asked_on__lte=today).prefetch_related("opioids", "decisions").last()


def facts_of(patient: Patient, today: date) -> rules.Facts:
    """What is known of the patient as of today: the latest screening, what is on file, the wash-out, the signatures."""
    screening = latest_screening(patient, today)
    on_file = frozenset(patient.contraindications.open_on(today).values_list("kind", flat=True))
    common = {"today": today, "age": patient.age_on(today), "contraindications": on_file}
    if screening is None:
        return rules.Facts(asked_on=None, **common)
    signed = frozenset(decision.rule for decision in screening.decisions.all())
    wash_out = patient.wash_outs.filter(cancelled_at=None).last()
    return rules.Facts(
        asked_on=screening.asked_on,
        opioids=tuple(_opioid(row, signed) for row in screening.opioids.all()),
        takes_non_prescribed_opioids=screening.non_prescribed_opioids,
        takes_opioid_for_cough_or_diarrhoea=screening.opioid_for_cough_or_diarrhoea,
        last_opioid_on=screening.last_opioid_on,
        egfr=screening.egfr,
        pregnant_or_nursing=screening.pregnant_or_nursing,
        depression=screening.depression,
        suicidal_thoughts=screening.suicidal_thoughts,
        disulfiram=screening.disulfiram,
        thioridazine=screening.thioridazine,
        procedure_on=screening.procedure_on,
        wash_out=wash_out
        and rules.WashOutFacts(
            days=wash_out.days,
            last_taken_on=wash_out.last_taken_on,
            is_released=wash_out.released_at is not None,
        ),
        signed=signed,
        **common,
    )


def _opioid(row, signed: frozenset[str]) -> rules.Opioid:
    return rules.Opioid(
        drug=Drug(row.drug),
        name=row.name,
        strength=row.strength,
        units_prescribed=row.units_prescribed,
        units_taken=row.units_taken,
        release=rules.Release(row.release),
        for_opioid_use_disorder=row.for_opioid_use_disorder,
        helps=row.helps,
        taken_dose_is_signed=TAKEN_DOSE in signed,
    )


def findings_of(patient: Patient, today: date) -> list[Finding]:
    return rules.findings(facts_of(patient, today))


def require_open(patient: Patient, today: date, *, but: tuple[str, ...] = ()) -> None:
    """Raise the sentences of what still stops LDN for this patient; the rules of `but` are left out."""
    stops = [stop for stop in rules.open_stops(facts_of(patient, today)) if stop.rule not in but]
    if stops:
        raise ValidationError([f"{stop.sentence} What clears it: {stop.clears}" for stop in stops])
