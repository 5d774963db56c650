"""The clinic's addresses and, beside them, what a save is measured against: the least that a Django view can do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from core.access import signed_in
from followups.models import FollowUp, Response


@signed_in
def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """One insert, of what was posted, unchecked; with the session, sign-in and transaction that every view has."""
    Response.objects.create(
        prescription_id=FollowUp.objects.values_list("prescription_id", flat=True).get(pk=pk),
        asked_on=request.POST["asked_on"],
        mode=request.POST["mode"],
        asked_by=request.user,
        entered_by=request.user,
        pgic=request.POST["pgic"],
        relief_percent=request.POST["relief_percent"],
        continues=True,
    )
    return redirect("/")


urlpatterns = [path("bare/<int:pk>/", bare), path("", include("ldnclinic.urls"))]
