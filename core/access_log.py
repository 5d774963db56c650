"""Who looked at whom: one row a page, with exactly the patients shown. Rows can be added and not changed."""

from collections.abc import Iterable

from django.http import HttpRequest

from core.models import AccessLog


def record_read(request: HttpRequest, patient_ids: Iterable[int]) -> None:
    """Log that this page shows these patients. A page that shows nobody leaves no row."""
    if shown := sorted(set(patient_ids)):
        _add(request, AccessLog.Kind.READ, shown)


def record_export(request: HttpRequest, patient_ids: Iterable[int]) -> None:
    """Log that a file was taken out, made of these patients' records. Every file leaves its row, also one of nobody."""
    _add(request, AccessLog.Kind.EXPORTED, sorted(set(patient_ids)))


def record_denial(request: HttpRequest) -> None:
    """Log that this user was refused this page."""
    _add(request, AccessLog.Kind.DENIED, [])


def _add(request: HttpRequest, kind: AccessLog.Kind, patient_ids: list[int]) -> None:
    AccessLog.objects.create(
        user=request.user,
        kind=kind,
        page=request.resolver_match.view_name,
        method=request.method,
        patient_ids=patient_ids,
        under_glass=request.user.is_under_glass,
        request_id=request.id,
    )
