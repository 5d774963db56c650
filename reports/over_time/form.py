from django import forms

from reports.forms import OutcomeFilters
from reports.over_time.counts import GroupedBy
from reports.over_time.curves import Stops


class OverTimeFilters(OutcomeFilters):
    """The report's filter, how the curves are divided, and which stops count. No rate here is of a denominator."""

    by = forms.ChoiceField(
        label="time on LDN",
        required=False,
        choices=GroupedBy.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    stops = forms.ChoiceField(
        label="event",
        required=False,
        choices=Stops.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    IN_SENTENCE = ("prescribed_from", "prescribed_to", "as_of", "courses", "by", "stops")

    def beside_it(self) -> list[forms.BoundField]:
        return [field for field in super().beside_it() if field.name != "denominator"]

    @property
    def grouped_by(self) -> GroupedBy:
        return GroupedBy(self.cleaned_data["by"])

    @property
    def events(self) -> Stops:
        return Stops(self.cleaned_data["stops"] or Stops.EVERY)

    def own_codes(self) -> dict[str, str]:
        """What the address says beside the cohort; what is as usual goes without saying."""
        return {name: code for name in ("by", "stops") if (code := self.cleaned_data[name])}
