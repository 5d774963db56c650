"""What the patient is told and given. It stands here, above the courses, because it tells the clinic's own rate."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from prescriptions import handing_over
from prescriptions.counselling import RATE_WORDS, VERSION, Language
from prescriptions.handing_over_forms import CounselForm
from prescriptions.models import Prescription, counselled
from prescriptions.next_steps import can_be_done
from prescriptions.views.course_page import CoursePage, find_course, patient_context
from reports import expectations
from reports.instructions import language_for, of_course


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def counsel(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)
    language = language_for(course.patient, asked=None)
    words = RATE_WORDS[language].of(expectations.rate(as_of=timezone.localdate()))

    def save(form: CounselForm) -> Prescription:
        handing_over.counsel(told=form.cleaned_data["told"], by=request.user)
        messages.success(request, "What you told the patient is recorded.")
        return course

    return CoursePage(
        title="Counsel the patient",
        course=course,
        make_form=partial(CounselForm, course=course, language=language, expectations=words),
        save=save,
        template="reports/counsel.html",
        context={"told_before": counselled(course.counsellings.all()), "text_version": VERSION, "said_in": language},
    ).respond(request)


@requires(Permission.RECORD_CONTACTS)
@require_GET
def instructions(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed form; `?lang=` en or es in place of the patient's language."""
    course = find_course(request, pk)
    today = timezone.localdate()
    access_log.record_read(request, [course.patient_id])
    page = {"title": "Instructions", "page_title": "Instructions"} | patient_context(course.patient)
    if not can_be_done("reports:instructions", course, today=today):
        return render(request, "prescriptions/not_now.html", page | {"course": course}, status=409)
    language = language_for(course.patient, request.GET.get("lang"))
    form = of_course(course, language=language, rate=expectations.rate(as_of=today), today=today)
    return render(request, "reports/instructions.html", page | {"form": form, "languages": Language})
