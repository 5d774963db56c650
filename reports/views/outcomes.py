from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.wording import counted
from reports import contacts as contacts_of
from reports import dashboard, leaving, quotes, words
from reports.cohorts import Cohort
from reports.forms import OutcomeFilters, PatientsBehind
from reports.outcomes import summarise
from reports.selections import Links, cohort_codes

COURSES_A_PAGE = 50


@requires(Permission.SEE_REPORTS)
@require_GET
def outcomes(request: HttpRequest) -> HttpResponse:
    form = OutcomeFilters(request.GET)
    page = {"title": "Outcomes", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/outcomes.html", page, status=422)
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    denominator = form.cleaned_data["denominator"] or words.DENOMINATORS[0]
    return render(request, "reports/outcomes.html", page | _report(request, cohort, denominator))


def _report(request: HttpRequest, cohort: Cohort, denominator: str) -> dict:
    """What the page shows of the cohort; of one that was built, without small counts for who may not see patients."""
    summary, under = summarise(cohort), leaving.hides_under(cohort)
    links = Links(cohort=cohort, are_shown=request.user.has_perm(Permission.SEE_PATIENTS))
    figures = dashboard.figures(summary, denominator, links)
    guard = leaving.guard_of(figures, summary=summary, under=under)
    return {
        "summary": summary,
        "too_few_under": leaving.is_too_small(summary.prescribed, under=under) and under,
        "hidden": guard.words,
        "patients": guard.shown(summary.patients),
        "period": words.period(cohort),
        "assessed": words.assessed(cohort.rule),
        "denominator": denominator,
        "denominators": dashboard.denominators(summary, links, guard),
        "headlines": dashboard.headlines(summary, denominator, links, guard),
        "figures": [guard.figure(figure) for figure in figures],
        # What single patients said is no count, and of few it tells who.
        "quotes": quotes.of(cohort) if summary.started and not under else [],
        "approximated": guard.shown(summary.approximated),
        "started": guard.shown(summary.started),
        "files": urlencode(cohort_codes(cohort) | {"denominator": denominator}),
    }


@requires(Permission.SEE_REPORTS)
@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """How complete the follow-up of the same courses is, and what the calls brought."""
    form = OutcomeFilters(request.GET)
    page = {"title": "Follow-up of the courses", "section": "reports", "form": form}
    if not form.is_valid():
        return render(request, "reports/contacts.html", page, status=422)
    cohort = form.cohort(today=timezone.localdate(), by=request.user)
    links = Links(cohort=cohort, are_shown=request.user.has_perm(Permission.SEE_PATIENTS))
    figures = contacts_of.figures(contacts_of.count(cohort), links)
    guard = leaving.guard_of(figures, summary=None, under=leaving.hides_under(cohort))
    page |= {
        "period": words.period(cohort),
        "figures": [guard.figure(figure) for figure in figures],
        "files": urlencode(cohort_codes(cohort)),
    }
    return render(request, "reports/contacts.html", page)


@requires(Permission.SEE_PATIENTS)
@require_GET
def patients_behind(request: HttpRequest) -> HttpResponse:
    form = PatientsBehind(request.GET)
    page = {
        "title": "Patients behind a number",
        "section": "reports",
        "form": form,
        "report_url": reverse("reports:outcomes"),
    }
    if not form.is_valid():
        return render(request, "reports/patients_behind.html", page, status=422)
    cohort, selection = form.cohort(today=timezone.localdate(), by=request.user), form.cleaned_data["selection"]
    courses = Paginator(selection.narrow(cohort.courses().seen_by(request.user)).with_patient(), COURSES_A_PAGE)
    shown = courses.get_page(request.GET.get("page"))
    access_log.record_read(request, [outcome.prescription.patient_id for outcome in shown])
    page |= {
        "counted": counted(courses.count, "course"),
        "selection": selection.words(cohort.rule),
        "period": words.period(cohort),
        "shown": shown,
        "report_url": f"{page['report_url']}?{urlencode(cohort_codes(cohort))}",
    }
    return render(request, "reports/patients_behind.html", page)
