"""The steps of a course that are planned: each thing that can be done to them is one page with one button."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core.access import requires
from prescriptions import supply, titration
from prescriptions.models import Prescription
from prescriptions.titration_forms import GoBackForm, GoFasterForm, HoldForm, StepUpForm
from prescriptions.views.course_page import CoursePage, find_course

TEMPLATE = "prescriptions/planned_step.html"


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def step_up(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: StepUpForm) -> Prescription:
        titration.step_up(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The step is recorded.")
        return course

    return _page(course, title="Step up as planned", make_form=StepUpForm, save=save).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: HoldForm) -> Prescription:
        titration.hold(course=course, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        messages.success(request, "The planned steps wait.")
        return course

    return _page(course, title="Hold the next step", make_form=HoldForm, save=save).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def go_back(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: GoBackForm) -> Prescription:
        titration.go_back(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The dose before is ordered, and the planned steps wait.")
        return course

    return _page(course, title="Go back a step", make_form=GoBackForm, save=save).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def go_faster(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: GoFasterForm) -> Prescription:
        data = form.cleaned_data
        titration.go_faster(course=course, on=data["on"], reason=data["reason"], by=request.user)
        messages.success(request, "The step is ordered, and the later ones come as much sooner.")
        return course

    return _page(course, title="Take the next step sooner", make_form=GoFasterForm, save=save).respond(request)


def _page(course: Prescription, **page) -> CoursePage:
    of = course.in_hand()
    describe = partial(supply.describe, strength_mg=of.strength_mg, form=of.form)
    planned = [(describe(step.dose_mg), step.starts_on) for step in course.planned_steps.all()]
    return CoursePage(course=course, template=TEMPLATE, context={"planned": planned}, **page)
