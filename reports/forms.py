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
from reports.cohorts import Cohort, Narrowing
from reports.rules import RULES, Answer, Rule
from reports.selections import Selection, UnknownSelection
from reports.statistics import Interval
from reports.words import DENOMINATORS, age_group


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


class OutcomeFilters(ClinicForm):
    """Which courses the report counts, and how. It travels in the address: days and codes, and nothing of a patient."""

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
        """As of the day given, else the period's end, else today."""
        cleaned = self.cleaned_data
        return Cohort(
            by=by,
            first=cleaned["prescribed_from"],
            last=cleaned["prescribed_to"],
            as_of=cleaned["as_of"] or cleaned["prescribed_to"] or today,
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
        return any(field.data not in (None, "", _usual(field)) for field in self.beside_it())

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual is asked for that could leave courses out."""
        names = "prescribed_from", "prescribed_to", "as_of", "observed_from", *NARROWING
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
