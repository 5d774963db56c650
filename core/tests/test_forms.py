"""What a form says where something is missing."""

import pytest
from django import forms

from core.fields import Day, Note
from core.forms import ClinicForm


class EveryKind(ClinicForm):
    family_name = forms.CharField()
    why = Note(label="Why, if worth noting")
    decided = Note(label="What was decided?")
    filled_on = Day()
    strength = forms.DecimalField(label="Strength, mg each")
    form = forms.ChoiceField(choices=[("tablet", "Tablet")])
    agrees = forms.TypedChoiceField(label="Agrees to be called?", choices=[("yes", "Yes")])
    is_told = forms.BooleanField(label="The patient was told")
    pharmacy = forms.ChoiceField(choices=[], error_messages={"required": "Choose a pharmacy."})
    lot = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("family_name", "Fill in “Family name”."),
        ("why", "Fill in “Why, if worth noting”."),
        ("decided", "Answer “What was decided?”."),
        ("filled_on", "Enter a day for “Filled on”."),
        ("strength", "Fill in “Strength, mg each”."),
        ("form", "Choose one for “Form”."),
        ("agrees", "Answer “Agrees to be called?”."),
        ("is_told", "Tick “The patient was told”."),
        ("pharmacy", "Choose a pharmacy."),
    ],
)
def test_an_empty_field_is_named_in_its_sentence(field, sentence):
    assert EveryKind(data={}).errors[field] == [sentence]


def test_a_field_that_may_be_empty_gets_no_sentence():
    assert "lot" not in EveryKind(data={}).errors


def test_a_field_that_is_added_later_is_named_too():
    form = EveryKind(data={})
    form.fields["dose"] = forms.DecimalField(label="New dose")

    assert form.errors["dose"] == ["Fill in “New dose”."]
