"""Who signed in and out, who failed to, and what was changed in who may: one row each. Rows can be added and not
changed."""

from django.http import HttpRequest

from accounts.models import SignInEvent, User


def record(
    kind: SignInEvent.Kind,
    *,
    user: User | None,
    request: HttpRequest | None = None,
    by: User | None = None,
    details: str = "",
) -> None:
    """`user` is whom it is about, None if nobody has the name that was typed; `by` is who did it, if someone else."""
    SignInEvent.objects.create(
        kind=kind,
        user=user,
        by=by,
        details=details,
        address=(request.META.get("REMOTE_ADDR") or None) if request else None,
        request_id=getattr(request, "id", None),
    )
