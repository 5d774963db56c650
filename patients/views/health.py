from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core.access import requires
from core.templatetags.clinic import day
from patients import actions
from patients.forms import (
    ContraindicationForm,
    DiagnosisForm,
    EditContraindicationForm,
    EndMedicineForm,
    MedicineForm,
    ProcedureForm,
)
from patients.models import Contraindication, Diagnosis, Medicine, Patient, Procedure
from patients.views.pages import patient_form


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def add_diagnosis(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    new = Diagnosis(patient=patient, noted_on=timezone.localdate())
    make_form = partial(DiagnosisForm, instance=new)
    return patient_form(request, patient, title="Add a diagnosis", make_form=make_form, done="The diagnosis is added.")


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def add_medicine(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    new = Medicine(patient=patient, noted_on=timezone.localdate())
    make_form = partial(MedicineForm, instance=new)
    return patient_form(request, patient, title="Add a medicine", make_form=make_form, done="The medicine is added.")


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def end_medicine(request: HttpRequest, pk: int) -> HttpResponse:
    medicine = get_object_or_404(Medicine.objects.seen_by(request.user).select_related("patient"), pk=pk)
    return patient_form(
        request,
        medicine.patient,
        title="When a medicine ended",
        make_form=partial(EndMedicineForm, instance=medicine),
        done="The medicine's end is saved.",
        template="patients/about_form.html",
        about=f"{capfirst(medicine.name)}, noted on {day(medicine.noted_on)}",
    )


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def add_procedure(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    new = Procedure(patient=patient, noted_on=timezone.localdate())
    make_form = partial(ProcedureForm, instance=new)
    return patient_form(request, patient, title="Add a procedure", make_form=make_form, done="The procedure is added.")


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def add_contraindication(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    return patient_form(
        request,
        patient,
        title="Add a contraindication",
        make_form=partial(ContraindicationForm, instance=Contraindication(patient=patient, since=timezone.localdate())),
        done="The contraindication is added.",
    )


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def edit_contraindication(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known about it, or give the day that cleared it."""
    contraindication = get_object_or_404(
        Contraindication.objects.seen_by(request.user).select_related("patient"), pk=pk
    )
    may_prescribe = request.user.has_perm(Permission.PRESCRIBE)
    may_clear = may_prescribe or not contraindication.is_cleared_by_prescribers
    return patient_form(
        request,
        contraindication.patient,
        title="Edit or clear a contraindication" if may_clear else "Edit a contraindication",
        make_form=partial(EditContraindicationForm, instance=contraindication, may_prescribe=may_prescribe),
        save=lambda form: actions.save_contraindication(contraindication=form.instance, by=request.user),
        done="The contraindication is saved.",
        versioned=contraindication,
        template="patients/edit_contraindication.html",
        about=contraindication.get_kind_display(),
        patient_pk=contraindication.patient_id,
        may_clear=may_clear,
    )
