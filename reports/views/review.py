from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core import access_log, clinical
from core.access import requires
from core.pages import FormPage
from patients.models import Patient
from reports import review as review_of
from reports.forms import AllRightForm
from reports.models import ReviewReason


@requires(Permission.CLOSE_TASKS)
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """What waits for a clinician's decision; each row ends in an action."""
    found = review_of.find(today=timezone.localdate(), by=request.user)
    access_log.record_read(request, [row.patient.pk for row in found.rows])
    page = {"title": "Review", "section": "review", "review": found, "most": review_of.MOST_ROWS}
    return render(request, "reports/review.html", page)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def all_right(request: HttpRequest, pk: int, reason: str) -> HttpResponse:
    """The row rests until a day, and why."""
    if reason not in ReviewReason.values:
        raise Http404("There is no such reason.")
    patient, today = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk), timezone.localdate()
    access_log.record_read(request, [pk])
    words = ReviewReason(reason).label
    page = FormPage(
        title=f"{words}: all right until",
        make_form=partial(AllRightForm, today=today, initial={"until": today + clinical.REVIEW_AGAIN_AFTER}),
        save=partial(_let_rest, request, patient, reason, today),
        template="reports/all_right.html",
        context={
            "patient": patient,
            "section": "review",
            "back_url": reverse("reports:review"),
            "back_label": "Review",
        },
    )
    return page.respond(request)


def _let_rest(request: HttpRequest, patient: Patient, reason: str, today: date, form: AllRightForm) -> str:
    until, note = form.cleaned_data["until"], form.cleaned_data["note"]
    review_of.all_right(patient=patient, reason=reason, today=today, until=until, note=note, by=request.user)
    messages.success(request, "It rests until that day, and returns then if nothing has changed.")
    return "reports:review"
