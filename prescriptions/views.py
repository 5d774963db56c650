"""PLACEHOLDERS, to be replaced."""

from django.http import HttpResponse

from core.access import signed_in


@signed_in
def prescribe(request, **kwargs):
    return HttpResponse("prescriptions:prescribe")


@signed_in
def decline(request, **kwargs):
    return HttpResponse("prescriptions:decline")


@signed_in
def record_fill(request, **kwargs):
    return HttpResponse("prescriptions:record-fill")


@signed_in
def never_filled(request, **kwargs):
    return HttpResponse("prescriptions:never-filled")


@signed_in
def start(request, **kwargs):
    return HttpResponse("prescriptions:start")


@signed_in
def change_dose(request, **kwargs):
    return HttpResponse("prescriptions:change-dose")


@signed_in
def pause(request, **kwargs):
    return HttpResponse("prescriptions:pause")


@signed_in
def resume(request, **kwargs):
    return HttpResponse("prescriptions:resume")


@signed_in
def undo_stop(request, **kwargs):
    return HttpResponse("prescriptions:undo-stop")


@signed_in
def void(request, **kwargs):
    return HttpResponse("prescriptions:void")


@signed_in
def mark_lost(request, **kwargs):
    return HttpResponse("prescriptions:mark-lost")


@signed_in
def pharmacies(request, **kwargs):
    return HttpResponse("prescriptions:pharmacies")


@signed_in
def add_pharmacy(request, **kwargs):
    return HttpResponse("prescriptions:add-pharmacy")


@signed_in
def edit_pharmacy(request, **kwargs):
    return HttpResponse("prescriptions:edit-pharmacy")


@signed_in
def mark_found(request, **kwargs):
    return HttpResponse("prescriptions:mark-found")
