from django import forms

from reports.forms import OutcomeFilters
from reports.methods.prose import Tests
from reports.over_time.curves import Stops
from reports.statistics import Test


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.Select(attrs={"class": "form-select"})
    )


class MethodsFilters(OutcomeFilters):
    """The report's filter, and which test and which event of the time on LDN the paper uses."""

    test = _choice("two groups compared by", Test.choices)
    stops = _choice("event of the time on LDN", Stops.choices)

    IN_SENTENCE = (*OutcomeFilters.IN_SENTENCE, "test", "stops")

    @property
    def tests(self) -> Tests:
        return Tests(
            test=Test(self.cleaned_data["test"] or Test.AUTOMATIC),
            stops=Stops(self.cleaned_data["stops"] or Stops.EVERY),
        )

    def own_codes(self) -> dict[str, str]:
        """What the address says beside the cohort; what is as usual goes without saying."""
        return {name: code for name in ("denominator", "test", "stops") if (code := self.cleaned_data[name])}
