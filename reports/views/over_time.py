from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import ClinicSettings
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from reports import words
from reports.leaving import Guard, shown_from
from reports.over_time import page as over_time_of
from reports.over_time.form import OverTimeFilters
from reports.selections import cohort_codes


@requires(Permission.SEE_REPORTS)
@require_GET
def over_time(request: HttpRequest) -> HttpResponse:
    """How long LDN is taken, when it answers, and what pain was before and is now."""
    form = OverTimeFilters(request.GET)
    page = {"title": "Over time", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/over_time.html", page, status=422)
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    under = shown_from(request.user)
    found = over_time_of.build(cohort, by=form.grouped_by, stops=form.events, under=under)
    codes = cohort_codes(cohort)
    page |= {
        "period": words.period(cohort),
        "found": found,
        "hidden": Guard(under=under).words,
        "files": urlencode(codes),
        "own_files": urlencode(codes | form.own_codes()),
    }
    return render(request, "reports/over_time.html", page)


@requires(Permission.SEE_REPORTS)
@require_GET
def over_time_table(request: HttpRequest, figure: str) -> HttpResponse:
    """One of its figures as CSV, which leaves the house."""
    form = OverTimeFilters(request.GET)
    if not form.is_valid():
        raise Http404("There is no report with this filter.")
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    under = shown_from(request.user) or ClinicSettings.objects.now().small_cells_under
    found = over_time_of.build(cohort, by=form.grouped_by, stops=form.events, under=under)
    about = [*words.about_columns(cohort), ("event", form.events.label), *Guard(under=under).columns]
    table = found and over_time_of.as_csv(found, figure, about=about)
    if table is None:
        raise Http404("There is no such figure.")
    access_log.record_export(request, [])  # it counts patients and tells nothing of one
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figure}.csv"'
    return response
