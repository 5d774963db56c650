"""PLACEHOLDER, to be replaced."""

from django.http import HttpRequest, HttpResponse

from core.access import signed_in


@signed_in
def outcomes(request: HttpRequest) -> HttpResponse:
    return HttpResponse("reports:outcomes")


@signed_in
def patients_behind(request: HttpRequest) -> HttpResponse:
    return HttpResponse("reports:patients-behind")
