"""Whether a patient may go on to LDN: the facts on file, held against the rules of screening.py."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from patients.models import Contraindication, Patient
from patients.opioids import Drug
from prescriptions import screening as rules
from prescriptions.findings import Finding, Weight
from prescriptions.models import ScreenedOpioid, Screening, SignedDecision, WashOut

# Answers that LDN waits for: the field, and what is not known without it.
NEEDED_ANSWERS = (
    ("naltrexone_allergy", "allergy to naltrexone"),
    ("pneumonia", "pneumonia"),
    ("acute_hepatitis", "acute hepatitis"),
    ("liver_failure", "liver failure"),
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A finding with what a prescriber has signed about it."""

    finding: Finding
    decision: SignedDecision | None = None
    # The row on the chart that it stands for, and that a day clears.
    on_chart: Contraindication | None = None

    @property
    def level(self) -> str:
        """The word before it; what is signed stops no more."""
        return "Signed" if self.decision else Weight(self.finding.weight).label

    @property
    def words(self) -> str:
        return self.finding.sentence

    @property
    def css(self) -> str:
        return {"Stops": "stop", "Warns": "warn"}.get(self.level, "tell")

    @property
    def stops(self) -> bool:
        return self.finding.is_stop and self.decision is None

    @property
    def can_be_signed(self) -> bool:
        return self.finding.can_be_overridden and self.decision is None


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What speaks against LDN for a patient, the worst first."""

    screening: Screening | None
    shown: tuple[Shown, ...]
    wash_out: WashOut | None
    # Days to wait after the last dose of the opioids of the screening.
    wash_out_days: int

    @property
    def is_open(self) -> bool:
        return not any(one.stops for one in self.shown)

    @property
    def is_unscreened(self) -> bool:
        """Nothing is asked yet, or too long ago."""
        return any(one.finding.rule == rules.NOT_SCREENED for one in self.shown)

    @property
    def asks_for_wash_out(self) -> bool:
        """An opioid is or was taken, and nobody waits for its end yet."""
        return self.wash_out is None and any(one.finding.rule in rules.OPIOID_RULES for one in self.shown)

    @property
    def to_sign(self) -> list[Finding]:
        return [one.finding for one in self.shown if one.can_be_signed]


def of(patient: Patient, today: date) -> Gate:
    """The patient's findings, each with its signature. A constant number of queries."""
    facts, screening = _facts_and_screening(patient, today)
    decisions = {row.rule: row for row in screening.decisions.all()} if screening else {}
    on_chart = {row.kind: row for row in patient.contraindications.all() if row.kind in facts.contraindications}

    def show(finding: Finding) -> Shown:
        decision = decisions.get(finding.rule) if rules.is_signed(finding, facts) else None
        return Shown(finding=finding, decision=decision, on_chart=on_chart.get(finding.rule))

    return Gate(
        screening=screening,
        shown=tuple(map(show, rules.findings(facts))),
        wash_out=next((wash_out for wash_out in patient.wash_outs.all() if wash_out.is_open), None),
        wash_out_days=rules.wash_out_days(facts.opioids),
    )


def require_open(
    patient: Patient,
    today: date,
    *,
    also_on: date | None = None,
    screened_since: date | None = None,
    but: tuple[str, ...] = (),
) -> None:
    """Raise the sentences of what still stops LDN for this patient; the rules of `but` are left out.

    `also_on`: what was on file on that day counts too, cleared since or not. `screened_since`: a screening of that day
    or later is recent enough, however long ago.
    """
    facts = facts_of(patient, today, also_on=also_on, screened_since=screened_since)
    stops = [stop for stop in rules.open_stops(facts) if stop.rule not in but]
    if stops:
        raise ValidationError([f"{stop.sentence} What clears it: {stop.clears}" for stop in stops])


def last_opioid_on_file(patient: Patient) -> date | None:
    """The latest day on which an opioid was taken, by all that is on file."""
    screenings = list(patient.screenings.valid().prefetch_related("opioids", "decisions"))
    told = [screening.last_opioid_on for screening in screenings]
    return max((day for day in (_last_opioid_on_file(patient, screenings), *told) if day), default=None)


def facts_of(
    patient: Patient, today: date, *, also_on: date | None = None, screened_since: date | None = None
) -> rules.Facts:
    """What is known of the patient as of today: the latest screening, what is on file, the wash-out, the signatures."""
    return _facts_and_screening(patient, today, also_on, screened_since)[0]


def _facts_and_screening(
    patient: Patient, today: date, also_on: date | None = None, screened_since: date | None = None
) -> tuple[rules.Facts, Screening | None]:
    screenings = list(patient.screenings.valid().prefetch_related("opioids", "decisions__signed_by"))
    wash_outs = [wash_out for wash_out in patient.wash_outs.all() if wash_out.cancelled_at is None]
    on_file = {
        row.kind: row.since
        for row in patient.contraindications.all()
        if row.cleared_on is None or any(row.since <= day < row.cleared_on for day in (today, also_on or today))
    }
    known = {
        "today": today,
        "age": patient.age_on(today),
        "contraindications": on_file,
        "screened_since": screened_since,
        "opioid_on_file_until": _last_opioid_on_file(patient, screenings),
        "wash_out": _wash_out_facts(wash_outs[-1]) if wash_outs else None,
    }
    if not screenings:
        return rules.Facts(asked_on=None, **known), None
    return _facts_of_screening(screenings[-1], **known), screenings[-1]


def _facts_of_screening(screening: Screening, **known) -> rules.Facts:
    signed = {decision.rule: decision.sentence for decision in screening.decisions.all()}
    return rules.Facts(
        asked_on=screening.asked_on,
        opioids=tuple(_opioid(row, is_signed=rules.TAKEN_DOSE in signed) for row in screening.opioids.all()),
        takes_non_prescribed_opioids=screening.non_prescribed_opioids,
        takes_opioid_for_cough_or_diarrhoea=screening.opioid_for_cough_or_diarrhoea,
        last_opioid_on=screening.last_opioid_on,
        not_known=tuple(words for name, words in NEEDED_ANSWERS if getattr(screening, name) is None),
        egfr=screening.egfr,
        pregnant_or_nursing=screening.pregnant_or_nursing,
        depression=screening.depression,
        suicidal_thoughts=screening.suicidal_thoughts,
        disulfiram=screening.disulfiram,
        thioridazine=screening.thioridazine,
        procedure_on=screening.procedure_on,
        signed=signed,
        **known,
    )


def _wash_out_facts(wash_out: WashOut) -> rules.WashOutFacts:
    return rules.WashOutFacts(
        days=wash_out.days, last_taken_on=wash_out.last_taken_on, is_released=wash_out.released_at is not None
    )


def _opioid(row: ScreenedOpioid, *, is_signed: bool) -> rules.Opioid:
    return rules.Opioid(
        drug=Drug(row.drug),
        name=row.name,
        strength=row.strength,
        units_prescribed=row.units_prescribed,
        units_taken=row.units_taken,
        release=rules.Release(row.release),
        for_opioid_use_disorder=row.for_opioid_use_disorder,
        helps=row.helps,
        taken_dose_is_signed=is_signed,
    )


# --- the last opioid ----------------------------------------------------------------------------------------


def _last_opioid_on_file(patient: Patient, screenings: list[Screening]) -> date | None:
    """By screenings that name one, wash-outs, and opioids in use on the chart. Tramadol that need not be stopped for
    LDN does not count: nobody has to wait after it."""
    named = [_named_on(screening) for screening in screenings]
    washed_out = [wash_out.last_taken_on for wash_out in patient.wash_outs.all()]
    explained = {screening.asked_on for screening in screenings if screening.opioids.all()}
    on_chart = [
        row.cleared_on
        for row in patient.contraindications.all()
        # What a screening has cleared, it names itself.
        if row.kind == Contraindication.Kind.OPIOID and row.cleared_on not in explained
    ]
    return max((day for day in (*named, *washed_out, *on_chart) if day), default=None)


def _named_on(screening: Screening) -> date | None:
    """The day of a screening, if an opioid was taken then that LDN has to wait for."""
    is_signed = any(decision.rule == rules.TAKEN_DOSE for decision in screening.decisions.all())
    opioids = [_opioid(row, is_signed=is_signed) for row in screening.opioids.all()]
    taken = [opioid for opioid in opioids if opioid.was_taken]
    is_other = screening.non_prescribed_opioids or screening.opioid_for_cough_or_diarrhoea
    if is_other or (taken and not rules.tramadol_alone(taken)):
        return screening.asked_on
    return None
