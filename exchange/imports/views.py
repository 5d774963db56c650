"""A spreadsheet comes in: uploaded, matched, looked at, imported, and taken back where need be."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from core import access_log
from core.access import does_not_count_as_use, requires
from core.pages import FormPage
from exchange.importing.columns import NAMES
from exchange.importing.faults import Refused
from exchange.importing.matching import Dates, guess
from exchange.importing.tables import open_table
from exchange.imports import actions, keeping, pages
from exchange.imports.forms import ColumnsForm, StartForm, UploadForm
from exchange.imports.sample import Sample
from exchange.models import Import

SHOWN = 50
GONE = "The file is gone: it was imported, given up, or a day old. Upload it again."


def _own(request: HttpRequest, pk: str) -> Import:
    return get_object_or_404(Import, pk=pk, user=request.user)


@requires(Permission.IMPORT)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """One's own."""
    found = Import.objects.filter(user=request.user)[:SHOWN]
    return render(request, "exchange/imports.html", _page("Import", imports=found, shown_at_most=SHOWN))


def _page(title: str, **context: object) -> dict:
    return {"title": title, "section": "imports"} | context


@requires(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    files = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*files, by=request.user)
    if form.is_bound and form.is_valid():
        form.upload.save()
        return redirect("imports:columns", form.upload.pk)
    page = _page("Upload a spreadsheet", form=form)
    return render(request, "exchange/import_upload.html", page, status=422 if form.is_bound else 200)


@requires(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: str) -> HttpResponse:
    """Which of the file's columns is which of ours."""
    found = _own(request, pk)
    if found.job or found.state not in Import.WITH_FILE:
        return redirect(found)
    try:
        sample = Sample.of(open_table(keeping.path_of(found)))
    except Refused:
        return _gone(request)
    chosen = found.columns or guess(sample.headings)
    is_iso = sample.says_days_are_iso(chosen)
    values = [value for heading in sample.headings if heading for value in sample.values(heading)]
    access_log.record_read(request, pages.with_numbers(values, by=request.user))

    def save(form: ColumnsForm) -> Import:
        dates = Dates(form.cleaned_data["dates"])
        actions.check(upload=found, columns=form.columns(), dates=dates, is_small=sample.is_whole)
        return found

    return FormPage(
        title="Match the columns",
        make_form=partial(ColumnsForm, sample=sample),
        save=save,
        initial=lambda: {**chosen, "dates": found.dates or (Dates.ISO if is_iso else None)},
        template="exchange/import_columns.html",
        context=_page(
            "Match the columns", upload=found, is_iso=is_iso, back_url=reverse("imports:imports"), back_label="Import"
        ),
    ).respond(request)


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, GONE)
    return redirect("imports:imports")


@requires(Permission.IMPORT)
@require_GET
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """Where the import is: being worked on, to be looked at, or done."""
    found = _own(request, pk)
    if found.job:
        return render(request, "exchange/import_progress.html", _page(found.get_job_display(), upload=found))
    if found.state == Import.State.UPLOADED:
        return redirect("imports:columns", found.pk)
    if found.state in Import.WITH_FILE:
        return _preview(request, found, StartForm(asks=bool(found.counts.get("same"))))
    return render(request, "exchange/import_result.html", _page("Import", upload=found, added=_added(found)))


def _added(found: Import) -> str:
    return pages.added(found.counts) if found.imported_at else ""


def _preview(request: HttpRequest, found: Import, form: StartForm, status: int = 200) -> HttpResponse:
    findings = keeping.findings(found)
    if findings is None:
        return _gone(request)
    preview = pages.preview(found, findings, by=request.user)
    access_log.record_read(request, preview.patients)
    refused = found.state == Import.State.REFUSED
    page = _page("Nothing can be imported yet" if refused else "What the import would do", upload=found, form=form)
    page |= {"preview": preview, "unread": len(NAMES) - len(found.columns)}
    if not refused:
        page["added"] = pages.added(found.counts)
    return render(request, "exchange/import_preview.html", page, status=status)


@requires(Permission.IMPORT)
@require_GET
@does_not_count_as_use
def progress(request: HttpRequest, pk: str) -> HttpResponse:
    """How far it is; when it is done, the page is to load itself again."""
    found = _own(request, pk)
    response = render(request, "exchange/_import_progress.html", {"upload": found})
    if not found.job:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.IMPORT)
@require_POST
def start(request: HttpRequest, pk: str) -> HttpResponse:
    found = _own(request, pk)
    if not found.job and found.state == Import.State.CHECKED:
        form = StartForm(request.POST, asks=bool(found.counts["same"]))
        if not form.is_valid():
            return _preview(request, found, form, status=422)
        actions.start(upload=found)
    return redirect(found)


@requires(Permission.IMPORT)
@require_POST
def give_up(request: HttpRequest, pk: str) -> HttpResponse:
    found = _own(request, pk)
    actions.give_up(upload=found)
    found.refresh_from_db()
    if found.state == Import.State.GIVEN_UP:
        messages.info(request, "The file was deleted here. Nothing was imported.")
        return redirect("imports:imports")
    return redirect(found)


@requires(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks before it takes a whole import back; says what is in the way."""
    found = _own(request, pk)
    if found.job or found.state != Import.State.IMPORTED:
        return redirect(found)
    if request.method == "POST":
        actions.undo(upload=found)
        return redirect(found)
    in_the_way = pages.dependents(found, by=request.user)
    if in_the_way:
        access_log.record_read(request, in_the_way.patients)
    page = _page("Undo the import", upload=found, added=_added(found), in_the_way=in_the_way, now=timezone.now())
    return render(request, "exchange/import_undo.html", page)
