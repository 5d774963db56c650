"""The cohort builder: its form, the cohort at its address, and the list of those that were kept."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from reports import leaving
from reports.building import counting, keeping
from reports.building.form import CohortForm, Unreadable
from reports.cohorts import Cohort
from reports.forms import COHORT_UNREADABLE, CohortNameForm
from reports.models import SavedCohort

COHORTS_A_PAGE = 50


@requires(Permission.SEE_REPORTS)
@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    """Everybody's: they are kept to be shared."""
    kept = Paginator(SavedCohort.objects.kept().select_related("kept_by"), COHORTS_A_PAGE)
    page = {"title": "Kept cohorts", "section": "reports", "shown": kept.get_page(request.GET.get("page"))}
    return render(request, "reports/cohorts.html", page)


@requires(Permission.SEE_REPORTS)
@require_http_methods(["GET", "POST"])
def new_cohort(request: HttpRequest) -> HttpResponse:
    """What is typed is posted; the address that follows names the row in which it is kept."""
    return _builder(request, title="Build a cohort", back_url=reverse("reports:outcomes"), back_label="Outcomes")


@requires(Permission.SEE_REPORTS)
@require_http_methods(["GET", "POST"])
def change_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Other filters are another cohort: whoever has the address of this one goes on seeing it."""
    saved = get_object_or_404(SavedCohort, pk=pk)
    return _builder(
        request, title="Change the filters", changed=saved, back_url=saved.get_absolute_url(), back_label="The cohort"
    )


def _builder(request: HttpRequest, *, title: str, changed: SavedCohort | None = None, **context) -> HttpResponse:
    return FormPage(
        title=title,
        make_form=partial(CohortForm, by=request.user),
        save=lambda form: SavedCohort.objects.same_as(form.kept(), by=request.user),
        initial=lambda: changed.filters if changed else {},
        template="reports/cohort_form.html",
        context={"section": "reports", "changed": changed} | context,
    ).respond(request)


@requires(Permission.SEE_REPORTS)
@require_GET
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """The cohort in words, and how many are left after each filter."""
    saved = get_object_or_404(SavedCohort.objects.select_related("kept_by"), pk=pk)
    page = {
        "title": saved.name or f"Cohort no. {saved.pk}",
        "page_title": "Cohort",
        "section": "reports",
        "saved": saved,
        "is_own": saved.kept_by == request.user,
    }
    try:
        found = saved.cohort(as_of=timezone.localdate(), by=request.user)
    except Unreadable:
        return render(request, "reports/cohort.html", page | {"unreadable": COHORT_UNREADABLE}, status=422)
    return render(request, "reports/cohort.html", page | _counted(found))


def _counted(cohort: Cohort) -> dict:
    """How many are left after each filter, as whoever asks may see it."""
    under = leaving.hides_under(cohort)
    return {
        "cohort": cohort,
        "rows": counting.guarded(counting.left_after_each(cohort), under=under),
        "hidden": leaving.Guard(under=under).words,
        "files": urlencode({"cohort": cohort.saved_id}),
    }


@requires(Permission.SEE_REPORTS)
@require_http_methods(["GET", "POST"])
def name_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """By a name it comes on the list; somebody else's is kept once more, under one's own name for it."""
    saved = get_object_or_404(SavedCohort, pk=pk)
    is_own = saved.kept_by_id == request.user.pk

    def save(form: CohortNameForm) -> SavedCohort:
        name = form.cleaned_data["name"]
        own = keeping.name(saved=saved, name=name, now=timezone.now(), by=request.user)
        messages.success(request, "The cohort is kept, and on the list for everybody who sees reports.")
        return own

    return FormPage(
        title="Rename the cohort" if is_own and saved.name else "Name the cohort and keep it",
        make_form=CohortNameForm,
        save=save,
        initial=lambda: {"name": saved.name if is_own else ""},
        context={"section": "reports", "back_url": saved.get_absolute_url(), "back_label": "The cohort"},
    ).respond(request)


@requires(Permission.SEE_REPORTS)
@require_POST
def take_out_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedCohort, pk=pk, kept_by=request.user)
    keeping.take_out(saved=saved)
    messages.success(request, "The cohort is off the list. Its address goes on working.")
    return redirect(saved)
