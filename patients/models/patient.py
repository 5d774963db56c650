from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Lower
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from core.models import Versioned
from patients import time_zones
from patients.names import folded, with_two_letters_swapped, words_of
from patients.telephone import as_written

CHART_NUMBER_TAKEN = "Another patient has this chart number."
CHART_NUMBER_MERGED = "A record with this number was merged into another. Search for the number to find the patient."
DIES_BEFORE_BIRTH = "The day of death is before the day of birth."

SORT_KEY_LENGTH = 250
SEARCH_KEY_LENGTH = 300
# Share of a typed word's letter triples that a name must have, to be offered for a misspelt search. 0 to 1.
MISSPELT_SIMILARITY = 0.45
# Digits that a telephone search needs: fewer would find half the clinic.
PHONE_SEARCH_DIGITS = 4
PHONE_PUNCTUATION = frozenset("0123456789 +()-./")
# Words that a search heeds; more would only slow it down.
MOST_WORDS = 6


class PatientQuerySet(PatientDataQuerySet):
    def matching(self, text: str) -> PatientQuerySet:
        """Patients whose name, chart number or telephone has the text in it, the likeliest first.

        If there is nobody, those whose name is spelt nearly so.
        """
        words = words_of(text)[:MOST_WORDS]
        if not words:
            return self.none()
        exactly = self.filter(Q(*(Q(search_key__contains=word) for word in words)) | _telephone_has(text))
        if not exactly.exists():
            return self._once_under_chart_number(text.strip()) or self._spelt_nearly(words)
        begins = Q(sort_key__startswith=words[0]) | Q(chart_number__iexact=text.strip())
        return exactly.order_by(Case(When(begins, then=0), default=1), "sort_key", "chart_number")

    def _spelt_nearly(self, words: list[str]) -> PatientQuerySet:
        """Patients who have each word in their name, or one that is like it; of digits nothing is like another."""
        if not all(word.isalpha() for word in words):
            return self.none()
        nearness = TrigramWordSimilarity(" ".join(words), "search_key")
        return self.filter(*map(_like, words)).order_by(-nearness, "sort_key", "chart_number")

    def _once_under_chart_number(self, chart_number: str) -> PatientQuerySet:
        """The patient who has another record with this chart number, merged into this one."""
        merged = Patient.records.merged().with_chart_number(chart_number)
        return self.filter(pk__in=merged.values("merged_into")).order_by("sort_key", "chart_number")

    def merged(self) -> PatientQuerySet:
        """Records that were merged into another of the same patient. Only `Patient.records` has them."""
        return self.filter(merged_into__isnull=False)

    def with_chart_number(self, chart_number: str) -> PatientQuerySet:
        """Whatever its case."""
        return self.alias(chart_number_folded=Lower("chart_number")).filter(chart_number_folded=chart_number.lower())

    def same_person_as(
        self, *, chart_number: str, family_name: str, given_name: str, date_of_birth: date | None
    ) -> PatientQuerySet:
        """Patients that may be this one already: the same chart number, or the same name and birth date."""
        same = Q(pk__in=self.with_chart_number(chart_number)) if chart_number else Q(pk__in=[])
        if date_of_birth and family_name and given_name:
            same |= Q(sort_key=sort_key(family_name, given_name), date_of_birth=date_of_birth)
        return self.filter(same)

    def perhaps_twice(self, patient: Patient) -> PatientQuerySet:
        """Others who may be this patient: of the same name, with one of the telephone numbers, or born on the same day
        with a name that is spelt nearly so."""
        numbers = patient.phone_numbers.values_list("digits", flat=True)
        same = Q(sort_key=patient.sort_key)
        for digits in numbers:
            same |= Q(pk__in=PhoneNumber.objects.filter(digits=digits).values("patient"))
        words = words_of(f"{patient.family_name} {patient.given_name}")[:MOST_WORDS]
        same |= Q(*map(_like, words), date_of_birth=patient.date_of_birth)
        likeliest = Case(
            When(date_of_birth=patient.date_of_birth, then=0), When(sort_key=patient.sort_key, then=1), default=2
        )
        return self.exclude(pk=patient.pk).filter(same).order_by(likeliest, "sort_key", "chart_number")


class PatientManager(models.Manager.from_queryset(PatientQuerySet)):
    """All patients, each once: a record that was merged into another is none of them."""

    def get_queryset(self) -> PatientQuerySet:
        return super().get_queryset().filter(merged_into=None)


def _like(word: str) -> Q:
    """The condition that a name has most of the word's letter triples, or the word with two letters swapped back.

    Both are needed: swapped letters break so many triples that the first test misses them.
    """
    near = GreaterThanOrEqual(TrigramWordSimilarity(word, "search_key"), MISSPELT_SIMILARITY)
    return reduce(or_, (Q(search_key__contains=swapped) for swapped in with_two_letters_swapped(word)), Q(near))


def _telephone_has(text: str) -> Q:
    """The condition that one of the numbers has these digits, if the text can be a part of a number."""
    digits = "".join(character for character in text if character.isdecimal())
    if len(digits) < PHONE_SEARCH_DIGITS or not PHONE_PUNCTUATION.issuperset(text):
        return Q(pk__in=[])
    return Q(pk__in=PhoneNumber.objects.filter(digits__contains=digits).values("patient"))


def sort_key(family_name: str, given_name: str) -> str:
    """What names are sorted and compared by, the same on every server."""
    return folded(f"{family_name}, {given_name}")[:SORT_KEY_LENGTH]


def check_time_zone(name: str) -> None:
    if name not in time_zones.known():
        raise ValidationError("Choose a time zone from the list.")


def clinic_time_zone() -> str:
    return settings.TIME_ZONE


@audited()
class Patient(Versioned):
    """Who is treated."""

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"
        OTHER = "X", "Another"
        UNKNOWN = "U", "Not recorded"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Spanish"
        OTHER = "other", "Another: call with an interpreter"

    chart_number = models.CharField(max_length=30)
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False)
    search_key = models.CharField(max_length=SEARCH_KEY_LENGTH, editable=False)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)

    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=50, default=clinic_time_zone, validators=[check_time_zone])
    consents_to_calls = models.BooleanField("agrees to be called", default=True)
    do_not_contact = models.BooleanField("do not contact, by any means", default=False)
    deceased_on = models.DateField("died on", null=True, blank=True)
    # A second record of the same patient, taken in by mistake: it stays as a row that leads to the one that counts.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, db_index=False, related_name="merged_records"
    )

    # Whatever lists, counts, finds, imports or exports patients asks the first; the second has the merged ones too.
    objects = PatientManager()
    records = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "chart_number"]
        indexes = [
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="patient_search"),
            models.Index(fields=["sort_key"], name="patient_sort"),
            models.Index(fields=["merged_into"], name="patient_merged", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("chart_number"),
                name="patient_one_a_chart_number",
                violation_error_message=CHART_NUMBER_TAKEN,
            ),
            models.CheckConstraint(
                name="patient_born_after_1900",
                condition=Q(date_of_birth__gte=date(1900, 1, 1)),
                violation_error_message="The date of birth is before 1900.",
            ),
            models.CheckConstraint(
                name="patient_dies_after_birth",
                condition=Q(deceased_on=None) | Q(deceased_on__gte=models.F("date_of_birth")),
                violation_error_message=DIES_BEFORE_BIRTH,
            ),
            models.CheckConstraint(
                name="patient_merged_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                violation_error_message="A record can't be merged into itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    def clean_fields(self, exclude=None) -> None:
        self.set_keys()
        super().clean_fields(exclude)

    def set_keys(self) -> None:
        """Derive what names are sorted and searched by."""
        self.sort_key = sort_key(self.family_name, self.given_name)
        written = [self.family_name, self.given_name, self.chart_number, self.chart_number.replace("-", "")]
        # Folding takes some letters apart, so that a name can outgrow the column; what is cut off is not searched.
        self.search_key = " ".join(words_of(" ".join(written)))[:SEARCH_KEY_LENGTH]

    def get_absolute_url(self) -> str:
        return reverse("reports:chart", args=[self.pk])

    def held(self) -> Patient:
        """The patient as of now, held until the transaction ends: what opens a course, or decides whether one may be
        opened, waits for what did so before."""
        return Patient.objects.select_for_update(no_key=True).get(pk=self.pk)

    @property
    def record_that_counts(self) -> Patient:
        """This one, or the one that it was merged into. That one was merged into none."""
        return self.merged_into or self

    @property
    def full_name(self) -> str:
        """As one says it: "Beatriz Baptiste"."""
        return f"{self.given_name} {self.family_name}"

    def age_on(self, day: date) -> int:
        """Whole years."""
        birthday_to_come = (day.month, day.day) < (self.date_of_birth.month, self.date_of_birth.day)
        return day.year - self.date_of_birth.year - birthday_to_come

    @property
    def may_be_called(self) -> bool:
        return self.consents_to_calls and not self.do_not_contact and self.deceased_on is None


class PhoneNumberQuerySet(PatientDataQuerySet):
    def in_use(self) -> PhoneNumberQuerySet:
        return self.filter(out_of_use_on=None)


@audited()
class PhoneNumber(models.Model):
    """A number of a patient, whose it is, and what may be left there."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", "Mobile"
        HOME = "home", "Home"
        WORK = "work", "Work"

    class Message(models.TextChoices):
        NOTHING = "nothing", "Leave no message"
        CALL_BACK = "call_back", "Ask for a call back, nothing else"
        DETAILS = "details", "May leave details"

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="phone_numbers")
    number = PhoneNumberField()
    digits = models.CharField(max_length=20, editable=False)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.MOBILE)
    belongs_to = models.CharField("whose number", max_length=60, default="the patient")
    message = models.CharField("what may be left", max_length=9, choices=Message, default=Message.NOTHING)
    # Found to be wrong or out of service at a call: it stays on file, and is dialled no more.
    out_of_use_on = models.DateField(null=True, blank=True, editable=False)

    objects = PhoneNumberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(OpClass("digits", name="gin_trgm_ops"), name="phonenumber_digits")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "number"],
                name="phonenumber_once_a_patient",
                violation_error_message="This number is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return as_written(self.number)

    def save(self, *args, **kwargs) -> None:
        self.digits = "".join(character for character in str(self.number) if character.isdigit())
        super().save(*args, **kwargs)


@audited()
class ContactPerson(models.Model):
    """Someone else who may be spoken to about the patient."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contact_persons")
    name = models.CharField(max_length=100)
    relation = models.CharField(max_length=60)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"
