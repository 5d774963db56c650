from functools import partial

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from core.wording import counted
from patients import tasks_for_clinicians
from patients.forms import CloseTaskForm, EscalateForm, HandOverForm
from patients.models import ClinicianTask, Patient
from patients.views.pages import patient_form

MOST_SHOWN = 100
FILTERS = (("", "All"), ("mine", "Mine"), ("unowned", "Nobody's yet"), ("done", "Done"))


@requires(Permission.SEE_PATIENTS)
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for a clinician, emergencies first, then the longest overdue; or what was done last."""
    return _list_page(request, HandOverForm())


def _list_page(request: HttpRequest, form: HandOverForm, status: int = 200) -> HttpResponse:
    chosen = request.GET.get("show", "")
    people = ("patient", "raised_by", "owner__covered_by", "acknowledged_by", "done_by")
    shown = list(_chosen(chosen, request.user).select_related(*people)[:MOST_SHOWN])
    access_log.record_read(request, [task.patient_id for task in shown])
    today = timezone.localdate()
    counts = _counts(request.user)
    context = {
        "title": "Tasks for clinicians",
        "section": "tasks",
        "filters": [(key, words, counts.get(key), key == chosen) for key, words in FILTERS],
        "chosen": chosen,
        "rows": [(task, task.days_overdue(today)) for task in shown],
        "total": counts.get(chosen, len(shown)),
        "form": form,
    }
    return render(request, "patients/tasks.html", context, status=status)


def _chosen(key: str, user: User) -> QuerySet:
    waiting = ClinicianTask.objects.seen_by(user).open().urgent_first()
    if key == "done":
        return ClinicianTask.objects.seen_by(user).done().order_by("-done_at")
    return {"mine": waiting.of(user), "unowned": waiting.unowned()}.get(key, waiting)


def _counts(user: User) -> dict[str, int]:
    mine = Q(owner=user) | Q(owner__covered_by=user)
    counts = (
        ClinicianTask.objects.seen_by(user)
        .open()
        .aggregate(all=Count("pk"), mine=Count("pk", filter=mine), unowned=Count("pk", filter=Q(owner=None)))
    )
    return {"": counts["all"], "mine": counts["mine"], "unowned": counts["unowned"]}


@requires(Permission.CLOSE_TASKS)
@require_POST
def hand_over_tasks(request: HttpRequest) -> HttpResponse:
    """Take the ticked tasks, or give them to someone else."""
    post = request.POST.copy()
    if "take" in post:
        post["to"] = str(request.user.pk)
    form = HandOverForm(post)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    seen, to = form.cleaned_data["task"], form.cleaned_data["to"]
    count = tasks_for_clinicians.hand_over(seen=seen, to=to, now=timezone.now(), by=request.user)
    whose = "yours" if to == request.user else f"{to}'s" if to else "everyone's"
    messages.success(request, f"{counted(count, 'task')} {'is' if count == 1 else 'are'} now {whose}.")
    if left := len(seen) - count:
        messages.warning(request, f"{left} left as before: someone else has changed it meanwhile. Look at it again.")
    return redirect("patients:tasks")


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put something before a clinician for today, without leaving the call for long."""
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)

    def save(form: EscalateForm) -> None:
        tasks_for_clinicians.raise_task(patient=patient, by=request.user, **form.cleaned_data)

    return patient_form(
        request,
        patient,
        title="Ask a clinician today",
        make_form=partial(EscalateForm, initial={"owner": owner_asked_for(request)}),
        save=save,
        done="It is on the clinicians' list for today.",
    )


def owner_asked_for(request: HttpRequest) -> User | None:
    """The clinician whom the page that led here named (`?owner=`): the prescriber of the course."""
    number = request.GET.get("owner", "")
    if not (number.isascii() and number.isdecimal()):
        return None
    return User.objects.who_may(Permission.CLOSE_TASKS).filter(pk=number).first()


@requires(Permission.CLOSE_TASKS)
@require_http_methods(["GET", "POST"])
def close_task(request: HttpRequest, pk: int) -> HttpResponse:
    people = ("patient", "raised_by", "owner__covered_by")
    task = get_object_or_404(ClinicianTask.objects.seen_by(request.user).select_related(*people), pk=pk)
    if request.method == "GET" and task.done_at:
        messages.info(request, "This task is done already.")
        return redirect("patients:tasks")
    if request.method == "GET" and task.needs_acknowledging:
        return redirect("patients:emergency-task", task.pk)
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
