"""Rules of every database constraint of ours, whichever room it stands in."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from tests.test_house import ROOMS

OURS = [
    (model, constraint)
    for model in apps.get_models()
    if model._meta.app_label in ROOMS and not hasattr(model, "pgh_tracked_model")
    for constraint in model._meta.constraints
]
# No user ever meets these: the program writes the rows by itself, and answers the conflict.
WITHOUT_A_READER = {"draft_one_a_page", "submission_once", "outbox_once_a_cause", "savedcohort_once_a_user"}
VALUES = {
    models.DateTimeField: datetime(2026, 8, 3, 15, 0, tzinfo=UTC),
    models.DateField: date(2026, 8, 3),
    models.ForeignKey: 1,
    models.DecimalField: Decimal(1),
    models.CharField: "x",
    models.PositiveSmallIntegerField: 1,
}


def fields_all_or_none(constraint):
    """The fields of an `all_or_none` group, None for another constraint: one half asks for null in all, the other
    for a value in all."""
    condition = getattr(constraint, "condition", None)
    if not isinstance(condition, models.Q) or condition.connector != models.Q.OR or len(condition.children) != 2:
        return None
    halves = []
    for half in condition.children:
        if not isinstance(half, models.Q) or not all(
            isinstance(child, tuple) and child[0].endswith("__isnull") for child in half.children
        ):
            return None
        halves.append({name.removesuffix("__isnull"): is_null for name, is_null in half.children})
    none, every = halves
    if none != dict.fromkeys(none, True) or every != dict.fromkeys(none, False):
        return None
    return sorted(none)


GROUPS = [(model, constraint) for model, constraint in OURS if fields_all_or_none(constraint)]


def test_every_constraint_has_a_sentence_of_its_own():
    silent = {
        constraint.name
        for _, constraint in OURS
        if constraint.violation_error_message == constraint.default_violation_error_message
    }

    assert silent == WITHOUT_A_READER


def test_the_groups_are_found():
    assert {"prescription_stop_when_and_why", "prescription_voided_who_when_why"} <= {
        constraint.name for _, constraint in GROUPS
    }


def row_with(model, names, given):
    values = {}
    for name in names:
        field = model._meta.get_field(name)
        sample = next(VALUES[kind] for kind in type(field).__mro__ if kind in VALUES)
        values[field.attname] = sample if name in given else None
    return model(**values)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), GROUPS, ids=lambda value: getattr(value, "name", ""))
def test_fields_that_belong_together_are_set_together_or_not_at_all(model, constraint):
    names = fields_all_or_none(constraint)

    constraint.validate(model, row_with(model, names, given=[]))
    constraint.validate(model, row_with(model, names, given=names))
    halves = [[name] for name in names] + [[other for other in names if other != name] for name in names]
    for half in halves:
        with pytest.raises(ValidationError) as error:
            constraint.validate(model, row_with(model, names, given=half))
        assert error.value.messages == [constraint.violation_error_message]


@pytest.mark.django_db
def test_the_database_holds_every_constraint_under_its_name():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint union select indexname from pg_indexes")
        held = {name for (name,) in cursor.fetchall()}

    assert {constraint.name for _, constraint in OURS} - held == set()
