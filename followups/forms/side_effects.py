"""Side effects in one field: whether they were asked about, which ones were named, how severe each is, and whether it
is serious."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core import clinical
from followups.actions import SideEffects, Told
from followups.forms import items
from followups.forms.items import DECLINED
from followups.models import SideEffect

NOT_ASKED, NONE, NAMED = "", "none", "named"
LABELS = {NONE: "None", NAMED: "Yes, these", NOT_ASKED: items.NOT_ASKED, DECLINED: items.WOULD_NOT_SAY}


class Row(NamedTuple):
    """One line of the grid."""

    effect: str
    label: str
    is_ticked: bool
    severity: str
    is_serious: bool


@dataclass(frozen=True)
class Typed:
    """What stands in the field, right or wrong."""

    asked: str = NOT_ASKED
    ticked: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    serious: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        return [
            Row(effect, label, effect in self.ticked, self.severities.get(effect, ""), effect in self.serious)
            for effect, label in SideEffect.Effect.choices
        ]


class SideEffectsWidget(forms.Widget):
    """Reads the grid, which `followups/_side_effects.html` draws."""

    use_fieldset = True

    def value_from_datadict(self, data: QueryDict, files: object, name: str) -> Typed:
        severities = {effect: data.get(f"{name}_severity_{effect}", "") for effect in SideEffect.Effect.values}
        return Typed(
            asked=data.get(name, NOT_ASKED),
            ticked=tuple(data.getlist(f"{name}_effect")),
            severities={effect: severity for effect, severity in severities.items() if severity},
            serious=tuple(data.getlist(f"{name}_serious")),
        )

    def value_omitted_from_data(self, data: QueryDict, files: object, name: str) -> bool:
        return name not in data


class SideEffectsField(forms.Field):
    """None: not asked. An empty dict: asked, and there are none. Else what was told of each side effect;
    DECLINED where the patient would not say, and the form has that answer."""

    widget = SideEffectsWidget
    severities = SideEffect.Severity.choices
    serious_is = clinical.SERIOUS_IS

    def __init__(self, *, can_be_declined: bool = False) -> None:
        super().__init__(label="Side effects?", required=False, initial=Typed())
        self.answers = [(v, label) for v, label in LABELS.items() if v != DECLINED or can_be_declined]

    def clean(self, value: Typed) -> SideEffects | str:
        self._check_words(value)
        is_named = value.asked == NAMED
        if is_named and not value.ticked:
            raise ValidationError("Tick the side effects that were named, or choose another answer.")
        if not is_named and (value.ticked or value.severities or value.serious):
            raise ValidationError("Some side effects are ticked: choose “Yes, these”, or untick them.")
        for effect in value.severities:
            if effect not in value.ticked:
                label = SideEffect.Effect(effect).label
                raise ValidationError(f"{label} has a severity and is not ticked: tick it, or take the severity away.")
        for effect in value.serious:
            if effect not in value.ticked:
                label = SideEffect.Effect(effect).label
                raise ValidationError(f"{label} is said to be serious and is not ticked: tick it, or take that away.")
        if value.asked in (NOT_ASKED, DECLINED):
            return value.asked or None
        return {effect: Told(value.severities.get(effect), effect in value.serious) for effect in value.ticked}

    def _check_words(self, value: Typed) -> None:
        is_known = (
            value.asked in dict(self.answers)
            and {*value.ticked, *value.serious} <= set(SideEffect.Effect.values)
            and set(value.severities.values()) <= set(SideEffect.Severity.values)
        )
        if not is_known:
            raise ValidationError("Choose side effects and severities from the list.")
