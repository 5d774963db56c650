from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from patients import actions
from patients.forms import ContactRightsForm, IdentityForm, PatientForm, RegisterForm, SearchForm
from patients.models import Patient
from patients.views.pages import patient_form

MOST_FOUND = 20
LAST_REGISTERED = 10


@requires(Permission.SEE_PATIENTS)
@require_GET
def patient_list(request: HttpRequest) -> HttpResponse:
    """The search, and below it who was registered last."""
    return render(request, "patients/list.html", _list_page(request) | _last_registered(request))


@requires(Permission.SEE_PATIENTS)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """What was found: a part of the page while one types, the whole page where scripts don't run."""
    form = SearchForm(request.POST)
    context = _found(request, form) if form.is_valid() else {"error": form.errors["text"][0]}
    if request.htmx:
        return render(request, "patients/_results.html", context)
    return render(request, "patients/list.html", _list_page(request) | context)


def _list_page(request: HttpRequest) -> dict:
    return {
        "title": "Patients",
        "section": "patients",
        "text": request.POST.get("text", ""),
        "nobody": not Patient.objects.seen_by(request.user).exists(),
    }


def _found(request: HttpRequest, form: SearchForm) -> dict:
    text = form.cleaned_data["text"]
    if not text:
        return _last_registered(request)
    found = Patient.objects.seen_by(request.user).matching(text)
    patients = list(found.prefetch_related("phone_numbers")[:MOST_FOUND])
    return _shown(request, patients) | {"searched": True, "total": found.count()}


def _last_registered(request: HttpRequest) -> dict:
    return _shown(
        request,
        list(Patient.objects.seen_by(request.user).prefetch_related("phone_numbers").order_by("-pk")[:LAST_REGISTERED]),
    )


def _shown(request: HttpRequest, patients: list[Patient]) -> dict:
    access_log.record_read(request, [patient.pk for patient in patients])
    today = timezone.localdate()
    return {"rows": [(patient, patient.age_on(patient.deceased_on or today)) for patient in patients]}


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    def save(form: RegisterForm) -> Patient:
        patient = actions.register(patient=form.instance, phone_number=form.phone_number())
        messages.success(request, "The patient is registered.")
        return patient

    context = {"section": "patients", "back_url": reverse("patients:list"), "back_label": "Patients"}
    return FormPage(title="Register a patient", make_form=RegisterForm, save=save, context=context).respond(request)


@requires(Permission.EDIT_PATIENTS)
@require_POST
def same_person(request: HttpRequest) -> HttpResponse:
    """Who may be the same person as the one being typed, as a partial."""
    form = IdentityForm(request.POST)
    form.is_valid()
    typed = form.cleaned_data
    others = (
        Patient.objects.seen_by(request.user)
        .exclude(pk=typed.get("patient"))
        .same_person_as(
            chart_number=typed.get("chart_number", ""),
            family_name=typed.get("family_name", ""),
            given_name=typed.get("given_name", ""),
            date_of_birth=typed.get("date_of_birth"),
        )
    )
    patients = list(others[:MOST_FOUND])
    access_log.record_read(request, [patient.pk for patient in patients])
    chart_number = typed.get("chart_number", "").lower()
    context = {
        "patients": patients,
        "needs_tick": any(patient.chart_number.lower() != chart_number for patient in patients),
        "ticked": typed.get("another_person", False),
        # Of a patient who is registered already, the two records can be seen side by side.
        "edited_pk": typed.get("patient"),
    }
    return render(request, "patients/_same_person.html", context)


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    return patient_form(
        request,
        patient,
        title="Edit the patient",
        make_form=partial(PatientForm, instance=patient),
        save=lambda form: actions.save_patient(patient=form.instance, by=request.user),
        done="The changes are saved.",
        versioned=patient,
    )


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def contact_rights(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)

    def save(form: ContactRightsForm) -> None:
        actions.save_contact_rights(
            patient=patient,
            consents_to_calls=form.cleaned_data["consents_to_calls"],
            do_not_contact=form.cleaned_data["do_not_contact"],
            phone_numbers=form.phone_numbers.rows(patient),
            contact_persons=form.contact_persons.rows(patient),
        )

    return patient_form(
        request,
        patient,
        title="Contact rights",
        make_form=partial(ContactRightsForm, instance=patient),
        save=save,
        done="The contact rights are saved.",
        versioned=patient,
        template="patients/contact_rights.html",
    )
