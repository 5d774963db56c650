from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import clinical
from core.fields import Day, PastDay, PlainText
from core.forms import ClinicForm, ClinicModelForm, clinic_formfield
from core.rounding import plain
from patients.forms import IcdCodeField
from patients.models import Patient
from prescriptions import supply
from prescriptions.actions import check_planned_dose
from prescriptions.fields import Dollars, Milligrams, PainScore, WholeNumber
from prescriptions.models import DeclinedOffer, DosageForm, Fill, Ladder, LostPeriod, Pause, Pharmacy, Prescription
from prescriptions.models.pharmacy import PharmacyQuerySet

OTHER = "other"
# More choices than this are no longer seen at a glance: the dose is typed instead.
MOST_DOSES_TO_CHOOSE = 12
# A later day is a typing error.
PLANNED_AHEAD = timedelta(days=365)
MOST_TABLETS = 1000


class PlannedDay(Day):
    """A day in the past, or planned at most a year ahead."""

    def clean(self, value: str):
        day = super().clean(value)
        if day and day > timezone.localdate() + PLANNED_AHEAD:
            raise ValidationError("This day is more than a year ahead.")
        return day


def dose_choice(doses: Iterable[Decimal], *, strength_mg: Decimal | None, form: str, **kwargs) -> forms.ChoiceField:
    """Radio buttons of doses with their tablets, and one for a dose that is typed, which shows the field for it."""
    choices = [(plain(dose), supply.describe(dose, strength_mg=strength_mg, form=form)) for dose in doses]
    if len(choices) > MOST_DOSES_TO_CHOOSE:
        choices = []
    choices.append((OTHER, "Another dose"))
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect, error_messages={"required": "Choose a dose."}, **kwargs
    )


class DoseFormMixin:
    """A dose chosen in `dose`, or typed in `other_dose_mg`; `cleaned_data["dose_mg"]` is either."""

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if "dose" not in data or "other_dose_mg" not in data:
            return data
        at_field = "other_dose_mg" if data["dose"] == OTHER else "dose"
        dose_mg = data["other_dose_mg"] if data["dose"] == OTHER else Decimal(data["dose"])
        if dose_mg is None:
            self.add_error(at_field, "Enter the dose.")
            return data
        try:
            check_planned_dose(dose_mg)
        except ValidationError as error:
            self.add_error(at_field, error)
        data["dose_mg"] = dose_mg
        return data


class PrescribeForm(DoseFormMixin, ClinicModelForm):
    submit_label = "Prescribe"

    prescribed_on = PastDay(label="Prescribed on")
    dose = dose_choice(
        clinical.STARTING_DOSES_MG,
        strength_mg=clinical.USUAL_STRENGTH_MG,
        form=DosageForm.TABLET,
        label="Starting dose, once a day",
        help_text="Tablets are counted in the usual strength of 1.5 mg. Low and slow: lower doses can work as well.",
    )
    other_dose_mg = Milligrams(
        label="Another starting dose, mg a day",
        required=False,
        help_text=f"At most {clinical.PLANNED_DOSE_CEILING_MG} mg.",
    )
    strength_mg = Milligrams(label="Strength, mg each")
    form = forms.ChoiceField(
        label="Form",
        choices=DosageForm,
        widget=forms.RadioSelect,
        help_text="Tablets can be halved, capsules can't.",
    )
    quantity = WholeNumber(label="Quantity", low=1, high=MOST_TABLETS)
    primary_indication = IcdCodeField(label="Primary indication, ICD-10-CM")
    regions = forms.MultipleChoiceField(
        label="Regions", choices=Prescription.Region, required=False, widget=forms.CheckboxSelectMultiple
    )
    radiation = forms.MultipleChoiceField(
        label="Radiates to", choices=Prescription.Radiation, required=False, widget=forms.CheckboxSelectMultiple
    )
    average_pain = PainScore(label="Average pain in the past week", help_text="0 no pain, 10 as bad as can be.")
    peg_enjoyment = PainScore(
        label="Pain interfered with enjoyment of life", help_text="0 did not interfere, 10 completely."
    )
    peg_activity = PainScore(
        label="Pain interfered with general activity", help_text="0 did not interfere, 10 completely."
    )
    pain_years = WholeNumber(label="In pain for, years", low=0, high=99, required=False)
    pain_months = WholeNumber(label="and months", low=0, high=99, required=False)
    goal = PlainText(label="The patient's main goal, in own words", max_length=300, required=False)

    class Meta:
        model = Prescription
        formfield_callback = clinic_formfield
        fields = [
            "prescribed_on",
            "pharmacy",
            "ladder",
            "strength_mg",
            "form",
            "quantity",
            "primary_indication",
            "regions",
            "radiation",
            "average_pain",
            "peg_enjoyment",
            "peg_activity",
            "goal",
        ]

    field_order = ["prescribed_on", "pharmacy", "dose", "other_dose_mg"]

    def __init__(self, *args, patient: Patient, **kwargs) -> None:
        super().__init__(*args, instance=_usual_course(patient), **kwargs)
        require_pharmacy(self.fields["pharmacy"], Pharmacy.objects.in_use())
        self.fields["quantity"].help_text = _how_long_it_lasts()
        offer_ladders(self.fields["ladder"])

    def get_layout(self) -> Layout:
        return Layout(
            Fieldset(
                "What to take",
                "prescribed_on",
                "pharmacy",
                "dose",
                "other_dose_mg",
                "ladder",
                "strength_mg",
                "form",
                "quantity",
                css_class="part",
            ),
            Fieldset("What for", "primary_indication", "regions", "radiation", css_class="part"),
            Fieldset(
                "How the patient is before LDN",
                "average_pain",
                "peg_enjoyment",
                "peg_activity",
                Div("pain_years", "pain_months", css_class="side-by-side"),
                "goal",
                css_class="part",
            ),
        )

    def clean(self) -> dict:
        data = super().clean()
        self.instance.starting_dose_mg = data.get("dose_mg")
        self.instance.months_in_pain = self._months_in_pain(data)
        return data

    def _months_in_pain(self, data: dict) -> int | None:
        years, months = data.get("pain_years"), data.get("pain_months")
        if years is None and months is None:
            return None
        total = 12 * (years or 0) + (months or 0)
        lived = 12 * (self.instance.patient.age_on(timezone.localdate()) + 1)
        if total > lived:
            self.add_error("pain_years", "This is longer than the patient has lived.")
            return None
        return total


def _usual_course(patient: Patient) -> Prescription:
    """What the practice usually prescribes, from the pharmacy of the patient's latest course."""
    latest = patient.prescriptions.valid().last()
    return Prescription(
        patient=patient,
        prescribed_on=timezone.localdate(),
        pharmacy_id=latest and latest.pharmacy_id,
        strength_mg=clinical.USUAL_STRENGTH_MG,
        quantity=clinical.USUAL_FIRST_QUANTITY,
    )


def require_pharmacy(field: forms.ModelChoiceField, offered: PharmacyQuerySet) -> None:
    field.queryset = offered
    field.empty_label = "Choose a pharmacy"
    field.required = True
    field.error_messages |= {"required": "Choose a pharmacy."}


def offer_ladders(field: forms.ModelChoiceField) -> None:
    field.queryset = Ladder.objects.in_use().prefetch_related("steps")
    field.label_from_instance = lambda ladder: f"{ladder}: {ladder.in_words}"
    field.empty_label = "None: each step is ordered by itself"
    field.help_text = "Begins with the starting dose; the steps after it are planned from the day of the first dose."


def _how_long_it_lasts() -> str:
    quantity, strength_mg = clinical.USUAL_FIRST_QUANTITY, clinical.USUAL_STRENGTH_MG
    days = [
        f"{supply.days_of(quantity=quantity, strength_mg=strength_mg, dose_mg=dose)} days at {plain(dose)} mg"
        for dose in clinical.STARTING_DOSES_MG
    ]
    return f"{quantity} of {strength_mg} mg last {', '.join(days)}."


class DeclineForm(ClinicModelForm):
    declined_on = PastDay(label="Declined on")
    reason = PlainText(label="Why, if the patient said", max_length=200, required=False)

    class Meta:
        model = DeclinedOffer
        formfield_callback = clinic_formfield
        fields = ["declined_on", "reason"]

    def __init__(self, *args, patient: Patient, **kwargs) -> None:
        super().__init__(*args, instance=DeclinedOffer(patient=patient, declined_on=timezone.localdate()), **kwargs)


class FillForm(ClinicModelForm):
    filled_on = PastDay(label="Filled on")
    strength_mg = Milligrams(label="Strength on the label, mg each")
    form = forms.ChoiceField(label="Form", choices=DosageForm, widget=forms.RadioSelect)
    quantity = WholeNumber(label="Quantity", low=1, high=MOST_TABLETS)
    lot = PlainText(label="Lot, if known", max_length=40, required=False)
    beyond_use_on = Day(
        label="Beyond-use date on the label, if known",
        required=False,
        help_text=f"Without it, {clinical.BEYOND_USE_AFTER.days} days from the fill are counted.",
    )
    price_usd = Dollars(label="Price, USD, if known", required=False)

    class Meta:
        model = Fill
        formfield_callback = clinic_formfield
        fields = ["filled_on", "pharmacy", "strength_mg", "form", "quantity", "lot", "beyond_use_on", "price_usd"]

    def __init__(self, *args, course: Prescription, **kwargs) -> None:
        as_prescribed = Fill(
            prescription=course,
            pharmacy=course.pharmacy,
            strength_mg=course.strength_mg,
            form=course.form,
            quantity=course.quantity,
        )
        super().__init__(*args, instance=as_prescribed, **kwargs)
        require_pharmacy(
            self.fields["pharmacy"], Pharmacy.objects.in_use() | Pharmacy.objects.filter(pk=course.pharmacy_id)
        )
        if course.strength_mg:
            self.fields["strength_mg"].help_text = (
                f"Prescribed were {course.form}s of {plain(course.strength_mg)} mg{_had_before(course)}. "
                "Another strength is dangerous: the patient needs new instructions."
            )

    def clean(self) -> dict:
        data = super().clean()
        filled_on, beyond_use_on = data.get("filled_on"), data.get("beyond_use_on")
        if filled_on and beyond_use_on and beyond_use_on <= filled_on:
            self.add_error("beyond_use_on", "The beyond-use date comes after the day it was filled.")
        return data


def _had_before(course: Prescription) -> str:
    """Writes ", and the last fill was of tablets of 4.5 mg"; empty before the first fill."""
    last = course.fills.last()
    return f", and the last fill was of {last.kind_in_words}" if last else ""


class StartForm(ClinicForm):
    first_dose_on = PastDay(
        label="First dose taken on", help_text="Follow-ups are counted from this day, and so is the time on LDN."
    )
    taken_already = forms.BooleanField(
        label="The patient has taken it already",
        error_messages={
            "required": "Something stops LDN, so it must not be started now. Tick this only if it was taken already."
        },
    )

    def __init__(self, *args, something_stops: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not something_stops:
            del self.fields["taken_already"]
        self.helper.layout = Layout(*self.fields)


class DoseForm(DoseFormMixin, ClinicForm):
    submit_label = "Change the dose"

    starts_on = PlannedDay(label="From", initial=timezone.localdate)
    reason = PlainText(label="Why, if worth noting", max_length=200, required=False)

    def __init__(self, *args, course: Prescription, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        of = course.in_hand()
        doses = supply.doses_of(strength_mg=of.strength_mg, form=of.form) if of.strength_mg else []
        self.fields["dose"] = dose_choice(doses, strength_mg=of.strength_mg, form=of.form, label="New dose, once a day")
        self.fields["other_dose_mg"] = Milligrams(
            label="Another dose, mg a day",
            required=False,
            help_text=f"At most {clinical.PLANNED_DOSE_CEILING_MG} mg.",
        )
        self.order_fields(["dose", "other_dose_mg", "starts_on", "reason"])
        self.helper.layout = Layout(*self.fields)


class PauseForm(ClinicForm):
    submit_label = "Pause"

    from_on = PlannedDay(label="Not taken from", initial=timezone.localdate, help_text="The first day without LDN.")
    reason = PlainText(label="Why", max_length=200, help_text="For example surgery, illness, a procedure.")


class ResumeForm(ClinicForm):
    submit_label = "Resume"

    resumed_on = PastDay(
        label="Taken again from",
        initial=timezone.localdate,
        help_text="The day of the pause itself, or a day before a pause still to come, takes the pause back.",
    )

    def __init__(self, *args, pause: Pause | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.pause = pause

    def clean_resumed_on(self):
        day = self.cleaned_data["resumed_on"]
        if self.pause and day < self.pause.from_on <= timezone.localdate():
            raise ValidationError("This is before the pause began.")
        return day


class LostForm(ClinicForm):
    submit_label = "Mark as lost to follow-up"

    from_on = PastDay(label="Not reached since", initial=timezone.localdate)
    reason = PlainText(label="Why", max_length=200, help_text="For example five calls without an answer, moved away.")


class FoundForm(ClinicForm):
    submit_label = "Mark as found"

    found_on = PastDay(
        label="Reached on",
        initial=timezone.localdate,
        help_text="The day since which the patient was not reached takes the mark back.",
    )

    def __init__(self, *args, lost: LostPeriod | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lost = lost

    def clean_found_on(self):
        day = self.cleaned_data["found_on"]
        if self.lost is None:
            raise ValidationError("This patient is not marked as lost to follow-up.")
        if day < self.lost.from_on:
            raise ValidationError("This is before the day since which the patient was not reached.")
        return day


class NeverFilledForm(ClinicForm):
    submit_label = "Close as never filled"


class UndoStopForm(ClinicForm):
    submit_label = "Undo the stop"


class VoidForm(ClinicForm):
    submit_label = "Mark as entered in error"

    reason = PlainText(label="What was wrong", max_length=200, help_text="For example the wrong patient.")


class PharmacyForm(ClinicModelForm):
    name = PlainText(label="Name", max_length=100)
    address = PlainText(label="Address", max_length=200, required=False)
    phone = PlainText(label="Telephone", max_length=30, required=False)
    fax = PlainText(label="Fax", max_length=30, required=False)

    class Meta:
        model = Pharmacy
        formfield_callback = clinic_formfield
        fields = ["name", "address", "phone", "fax", "is_active"]
