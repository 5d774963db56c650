"""Shapes of database constraints that several models share, and the sentence for the one that was broken."""

from django.apps import apps
from django.db import IntegrityError
from django.db.models import CheckConstraint, Q


def all_or_none(name: str, *fields: str, message: str) -> CheckConstraint:
    """The fields are set together or not at all: who, when and why belong to each other."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(name=name, condition=none | every, violation_error_message=message)


def sentence_for(error: IntegrityError) -> str:
    """What the user reads when the database refused a row: the broken constraint's own sentence."""
    broken = error.__cause__.diag.constraint_name
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                return str(constraint.violation_error_message)
    return "This contradicts what is already stored. Reload the page and look at it again."
