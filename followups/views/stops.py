from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from followups import actions, glance
from followups.forms import StopForm
from followups.views.course_page import context_of
from prescriptions.models import Prescription


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, course_pk: int) -> HttpResponse:
    """A clinician ends a course."""
    course = get_object_or_404(
        Prescription.objects.seen_by(request.user).valid().select_related("patient"), pk=course_pk
    )
    context = context_of(request, course, page_title="Stop a course")
    return FormPage(
        title=f"Stop LDN: {course.patient}",
        make_form=partial(StopForm, course=course, initial={"stopped_on": timezone.localdate()}),
        save=partial(_save_stop, request, course),
        versioned=course,
        template="followups/stop.html",
        context=context | _where_it_stands(course),
    ).respond(request)


def _where_it_stands(course: Prescription) -> dict:
    return {
        "glance": glance.at(course, today=timezone.localdate()),
        "numbers": course.patient.phone_numbers.all(),
        "last_answer": course.responses.valid().last(),
        "to_come": course.followups.open(),
    }


def _save_stop(request: HttpRequest, course: Prescription, form: StopForm) -> str:
    closed = course.followups.open().count()
    actions.stop_course(
        course=course,
        stopped_on=form.cleaned_data["stopped_on"],
        stop=form.stop(),
        side_effects=form.cleaned_data["side_effects"],
        by=request.user,
    )
    follow_ups = "1 open follow-up is" if closed == 1 else f"{closed} open follow-ups are"
    messages.success(request, f"The course is stopped, and {follow_ups} closed with it.")
    return course.get_absolute_url()
