from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import ClinicSettings
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from patients.appointments import folder, taking
from patients.appointments.reading import lines_of
from patients.forms import AppointmentFileForm
from patients.models import AppointmentFile

LAST_FILES = 20
MOST_SHOWN = 200


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def appointments(request: HttpRequest) -> HttpResponse:
    """The last files, and the form for the next one."""
    if request.method == "GET":
        return _page(request, AppointmentFileForm())
    form = AppointmentFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file = taking.keep(
        content_hash=form.content_hash,
        name=form.file_name(),
        rows=form.rows,
        faults=[],
        now=timezone.now(),
        by=request.user,
    )
    return redirect("patients:appointment-file", file.pk)


def _page(request: HttpRequest, form: AppointmentFileForm, status: int = 200) -> HttpResponse:
    context = {
        "title": "Appointments",
        "section": "appointments",
        "form": form,
        "files": AppointmentFile.objects.seen_by(request.user).select_related("read_by").defer("rows")[:LAST_FILES],
        "date_format": ClinicSettings.DateFormat(ClinicSettings.objects.now().appointment_dates),
        "folder_is_watched": bool(settings.APPOINTMENTS_FOLDER),
        "folder_is_gone": settings.APPOINTMENTS_FOLDER and not folder.is_there(),
    }
    return render(request, "patients/appointments.html", context | _first_of(form.faults), status=status)


def _first_of(faults: Sequence) -> dict:
    """What a page shows of lines that can't be taken, and how many more there are."""
    return {"faults": faults[:MOST_SHOWN], "more_faults": max(len(faults) - MOST_SHOWN, 0)}


@requires(Permission.EDIT_PATIENTS)
@require_GET
def appointment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, before it does; what came of it, after."""
    file = get_object_or_404(AppointmentFile.objects.seen_by(request.user).select_related("read_by"), pk=pk)
    context = {"title": "Appointment file", "section": "appointments", "file": file} | _first_of(file.faults)
    if not file.taken_at:
        found = taking.compare(lines_of(file.rows))
        shown = found.changes[:MOST_SHOWN]
        access_log.record_read(request, [one.patient.pk for one in shown])
        context |= {"found": found, "changes": shown, "total": len(found.changes)}
    return render(request, "patients/appointment_file.html", context)


@requires(Permission.EDIT_PATIENTS)
@require_POST
def take_appointment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the visits what the file says. A second click finds it done."""
    file = taking.take(file=get_object_or_404(AppointmentFile.objects.seen_by(request.user), pk=pk), now=timezone.now())
    messages.success(request, f"Taken in: {file.added} new, {file.changed} changed, {file.unchanged} as before.")
    return redirect("patients:appointments")


@requires(Permission.EDIT_PATIENTS)
@require_POST
def discard_appointment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was only looked at."""
    AppointmentFile.objects.seen_by(request.user).filter(pk=pk, taken_at=None).delete()
    messages.info(request, "The file was discarded. Nothing has changed.")
    return redirect("patients:appointments")
