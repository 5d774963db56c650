import uuid
from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

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
