"""What speaks against LDN: asking, the findings, and what a prescriber decides on them."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import throttle
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from core.templatetags.clinic import day
from patients.models import Patient
from prescriptions import gate, safety
from prescriptions.models import Screening, WashOut
from prescriptions.screening_forms import (
    GiveUpForm,
    OrderWashOutForm,
    ReleaseForm,
    ReportOpioidForm,
    ScreeningForm,
    SignForm,
    VoidScreeningForm,
)
from prescriptions.views.course_page import patient_context


@requires(Permission.SEE_PATIENTS)
@require_GET
def screening(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """The findings, and what can be done about them."""
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=patient_pk)
    access_log.record_read(request, [patient.pk])
    today = timezone.localdate()
    found = gate.of(patient, today)
    context = patient_context(patient) | {
        "title": "Screening",
        "gate": found,
        "wash_out_is_over": found.wash_out is not None and found.wash_out.is_over(today),
        "course": patient.prescriptions.open().first(),
    }
    return render(request, "prescriptions/screening.html", context)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, patient_pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=patient_pk)

    def save(form: ScreeningForm) -> Screening:
        return safety.screen(screening=form.screening(), opioids=form.opioids.rows(), by=request.user)

    return _page(
        request,
        patient,
        title="Screen for LDN",
        make_form=partial(ScreeningForm, patient=patient),
        save=save,
        template="prescriptions/screen.html",
    )


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Override a finding, or sign for an exemption."""
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=patient_pk)
    to_sign = gate.of(patient, timezone.localdate()).to_sign
    if request.method == "GET" and not to_sign:
        return _not_now(request, patient, "There is nothing to sign for this patient now.")

    def save(form: SignForm) -> str:
        safety.sign(patient=patient, **form.cleaned_data, by=request.user)
        messages.success(request, "Signed.")
        return _findings_url(patient)

    return _page(
        request,
        patient,
        title="Sign a finding",
        make_form=partial(SignForm, to_sign=to_sign, is_own_password=partial(throttle.is_own_password, request)),
        save=save,
        template="prescriptions/sign.html",
    )


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def void_screening(request: HttpRequest, pk: int) -> HttpResponse:
    screening = get_object_or_404(Screening.objects.seen_by(request.user).select_related("patient"), pk=pk)

    def save(form: VoidScreeningForm) -> Screening:
        safety.void_screening(screening=screening, **form.cleaned_data, by=request.user)
        messages.success(request, "The screening stays on file, marked as entered in error, and counts no more.")
        return screening

    return _page(
        request,
        screening.patient,
        title=f"Screening of {day(screening.asked_on)}: entered in error?",
        make_form=VoidScreeningForm,
        save=save,
    )


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def order_wash_out(request: HttpRequest, patient_pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=patient_pk)
    found = gate.of(patient, timezone.localdate())

    def save(form: OrderWashOutForm) -> WashOut:
        wash_out = safety.order_wash_out(patient=patient, **form.cleaned_data, by=request.user)
        messages.success(request, "The wash-out is ordered.")
        return wash_out

    return _page(
        request,
        patient,
        title="Order a taper and a wash-out",
        make_form=partial(OrderWashOutForm, initial={"days": found.wash_out_days}),
        save=save,
        template="prescriptions/order_wash_out.html",
        gate=found,
    )


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def report_opioid(request: HttpRequest, pk: int) -> HttpResponse:
    """The call of a wash-out: whether any opioid was taken since."""
    wash_out = _find_wash_out(request, pk)

    def save(form: ReportOpioidForm) -> WashOut:
        if form.cleaned_data["said"] == form.NONE:
            safety.report_no_opioid_since(wash_out=wash_out, by=request.user)
            messages.success(request, "Recorded. The clinicians have a task to release the wash-out, or not.")
        else:
            safety.report_last_opioid(wash_out=wash_out, taken_on=form.cleaned_data["taken_on"], by=request.user)
            messages.success(request, "Recorded: the wash-out counts from this dose.")
        return wash_out

    return _wash_out_page(
        request,
        wash_out,
        title="Wash-out: any opioid since?",
        make_form=partial(ReportOpioidForm, wash_out=wash_out),
        save=save,
    )


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def release_wash_out(request: HttpRequest, pk: int) -> HttpResponse:
    wash_out = _find_wash_out(request, pk)
    if request.method == "GET" and wash_out.is_open and not wash_out.is_over(timezone.localdate()):
        return _not_now(
            request,
            wash_out.patient,
            "The wash-out is not over yet: it is released from the day after its last day on.",
        )

    def save(form: ReleaseForm) -> WashOut:
        safety.release_wash_out(wash_out=wash_out, by=request.user)
        messages.success(request, "The wash-out is released.")
        return wash_out

    return _wash_out_page(
        request,
        wash_out,
        title="Release the wash-out",
        make_form=ReleaseForm,
        save=save,
        template="prescriptions/release_wash_out.html",
    )


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def cancel_wash_out(request: HttpRequest, pk: int) -> HttpResponse:
    wash_out = _find_wash_out(request, pk)

    def save(form: GiveUpForm) -> WashOut:
        safety.cancel_wash_out(wash_out=wash_out, **form.cleaned_data, by=request.user)
        messages.success(request, "The wash-out is given up.")
        return wash_out

    return _wash_out_page(request, wash_out, title="Give up the wash-out", make_form=GiveUpForm, save=save)


def _find_wash_out(request: HttpRequest, pk: int) -> WashOut:
    return get_object_or_404(WashOut.objects.seen_by(request.user).select_related("patient", "ordered_by"), pk=pk)


def _wash_out_page(
    request: HttpRequest, wash_out: WashOut, *, template: str = "prescriptions/wash_out_form.html", **page
) -> HttpResponse:
    # Only on opening: a second click on Save has to find the first one's result, not a refusal.
    if request.method == "GET" and not wash_out.is_open:
        return _not_now(request, wash_out.patient, "This wash-out is released or given up already.")
    return _page(request, wash_out.patient, template=template, wash_out=wash_out, **page)


def _not_now(request: HttpRequest, patient: Patient, why: str) -> HttpResponse:
    messages.info(request, why)
    return redirect("prescriptions:screening", patient.pk)


def _page(
    request: HttpRequest,
    patient: Patient,
    *,
    title: str,
    make_form: Callable[..., BaseForm],
    save: Callable[[BaseForm], object],
    template: str = "prescriptions/patient_form.html",
    **context,
) -> HttpResponse:
    """A page with one form about a patient's screening, and the way back to the findings."""
    access_log.record_read(request, [patient.pk])
    back = {"back_url": _findings_url(patient), "back_label": "Back to the screening"}
    return FormPage(
        title=title,
        make_form=make_form,
        save=save,
        template=template,
        context=patient_context(patient) | back | context,
    ).respond(request)


def _findings_url(patient: Patient) -> str:
    return reverse("prescriptions:screening", args=[patient.pk])
