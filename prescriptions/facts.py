"""The facts that the rules of screening.py speak of: opioids, the wait after them, and what else was asked. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core import clinical
from patients.opioids import DailyOpioid, Drug, total_mme


class Release(StrEnum):
    """How the opioid reaches the body."""

    IMMEDIATE = "immediate"
    EXTENDED = "extended_release"
    PATCH = "patch"
    PUMP = "pump"
    INJECTED = "injected"

    @property
    def label(self) -> str:
        return {
            Release.IMMEDIATE: "By mouth, short-acting",
            Release.EXTENDED: "By mouth, extended-release",
            Release.PATCH: "Patch",
            Release.PUMP: "Pump",
            Release.INJECTED: "Injected",
        }[self]


# Whatever the sum: these stop LDN, and go to the clinician.
STOPPING_DRUGS = {Drug.BUPRENORPHINE, Drug.METHADONE, Drug.KRATOM, Drug.OTHER, Drug.FENTANYL_PATCH}


@dataclass(frozen=True, kw_only=True)
class Opioid:
    """An opioid on the patient's list: what is prescribed at most a day, and what is taken. None: not known."""

    drug: Drug
    name: str
    strength: Decimal
    units_prescribed: Decimal | None
    units_taken: Decimal | None
    release: Release = Release.IMMEDIATE
    for_opioid_use_disorder: bool = False
    helps: bool | None = None
    # A prescriber has signed that the dose taken counts, and not the larger one prescribed.
    taken_dose_is_signed: bool = False

    @property
    def takes_less(self) -> bool:
        """Less is taken than what is prescribed, as far as both are known."""
        return (
            self.units_prescribed is not None
            and self.units_taken is not None
            and self.units_taken < self.units_prescribed
        )

    @property
    def counted(self) -> DailyOpioid | None:
        """The dose that counts: the larger one, unless the taken one is signed for. None where neither is known."""
        known = [units for units in (self.units_prescribed, self.units_taken) if units is not None]
        if not known:
            return None
        is_by_taken = self.taken_dose_is_signed and self.units_taken is not None
        units = self.units_taken if is_by_taken else max(known)
        return DailyOpioid(drug=self.drug, strength=self.strength, units_a_day=units)

    @property
    def is_in_use(self) -> bool:
        """All but what is prescribed only, with a prescriber's signature that none of it is taken."""
        return not (self.taken_dose_is_signed and self.units_taken == 0)

    @property
    def was_taken(self) -> bool:
        """The patient did not say that none of it is taken."""
        return self.units_taken != 0

    @property
    def stops_whatever_the_sum(self) -> bool:
        return (
            self.drug in STOPPING_DRUGS
            or self.release != Release.IMMEDIATE
            or self.for_opioid_use_disorder
            or self.counted is None
            or self.counted.mme is None
        )


@dataclass(frozen=True, kw_only=True)
class WashOutFacts:
    """A wash-out that a prescriber ordered: while tapering, `last_taken_on` is None."""

    days: int
    last_taken_on: date | None
    is_released: bool

    @property
    def ends_on(self) -> date | None:
        """Its last day: so many whole days after the day of the last dose."""
        return self.last_taken_on and self.last_taken_on + timedelta(days=self.days)

    def is_over(self, today: date) -> bool:
        """From the day after its last day on."""
        return self.ends_on is not None and today > self.ends_on

    def covers(self, day: date | None) -> bool:
        """It is released, and no opioid was taken after its last dose."""
        return self.is_released and (day is None or self.last_taken_on >= day)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a patient on the day. None: not asked, or not known."""

    today: date
    # The day of the latest screening.
    asked_on: date | None
    # From this day on a screening is recent enough, however long ago that is. None: the usual days count.
    screened_since: date | None = None
    age: int
    opioids: tuple[Opioid, ...] = ()
    takes_non_prescribed_opioids: bool | None = None
    takes_opioid_for_cough_or_diarrhoea: bool | None = None
    # The last opioid as the patient tells it at the latest screening, taking none any more.
    last_opioid_on: date | None = None
    # The latest day on which an opioid was taken by what is on file: earlier screenings, wash-outs, contraindications.
    opioid_on_file_until: date | None = None
    # Kinds of patients.Contraindication that are on file and not cleared, and since when.
    contraindications: Mapping[str, date] = field(default_factory=dict)
    # Questions of the latest screening that have no answer and need one, as one reads them.
    not_known: tuple[str, ...] = ()
    egfr: int | None = None
    # None where it doesn't apply, or the patient does not know.
    pregnant_or_nursing: bool | None = None
    depression: bool | None = None
    suicidal_thoughts: bool | None = None
    disulfiram: bool | None = None
    thioridazine: bool | None = None
    procedure_on: date | None = None
    wash_out: WashOutFacts | None = None
    # What a prescriber has signed since the latest screening: the rule, and the finding's sentence at that moment.
    signed: Mapping[str, str] = field(default_factory=dict)

    @property
    def opioids_in_use(self) -> tuple[Opioid, ...]:
        return tuple(opioid for opioid in self.opioids if opioid.is_in_use)

    @property
    def takes_other_opioids(self) -> bool:
        return bool(self.takes_non_prescribed_opioids or self.takes_opioid_for_cough_or_diarrhoea)


def tramadol_alone(opioids: Iterable[Opioid]) -> Opioid | None:
    """The tramadol of a patient who takes no other opioid, strictly under the practice's limit."""
    opioids = tuple(opioids)
    if len(opioids) != 1 or opioids[0].drug != Drug.TRAMADOL or opioids[0].stops_whatever_the_sum:
        return None
    is_under = opioids[0].counted.mg_a_day < clinical.TRAMADOL_EXEMPT_UNDER_MG
    return opioids[0] if is_under else None


def sum_of(opioids: Iterable[Opioid]) -> Decimal | None:
    """MME a day of all; None as soon as one of them can't be counted."""
    opioids = tuple(opioids)
    if any(opioid.stops_whatever_the_sum for opioid in opioids):
        return None
    return total_mme(opioid.counted for opioid in opioids)


def wash_out_days(opioids: Iterable[Opioid]) -> int:
    """Days to wait after the last dose of these: the longest wait that one of them needs."""
    return max((_wash_out_days(opioid) for opioid in opioids), default=clinical.WASH_OUT_DAYS["short_acting"])


def _wash_out_days(opioid: Opioid) -> int:
    days = clinical.WASH_OUT_DAYS
    if opioid.drug == Drug.FENTANYL_PATCH:
        return days["patch"]
    if opioid.drug in (Drug.OTHER, Drug.KRATOM) or opioid.release in (Release.PUMP, Release.INJECTED):
        return max(days.values())  # how long it acts is not known
    return max(days.get(opioid.drug, 0), days.get(opioid.release, days["short_acting"]))
