from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import ClinicSettings
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from reports import book, drawing, leaving, tables, words
from reports.cohorts import Cohort
from reports.figures import Figure
from reports.forms import OutcomeFilters
from reports.leaving import Guard


@requires(Permission.SEE_REPORTS)
@require_GET
def figure_picture(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as an SVG for a slide, with its title, its denominator and its filter on it."""
    figure, cohort, _ = _asked_for(request, key)
    picture = drawing.for_slide(figure, about=[*words.about(cohort), settings.CLINIC_NAME])
    response = render(request, "reports/figure.svg", {"drawing": picture}, content_type="image/svg+xml")
    return _named(response, f"{key}.svg", request)


@requires(Permission.SEE_REPORTS)
@require_GET
def figure_table(request: HttpRequest, key: str) -> HttpResponse:
    """The same figure as CSV."""
    figure, cohort, guard = _asked_for(request, key)
    table = tables.as_csv([figure], about=[*words.about_columns(cohort), *guard.columns])
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    return _named(response, f"{key}.csv", request)


def _asked_for(request: HttpRequest, key: str) -> tuple[Figure, Cohort, Guard]:
    """The figure as it leaves the house, its cohort, and what was hidden by."""
    form = OutcomeFilters(request.GET)
    if not form.is_valid():
        raise Http404("There is no report with this filter.")
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    denominator = form.cleaned_data["denominator"] or words.DENOMINATORS[0]
    under = max(ClinicSettings.objects.now().small_cells_under, leaving.hides_under(cohort))
    found = book.leaving(key, cohort, denominator=denominator, under=under)
    if found is None:
        raise Http404("There is no such figure.")
    figure, guard = found
    return figure, cohort, guard


def _named(response: HttpResponse, name: str, request: HttpRequest) -> HttpResponse:
    """To be kept under this name; `?show` draws it on the page, for the PNG."""
    if "show" not in request.GET:
        access_log.record_export(request, [])  # it counts patients and tells nothing of one
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
