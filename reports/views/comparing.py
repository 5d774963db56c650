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
from reports.comparing import page as comparing
from reports.comparing.form import CompareForm
from reports.leaving import shown_from


@requires(Permission.SEE_REPORTS)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two cohorts side by side."""
    form = CompareForm(request.GET, today=timezone.localdate(), by=request.user)
    page = {"title": "Compare two cohorts", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/compare.html", page, status=422)
    if not form.is_asked:
        return render(request, "reports/compare.html", page)
    one, other = form.cohorts
    page |= {
        "cohorts": [(cohort, words.period(cohort)) for cohort in (one, other)],
        "found": comparing.compare(
            one,
            other,
            test=form.chosen_test,
            denominator=form.chosen_denominator,
            under=shown_from(request.user),
        ),
        "test": form.chosen_test,
        "files": urlencode(form.codes()),
    }
    return render(request, "reports/compare.html", page)


@requires(Permission.SEE_REPORTS)
@require_GET
def compare_table(request: HttpRequest) -> HttpResponse:
    """The same as CSV, which leaves the house."""
    form = CompareForm(request.GET, today=timezone.localdate(), by=request.user)
    if not form.is_valid() or not form.is_asked:
        raise Http404("There are no two such cohorts.")
    under = shown_from(request.user) or ClinicSettings.objects.now().small_cells_under
    one, other = form.cohorts
    found = comparing.compare(one, other, test=form.chosen_test, denominator=form.chosen_denominator, under=under)
    about = [(name, words.period(cohort)) for name, cohort in (("first_cohort", one), ("second_cohort", other))]
    about += [("rule", one.rule.name), ("chosen_test", form.chosen_test.label)]
    access_log.record_export(request, [])  # it counts patients and tells nothing of one
    response = HttpResponse(comparing.as_csv(found, about=about), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    return response
