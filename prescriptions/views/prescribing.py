"""Opening a course, and taking back what was a mistake."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from patients.models import ClinicianTask, Patient
from prescriptions import actions, gate, supply
from prescriptions.forms import DeclineForm, PrescribeForm, UndoStopForm, VoidForm
from prescriptions.models import Prescription
from prescriptions.views.course_page import CoursePage, find_course, patient_context


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def prescribe(request: HttpRequest, patient_pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=patient_pk)
    access_log.record_read(request, [patient.pk])
    title = "Prescribe LDN"
    if _is_out_of_place(request, patient):
        return _not_now(request, patient, title)

    def save(form: PrescribeForm) -> Prescription:
        course = actions.prescribe(course=form.instance, by=request.user)
        messages.success(request, f"Prescribed. {supply.in_words(course)}")
        return course

    return FormPage(
        title=title,
        make_form=partial(PrescribeForm, patient=patient),
        save=save,
        template="prescriptions/prescribe.html",
        context=patient_context(patient) | {"gate": gate.of(patient, timezone.localdate())},
    ).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, patient_pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=patient_pk)
    access_log.record_read(request, [patient.pk])
    title = "LDN was offered, and declined"
    if _is_out_of_place(request, patient):
        return _not_now(request, patient, title)

    def save(form: DeclineForm) -> Patient:
        actions.decline(offer=form.instance, by=request.user)
        messages.success(request, "Recorded that the patient declined.")
        return patient

    return FormPage(
        title=title,
        make_form=partial(DeclineForm, patient=patient),
        save=save,
        template="prescriptions/decline.html",
        context=patient_context(patient),
    ).respond(request)


def _is_out_of_place(request: HttpRequest, patient: Patient) -> bool:
    """Only on opening: a second click on Save has to find the first one's result, not a refusal."""
    return request.method == "GET" and bool(patient.deceased_on or patient.prescriptions.open().exists())


def _not_now(request: HttpRequest, patient: Patient, title: str) -> HttpResponse:
    context = patient_context(patient) | {"title": title, "course": patient.prescriptions.open().first()}
    return render(request, "prescriptions/not_now.html", context, status=409)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def undo_stop(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: UndoStopForm) -> Prescription:
        actions.undo_stop(course=course, by=request.user)
        messages.success(request, "The stop is undone: the course goes on.")
        return course

    return CoursePage(
        title="Undo a mistaken stop",
        course=course,
        make_form=UndoStopForm,
        save=save,
        template="prescriptions/undo_stop.html",
        context={"tasks": course.patient.tasks.open().filter(kind=ClinicianTask.Kind.STOPPED_BY_PATIENT)},
    ).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: VoidForm) -> Prescription:
        actions.void(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The course is marked as entered in error.")
        return course

    return CoursePage(
        title="Mark a course as entered in error",
        course=course,
        make_form=VoidForm,
        save=save,
        template="prescriptions/void.html",
    ).respond(request)
