import logging
import uuid
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from core import drafts, time_limits
from core.paths import is_page

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives each request an id that the logs, the audit and the answer share."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4()
        response = self.get_response(request)
        response.headers["X-Request-Id"] = str(request.id)
        return response


class GuardsMiddleware:
    """Puts the headers that guard a page on every answer, whoever gives it: a file, a redirect, a refusal, a fault.

    Before those that may answer themselves. It refuses the methods that no view has.
    """

    METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_known = request.method in self.METHODS
        response = self.get_response(request) if is_known else HttpResponseNotAllowed(self.METHODS)
        for name, value in settings.GUARDS.items():
            response.headers.setdefault(name, value)
        return response


class NoStoreMiddleware:
    """Keeps pages with patients out of every cache. Static files are answered before this, and may be kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response


class AuditContextMiddleware:
    """Tells the audit triggers who is writing, and in which request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with pghistory.context(user=request.user.pk, request=str(request.id)):
            return self.get_response(request)


class TimeLimitMiddleware:
    """A page that the database let wait too long says so, and keeps what was typed; the view's writes are undone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not time_limits.is_too_long(exception):
            return None
        logger.warning("%s %s took too long: %s", request.method, request.path, type(exception.__cause__).__name__)
        is_kept = request.method == "POST" and self._keep(request)
        back = request.path if is_kept or request.method == "GET" else ""
        response = render(request, "503.html", {"is_kept": is_kept, "back": back}, status=503)
        response.headers["Retry-After"] = "5"  # seconds
        return response

    def _keep(self, request: HttpRequest) -> bool:
        """Whether the form's text is a draft now. The page kept one before it was sent, if it could."""
        if "form_key" not in request.POST or not is_page(request.path):
            return False
        try:
            with time_limits.of_a_rescue(), transaction.atomic():
                drafts.keep(user=request.user, path=request.path, post=request.POST)
        except Error:
            return False
        return True
