"""PLACEHOLDER, to be replaced."""

from django.http import HttpRequest, HttpResponse

from core.access import signed_in


@signed_in
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("reports:chart")
