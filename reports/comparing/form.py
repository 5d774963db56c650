from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import User
from core.fields import Day
from core.forms import ClinicForm
from reports.building.form import Unreadable
from reports.cohorts import Cohort
from reports.forms import COHORT_NUMBER, COHORT_UNREADABLE, NO_SUCH_COHORT
from reports.models import SavedCohort
from reports.statistics import Test
from reports.words import DENOMINATORS


class CompareForm(ClinicForm):
    """Two cohorts that were built, by their numbers, and how they are compared. It travels in the address."""

    a = forms.ChoiceField(label="Compare", required=False, widget=forms.Select(attrs={"class": "form-select"}))
    b = forms.ChoiceField(label="with", required=False, widget=forms.Select(attrs={"class": "form-select"}))
    as_of = Day(
        label="as of",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )
    denominator = forms.ChoiceField(
        label="rates of those",
        required=False,
        choices=[(name, name) for name in DENOMINATORS],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    test = forms.ChoiceField(
        label="test", required=False, choices=Test.choices, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, data: QueryDict, *, today: date, by: User) -> None:
        super().__init__(data)
        self.today, self.by = today, by
        self.kept = list(SavedCohort.objects.kept().values_list("pk", "name"))
        numbers = {code for name in ("a", "b") if COHORT_NUMBER.fullmatch(code := data.get(name, ""))}
        self.saved = {str(saved.pk): saved for saved in SavedCohort.objects.filter(pk__in=numbers)} if numbers else {}
        named = [(str(pk), name) for pk, name in self.kept]
        unnamed = [(code, f"Cohort no. {code}") for code, saved in self.saved.items() if not saved.name]
        for name in ("a", "b"):
            self.fields[name].choices = [("", "choose a cohort"), *named, *unnamed]
            self.fields[name].error_messages["invalid_choice"] = NO_SUCH_COHORT

    @property
    def is_asked(self) -> bool:
        """Whether two cohorts are named."""
        return bool(self.data.get("a") and self.data.get("b"))

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.is_asked and cleaned.get("a") == cleaned.get("b") and cleaned.get("a"):
            raise ValidationError("This is one cohort twice. Choose another one to compare it with.")
        for name in ("a", "b"):
            if cleaned.get(name):
                self._read(name)
        return cleaned

    def _read(self, name: str) -> None:
        as_of = self.cleaned_data.get("as_of") or self.today
        try:
            self.cleaned_data[f"cohort_{name}"] = self.saved[self.cleaned_data[name]].cohort(as_of=as_of, by=self.by)
        except Unreadable:
            self.add_error(name, COHORT_UNREADABLE)

    @property
    def cohorts(self) -> tuple[Cohort, Cohort]:
        return self.cleaned_data["cohort_a"], self.cleaned_data["cohort_b"]

    @property
    def chosen_test(self) -> Test:
        return Test(self.cleaned_data["test"] or Test.AUTOMATIC)

    @property
    def chosen_denominator(self) -> str:
        return self.cleaned_data["denominator"] or DENOMINATORS[0]

    def codes(self) -> dict[str, str | date]:
        names = ("a", "b", "as_of", "denominator", "test")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}
