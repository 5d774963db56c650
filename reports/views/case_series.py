from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import ClinicSettings
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from reports import case_series as series_of
from reports import leaving, quotes, words
from reports.case_series import archive, baseline
from reports.case_series.flow_drawing import draw
from reports.cohorts import Cohort
from reports.forms import OutcomeFilters
from reports.selections import cohort_codes


@requires(Permission.SEE_REPORTS)
@require_GET
def case_series(request: HttpRequest) -> HttpResponse:
    """The whole case series on paper."""
    cohort = _cohort(request)
    page = {"title": "Case series", "back_url": reverse("reports:outcomes"), "back_label": "Outcomes"}
    if cohort is None:
        return render(request, "reports/no_case_series.html", page, status=422)
    codes = urlencode(cohort_codes(cohort))
    page |= {"back_url": f"{page['back_url']}?{codes}", "file_codes": codes}
    if leaving.hides_under(cohort):
        return render(request, "reports/no_case_series.html", page | {"is_hidden": True}, status=403)
    try:
        series = series_of.build(cohort)
    except series_of.TooMany:
        return render(request, "reports/no_case_series.html", page | {"most": series_of.MOST_COURSES}, status=422)
    page |= {
        "series": series,
        "flow": draw(series.flow),
        "columns": baseline.columns_of(series.people, cohort.rule),
        "about": words.about(cohort),
        "sentence": words.sentence(series.summary),
        "quotes": quotes.of(cohort),
    }
    return render(request, "reports/case_series.html", page)


@requires(Permission.SEE_REPORTS)
@require_GET
def case_series_file(request: HttpRequest) -> HttpResponse:
    """The same as one file; without names, so that it can leave the house by the clinic's decision."""
    cohort = _cohort(request)
    try:
        series = cohort and series_of.build(cohort)
    except series_of.TooMany:
        series = None
    if series is None:
        return HttpResponse("There is no case series with this filter.", status=422, content_type="text/plain")
    access_log.record_export(request, cohort.courses().order_by().values_list("patient_id", flat=True))
    under = max(ClinicSettings.objects.now().small_cells_under, leaving.hides_under(cohort))
    response = HttpResponse(archive.pack(series, hide_under=under), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="case-series-{cohort.as_of}.zip"'
    return response


def _cohort(request: HttpRequest) -> Cohort | None:
    form = OutcomeFilters(request.GET)
    return form.cohort(today=timezone.localdate(), by=request.user) if form.is_valid() else None
