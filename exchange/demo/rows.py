"""Rows of the demo, collected in memory and written at once, a table at a time."""

from collections import defaultdict
from typing import TypeVar

from django.db.models import Model

from followups.models import CallAttempt, FollowUp, Response, SideEffect
from patients.models import (
    ClinicianTask,
    ContactPerson,
    Contraindication,
    Diagnosis,
    Medicine,
    Patient,
    PhoneNumber,
    Procedure,
    Visit,
)
from prescriptions.models import (
    Counselling,
    DeclinedOffer,
    DoseStep,
    Fill,
    LostPeriod,
    Pause,
    PlannedStep,
    Prescription,
    Sending,
)

Row = TypeVar("Row", bound=Model)

# A row comes after those that it points to.
ORDER = (
    Patient,
    PhoneNumber,
    ContactPerson,
    Diagnosis,
    Medicine,
    Procedure,
    Contraindication,
    Visit,
    DeclinedOffer,
    Prescription,
    Counselling,
    Sending,
    DoseStep,
    PlannedStep,
    Fill,
    Pause,
    LostPeriod,
    FollowUp,
    CallAttempt,
    Response,
    SideEffect,
    ClinicianTask,
)


class Rows:
    def __init__(self) -> None:
        self._of: dict[type[Model], list[Model]] = defaultdict(list)

    def add(self, row: Row) -> Row:
        self._of[type(row)].append(row)
        return row

    def of(self, model: type[Row]) -> list[Row]:
        return self._of[model]

    def save(self) -> None:
        for model in ORDER:
            model.objects.bulk_create(self._of[model])
