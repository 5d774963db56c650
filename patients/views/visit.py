from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core.access import requires
from patients.forms import EditVisitForm, VisitForm
from patients.models import Patient, Visit
from patients.views.pages import patient_form


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def book_visit(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    make_form = partial(VisitForm, instance=Visit(patient=patient))
    return patient_form(request, patient, title="Book a visit", make_form=make_form, done="The visit is booked.")


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def edit_visit(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_object_or_404(Visit.objects.seen_by(request.user).select_related("patient"), pk=pk)
    return patient_form(
        request,
        visit.patient,
        title="Move a visit, or say what became of it",
        make_form=partial(EditVisitForm, instance=visit),
        done="The visit is saved.",
        versioned=visit,
    )
