from collections.abc import Iterator

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField, model_to_dict
from django.utils import timezone

from core.fields import PlainText
from core.forms import ClinicForm, ClinicModelForm
from patients.forms.fields import Telephone, yes_or_no
from patients.models import ContactPerson, Patient, PhoneNumber

EMPTY_ROWS = 2
MOST_ROWS = 20


class PhoneNumberRow(ClinicForm):
    """One number. A row without a number is no row: emptying it removes it."""

    number = Telephone(label="Number", required=False)
    kind = forms.ChoiceField(label="Kind", choices=PhoneNumber.Kind)
    belongs_to = PlainText(label="Whose number", max_length=60, required=False, initial="the patient")
    message = forms.ChoiceField(label="What may be left as a message", choices=PhoneNumber.Message)
    is_out_of_use = forms.BooleanField(label="Out of use: nobody dials it", required=False)

    def row(self, patient: Patient) -> PhoneNumber | None:
        data = dict(self.cleaned_data)
        if not data.get("number"):
            return None
        data["belongs_to"] = data["belongs_to"] or "the patient"
        if data.pop("is_out_of_use"):
            data["out_of_use_on"] = self.initial.get("out_of_use_on") or timezone.localdate()
        return PhoneNumber(patient=patient, **data)


class ContactPersonRow(ClinicForm):
    """One person who may be spoken to. A row without a name is no row: emptying it removes it."""

    name = PlainText(label="Name", max_length=100, required=False)
    relation = PlainText(label="Relation to the patient", max_length=60, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("relation") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", "Who is it? To remove the row, empty the relation too.")
        if data.get("name") and not data.get("relation") and "relation" not in self.errors:
            self.add_error("relation", "Say what this person is to the patient, for example: daughter.")
        return data

    def row(self, patient: Patient) -> ContactPerson | None:
        data = self.cleaned_data
        return ContactPerson(patient=patient, **data) if data.get("name") else None


class Rows(forms.BaseFormSet):
    """The rows of one list: those that are saved, and empty ones for more."""

    default_error_messages = {
        "missing_management_form": "Parts of the page were lost on the way. Reload it and type the rows again.",
    }

    def get_form_kwargs(self, index: int | None) -> dict:
        # Each row is cleaned, changed or not: the rows together are the list that is saved.
        return super().get_form_kwargs(index) | {"empty_permitted": False}

    def rows(self, patient: Patient) -> list:
        """What is to be on the list, in its order, not saved yet."""
        return [row for row in (form.row(patient) for form in self.forms) if row]


class PhoneNumberRows(Rows):
    def clean(self) -> None:
        numbers = [form.cleaned_data.get("number") for form in self.forms if form.is_valid()]
        typed = [number for number in numbers if number]
        if len(set(typed)) < len(typed):
            raise ValidationError("The same number is on the list twice.")


def _formset(form: type[ClinicForm], formset: type[Rows] = Rows) -> type[forms.BaseFormSet]:
    limits = {"max_num": MOST_ROWS, "absolute_max": 2 * MOST_ROWS, "validate_max": True}
    return forms.formset_factory(form, formset=formset, extra=EMPTY_ROWS, **limits)


def _initial(number: PhoneNumber) -> dict:
    """With the day on which it went out of use, which is no field of the form."""
    out_of_use = {"out_of_use_on": number.out_of_use_on, "is_out_of_use": number.out_of_use_on is not None}
    return model_to_dict(number) | out_of_use


class ContactRightsForm(ClinicModelForm):
    """May the patient be called, at which numbers, and who else may be spoken to: one page, saved as one.

    It holds two lists of rows besides its own fields, and behaves as one form for the page that shows it.
    """

    consents_to_calls = yes_or_no(label="Agrees to be called?")

    class Meta:
        model = Patient
        fields = ("consents_to_calls", "do_not_contact")

    def __init__(self, data=None, *, instance: Patient, **kwargs) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.phone_numbers = _formset(PhoneNumberRow, PhoneNumberRows)(
            data,
            prefix="phone",
            initial=[_initial(row) for row in instance.phone_numbers.all()],
        )
        self.contact_persons = _formset(ContactPersonRow)(
            data, prefix="person", initial=list(instance.contact_persons.values("name", "relation"))
        )

    def get_layout(self) -> Layout:
        return Layout("consents_to_calls", "do_not_contact")

    def __iter__(self) -> Iterator[BoundField]:
        """The fields of the rows too, so that the page lists their errors and differences with its own."""
        yield from super().__iter__()
        for row in [*self.phone_numbers, *self.contact_persons]:
            yield from row

    def clean(self) -> dict:
        for rows in (self.phone_numbers, self.contact_persons):
            for error in rows.non_form_errors():
                self.add_error(None, error)
            if any(rows.errors):
                self.add_error(None, "Some rows are not right yet.")
        return super().clean()
