from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from followups import actions
from followups.forms import RefillCallForm
from followups.models import RefillCall
from followups.views.course_page import context_of
from prescriptions import supply
from prescriptions.models import Prescription


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def log_refill_call(request: HttpRequest, course_pk: int) -> HttpResponse:
    """A call because LDN runs out."""
    course = get_object_or_404(Prescription.objects.valid().select_related("patient"), pk=course_pk)
    reached = supply.of_course(course)
    context = context_of(request, course, page_title="Log a refill call") | {
        "section": "worklist",
        "course": course,
        "supply": reached.in_words(timezone.localdate()) if reached else "",
        "attempts": course.refill_calls.select_related("called_by"),
        "back_url": reverse("followups:worklist"),
        "back_label": "Worklist",
    }
    return FormPage(
        title=f"Log a call, refill: {course.patient}",
        make_form=partial(RefillCallForm, patient=course.patient),
        save=partial(_save, request, course),
        template="followups/log_refill_call.html",
        context=context,
    ).respond(request)


def _save(request: HttpRequest, course: Prescription, form: RefillCallForm) -> str:
    call = actions.log_refill_call(call=RefillCall(prescription=course, **form.cleaned_data), by=request.user)
    messages.success(request, f"Call logged: {call.get_outcome_display()}.")
    return reverse("followups:worklist")
