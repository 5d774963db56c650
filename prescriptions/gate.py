"""Whether a patient may go on to LDN: the facts on file, held against the rules of screening.py."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from patients.models import Contraindication, Patient
from patients.opioids import Drug
from prescriptions import screening as rules
from prescriptions.facts import Facts, Opioid, Release, WashOutFacts, tramadol_alone, wash_out_days
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
    def against_the_first_dose(self) -> tuple[Shown, ...]:
        """What still stops a course that was prescribed."""
        return tuple(one for one in self.once_prescribed if one.stops)

    @property
    def once_prescribed(self) -> tuple[Shown, ...]:
        """What there is to know of a patient with a course: how old the screening is was asked before."""
        return tuple(one for one in self.shown if one.finding.rule != rules.NOT_SCREENED)

    @property
    def waits_for_a_signature(self) -> bool:
        """All that still stops can be signed."""
        return not self.is_open and all(one.can_be_signed for one in self.shown if one.stops)

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
    record = _read(patient)
    facts, screening = _facts_of(record, today), record.latest_screening
    decisions = {row.rule: row for row in screening.decisions.all()} if screening else {}
    on_chart = {row.kind: row for row in record.contraindications if row.kind in facts.contraindications}

    def show(finding: Finding) -> Shown:
        decision = decisions.get(finding.rule) if rules.is_signed(finding, facts) else None
        return Shown(finding=finding, decision=decision, on_chart=on_chart.get(finding.rule))

    return Gate(
        screening=screening,
        shown=tuple(map(show, rules.findings(facts))),
        wash_out=next((wash_out for wash_out in record.wash_outs if wash_out.is_open), None),
        wash_out_days=wash_out_days(facts.opioids),
    )


def require_open(
    patient: Patient,
    today: date,
    *,
    also_on: date | None = None,
    screened_since: date | None = None,
) -> None:
    """Raise the sentences of what still stops LDN for this patient.

    `also_on`: what was on file on that day counts too, cleared since or not. `screened_since`: a screening of that day
    or later is recent enough, however long ago.
    """
    facts = _facts_of(_read(patient), today, also_on=also_on, screened_since=screened_since)
    _refuse(rules.open_stops(facts))


def stops_once_prescribed(patient: Patient, today: date) -> list[Finding]:
    """What still stops a course that was prescribed: all but that its screening may have become old meanwhile."""
    facts = _facts_of(_read(patient), today)
    return [stop for stop in rules.open_stops(facts) if stop.rule != rules.NOT_SCREENED]


def require_open_once_prescribed(patient: Patient, today: date) -> None:
    """Raise the sentences of what still stops a course that was prescribed."""
    _refuse(stops_once_prescribed(patient, today))


def _refuse(stops: list[Finding]) -> None:
    if stops:
        raise ValidationError([f"{stop.sentence} What clears it: {stop.clears}" for stop in stops])


def last_opioid_on_file(patient: Patient) -> date | None:
    """The latest day on which an opioid was taken, by all that is on file and all that the patient has told."""
    record = _read(patient)
    told = [screening.last_opioid_on for screening in record.screenings]
    return _latest(_last_opioid_on_file(record), *told)


# --- the facts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Record:
    """What the gate reads of a patient, each once."""

    patient: Patient
    screenings: list[Screening]
    contraindications: list[Contraindication]
    wash_outs: list[WashOut]

    @property
    def latest_screening(self) -> Screening | None:
        return self.screenings[-1] if self.screenings else None


def _read(patient: Patient) -> _Record:
    signed = SignedDecision.objects.select_related("signed_by")
    return _Record(
        patient=patient,
        screenings=list(patient.screenings.valid().prefetch_related("opioids", Prefetch("decisions", queryset=signed))),
        contraindications=list(patient.contraindications.all()),
        wash_outs=list(patient.wash_outs.all()),
    )


def _facts_of(
    record: _Record, today: date, *, also_on: date | None = None, screened_since: date | None = None
) -> Facts:
    wash_outs = [wash_out for wash_out in record.wash_outs if wash_out.cancelled_at is None]
    days = (today, also_on or today)
    known = {
        "today": today,
        "age": record.patient.age_on(today),
        "contraindications": {
            row.kind: row.since
            for row in record.contraindications
            if row.cleared_on is None or any(row.since <= day < row.cleared_on for day in days)
        },
        "screened_since": screened_since,
        "opioid_on_file_until": _last_opioid_on_file(record),
        "wash_out": _wash_out_facts(wash_outs[-1]) if wash_outs else None,
    }
    if record.latest_screening is None:
        return Facts(asked_on=None, **known)
    return _facts_of_screening(record.latest_screening, **known)


def _facts_of_screening(screening: Screening, **known) -> Facts:
    signed = {decision.rule: decision.sentence for decision in screening.decisions.all()}
    return Facts(
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


def _wash_out_facts(wash_out: WashOut) -> WashOutFacts:
    return WashOutFacts(
        days=wash_out.days, last_taken_on=wash_out.last_taken_on, is_released=wash_out.released_at is not None
    )


def _opioid(row: ScreenedOpioid, *, is_signed: bool) -> Opioid:
    return Opioid(
        drug=Drug(row.drug),
        name=row.name,
        strength=row.strength,
        units_prescribed=row.units_prescribed,
        units_taken=row.units_taken,
        release=Release(row.release),
        for_opioid_use_disorder=row.for_opioid_use_disorder,
        helps=row.helps,
        taken_dose_is_signed=is_signed,
    )


# --- the last opioid ----------------------------------------------------------------------------------------


def _last_opioid_on_file(record: _Record) -> date | None:
    """By screenings that name one, wash-outs, and opioids in use on the chart. Tramadol that need not be stopped for
    LDN does not count: nobody has to wait after it."""
    named = [_named_on(screening) for screening in record.screenings]
    washed_out = [wash_out.last_taken_on for wash_out in record.wash_outs]
    explained = {screening.asked_on for screening in record.screenings if screening.opioids.all()}
    on_chart = [
        row.cleared_on
        for row in record.contraindications
        # What a screening has cleared, it names itself.
        if row.kind == Contraindication.Kind.OPIOID and row.cleared_on not in explained
    ]
    return _latest(*named, *washed_out, *on_chart)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _named_on(screening: Screening) -> date | None:
    """The day of a screening, if an opioid was taken then that LDN has to wait for."""
    is_signed = any(decision.rule == rules.TAKEN_DOSE for decision in screening.decisions.all())
    opioids = [_opioid(row, is_signed=is_signed) for row in screening.opioids.all()]
    taken = [opioid for opioid in opioids if opioid.was_taken]
    is_other = screening.non_prescribed_opioids or screening.opioid_for_cough_or_diarrhoea
    if is_other or (taken and not tramadol_alone(taken)):
        return screening.asked_on
    return None
