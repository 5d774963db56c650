"""The forms around the opioid gate: what is asked, what a prescriber signs, and the wait after the last opioid."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html

from accounts.forms.signature import check_signature, password_field
from core import clinical
from core.fields import PastDay, PlainText, yes_no_unknown
from core.forms import ClinicForm
from patients.models import Patient
from prescriptions.facts import Release
from prescriptions.fields import Amount, WholeNumber
from prescriptions.findings import Finding
from prescriptions.forms import PlannedDay
from prescriptions.models import ScreenedOpioid, Screening, WashOut

EMPTY_ROWS = 2
MOST_ROWS = 20
NOT_KNOWN = "Not known"
# Of the screening itself, in the order they are asked after the opioids.
ILLNESSES = ("naltrexone_allergy", "pneumonia", "acute_hepatitis", "liver_failure", "egfr")
CAUTIONS = (
    "pregnant_or_nursing",
    "depression",
    "suicidal_thoughts",
    "disulfiram",
    "thioridazine",
    "procedure_on",
)
OTHER_OPIOIDS = ("last_opioid_on", "non_prescribed_opioids", "opioid_for_cough_or_diarrhoea")


def units(label: str) -> Amount:
    return Amount(label=label, low=Decimal(0), high=Decimal(999), places=2, required=False)


def yes_or_no(label: str, **kwargs) -> forms.TypedChoiceField:
    """Has to be answered."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
        **kwargs,
    )


class OpioidRow(ClinicForm):
    """One opioid. A row in which nothing is typed is no row."""

    name = PlainText(label="Product, as on the label", max_length=100, required=False)
    drug = forms.ChoiceField(label="Opioid part", choices=[("", "Choose"), *ScreenedOpioid.DRUGS], required=False)
    strength = Amount(
        label="Strength of one, mg of the opioid (patch: mcg an hour)",
        low=Decimal("0.001"),
        high=Decimal(9999),
        places=3,
        required=False,
    )
    units_prescribed = units("At most prescribed a day")
    units_taken = units("Taken a day")
    release = forms.ChoiceField(label="How", choices=ScreenedOpioid.RELEASES, initial=Release.IMMEDIATE.value)
    for_opioid_use_disorder = forms.BooleanField(label="For opioid use disorder", required=False)
    helps = yes_no_unknown(label="Does it help?", unknown=NOT_KNOWN)

    def clean(self) -> dict:
        data = super().clean()
        needed = {"name": "Which product is it?", "drug": "Choose the opioid in it.", "strength": "How strong is one?"}
        if self._is_filled_in(data):
            for name, sentence in needed.items():
                if name not in self.errors and data.get(name) in (None, ""):
                    self.add_error(name, sentence)
        return data

    def _is_filled_in(self, data: dict) -> bool:
        typed = ("name", "drug", "strength", "units_prescribed", "units_taken", "for_opioid_use_disorder", "helps")
        return bool(self.errors) or any(data.get(name) not in (None, "", False) for name in typed)

    def row(self) -> ScreenedOpioid | None:
        """The unsaved opioid."""
        data = self.cleaned_data
        return ScreenedOpioid(**data) if self._is_filled_in(data) else None


class OpioidRows(forms.BaseFormSet):
    default_error_messages = {
        "missing_management_form": "Parts of the page were lost on the way. Reload it and type the rows again.",
    }

    def get_form_kwargs(self, index: int | None) -> dict:
        return super().get_form_kwargs(index) | {"empty_permitted": False}

    def rows(self) -> list[ScreenedOpioid]:
        return [row for row in (form.row() for form in self.forms) if row]


opioid_rows = forms.formset_factory(
    OpioidRow, formset=OpioidRows, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=2 * MOST_ROWS, validate_max=True
)


class ScreeningForm(ClinicForm):
    """All that is asked before LDN. It holds the rows of opioids besides its own fields, as one form."""

    submit_label = "Save the screening"

    asked_on = PastDay(label="Asked on", initial=timezone.localdate)
    takes_opioids = yes_or_no(
        "Is any opioid prescribed or taken?",
        help_text="Tablets, patches, drops: for pain, or for opioid use disorder. Tramadol and codeine are opioids.",
    )
    last_opioid_on = PastDay(
        label="Last opioid taken on, if none is taken now",
        required=False,
        help_text="Leave it empty if there never was one, or nobody knows.",
    )
    non_prescribed_opioids = yes_no_unknown(
        label="Takes opioids that nobody prescribed?",
        unknown=NOT_KNOWN,
        help_text="Heroin, fentanyl, kratom, someone else's tablets.",
    )
    opioid_for_cough_or_diarrhoea = yes_no_unknown(
        label="Takes an opioid medicine for cough or diarrhoea?",
        unknown=NOT_KNOWN,
        help_text="Codeine or hydrocodone syrup, loperamide, diphenoxylate.",
    )
    naltrexone_allergy = yes_no_unknown(label="Allergic to naltrexone?", unknown=NOT_KNOWN)
    pneumonia = yes_no_unknown(label="Pneumonia?", unknown=NOT_KNOWN)
    acute_hepatitis = yes_no_unknown(label="Acute hepatitis?", unknown=NOT_KNOWN)
    liver_failure = yes_no_unknown(label="Liver failure?", unknown=NOT_KNOWN)
    egfr = WholeNumber(
        label="eGFR, mL/min/1.73 m²",
        low=0,
        high=200,
        required=False,
        help_text="The latest measured. Leave it empty if nobody knows.",
    )
    pregnant_or_nursing = yes_no_unknown(label="Pregnant or nursing?", unknown="Not known, or does not apply")
    depression = yes_no_unknown(label="Depression?", unknown=NOT_KNOWN)
    suicidal_thoughts = yes_no_unknown(label="Thoughts of suicide?", unknown=NOT_KNOWN)
    disulfiram = yes_no_unknown(label="Takes disulfiram?", unknown=NOT_KNOWN)
    thioridazine = yes_no_unknown(label="Takes thioridazine?", unknown=NOT_KNOWN)
    procedure_on = PlannedDay(
        label="Procedure with sedation or opioids planned on", required=False, help_text="Leave it empty if none is."
    )

    def __init__(self, data=None, *, patient: Patient, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.patient = patient
        self.opioids = opioid_rows(data, prefix="opioid")
        self.first_part = _part("asked_on", "takes_opioids")

    def get_layout(self) -> Layout:
        return Layout(
            Fieldset("Other opioids", *OTHER_OPIOIDS, css_class="part short-choices"),
            Fieldset("Illnesses", *ILLNESSES, css_class="part short-choices"),
            Fieldset("What calls for care", *CAUTIONS, css_class="part short-choices"),
        )

    def __iter__(self) -> Iterator[BoundField]:
        """The fields of the rows too, so that the page lists their errors with its own."""
        own = {bound.name: bound for bound in super().__iter__()}
        yield from (own.pop(name) for name in ("asked_on", "takes_opioids"))
        for row in self.opioids:
            yield from row
        yield from own.values()

    def leave_unchecked(self) -> None:
        super().leave_unchecked()
        for row in self.opioids:
            row.leave_unchecked()

    def clean(self) -> dict:
        typed = super().clean()
        for error in self.opioids.non_form_errors():
            self.add_error(None, error)
        if any(self.opioids.errors):
            self.add_error(None, "Some opioids are not right yet.")
        elif self.opioids.is_valid():
            self._check_opioids(typed)
        self._check_days(typed)
        return typed

    def _check_opioids(self, typed: dict) -> None:
        takes, rows = typed.get("takes_opioids"), self.opioids.rows()
        if takes and not rows:
            self.add_error("takes_opioids", "Fill in which opioid it is.")
        if takes is False and rows:
            self.add_error("takes_opioids", "An opioid is filled in below: answer Yes here, or empty its row.")
        if takes and typed.get("last_opioid_on"):
            self.add_error("last_opioid_on", "This is for patients who take none now: empty it, or answer No above.")

    def _check_days(self, typed: dict) -> None:
        asked_on, last = typed.get("asked_on"), typed.get("last_opioid_on")
        if asked_on and asked_on < self.patient.date_of_birth:
            self.add_error("asked_on", "This is before the patient was born.")
        if last and last < self.patient.date_of_birth:
            self.add_error("last_opioid_on", "This is before the patient was born.")
        if asked_on and last and last > asked_on:
            self.add_error("last_opioid_on", "This is after the day that was asked.")

    def screening(self) -> Screening:
        """The unsaved answers."""
        names = ("asked_on", *OTHER_OPIOIDS, *ILLNESSES, *CAUTIONS)
        return Screening(patient=self.patient, **{name: self.cleaned_data[name] for name in names})


def _part(*names: str) -> FormHelper:
    """Some of a form's fields, drawn apart from the others."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper


class SignForm(ClinicForm):
    """A prescriber's signature over one finding."""

    submit_label = "Sign"

    rule = forms.ChoiceField(
        label="Which finding",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a finding.",
            "invalid_choice": "Nobody can sign this, or it is no longer there.",
        },
    )
    reason = PlainText(label="Why LDN is right all the same", max_length=300)
    password = password_field()

    def __init__(self, *args, to_sign: list[Finding], is_own_password: Callable[[str], bool], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.is_own_password = is_own_password
        self.fields["rule"].choices = [(finding.rule, _in_full(finding)) for finding in to_sign]
        if len(to_sign) == 1:
            self.fields["rule"].initial = to_sign[0].rule

    def clean_password(self) -> str:
        return check_signature(self, self.is_own_password)


def _in_full(finding: Finding) -> str:
    """As the findings are shown everywhere: what clears it and who says so, beside the sentence."""
    return format_html(
        '{} <span class="finding-more"><span class="soft">What clears it:</span> {} '
        '<span class="soft finding-source">Source: {}</span></span>',
        finding.sentence,
        finding.clears,
        finding.source,
    )


class OrderWashOutForm(ClinicForm):
    submit_label = "Order the wash-out"

    days = WholeNumber(
        label="Days without any opioid",
        low=clinical.SHORTEST_WASH_OUT_DAYS,
        high=clinical.LONGEST_WASH_OUT_DAYS,
        help_text="After short-acting ones 7 to 10; after methadone, buprenorphine, patches and extended-release 14.",
    )
    last_taken_on = PastDay(
        label="Last opioid taken on",
        required=False,
        help_text="Leave it empty while the patient tapers: the days count from the last dose actually taken.",
    )


class ReportOpioidForm(ClinicForm):
    """What the patient says when asked about the wash-out."""

    NONE, TAKEN = "none", "taken"

    said = forms.ChoiceField(
        label="Any opioid since?",
        choices=[(NONE, "None since"), (TAKEN, "Took one")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the patient said."},
    )
    taken_on = PastDay(label="Took the last one on", required=False, help_text="The wash-out counts from this day.")

    def __init__(self, *args, wash_out: WashOut, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        is_counting = wash_out.ends_on is not None and wash_out.ends_on <= timezone.localdate()
        if not is_counting:  # before its last day only a dose can be reported
            self.fields["said"].choices = [(self.TAKEN, "Took one")]
            self.fields["said"].initial = self.TAKEN

    def clean(self) -> dict:
        typed = super().clean()
        said, taken_on = typed.get("said"), typed.get("taken_on")
        if said == self.TAKEN and not taken_on and "taken_on" not in self.errors:
            self.add_error("taken_on", "Enter the day of the last dose.")
        if said == self.NONE and taken_on:
            raise ValidationError({"said": "There is a day of a dose below: choose Took one, or empty it."})
        return typed


class ReleaseForm(ClinicForm):
    submit_label = "Release the wash-out"


class GiveUpForm(ClinicForm):
    submit_label = "Give up the wash-out"

    reason = PlainText(label="Why", max_length=200, help_text="For example the opioid goes on.")


class VoidScreeningForm(ClinicForm):
    submit_label = "Mark as entered in error"

    reason = PlainText(label="What was wrong", max_length=200, help_text="For example the wrong patient.")
