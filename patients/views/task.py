from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from patients import tasks_for_clinicians
from patients.forms import CloseTaskForm, RaiseTaskForm
from patients.models import ClinicianTask, Patient
from patients.views.pages import patient_form

MOST_SHOWN = 100


@requires(Permission.SEE_PATIENTS)
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for a clinician, the longest overdue first."""
    waiting = ClinicianTask.objects.open()
    shown = list(waiting.select_related("patient", "raised_by")[:MOST_SHOWN])
    access_log.record_read(request, [task.patient_id for task in shown])
    today = timezone.localdate()
    context = {
        "title": "Tasks for clinicians",
        "section": "tasks",
        "rows": [(task, task.days_overdue(today)) for task in shown],
        "total": waiting.count() if len(shown) == MOST_SHOWN else len(shown),
    }
    return render(request, "patients/tasks.html", context)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def raise_task(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient, pk=pk)

    def save(form: RaiseTaskForm) -> None:
        tasks_for_clinicians.raise_task(
            patient=patient, kind=ClinicianTask.Kind.QUESTION, what=form.cleaned_data["what"], by=request.user
        )

    return patient_form(
        request,
        patient,
        title="Ask a clinician",
        make_form=RaiseTaskForm,
        save=save,
        done="The question is on the clinicians' list.",
    )


@requires(Permission.CLOSE_TASKS)
@require_http_methods(["GET", "POST"])
def close_task(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(ClinicianTask.objects.select_related("patient", "raised_by"), pk=pk)
    if request.method == "GET" and task.done_at:
        messages.info(request, "This task is done already.")
        return redirect("patients:tasks")
    access_log.record_read(request, [task.patient_id])

    def save(form: CloseTaskForm) -> ClinicianTask:
        tasks_for_clinicians.close_task(task=task, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, "The task is closed.")
        return task

    page = FormPage(
        title=f"{task.get_kind_display()}: {task.patient.full_name}",
        make_form=CloseTaskForm,
        save=save,
        versioned=task,
        template="patients/close_task.html",
        context={
            "page_title": "Close a task",
            "section": "tasks",
            "task": task,
            "back_url": reverse("patients:tasks"),
            "back_label": "Tasks",
        },
    )
    return page.respond(request)
