from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import ClinicSettings
from accounts.permissions import Permission
from core import access_log
from core.access import does_not_count_as_use, requires
from core.pages import FormPage
from core.paths import came_from
from patients import emergencies, emergency_words
from patients.forms import EmergencyForm
from patients.models import ClinicianTask, Patient
from patients.telephone import as_written
from patients.views.task import owner_asked_for


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """What to say while the patient is on the line, and the form that calls a clinician."""
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    access_log.record_read(request, [patient.pk])

    def save(form: EmergencyForm) -> str:
        task = emergencies.raise_emergency(
            patient=patient, by=request.user, owner=owner_asked_for(request), **form.cleaned_data
        )
        return _page_of(task, came_from(request))

    page = FormPage(
        title=f"Emergency: {patient.full_name}",
        make_form=EmergencyForm,
        save=save,
        template="patients/emergency.html",
        context=_words(patient, list(ClinicianTask.EMERGENCIES))
        | {
            "page_title": "Emergency",
            "section": "tasks",
            "back_url": came_from(request) or patient.get_absolute_url(),
            "back_label": "Back" if came_from(request) else "Back to the chart",
        },
    )
    return page.respond(request)


def _page_of(task: ClinicianTask, back: str) -> str:
    address = redirect("patients:emergency-task", task.pk).url
    return f"{address}?back={back}" if back else address


def _words(patient: Patient, kinds: list[ClinicianTask.Kind]) -> dict:
    """What the pages say: the patient's own language stands first."""
    number = ClinicSettings.objects.now().transfer_number
    return {
        "patient": patient,
        "transfer_number": number,
        "transfer_number_as_written": as_written(number) if number else "",
        "first": emergency_words.FIRST,
        "words": [(ClinicianTask.Kind(kind), emergency_words.OF_KIND[kind]) for kind in kinds],
        "spanish_first": patient.language == Patient.Language.SPANISH,
        "needs_interpreter": patient.language == Patient.Language.OTHER,
    }


@requires(Permission.SEE_PATIENTS)
@require_GET
def emergency_task(request: HttpRequest, pk: int) -> HttpResponse:
    """An emergency that was raised: who has it, what was heard, and what to say meanwhile."""
    task = _emergency(request, pk)
    access_log.record_read(request, [task.patient_id])
    context = _words(task.patient, [task.kind]) | {
        "title": f"Emergency: {task.patient.full_name}",
        "page_title": "Emergency",
        "section": "tasks",
        "task": task,
        "back_url": came_from(request),
    }
    return render(request, "patients/emergency_task.html", context)


def _emergency(request: HttpRequest, pk: int) -> ClinicianTask:
    people = ("patient", "raised_by", "owner__covered_by", "acknowledged_by", "done_by")
    return get_object_or_404(
        ClinicianTask.objects.seen_by(request.user).filter(is_emergency=True).select_related(*people), pk=pk
    )


@does_not_count_as_use
@requires(Permission.SEE_PATIENTS)
@require_GET
def emergency_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a clinician has it by now, for the page that waits for one. It names no patient."""
    return render(request, "patients/_emergency_state.html", {"task": _emergency(request, pk)})


@requires(Permission.CLOSE_TASKS)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(ClinicianTask.objects.seen_by(request.user), pk=pk, is_emergency=True)
    try:
        emergencies.acknowledge(task=task, now=timezone.now(), by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, "You have acknowledged it: the emergency is yours.")
    return redirect("patients:emergency-task", task.pk)
