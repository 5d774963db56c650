from django import forms

from core.forms import ClinicForm
from followups.forms.call import described
from followups.models import RefillCall
from patients.models import Patient


class RefillCallForm(ClinicForm):
    """A call because LDN runs out."""

    submit_label = "Log the call"

    number = forms.ChoiceField(label="Number dialled", widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="What came of it", choices=RefillCall.Outcome.choices, widget=forms.RadioSelect)

    def __init__(self, *args, patient: Patient, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [(str(n.number), described(n)) for n in patient.phone_numbers.all()]
