"""The prescription's way to a pharmacy: its page to print, that somebody sent it, and another pharmacy."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from prescriptions import handing_over, prescription_page
from prescriptions.handing_over_forms import ChangePharmacyForm, DidNotArriveForm, SendForm
from prescriptions.models import Prescription, Sending
from prescriptions.views.course_page import CoursePage, find_course, patient_context


@requires(Permission.RECORD_CONTACTS)
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for the course's pharmacy, to be sent; once it was sent, the page as it was."""
    course = find_course(request, pk)
    sending = course.sendings.filter(voided_at=None).first()
    return redirect(sending) if sending else _show(request, course, sending=None)


@requires(Permission.RECORD_CONTACTS)
@require_GET
def sent_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it was sent; void, if it no longer holds."""
    sending = get_object_or_404(Sending.objects.seen_by(request.user).select_related("pharmacy", "sent_by"), pk=pk)
    return _show(request, find_course(request, sending.prescription_id), sending=sending)


def _show(request: HttpRequest, course: Prescription, *, sending: Sending | None) -> HttpResponse:
    access_log.record_read(request, [course.patient_id])
    context = patient_context(course.patient) | {"title": "Prescription", "course": course}
    if course.is_imported:
        return render(request, "prescriptions/not_now.html", context, status=409)
    shown = prescription_page.of_course(course, sending=sending, today=timezone.localdate())
    return render(request, "prescriptions/page.html", context | {"page": shown})


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: SendForm) -> Prescription:
        handing_over.send(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, f"It is recorded that the prescription was sent to {course.pharmacy}.")
        return course

    return CoursePage(
        title="Send the prescription", course=course, make_form=SendForm, save=save, template="prescriptions/send.html"
    ).respond(request)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def did_not_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: DidNotArriveForm) -> Prescription:
        handing_over.did_not_arrive(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The page that was sent is void. Send the prescription anew.")
        return course

    return CoursePage(
        title="The prescription did not arrive",
        course=course,
        make_form=DidNotArriveForm,
        save=save,
        template="prescriptions/did_not_arrive.html",
    ).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def change_pharmacy(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: ChangePharmacyForm) -> Prescription:
        before = handing_over.change_pharmacy(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The pharmacy is changed, and the course goes on. Send the prescription anew.")
        messages.warning(request, f"Call {before} to cancel what it has: this program tells no pharmacy.")
        return course

    return CoursePage(
        title="Change the pharmacy",
        course=course,
        make_form=partial(ChangePharmacyForm, course=course),
        save=save,
        template="prescriptions/change_pharmacy.html",
    ).respond(request)
