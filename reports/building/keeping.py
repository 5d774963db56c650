"""A cohort gets its name, and comes on the list that everybody sees who sees reports."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reports.models import SavedCohort


@transaction.atomic
def name(*, saved: SavedCohort, name: str, now: datetime, by: User) -> SavedCohort:
    """The user's own cohort with these filters, under the name: somebody else's stays as it is."""
    own = SavedCohort.objects.same_as(saved.filters, by=by)
    own.named_at = own.named_at or now
    own.name = name
    own.full_clean()
    own.save(update_fields=["name", "named_at"])
    return own


@transaction.atomic
def take_out(*, saved: SavedCohort) -> None:
    """Off the list, and without its name; the address goes on."""
    saved.name, saved.named_at = "", None
    saved.save(update_fields=["name", "named_at"])
