"""The one gate to patients. Whatever a page lists, counts, completes, exports or draws begins with who asks."""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.models import User
from accounts.permissions import Permission


class PatientDataQuerySet(models.QuerySet):
    """Rows about patients, of whatever table."""

    def seen_by(self, user: User) -> Self:
        """All for who may see patients, by role or in an emergency; none for who may not."""
        return self if user.has_perm(Permission.SEE_PATIENTS) else self.none()

    def reported_to(self, user: User) -> Self:
        """All for who may see reports, to be counted there without names; none for who may not."""
        return self if user.has_perm(Permission.SEE_REPORTS) else self.none()

    def exported_by_name_to(self, user: User) -> Self:
        """All for who may take names out of the house; none for who may not."""
        return self if user.has_perm(Permission.EXPORT_NAMES) else self.none()

    def compared_for(self, user: User) -> Self:
        """All for who may import, to be held against the file; none for who may not."""
        return self if user.has_perm(Permission.IMPORT) else self.none()
