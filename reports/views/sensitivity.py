from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from core.access import requires
from reports import sensitivity as choices
from reports import words
from reports.forms import OutcomeFilters
from reports.leaving import Guard, shown_from
from reports.selections import cohort_codes


@requires(Permission.SEE_REPORTS)
@require_GET
def sensitivity(request: HttpRequest) -> HttpResponse:
    """How far the responder rate of the same courses depends on each choice that was made."""
    form = OutcomeFilters(request.GET)
    page = {"title": "Sensitivity", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/sensitivity.html", page, status=422)
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    denominator = form.cleaned_data["denominator"] or words.DENOMINATORS[0]
    analysis = choices.analyse(cohort, denominator=denominator)
    under = shown_from(request.user)
    page |= {
        "period": words.period(cohort),
        "analysis": analysis,
        "parts": analysis.shown(under=under),
        "assessed": words.assessed(cohort.rule),
        "interval": cohort.interval.label,
        "hidden": Guard(under=under).words,
        "files": urlencode(cohort_codes(cohort) | {"denominator": denominator}),
    }
    return render(request, "reports/sensitivity.html", page)
