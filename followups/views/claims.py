"""Who calls whom: a claim is always a POST, and leads to the page of the call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from followups import calling, jump
from followups import worklist as calls
from followups.models import FollowUp
from followups.rows import held
from patients.forms import SearchForm


def _followup(request: HttpRequest, pk: int) -> FollowUp:
    followups = (
        FollowUp.objects.seen_by(request.user).of_valid_courses().select_related("patient", "milestone", "claimed_by")
    )
    return get_object_or_404(followups, pk=pk)


@requires(Permission.RECORD_CONTACTS)
@require_POST
def start_call(request: HttpRequest, pk: int) -> HttpResponse:
    followup = _followup(request, pk)
    if calling.claim(followup=followup, now=timezone.now(), by=request.user):
        return redirect("followups:call", followup.pk)
    if followup.is_open:
        return redirect("followups:take-over", followup.pk)
    messages.info(request, f"Nothing to call about: this follow-up is {followup.get_state_display().lower()}.")
    return redirect("followups:worklist")


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: someone else may be speaking with the patient."""
    followup, desk = _followup(request, pk), calls.desk(by=request.user, now=timezone.now())
    if request.method == "POST" and followup.is_open:
        calling.take_over(followup=followup, now=desk.now, by=request.user)
        return redirect("followups:call", followup.pk)
    access_log.record_read(request, [followup.patient_id])
    taken = _taken_by_another(followup, desk)
    context = {
        "section": "worklist",
        "title": f"Take over the call? {followup.patient.full_name}",
        "page_title": "Take over a call",
        "followup": followup,
        "taken": taken,
        "held": held(taken.claimed_by, since=taken.claimed_at, desk=desk) if taken else "",
    }
    return render(request, "followups/take_over.html", context)


def _taken_by_another(followup: FollowUp, desk: calls.Desk) -> FollowUp | None:
    """What somebody else is calling this patient about: it may be another follow-up than this."""
    of_patient = FollowUp.objects.seen_by(desk.by).claimed(desk.now).filter(patient=followup.patient)
    return of_patient.exclude(claimed_by=desk.by).select_related("claimed_by", "milestone").first()


@requires(Permission.RECORD_CONTACTS)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    calling.release(followup=_followup(request, pk), by=request.user)
    messages.success(request, "Put back on the list: anyone can call.")
    return redirect("followups:worklist")


@requires(Permission.RECORD_CONTACTS)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """Claim the best that nobody has; two who press at once get two patients."""
    desk = calls.desk(by=request.user, now=timezone.now())
    ready = calls.ready(desk, request.POST.get("show", ""))
    followup = calling.claim_next(among=ready, now=desk.now, by=request.user)
    if followup is None:
        messages.info(request, "Nobody is left to call now: someone else is calling, or it is not yet time.")
        return redirect("followups:worklist")
    if request.POST.get("expected") != str(followup.pk):
        messages.info(request, "The list has changed since you read it: this is who comes next now.")
    return redirect("followups:call", followup.pk)


@requires(Permission.RECORD_CONTACTS)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Someone rings back: the call's page at once where only one can be meant, else who it may be."""
    form = SearchForm(request.POST)
    desk = calls.desk(by=request.user, now=timezone.now())
    found = jump.find(form.cleaned_data["text"], desk=desk) if form.is_valid() else jump.NOBODY
    only = found.only
    if only and calling.claim(followup=only, now=desk.now, by=request.user):
        return redirect("followups:call", only.pk)
    access_log.record_read(request, [one.patient.pk for one in found.people])
    context = {
        "section": "worklist",
        "title": "Who rings back?",
        "text": request.POST.get("text", "")[: SearchForm.base_fields["text"].max_length],
        "error": next(iter(form.errors.get("text", [])), ""),
        "found": found,
    }
    return render(request, "followups/find.html", context, status=422 if form.errors else 200)
