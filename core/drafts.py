"""What was typed and not yet saved, one draft a user and page, kept on the server."""

from datetime import datetime, timedelta

from django.http import QueryDict

from core.models import Draft

KEPT_FOR = timedelta(days=7)
NOT_KEPT = ("csrfmiddlewaretoken", "form_key", "path", "password")


def keep(*, user, path: str, post: QueryDict) -> Draft:
    # PostgreSQL's JSON has no NUL; the form would refuse it anyway.
    data = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in post.lists()
        if name not in NOT_KEPT
    }
    draft, _ = Draft.objects.update_or_create(user=user, path=path, defaults={"data": data})
    return draft


def find(*, user, path: str) -> Draft | None:
    return Draft.objects.filter(user=user, path=path).first()


def as_post(draft: Draft) -> QueryDict:
    """The draft as if it had just been posted."""
    post = QueryDict(mutable=True)
    for name, values in draft.data.items():
        post.setlist(name, values)
    return post


def discard(*, user, path: str) -> None:
    Draft.objects.filter(user=user, path=path).delete()


def discard_old(*, now: datetime) -> None:
    Draft.objects.filter(updated_at__lt=now - KEPT_FOR).delete()
