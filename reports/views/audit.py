"""The audit trail, for who looks after the clinic. It names patients by chart number alone."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from accounts import throttle
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from core.templatetags.clinic import day
from reports.audit import odd, trail
from reports.audit import weeks as weeks_of
from reports.audit.forms import SignWeekForm, TrailForm
from reports.models import SignedWeek

MOST_PAGES = 200


@requires(Permission.SEE_AUDIT)
@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """What happened: by patient, by user, by day. What is looked for is posted, since it can name a patient."""
    page = {"title": "Audit trail", "section": "audit"}
    initial = TrailForm.initial_for(timezone.localdate())
    form = TrailForm(data=request.POST if request.method == "POST" else initial)
    if not form.is_valid():
        return render(request, "reports/audit.html", page | {"form": form}, status=422)
    found = trail.find(
        form.asked(), page=_page_asked_for(request), may_see_values=request.user.has_perm(Permission.SEE_PATIENTS)
    )
    access_log.record_read(request, found.patient_ids)
    return render(request, "reports/audit.html", page | {"form": form, "found": found})


def _page_asked_for(request: HttpRequest) -> int:
    text = request.POST.get("page", "")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@requires(Permission.SEE_AUDIT)
@require_GET
def audit_weeks(request: HttpRequest) -> HttpResponse:
    """The weeks that are over, and who signed which."""
    signed = {week.monday: week for week in SignedWeek.objects.select_related("signed_by")}
    weeks = [(monday, monday + odd.WEEK, signed.get(monday)) for monday in weeks_of.over(today=timezone.localdate())]
    return render(request, "reports/audit_weeks.html", {"title": "Odd access", "section": "audit", "weeks": weeks})


@requires(Permission.SEE_AUDIT)
@require_http_methods(["GET", "POST"])
def audit_week(request: HttpRequest, monday: str) -> HttpResponse:
    """What was odd in one week, to be signed off."""
    first = _monday(monday)
    found = odd.find(first)
    access_log.record_read(request, {pk for one in found for pk in one.patients})
    return FormPage(
        title=f"Odd access in the week of {day(first)}",
        make_form=partial(SignWeekForm, is_own_password=partial(throttle.is_own_password, request)),
        save=partial(_sign, request, first, found),
        template="reports/audit_week.html",
        context={
            "section": "audit",
            "found": found,
            "rules": odd.Rule,
            "signed": SignedWeek.objects.select_related("signed_by").filter(monday=first).first(),
            "is_over": first + odd.WEEK <= timezone.localdate(),
            "back_url": reverse("reports:audit-weeks"),
            "back_label": "Odd access",
        },
    ).respond(request)


def _sign(request: HttpRequest, monday: date, found: list[odd.Odd], form: SignWeekForm) -> str:
    note = form.cleaned_data["note"]
    weeks_of.sign_off(monday=monday, found=found, note=note, today=timezone.localdate(), by=request.user)
    messages.success(request, f"The week of {day(monday)} is signed off.")
    return "reports:audit-weeks"


def _monday(text: str) -> date:
    """The day in an address, as it is written there. Raises Http404 for one that is no Monday."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None or found.weekday() or not 2000 <= found.year <= 2100:
        raise Http404("No week begins on this day.")
    return found
