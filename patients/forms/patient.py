from datetime import date

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.clinical import OLDEST_AGE_YEARS
from core.fields import PastDay, PlainText
from core.forms import ClinicModelForm, clinic_formfield
from patients import time_zones
from patients.forms.fields import LongSelect, Telephone, yes_or_no
from patients.models import Patient, PhoneNumber
from patients.models.patient import CHART_NUMBER_MERGED, CHART_NUMBER_TAKEN, DIES_BEFORE_BIRTH

# What decides whether two patients may be one.
IDENTITY = ("chart_number", "family_name", "given_name", "date_of_birth")


class PatientForm(ClinicModelForm):
    """Who the patient is, and how the clinic may speak to them."""

    date_of_birth = PastDay()
    deceased_on = PastDay(label="Died on", required=False, help_text="Leave it empty for the living.")
    time_zone = forms.ChoiceField(
        widget=LongSelect,
        help_text="Calls are made in the patient's own hours.",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )
    consents_to_calls = yes_or_no(label="Agrees to be called?")
    another_person = forms.BooleanField(label="This is another person", required=False)

    class Meta:
        model = Patient
        fields = (
            *IDENTITY,
            "sex",
            "language",
            "time_zone",
            "consents_to_calls",
            "do_not_contact",
            "deceased_on",
        )
        formfield_callback = clinic_formfield

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = _choices_with(self.instance.time_zone)

    def get_layout(self) -> Layout:
        return Layout(
            self._identity(),
            "sex",
            "language",
            "time_zone",
            "consents_to_calls",
            "do_not_contact",
            "deceased_on",
        )

    def _identity(self) -> Div:
        """The fields that may name someone who is registered already: each change asks who that is."""
        names = [*IDENTITY, "another_person"]
        return Div(
            Div(
                *IDENTITY,
                hx_post=reverse("patients:same-person"),
                hx_trigger=f"{'load, ' if self.is_bound else ''}input delay:300ms, change",
                hx_target="#same-person",
                hx_params=",".join([*names, "patient", "csrfmiddlewaretoken"]),
                hx_sync="this:replace",
            ),
            HTML('<input type="hidden" name="patient" value="{{ form.instance.pk|default_if_none:"" }}">'),
            HTML(
                '<div id="same-person" aria-live="polite">{% include "patients/_same_person.html" with '
                "needs_tick=form.errors.another_person errors=form.errors.another_person "
                "ticked=form.another_person.value %}</div>"
            ),
        )

    def clean_chart_number(self) -> str:
        # The constraint says it too, for two who save at once, but can't say it at the field.
        chart_number = self.cleaned_data["chart_number"]
        taken = Patient.records.exclude(pk=self.instance.pk).with_chart_number(chart_number).first()
        if taken:
            raise ValidationError(CHART_NUMBER_MERGED if taken.merged_into_id else CHART_NUMBER_TAKEN)
        return chart_number

    def clean_date_of_birth(self) -> date:
        born = self.cleaned_data["date_of_birth"]
        if born and timezone.localdate().year - born.year > OLDEST_AGE_YEARS:
            raise ValidationError(f"This is more than {OLDEST_AGE_YEARS} years ago. Look at the year again.")
        return born

    def clean(self) -> dict:
        data = super().clean()
        if data.get("deceased_on") and data.get("date_of_birth") and data["deceased_on"] < data["date_of_birth"]:
            self.add_error("deceased_on", DIES_BEFORE_BIRTH)
        if self._may_be_registered_twice(data) and not data.get("another_person"):
            self.add_error(
                "another_person",
                "Someone with this name and date of birth is registered already. Look at their chart, and tick this "
                "if it is somebody else.",
            )
        return data

    def _may_be_registered_twice(self, data: dict) -> bool:
        if not set(IDENTITY[1:]) <= data.keys():
            return False
        if self.instance.pk and not set(IDENTITY[1:]) & set(self.changed_data):
            return False
        others = Patient.objects.exclude(pk=self.instance.pk)
        return others.same_person_as(chart_number="", **{name: data[name] for name in IDENTITY[1:]}).exists()


class RegisterForm(PatientForm):
    """A new patient, with the first telephone number if it is at hand."""

    submit_label = "Register"
    deceased_on = None  # nobody is registered who has died

    phone = Telephone(
        label="Telephone",
        required=False,
        help_text="More numbers, and who else may be spoken to, can be added on the patient's contact rights page.",
    )
    phone_kind = forms.ChoiceField(label="Kind of number", choices=PhoneNumber.Kind, required=False)
    phone_belongs_to = PlainText(label="Whose number", max_length=60, required=False, initial="the patient")
    phone_message = forms.ChoiceField(
        label="What may be left as a message", choices=PhoneNumber.Message, required=False
    )

    class Meta(PatientForm.Meta):
        exclude = ("deceased_on",)

    def get_layout(self) -> Layout:
        layout = super().get_layout()
        layout.fields.remove("deceased_on")
        place = layout.fields.index("consents_to_calls")
        layout.fields[place:place] = ["phone", "phone_kind", "phone_belongs_to", "phone_message"]
        return layout

    def phone_number(self) -> PhoneNumber | None:
        """The number that was typed, not saved yet."""
        data = self.cleaned_data
        if not data["phone"]:
            return None
        return PhoneNumber(
            number=data["phone"],
            kind=data["phone_kind"] or PhoneNumber.Kind.MOBILE,
            belongs_to=data["phone_belongs_to"] or "the patient",
            message=data["phone_message"] or PhoneNumber.Message.NOTHING,
        )


class IdentityForm(forms.Form):
    """What has been typed so far of who the patient is; all of it may still be missing or wrong."""

    patient = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    chart_number = PlainText(max_length=30, required=False)
    family_name = PlainText(max_length=100, required=False)
    given_name = PlainText(max_length=100, required=False)
    date_of_birth = PastDay(required=False)
    another_person = forms.BooleanField(required=False)


def _choices_with(name: str) -> list:
    """The choices of the select field, and the patient's own zone if it isn't among them."""
    choices = time_zones.choices()
    offered = {zone for _, group in choices for zone, _ in group}
    return choices if name in offered else [(name, name), *choices]
