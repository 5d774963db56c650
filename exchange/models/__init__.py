"""What comes in and goes out, and under which names."""

from exchange.models.exports import Export, ExportQuerySet, StudyId
from exchange.models.imports import Import, ImportQuerySet

__all__ = ["Export", "ExportQuerySet", "Import", "ImportQuerySet", "StudyId"]
