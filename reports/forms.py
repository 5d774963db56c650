import re
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from core import clinical
from core.fields import Day, Note, PlainText
from core.forms import ClinicForm
from patients.models import Patient
from prescriptions.models import Prescription
from reports.building.filters import Filters
from reports.building.form import Unreadable
from reports.cohorts import Cohort, Narrowing
from reports.models import SavedCohort
from reports.rules import RULES, Answer, Rule
from reports.selections import Selection, UnknownSelection
from reports.statistics import Interval
from reports.words import DENOMINATORS, age_group, dated


def _day(label: str) -> Day:
    return Day(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.Select(attrs={"class": "form-select"})
    )


def _number(label: str, highest: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=highest,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )


def _usual(field: forms.BoundField) -> str:
    choices = getattr(field.field, "choices", None)
    return choices[0][0] if choices else ""


def _any_or(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "any"), *choices]


def _code(ages: tuple[int, int]) -> str:
    return f"{ages[0]}-{ages[1]}"


AGES = {_code(ages): ages for ages in clinical.AGE_GROUPS}


COHORT_NUMBER = re.compile(r"[1-9]\d{0,17}", re.ASCII)
NO_SUCH_COHORT = "There is no such cohort. Choose one of the kept cohorts, or build one."
COHORT_UNREADABLE = "A part of what this cohort is chosen by is no longer on file. Open it, and change its filters."


class OfABuiltCohort(ClinicForm):
    """The number of a cohort that was built (`saved`), if any, and what it is chosen by (`chosen`). What is left empty
    in the sentence is the cohort's own."""

    cohort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.copy() if self.is_bound else self.initial
        self.saved, self.chosen, self.cohort_error = _built(said.get("cohort"))
        if self.chosen:
            for name, own in self._own_sentence().items():
                said[name] = said.get(name) or own
        if self.is_bound:
            self.data = said

    def _own_sentence(self) -> dict[str, object]:
        chosen = self.chosen
        return {
            "prescribed_from": chosen.first or "",
            "prescribed_to": chosen.last or "",
            "as_of": chosen.as_of or "",
            "courses": "all" if chosen.all_courses else "first",
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.cohort_error:
            raise ValidationError(self.cohort_error)
        if self.chosen:
            first, last = cleaned.get("prescribed_from"), cleaned.get("prescribed_to")
            if self.chosen.first and first and first < self.chosen.first:
                self.add_error("prescribed_from", f"The cohort itself begins on {dated(self.chosen.first)}.")
            if self.chosen.last and last and last > self.chosen.last:
                self.add_error("prescribed_to", f"The cohort itself ends on {dated(self.chosen.last)}.")
        return cleaned


def _built(number: object) -> tuple[SavedCohort | None, Filters | None, str]:
    """The cohort of an address, what it is chosen by, and what is wrong with it."""
    if not number:
        return None, None, ""
    is_number = COHORT_NUMBER.fullmatch(str(number))
    saved = SavedCohort.objects.filter(pk=int(str(number))).first() if is_number else None
    if saved is None:
        return None, None, NO_SUCH_COHORT
    try:
        return saved, saved.read(), ""
    except Unreadable:
        return saved, None, COHORT_UNREADABLE


class OutcomeFilters(OfABuiltCohort):
    """Which courses the report counts, and how. It travels in the address: days and codes, and nothing of a patient.

    A cohort that was built gives the sentence what is left empty there, and its period can only be narrowed.
    """

    prescribed_from = _day("Prescribed from")
    prescribed_to = _day("to")
    as_of = _day("as of")
    courses = _choice("counting", [("first", "first courses"), ("all", "all courses")])
    denominator = _choice("rates of those", [(name, name) for name in DENOMINATORS])

    rule = _choice("Rule", [(rule.key, rule.label) for rule in RULES.values()])
    answer = _choice("Answer that decides", Answer.choices)
    minimum_days = _number("Answers after so many days on LDN", clinical.LONGEST_MINIMUM_DAYS)
    observed_from = _day("Observed from")
    interval = _choice("Intervals", Interval.choices)
    sex = _choice("Sex", _any_or(Patient.Sex.choices))
    ages = _choice("Age when prescribed", _any_or([(code, age_group(ages)) for code, ages in AGES.items()]))
    prescriber = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    indication = forms.RegexField(
        r"(?a)^[A-Z][0-9][0-9A-Z]\Z",
        label="Indication, ICD-10-CM category",
        required=False,
        error_messages={"invalid": "Enter the first three characters of a code, for example M54."},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    region = _choice("Region", _any_or(Prescription.Region.choices))
    starting_dose = forms.DecimalField(
        label="Starting dose, mg a day",
        required=False,
        min_value=Decimal("0.01"),
        max_value=clinical.RECORDED_DOSE_LIMIT_MG,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "any"}),
    )

    IN_SENTENCE = ("prescribed_from", "prescribed_to", "as_of", "courses", "denominator")

    def in_sentence(self) -> list[forms.BoundField]:
        return [self[name] for name in self.IN_SENTENCE]

    def beside_it(self) -> list[forms.BoundField]:
        """What most reports leave as it is. Of the patients behind a number, the number's codes are no part of it."""
        return [self[name] for name in OutcomeFilters.base_fields if name not in self.IN_SENTENCE]

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("prescribed_from"), cleaned.get("prescribed_to")
        if first and last and first > last:
            raise ValidationError("The period ends before it begins. Swap the two days, or change one.")
        observed_from, as_of = cleaned.get("observed_from"), cleaned.get("as_of") or last
        if observed_from and as_of and observed_from > as_of:
            self.add_error("observed_from", "This is after the day that the report is of.")
        return cleaned

    def cohort(self, *, today: date, by: User) -> Cohort:
        """As of the day given, else the period's end, else today. A cohort that was built moves with today, unless it
        has a day of its own."""
        cleaned = self.cleaned_data
        period_ends = None if self.saved else cleaned["prescribed_to"]
        built = {"filters": self.chosen, "saved_id": self.saved.pk, "name": self.saved.name} if self.saved else {}
        return Cohort(
            by=by,
            first=cleaned["prescribed_from"],
            last=cleaned["prescribed_to"],
            as_of=cleaned["as_of"] or period_ends or today,
            **built,
            all_courses=cleaned["courses"] == "all",
            observed_from=cleaned["observed_from"],
            rule=Rule.from_codes(cleaned["rule"], cleaned["answer"], cleaned["minimum_days"]),
            interval=Interval(cleaned["interval"] or Interval.WILSON),
            narrowing=Narrowing(
                sex=cleaned["sex"],
                ages=AGES.get(cleaned["ages"]),
                prescriber_id=cleaned["prescriber"],
                indication=cleaned["indication"],
                region=cleaned["region"],
                starting_dose_mg=cleaned["starting_dose"],
            ),
        )

    @property
    def is_unusual(self) -> bool:
        """Whether any of what stands beside the sentence is not as usual: empty, or the first choice."""
        return any(field.data not in (None, "", _usual(field)) for field in self.beside_it() if field.name != "cohort")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual is asked for that could leave courses out."""
        names = "cohort", "prescribed_from", "prescribed_to", "as_of", "observed_from", *NARROWING
        return any(self.cleaned_data[name] for name in names)


NARROWING = ("sex", "ages", "prescriber", "indication", "region", "starting_dose")


class PatientsBehind(OutcomeFilters):
    """The report's filter, and which of its numbers was clicked."""

    group = forms.CharField(required=False, max_length=40)
    trait = forms.CharField(required=False, max_length=40)
    value = forms.CharField(required=False, max_length=60)

    def clean(self) -> dict:
        cleaned = super().clean()
        codes = [cleaned.get(name, "") for name in ("group", "trait", "value")]
        try:
            cleaned["selection"] = Selection.from_codes(codes[0] or "prescribed", *codes[1:])
        except UnknownSelection:
            raise ValidationError("This address names no number of the report. Go back and click the number.") from None
        return cleaned


class CohortNameForm(ClinicForm):
    """Under which everybody finds a cohort who sees reports."""

    submit_label = "Keep it under this name"

    name = PlainText(
        label="Name",
        max_length=80,
        help_text="Everybody who sees reports can read it, so name no patient: “Neck pain 2025, 60 and over”.",
    )


class LotForm(ClinicForm):
    """Any part of a fill's lot."""

    lot = PlainText(
        label="Lot",
        max_length=40,
        help_text="The lot on the label, or a part of it.",
        error_messages={"required": "Type the lot, or a part of it."},
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "autofocus": True, "aria-describedby": "lot-hint"}
        ),
    )


class AllRightForm(ClinicForm):
    """Until when a row of the review rests, and why."""

    submit_label = "Let it rest"

    until = Day(label="All right until", help_text="The row returns on this day, if nothing has changed.")
    note = Note(label="Why is it all right?", max_length=300)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until <= self.today:
            raise ValidationError("The day on which it returns is still to come.")
        return until
