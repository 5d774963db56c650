"""Invented patients: who they are, whom they may be reached through, and what ails them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from string import ascii_uppercase
from typing import NamedTuple

from django.conf import settings

from exchange.demo.names import CULTURES, Culture
from exchange.demo.rows import Rows
from patients.models import ContactPerson, Diagnosis, Medicine, Patient, PhoneNumber, Procedure
from prescriptions.models import Prescription

Region, Radiation = Prescription.Region, Prescription.Radiation
Message = PhoneNumber.Message

# The case series counts its charts as LDN-001; these can't be mistaken for them.
FIRST_CHART_NUMBER = 20001
DAYS_A_YEAR = 365.25

DIAGNOSES = {
    Region.CERVICAL: ("M54.2", "M54.12", "M48.02", "M50.322", "M46.02", "M43.02", "M41.22"),
    Region.LUMBAR: ("M54.16", "M54.17", "M48.061", "M48.062", "M51.360", "M51.361", "M43.06", "M46.06", "M41.26"),
    Region.HIP: ("M16.11", "M16.12", "M16.0", "M79.18"),
    Region.SACROILIAC: ("M46.08", "M46.1", "M54.18"),
}
DIAGNOSES_ANYWHERE = ("M79.18", "G62.9", "M79.2", "M19.90", "G35.A", "G35.D")
RADIATION = {
    Region.CERVICAL: (Radiation.ARMS, Radiation.SHOULDERS, Radiation.JAW),
    Region.LUMBAR: (Radiation.LEGS,),
    Region.HIP: (Radiation.LEGS, Radiation.LOWER_BACK),
    Region.SACROILIAC: (Radiation.LOWER_BACK, Radiation.LEGS),
}
# mg a day
MEDICINES = {
    "gabapentin": (300, 900, 1800),
    "cyclobenzaprine": (10, 20),
    "naproxen": (500, 1000),
    "ibuprofen": (1200, 1800),
    "acetaminophen": (2000, 3000),
    "tramadol": (50, 75),
    "duloxetine": (30, 60),
}
TIME_ZONES = ("America/Chicago", "America/Denver", "America/Los_Angeles")
RELATIONS = ("wife", "husband", "daughter", "son", "sister", "neighbor", "caregiver")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A patient before the rows are written, with what a prescription copies from the chart."""

    patient: Patient
    phone: PhoneNumber
    regions: list[str]
    radiation: list[str]
    indication: str


class Name(NamedTuple):
    given: str
    family: str


class People:
    """Invents one person after the other, none with the name of another."""

    def __init__(self, *, rows: Rows, random: Random, today: date) -> None:
        self.rows, self.random, self.today = rows, random, today
        self.names: set[Name] = set()

    def invent(self) -> Person:
        """A patient whose chart was opened well before any course of the demo."""
        known_since = self.today - timedelta(days=self.random.randrange(700, 1500))
        patient = self._patient()
        regions = self.random.choices(list(Region), weights=(5, 9, 3, 3), k=self.random.choice((1, 1, 1, 2)))
        regions = list(dict.fromkeys(regions))
        person = Person(
            patient=patient,
            phone=self._phones(patient),
            regions=regions,
            radiation=sorted({self.random.choice(RADIATION[region]) for region in regions}),
            indication=self.random.choice(DIAGNOSES[regions[0]]),
        )
        self._contact_persons(patient)
        self._history(person, known_since)
        return person

    def _patient(self) -> Patient:
        random = self.random
        culture = random.choices(CULTURES, [culture.weight for culture in CULTURES])[0]
        sex = random.choices("FMX", (60, 39, 1))[0]
        name = self._new_name(culture, culture.men if sex == "M" else culture.women)
        age = min(91, max(22, random.gauss(58, 14)))  # years
        patient = Patient(
            chart_number=f"P-{FIRST_CHART_NUMBER + len(self.names) - 1}",
            given_name=name.given,
            family_name=name.family,
            date_of_birth=self.today - timedelta(days=round(age * DAYS_A_YEAR) + random.randrange(365)),
            sex=sex,
            language=culture.language if random.random() < 0.6 else Patient.Language.ENGLISH,
            time_zone=settings.TIME_ZONE if random.random() < 0.8 else random.choice(TIME_ZONES),
        )
        patient.set_keys()
        return self.rows.add(patient)

    def _new_name(self, culture: Culture, given_names: Sequence[str]) -> Name:
        """One that nobody has yet, with a middle initial where the plain one is taken."""
        initials = iter(self.random.sample(ascii_uppercase, 26))
        plain = name = Name(self.random.choice(given_names), self.random.choice(culture.families))
        while name in self.names:
            name = plain._replace(given=f"{plain.given} {next(initials)}.")
        self.names.add(name)
        return name

    def _phones(self, patient: Patient) -> PhoneNumber:
        """One or two numbers of those that are kept free for fiction; returns the first."""
        random = self.random
        first, second = random.sample(range(100, 200), 2)
        message = random.choices(list(Message), weights=(2, 5, 3))[0]
        main = self._phone(patient, first, kind=PhoneNumber.Kind.MOBILE, message=message)
        if random.random() < 0.3:
            whose = random.choice(("the patient", "the patient", f"the {random.choice(RELATIONS)}"))
            self._phone(patient, second, kind=random.choice(("home", "work")), belongs_to=whose)
        return main

    def _phone(self, patient: Patient, last_digits: int, **contact_rights: str) -> PhoneNumber:
        number = f"+1202555{last_digits:04}"
        return self.rows.add(PhoneNumber(patient=patient, number=number, digits=number[1:], **contact_rights))

    def _contact_persons(self, patient: Patient) -> None:
        if self.random.random() < 0.25:
            given_name = self.random.choice(("Sam", "Alex", "Rosa", "Nadia", "Chris", "Élodie", "Hamid"))
            name = f"{given_name} {patient.family_name}"
            self.rows.add(ContactPerson(patient=patient, name=name, relation=self.random.choice(RELATIONS)))

    def _history(self, person: Person, known_since: date) -> None:
        """Diagnoses, medicines and procedures, noted at the first visit or soon after."""
        random, patient, add = self.random, person.patient, self.rows.add
        codes = {person.indication}
        codes |= {random.choice(DIAGNOSES[region]) for region in person.regions}
        codes |= set(random.sample(DIAGNOSES_ANYWHERE, random.choice((0, 0, 1, 1, 2))))
        for code in sorted(codes):
            add(Diagnosis(patient=patient, code=code, noted_on=known_since))
        for name in random.sample(list(MEDICINES), random.choice((0, 1, 1, 2, 2, 3))):
            mg_per_day = Decimal(random.choice(MEDICINES[name]))
            add(Medicine(patient=patient, name=name, mg_per_day=mg_per_day, noted_on=known_since))
        for kind in random.sample(list(Procedure.Kind), random.choice((0, 1, 1, 2))):
            done_on = known_since - timedelta(days=random.randrange(30, 900))
            known_day = done_on if random.random() < 0.7 else None
            add(Procedure(patient=patient, kind=kind, done_on=known_day, noted_on=known_since))
