from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from core.fields import PastDay
from core.forms import ClinicModelForm, clinic_formfield
from patients.icd_field import IcdCodeField
from patients.models import Contraindication, Diagnosis, Medicine, Procedure
from patients.models.health import CLEARED_WHY

UNKNOWN_DAY = "Leave it empty if nobody knows."


class PatientFactForm(ClinicModelForm):
    """A dated fact about a patient, who is on the form's row already: none of its days lies before the birth."""

    def clean(self) -> dict:
        data = super().clean()
        born = self.instance.patient.date_of_birth
        for name, field in self.fields.items():
            if isinstance(field, PastDay) and data.get(name) and data[name] < born:
                self.add_error(name, f"This is before the patient was born ({born}).")
        return data


class DiagnosisForm(PatientFactForm):
    submit_label = "Add the diagnosis"

    code = IcdCodeField(label="Diagnosis (ICD-10-CM)")
    noted_on = PastDay(label="Noted on")

    class Meta:
        model = Diagnosis
        fields = ("code", "noted_on")
        formfield_callback = clinic_formfield


class MedicineForm(PatientFactForm):
    submit_label = "Add the medicine"

    noted_on = PastDay(label="Noted on")

    class Meta:
        model = Medicine
        fields = ("name", "mg_per_day", "noted_on")
        formfield_callback = clinic_formfield
        labels = {"name": "Medicine", "mg_per_day": "Dose in mg a day"}
        help_texts = {
            "name": "As it is prescribed or bought, for example: gabapentin.",
            "mg_per_day": "All tablets of a day together. " + UNKNOWN_DAY,
        }


class EndMedicineForm(PatientFactForm):
    """The day a medicine ended; empty again if that was a mistake."""

    ended_on = PastDay(label="Last taken on", required=False, help_text="Leave it empty while it is still taken.")

    class Meta:
        model = Medicine
        fields = ("ended_on",)

    def clean_ended_on(self):
        ended_on = self.cleaned_data["ended_on"]
        if ended_on and ended_on < self.instance.noted_on:
            raise ValidationError("A medicine can't end before the day it was noted.")
        return ended_on


class ProcedureForm(PatientFactForm):
    submit_label = "Add the procedure"

    kind = forms.ChoiceField(label="Procedure", choices=Procedure.Kind, widget=forms.RadioSelect)
    done_on = PastDay(label="Done on", required=False, help_text=UNKNOWN_DAY)
    noted_on = PastDay(label="Noted on")

    class Meta:
        model = Procedure
        fields = ("kind", "done_on", "noted_on")
        formfield_callback = clinic_formfield


class ContraindicationForm(PatientFactForm):
    submit_label = "Add the contraindication"

    kind = forms.ChoiceField(label="What speaks against LDN", choices=Contraindication.Kind, widget=forms.RadioSelect)
    since = PastDay(label="Since")

    class Meta:
        model = Contraindication
        fields = ("kind", "since", "note")
        formfield_callback = clinic_formfield
        help_texts = {"note": "Which medicine, which value, who said so."}


class EditContraindicationForm(PatientFactForm):
    """What is known about it, and the day that cleared it."""

    since = PastDay(label="Since")
    cleared_on = PastDay(label="Cleared on", required=False, help_text="Leave it empty while it speaks against LDN.")

    class Meta:
        model = Contraindication
        fields = ("since", "note", "cleared_on", "cleared_reason")
        formfield_callback = clinic_formfield
        labels = {"cleared_reason": "What cleared it"}
        help_texts = {
            "note": "Which medicine, which value, who said so.",
            "cleared_reason": "The value, the finding or the letter that says so, and its day.",
        }

    def __init__(self, *args, may_prescribe: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_cleared_by_prescribers:
            del self.fields["cleared_reason"]
        elif not may_prescribe:
            del self.fields["cleared_on"], self.fields["cleared_reason"]
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict:
        data = super().clean()
        if "cleared_reason" in self.fields and "cleared_on" not in self.errors:
            if data["cleared_on"] and not data.get("cleared_reason"):
                self.add_error("cleared_reason", CLEARED_WHY)
            elif not data["cleared_on"] and data.get("cleared_reason"):
                self.add_error("cleared_on", "Enter the day that cleared it, or empty the reason.")
        if data.get("cleared_on") and data.get("since") and data["cleared_on"] < data["since"]:
            self.add_error("cleared_on", "It can't be cleared before the day it began.")
        return data
