"""Who looked at whom: one row a page, with exactly the patients shown. Rows can be added and not changed."""

from collections.abc import Iterable

from django.contrib.messages import get_messages
from django.http import HttpRequest

from core.models import AccessLog

NAMES = "patient-"


def record_read(request: HttpRequest, patient_ids: Iterable[int]) -> None:
    """Log that this page shows these patients, and those that a message on it names. A page that shows nobody leaves
    no row."""
    if shown := sorted({*patient_ids, *_named_in_messages(request)}):
        _add(request, AccessLog.Kind.READ, shown)


def naming(patient_id: int) -> str:
    """The tag of a message that names this patient on whatever page comes next."""
    return f"{NAMES}{patient_id}"


def _named_in_messages(request: HttpRequest) -> list[int]:
    waiting = get_messages(request)
    tags = [message.extra_tags or "" for message in waiting]
    if tags:
        waiting.used = False  # the page has still to show them
    return [int(tag.removeprefix(NAMES)) for tag in tags if tag.startswith(NAMES)]


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
