"""A column of a file, declared once: what the codebook says of it, and what PostgreSQL writes into it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.db.models.expressions import Combinable

from exchange.exporting.kinds import Kind, as_text, label_as_text
from exchange.identifiers import Treatment, treatment_of

LABEL = "_label"  # behind the name of a column: the same in words


@dataclass(frozen=True, kw_only=True)
class Column:
    """`value` is an expression over the sheet's rows, or over its `within` rows; `of` are the columns of the database
    that it is made from ("patients.Patient.sex"); `instead` stands for it where nobody may be named.

    `otherwise` is its value in a row of the sheet that has none of the `within` rows.
    """

    name: str
    label: str
    kind: Kind
    value: Combinable
    of: tuple[str, ...] = ()
    unit: str = ""
    choices: tuple[tuple[object, str], ...] = ()
    limits: tuple[object, object] | None = None
    empty_means: str = "not recorded"
    instead: tuple[Column, ...] = ()
    # what an `instead` stands for
    transforms: tuple[str, ...] = ()
    within: str = ""
    otherwise: Combinable | None = None

    @property
    def names_nobody(self) -> bool:
        """Whether it stands in every file as it is."""
        return all(treatment_of(path) == Treatment.KEPT for path in self.of)

    def cell(self) -> Combinable:
        return as_text(self.value, self.kind)

    def in_words(self) -> Column:
        """The column beside a coded one that says the codes in words."""
        return replace(
            self,
            name=self.name + LABEL,
            label=f"{self.label}, in words",
            kind=Kind.LABEL,
            value=label_as_text(self.value, self.kind, self.choices),
            otherwise=self.otherwise and label_as_text(self.otherwise, self.kind, self.choices),
            choices=(),
        )


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One file, a line a row of `rows`. `within` are rows of which each of those has one at most: each is looked up
    once, whatever the number of columns taken from it."""

    name: str
    one_row: str  # "a course"
    rows: models.QuerySet
    columns: tuple[Column, ...]
    within: dict[str, models.QuerySet]


def from_field(model: type[models.Model], path: str, **said) -> Column:
    """The column of a field ("prescription__patient__sex"): what the model says of it need not be said again."""
    owner, field = _field_at(model, path)
    return Column(
        **{
            "name": field.name,
            "label": _capitalized(field.verbose_name),
            "kind": _kind_of(field),
            "value": F(path),
            "of": (f"{owner._meta.label}.{field.name}",),
            "choices": tuple(getattr(field, "base_field", field).flatchoices),
            "limits": _limits_of(field),
        }
        | said
    )


def _capitalized(words: str) -> str:
    return words[0].upper() + words[1:]


def _field_at(model: type[models.Model], path: str) -> tuple[type[models.Model], models.Field]:
    *steps, name = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model, model._meta.get_field(name)


def _kind_of(field: models.Field) -> Kind:
    if isinstance(field, ArrayField):
        return Kind.CODES if field.base_field.choices else Kind.TEXTS
    if field.choices:
        return Kind.CODE
    return next(kind for kind, fields in _KINDS.items() if isinstance(field, fields))


_KINDS = {
    Kind.MOMENT: models.DateTimeField,
    Kind.DAY: models.DateField,
    Kind.YES_NO: models.BooleanField,
    Kind.DECIMAL: models.DecimalField,
    Kind.WHOLE: models.IntegerField,
    Kind.TEXT: (models.CharField, models.TextField),
}


def _limits_of(field: models.Field) -> tuple[object, object] | None:
    """By the validators that were written for it; those that Django adds for the size of the column say nothing."""
    lowest = next((one.limit_value for one in field._validators if isinstance(one, MinValueValidator)), None)
    highest = next((one.limit_value for one in field._validators if isinstance(one, MaxValueValidator)), None)
    return None if lowest is None and highest is None else (lowest, highest)
