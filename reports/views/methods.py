from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import ClinicSettings
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from reports import methods as of_paper
from reports import words
from reports.leaving import Guard, shown_from
from reports.methods.form import MethodsFilters
from reports.methods.text import as_text
from reports.selections import cohort_codes


@requires(Permission.SEE_REPORTS)
@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """How the same courses were counted, as prose for a paper, and STROBE's items."""
    form = MethodsFilters(request.GET)
    page = {"title": "Methods", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/methods.html", page, status=422)
    guard, written = _written(request, form, under=shown_from(request.user))
    page |= written | {"hidden": guard.words}
    return render(request, "reports/methods.html", page)


@requires(Permission.SEE_REPORTS)
@require_GET
def methods_file(request: HttpRequest) -> HttpResponse:
    """The same as plain text, which leaves the house."""
    form = MethodsFilters(request.GET)
    if not form.is_valid():
        raise Http404("There is no report with this filter.")
    under = shown_from(request.user) or ClinicSettings.objects.now().small_cells_under
    guard, written = _written(request, form, under=under)
    about = [*words.about(written["cohort"]), *([guard.words] if guard.words else [])]
    access_log.record_export(request, [])  # it counts patients and tells nothing of one
    text = as_text(written["paragraphs"], written["items"], about=about)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="methods-{written["cohort"].as_of}.txt"'
    return response


def _written(request: HttpRequest, form: MethodsFilters, *, under: int) -> tuple[Guard, dict]:
    """What is hidden, and all that is written of the cohort asked for."""
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    denominator = form.cleaned_data["denominator"] or words.DENOMINATORS[0]
    stages = of_paper.stages_of(cohort)
    guard = stages.guard(under=under)
    return guard, {
        "cohort": cohort,
        "stages": stages,
        "period": words.period(cohort),
        "paragraphs": of_paper.paragraphs(
            cohort, denominator=denominator, tests=form.tests, clinic=settings.CLINIC_NAME
        ),
        "items": of_paper.items(stages, denominator=denominator, guard=guard),
        "files": urlencode(cohort_codes(cohort) | form.own_codes()),
    }
