"""Files that leave the house: asking for one, waiting for it, and fetching it."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from core.access import does_not_count_as_use, requires
from core.pages import FormPage
from exchange import actions
from exchange.exporting import making
from exchange.exporting.described import Described
from exchange.forms import ExportForm
from exchange.models import Export

SHOWN = 50


@requires(Permission.EXPORT, Permission.EXPORT_NAMES)
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """One's own files; for who looks after the audit, everybody's."""
    everybodys = request.user.has_perm(Permission.SEE_AUDIT)
    found = Export.objects.all() if everybodys else Export.objects.filter(user=request.user)
    page = {
        "title": "Exports",
        "section": "exports",
        "everybodys": everybodys,
        "exports": [Described(export) for export in found.select_related("user")[:SHOWN]],
        "shown_at_most": SHOWN,
    }
    return render(request, "exchange/exports.html", page)


@requires(Permission.EXPORT, Permission.EXPORT_NAMES)
@require_http_methods(["GET", "POST"])
def new_export(request: HttpRequest) -> HttpResponse:
    """The report that it was asked from hands its filter on."""

    def save(form: ExportForm) -> Export:
        return actions.ask_for_export(
            order=form.order(),
            courses=form.courses,
            reason=form.cleaned_data["reason"],
            request_id=request.id,
            by=request.user,
        )

    now = timezone.now()
    return FormPage(
        title="New export",
        make_form=partial(ExportForm, by=request.user, now=now, today=timezone.localdate(now)),
        save=save,
        initial=lambda: request.GET.dict(),
        template="exchange/new_export.html",
        context={"section": "exports", "back_url": reverse("exchange:exports"), "back_label": "Exports"},
    ).respond(request)


@requires(Permission.EXPORT, Permission.EXPORT_NAMES)
@require_GET
def export(request: HttpRequest, pk: str) -> HttpResponse:
    return _show(request, pk, "exchange/export.html")


@requires(Permission.EXPORT, Permission.EXPORT_NAMES)
@require_GET
@does_not_count_as_use
def progress(request: HttpRequest, pk: str) -> HttpResponse:
    return _show(request, pk, "exchange/_export_state.html")


def _show(request: HttpRequest, pk: str, template: str) -> HttpResponse:
    found = get_object_or_404(Export, pk=pk, user=request.user)
    page = {"title": "Export", "section": "exports", "export": Described(found), "now": timezone.now()}
    return render(request, template, page)


@requires(Permission.EXPORT, Permission.EXPORT_NAMES)
@require_POST
def export_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The file, to its owner alone, once, and while its time lasts."""
    found = get_object_or_404(Export, pk=pk, user=request.user)
    actions.require_right_to(found, by=request.user)
    file = making.hand_over(found, now=timezone.now())
    if file is None:
        messages.error(request, "This file is gone: it was taken out, or its time is over. Make it again.")
        return redirect(found)
    return FileResponse(file, as_attachment=True, filename=found.file_name)
