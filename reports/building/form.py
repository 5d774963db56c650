"""The builder's form. It reads what was typed, and reads what was kept again: whatever counts went through here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from core import clinical
from core.fields import Day
from core.forms import ClinicForm
from core.rounding import plain
from patients import icd10
from patients.models import IcdBlock, IcdCode, Medicine, Patient, Procedure
from prescriptions.models import Pharmacy, Prescription
from reports.building.fields import SeveralTexts
from reports.building.filters import Diagnoses, Filters
from reports.case_series.people import MEDICINES
from reports.rules import PRACTICE

ICD_BLOCK = re.compile(r"[A-Z][0-9][0-9A-Z]-[A-Z][0-9][0-9A-Z]", re.ASCII)
ICD_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", re.ASCII)
# Of the medicines on file, those typed last are looked through for names to suggest.
LATEST_MEDICINES = 2000
PRIMARY, ANY = "primary", "any"


def _day(label: str, **kwargs) -> Day:
    attrs = {"type": "date", "class": "form-control"}
    return Day(label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=attrs), **kwargs)


def _years(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=clinical.OLDEST_AGE_YEARS,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )


def _mg(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal("0.01"),
        max_value=clinical.RECORDED_DOSE_LIMIT_MG,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "any"}),
    )


def _some(label: str, choices: list[tuple[str, str]], **kwargs) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def _one(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """The first goes without saying."""
    return forms.ChoiceField(
        label=label, required=False, choices=choices, initial=choices[0][0], widget=forms.RadioSelect
    )


class CohortForm(ClinicForm):
    """Which courses. The names of its fields are those of what is kept (`kept`)."""

    submit_label = "Count them"

    prescribed_from = _day("Prescribed from")
    prescribed_to = _day("Prescribed to")
    as_of = _day("As of", help_text="Left empty: as of today, whenever the cohort is opened.")
    courses = _one("Which of a patient's courses", [("first", "The first in the period"), ("all", "All in the period")])
    sex = _some("Sex", Patient.Sex.choices)
    age_from = _years("Age in years, when prescribed, from")
    age_to = _years("Age in years, when prescribed, to")
    diagnoses = SeveralTexts(
        label="Diagnoses, ICD-10-CM",
        longest=60,
        said_as="Diagnosis",
        help_text="A block as M50-M54, a category as M54, or a code as M54.16. A code takes in all that is below it.",
    )
    diagnoses_in = _one(
        "Where the diagnosis stands",
        [(PRIMARY, "It is the primary indication"), (ANY, "It is any diagnosis on file by the day of prescribing")],
    )
    regions = _some("Regions", Prescription.Region.choices)
    starting_dose_from = _mg("Starting dose, mg a day, from")
    starting_dose_to = _mg("Starting dose, mg a day, to")
    stable_dose_from = _mg("Stable dose, mg a day, from")
    stable_dose_to = _mg("Stable dose, mg a day, to")
    categories = _some(
        "Category on the day, under the practice's rule", [(one.value, one.label) for one in PRACTICE.categories]
    )
    medicines = SeveralTexts(
        label="Medicines taken when prescribed",
        longest=Medicine._meta.get_field("name").max_length,
        said_as="Medicine",
        help_text="The name as it is on file; capitals don't matter.",
    )
    procedures = _some("Procedures before", Procedure.Kind.choices)
    pharmacies = forms.ModelMultipleChoiceField(
        label="Pharmacy",
        queryset=Pharmacy.objects.order_by("name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="It was sent there, or a fill came from there.",
    )
    lots = SeveralTexts(label="Lot of a fill", longest=40, said_as="Lot", help_text="The whole lot, as on the label.")

    RANGES = (
        ("prescribed_from", "prescribed_to"),
        ("age_from", "age_to"),
        ("starting_dose_from", "starting_dose_to"),
        ("stable_dose_from", "stable_dose_to"),
    )

    def __init__(self, *args, by: User | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["diagnoses"].widget.suggestions = _suggested_diagnoses
        self.fields["medicines"].widget.suggestions = self._suggested_medicines

    def _suggested_medicines(self) -> Iterator[tuple[str, str]]:
        """What others typed is for who may see patients."""
        names = set(MEDICINES)
        if self.by and self.by.has_perm(Permission.SEE_PATIENTS):
            latest = Medicine.objects.seen_by(self.by).order_by("-pk").values_list("name", flat=True)
            names |= {name.casefold() for name in latest[:LATEST_MEDICINES]}
        return ((name, "") for name in sorted(names))

    def clean_diagnoses(self) -> list[str]:
        """As the release writes them. A block is one of the release, so that it is what a reader takes it for."""
        codes = [_written(typed) for typed in self.cleaned_data["diagnoses"]]
        for code in codes:
            is_block = ICD_BLOCK.fullmatch(code)
            if is_block and code not in IcdBlock.categories_by_code():
                raise ValidationError(
                    f"{code} is no block of ICD-10-CM. Choose one of the list, or list its categories."
                )
            if not is_block and not ICD_CODE.fullmatch(code):
                raise ValidationError(f"{code} is no ICD-10-CM code. Type a block, a category or a code.")
        return sorted(set(codes))

    def clean(self) -> dict:
        cleaned = super().clean()
        for low, high in self.RANGES:
            ends = cleaned.get(low), cleaned.get(high)
            if None not in ends and ends[0] > ends[1]:
                self.add_error(high, "This is less than where it begins. Swap the two, or change one.")
        first, as_of = cleaned.get("prescribed_from"), cleaned.get("as_of")
        if first and as_of and first > as_of:
            self.add_error("as_of", "No course had been prescribed by then: the period begins after this day.")
        return cleaned

    def kept(self) -> dict[str, object]:
        """What is kept: only what was chosen, in one form, so that the same filters are the same row."""
        found = {name: _as_kept(value) for name, value in self.cleaned_data.items()}
        if not found["diagnoses"]:
            del found["diagnoses_in"]
        usual = {name: self.fields[name].choices[0][0] for name in ("courses", "diagnoses_in")}
        return {
            name: value for name, value in found.items() if value not in (None, "", []) and value != usual.get(name)
        }

    def filters(self) -> Filters:
        said = self.cleaned_data
        return Filters(
            first=said["prescribed_from"],
            last=said["prescribed_to"],
            as_of=said["as_of"],
            all_courses=said["courses"] == "all",
            sexes=tuple(said["sex"]),
            ages=(said["age_from"], said["age_to"]),
            diagnoses=self._diagnoses(),
            regions=tuple(said["regions"]),
            starting_mg=(said["starting_dose_from"], said["starting_dose_to"]),
            stable_mg=(said["stable_dose_from"], said["stable_dose_to"]),
            categories=tuple(said["categories"]),
            medicines=tuple(said["medicines"]),
            procedures=tuple(said["procedures"]),
            pharmacies=tuple((pharmacy.pk, pharmacy.name) for pharmacy in said["pharmacies"]),
            lots=tuple(said["lots"]),
        )

    def _diagnoses(self) -> Diagnoses:
        chosen = self.cleaned_data["diagnoses"]
        blocks = [code for code in chosen if ICD_BLOCK.fullmatch(code)]
        whole = {category for block in blocks for category in IcdBlock.categories_by_code()[block]}
        whole |= {code for code in chosen if len(code) == len("M54")}
        return Diagnoses(
            chosen=tuple(chosen),
            categories=tuple(sorted(whole)),
            codes=tuple(code for code in chosen if "." in code),
            takes_any=self.cleaned_data["diagnoses_in"] == ANY,
        )


class Unreadable(Exception):
    """What was kept is no cohort any more: a pharmacy is gone, or a code."""


def read(kept: Mapping[str, object]) -> Filters:
    """The filters that were kept. Raises Unreadable."""
    form = CohortForm(data=kept)
    if not form.is_valid():
        raise Unreadable
    return form.filters()


def _written(typed: str) -> str:
    """A code as the release writes it, with what stands after it in a suggestion left out: "m50 - m54" is M50-M54."""
    compact = "".join(typed.split()).upper()
    return compact if ICD_BLOCK.fullmatch(compact) else icd10.written_out(typed)


def _suggested_diagnoses() -> Iterator[tuple[str, str]]:
    yield from IcdBlock.objects.values_list("code", "description")
    practice = IcdCode.objects.filter(code__regex=rf"^[{''.join(icd10.CHAPTERS_OF_THE_PRACTICE)}]..$")
    yield from practice.order_by("code").values_list("code", "description")


def _as_kept(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, QuerySet):
        return sorted(row.pk for row in value)
    return sorted(value) if isinstance(value, list) else value
