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
from followups import calling
from followups.forms import CallForm
from followups.models import FollowUp
from followups.views.course_page import context_of


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def log_call(request: HttpRequest, pk: int) -> HttpResponse:
    """A call that brought no answer."""
    followups = FollowUp.objects.of_valid_courses().select_related("prescription__patient")
    followup = get_object_or_404(followups, pk=pk)
    context = context_of(request, followup.prescription, page_title="Log a call")
    return FormPage(
        title=f"Log a call, {followup.label.lower()}: {followup.prescription.patient}",
        make_form=partial(CallForm, followup=followup, now=timezone.now()),
        save=partial(_save_call, request, followup),
        template="followups/log_call.html",
        context=context
        | {
            "section": "worklist",
            "followup": followup,
            "attempts": followup.attempts.select_related("called_by"),
            "back_url": reverse("followups:worklist"),
            "back_label": "Worklist",
        },
    ).respond(request)


def _save_call(request: HttpRequest, followup: FollowUp, form: CallForm) -> str:
    attempt = calling.log_call(attempt=form.attempt(), by=request.user)
    number = followup.attempts.count()
    messages.success(request, f"Call logged: {attempt.get_outcome_display().lower()}. Attempts so far: {number}.")
    return reverse("followups:worklist")
