from reports.models.outcomes import (
    CourseOutcome,
    CourseOutcomeQuerySet,
    DoseChange,
    KeptOutcome,
    Outcome,
    OutcomeRepair,
    category_by_answer,
)
from reports.models.review import AllRight, AllRightQuerySet, ReviewReason, SignedWeek
from reports.models.saved import SavedCohort, SavedCohortQuerySet

__all__ = [
    "AllRight",
    "AllRightQuerySet",
    "CourseOutcome",
    "CourseOutcomeQuerySet",
    "DoseChange",
    "KeptOutcome",
    "Outcome",
    "OutcomeRepair",
    "ReviewReason",
    "SavedCohort",
    "SavedCohortQuerySet",
    "SignedWeek",
    "category_by_answer",
]
