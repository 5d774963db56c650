"""What hangs on a patient's record, and what becomes of it when the record is merged into another."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import F, QuerySet

from core.constraints import sentence_for
from core.models import Versioned
from patients.models import Patient


class Fate(StrEnum):
    MOVES = "goes to the record that stays"
    STAYS = "stays with the merged record"
    FOLLOWS = "is made anew by the database, from what moves"


# By table and column, also of the rooms above: their names alone, nothing of theirs is imported. What is not here
# moves, so that a new table is not left behind; a test fails on it until somebody has decided.
DECIDED = {
    "patients.PhoneNumber.patient": Fate.MOVES,
    "patients.ContactPerson.patient": Fate.MOVES,
    "patients.Diagnosis.patient": Fate.MOVES,
    "patients.Medicine.patient": Fate.MOVES,
    "patients.Procedure.patient": Fate.MOVES,
    "patients.Contraindication.patient": Fate.MOVES,
    "patients.ResearchConsent.patient": Fate.MOVES,
    "patients.ClinicianTask.patient": Fate.MOVES,
    "patients.Visit.patient": Fate.MOVES,
    # The history of the merges themselves.
    "patients.Patient.merged_into": Fate.STAYS,
    "patients.PatientMerge.merged": Fate.STAYS,
    "patients.PatientMerge.stays": Fate.STAYS,
    "prescriptions.Prescription.patient": Fate.MOVES,
    "prescriptions.DeclinedOffer.patient": Fate.MOVES,
    "prescriptions.Screening.patient": Fate.MOVES,
    "prescriptions.WashOut.patient": Fate.MOVES,
    "followups.FollowUp.patient": Fate.MOVES,
    "reports.AllRight.patient": Fate.MOVES,
    "reports.KeptOutcome.patient": Fate.FOLLOWS,
    "reports.CourseOutcome.patient": Fate.FOLLOWS,
    # Each record keeps its own: the merged one's is in no file any more, and is the same again if it is unmerged.
    "exchange.StudyId.patient": Fate.STAYS,
}


class Relation(NamedTuple):
    """A column by which rows of a table belong to a patient."""

    model: type[models.Model]
    column: str

    @property
    def table(self) -> str:
        return self.model._meta.label

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def rows_of(self, patient: Patient) -> QuerySet:
        return self.model._base_manager.filter(**{self.column: patient}).order_by("pk")

    def hand_over(self, keys: Iterable[object], *, to: Patient) -> None:
        """Make these rows this patient's; who has a form of one open is refused when saving it.

        Raises ValidationError with the sentence of the rule by which the database refuses them.
        """
        changes = {self.column: to}
        if issubclass(self.model, Versioned):
            changes["version"] = F("version") + 1
        try:
            self.model._base_manager.filter(pk__in=list(keys)).update(**changes)
        except IntegrityError as error:
            raise ValidationError(sentence_for(error)) from error

    def had_by(self, other: Patient, *, of: Patient) -> list:
        """The keys of the rows that the other has already: a rule of the table lets a patient have one of a kind."""
        found = set()
        for rule in self.model._meta.constraints:
            if isinstance(rule, models.UniqueConstraint) and self.column in rule.fields:
                found |= self._alike(rule, of, other)
        return sorted(found)

    def _alike(self, rule: models.UniqueConstraint, one: Patient, other: Patient) -> set:
        names = [name for name in rule.fields if name != self.column]
        theirs = set(self._under(rule, other).values_list(*names) if names else [()] * self._under(rule, other).count())
        mine = ((row.pk, tuple(getattr(row, name) for name in names)) for row in self._under(rule, one))
        if rule.nulls_distinct is not False:
            theirs = {values for values in theirs if None not in values}
        return {pk for pk, values in mine if values in theirs}

    def _under(self, rule: models.UniqueConstraint, patient: Patient) -> QuerySet:
        rows = self.rows_of(patient)
        return rows.filter(rule.condition) if rule.condition else rows


def of_patients() -> list[Relation]:
    """Every column that leads to a patient, in the order in which rows are held: courses before their follow-ups."""
    found = (field for field in Patient._meta.get_fields(include_hidden=True) if field.auto_created)
    return [
        Relation(field.related_model, field.field.name)
        for field in found
        if field.is_relation and not hasattr(field.related_model, "pgh_tracked_model")
    ]


def that_move() -> list[Relation]:
    return [relation for relation in of_patients() if DECIDED.get(relation.name, Fate.MOVES) == Fate.MOVES]
