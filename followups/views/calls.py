"""The call page: whom to call, what to say, and one key for whatever comes of it."""

from datetime import datetime
from functools import cache, partial

from django.conf import settings
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import access_log, clinical
from core.access import requires
from core.pages import FormPage
from followups import call_page, calling, scripts, talking, worklist
from followups.forms import FORMS, CallForm, VoidForm
from followups.models import CallAttempt, FollowUp
from patients.models import PhoneNumber

TO_LIST = "list"


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """A call about any kind of follow-up: the script, its questions, and what came of it."""
    now = timezone.now()
    followup = find(request, pk)
    if request.method == "POST":
        calling.hold_what_it_is_about(followup)
    numbers = list(followup.patient.phone_numbers.in_use())
    prefetch_related_objects([followup], "prescription__fills")  # what is in hand is asked more than once
    context = cache(partial(_context, request, followup, numbers, now=now))
    return FormPage(
        title=f"Call {followup.patient.full_name}",
        make_form=partial(FORMS[followup.kind], followup=followup, numbers=numbers, now=now),
        initial=lambda: context()["shown"].initial(by=request.user),
        save=partial(_save, request, followup),
        versioned=followup,
        template="followups/call.html",
        context=context,
    ).respond(request)


def _context(request: HttpRequest, followup: FollowUp, numbers: list[PhoneNumber], *, now: datetime) -> dict:
    caller = request.user.first_name or str(request.user)
    return {
        "page_title": "Call",
        "section": "worklist",
        "followup": followup,
        "shown": call_page.of(request, followup, numbers=numbers, now=now),
        "scripts": scripts.of(followup, caller=caller, telephone=settings.CLINIC_PHONE),
        "begins_in": scripts.language_of(followup.patient),
        "responder_relief": clinical.RESPONDER_RELIEF_PERCENT,
    }


def find(request: HttpRequest, pk: int) -> FollowUp:
    about = ("patient", "milestone", "wash_out", "claimed_by", "prescription__patient")
    return get_object_or_404(FollowUp.objects.seen_by(request.user).of_valid_courses().select_related(*about), pk=pk)


def _save(request: HttpRequest, followup: FollowUp, form: CallForm) -> str:
    """The next page says what followed, and of whom: it is another patient's."""
    sentences = " ".join(talking.save(form=form, by=request.user))
    messages.success(request, f"{followup.patient}: {sentences}", extra_tags=access_log.naming(followup.patient_id))
    return after_the_call(request)


def after_the_call(request: HttpRequest) -> str:
    """On to the next patient; to the list where the user wants to stop, or nobody is left to call."""
    if request.POST.get("then") == TO_LIST:
        return reverse("followups:worklist")
    desk = worklist.desk(by=request.user, now=timezone.now())
    following = calling.claim_next(among=worklist.ready(desk), now=desk.now, by=request.user)
    return reverse("followups:call", args=[following.pk]) if following else reverse("followups:worklist")


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def undo_call(request: HttpRequest, pk: int) -> HttpResponse:
    """What was logged in error is marked so, and what followed from it is taken back."""
    attempts = CallAttempt.objects.seen_by(request.user).select_related(
        "called_by", "followup__prescription", "followup__patient"
    )
    attempt = get_object_or_404(attempts, pk=pk)
    followup = find(request, attempt.followup_id)
    if request.method == "POST":
        calling.held(followup)
    call_page.log_read(request, followup)
    return FormPage(
        title=f"Undo “{attempt.get_outcome_display().lower()}”: {followup.patient}",
        make_form=VoidForm,
        save=partial(_save_undo, request, attempt),
        template="followups/undo_call.html",
        context={
            "page_title": "Undo a call",
            "section": "worklist",
            "attempt": attempt,
            "back_url": followup.patient.get_absolute_url(),
            "back_label": "Chart",
        },
    ).respond(request)


def _save_undo(request: HttpRequest, attempt: CallAttempt, form: VoidForm) -> str:
    calling.undo_call(attempt=attempt, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, "The call stays on file, marked as logged in error; what followed from it is taken back.")
    return attempt.followup.patient.get_absolute_url()
