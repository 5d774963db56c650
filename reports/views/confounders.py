from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from core.access import requires
from reports import confounders as others
from reports import words
from reports.confounders import page as tables
from reports.forms import OutcomeFilters
from reports.leaving import shown_from
from reports.selections import cohort_codes


@requires(Permission.SEE_REPORTS)
@require_GET
def confounders(request: HttpRequest) -> HttpResponse:
    """What else was done for the pain of the same courses, and the responder rate with and without it."""
    form = OutcomeFilters(request.GET)
    page = {"title": "Other treatments", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/confounders.html", page, status=422)
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    denominator = form.cleaned_data["denominator"]
    found = others.count(cohort, assessed_only=denominator == "assessed")
    guard = tables.guard_of(found, under=shown_from(request.user))
    page |= {
        "period": words.period(cohort),
        "found": found,
        "sentence": tables.sentence(found, guard),
        "caution": tables.caution(found, guard),
        "parts": tables.parts(found, guard),
        "columns": tables.COLUMNS,
        "quantities": tables.quantities(found, guard),
        "notes": tables.notes(),
        "hidden": guard.words,
        "files": urlencode(cohort_codes(cohort) | ({"denominator": denominator} if denominator else {})),
    }
    return render(request, "reports/confounders.html", page)
