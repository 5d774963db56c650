"""Who may call a view. Every view carries one of these, and a test walks all URLs to see that it does."""

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.defaults import permission_denied

from core import access_log

View = Callable[..., HttpResponse]

PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    """Anyone may call it, signed in or not."""
    return _declare(login_not_required(view), PUBLIC)


def signed_in(view: View) -> View:
    """Every user of the clinic may call it, whatever the role."""
    view.login_required = True  # a view that is not ours may say otherwise
    return _declare(view, SIGNED_IN)


def requires(*permissions: str) -> Callable[[View], View]:
    """Users that hold at least one of the permissions may call it; others get 403, and a row in the access log."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(request.user.has_perm(permission) for permission in permissions):
                # Answered, not raised: an exception would roll the log's row back with the request.
                access_log.record_denial(request)
                request.refused = permissions
                return permission_denied(request, exception=None)
            return view(request, *args, **kwargs)

        return _declare(guarded, permissions)

    return decorate


def does_not_count_as_use(view: View) -> View:
    """A page asks for it by itself: it must not keep a session alive that nobody uses. What ends idle sessions reads
    the view's `counts_as_use`; the request saves no session either."""
    view.counts_as_use = False
    return view


def counts_as_use(view: View) -> bool:
    """Whether a request for it is a sign that someone sits there."""
    return getattr(view, "counts_as_use", True)


def _declare(view: View, access: str | tuple[str, ...]) -> View:
    view.access = access
    return view
