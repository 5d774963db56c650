"""The write audit: database triggers keep every old and new row, with who, when and in which request."""

from collections.abc import Callable

import pghistory
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


def audited(*, exclude: tuple[str, ...] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: keep a row in `<model>event` for each insert, update and delete, whoever makes it.

    `exclude` names the columns whose values are not kept (a password hash, a draft's text).
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        # Some kilobytes however long the table: rows come in the order of their time, and are looked for by it.
        meta={"indexes": [BrinIndex(fields=["pgh_created_at"])]},
    )
