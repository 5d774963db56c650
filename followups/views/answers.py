from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import clinical
from core.access import requires
from core.pages import FormPage
from core.templatetags.clinic import day
from followups import actions
from followups.forms import AnswerForm, VoidForm
from followups.models import FollowUp, Response
from followups.views.course_page import context_of, hold_for_post
from patients.models import Visit
from prescriptions.models import NewFact, Prescription


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to a planned follow-up; the question about the first dose has its own page."""
    followups = FollowUp.objects.of_valid_courses().select_related("prescription__patient")
    followup = get_object_or_404(followups, pk=pk)
    if followup.kind == FollowUp.Kind.FIRST_DOSE:
        return redirect("prescriptions:start", followup.prescription_id)
    return _answer_page(request, followup.prescription, followup)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def answer_unscheduled(request: HttpRequest, course_pk: int) -> HttpResponse:
    """An answer at any time, also after the course has ended."""
    course = get_object_or_404(Prescription.objects.valid().select_related("patient"), pk=course_pk)
    if course.first_dose_on is None:
        messages.info(request, "An answer needs the day of the first dose: record that first.")
        return redirect("prescriptions:start" if course.is_open else "reports:chart", _start_or_chart(course))
    return _answer_page(request, course, None)


def _start_or_chart(course: Prescription) -> int:
    return course.pk if course.is_open else course.patient_id


def _answer_page(request: HttpRequest, course: Prescription, followup: FollowUp | None) -> HttpResponse:
    hold_for_post(request, course.pk)
    context = context_of(request, course, page_title="Record an answer")
    return FormPage(
        title=f"{followup.label if followup else 'Answer'}: {course.patient}",
        make_form=partial(AnswerForm, course=course, followup=followup, initial=_circumstances(request, course)),
        save=partial(_save_answer, request, course),
        versioned=followup,
        template="followups/answer.html",
        context=context
        | {
            "followup": followup,
            "is_settled": _is_settled(followup),
            "responder_relief": clinical.RESPONDER_RELIEF_PERCENT,
        },
    ).respond(request)


def _is_settled(followup: FollowUp | None) -> bool:
    return followup is not None and followup.state in (FollowUp.State.ANSWERED, FollowUp.State.CLOSED)


def _circumstances(request: HttpRequest, course: Prescription) -> dict:
    """Asked today, by who is signed in, at the visit if there is one today."""
    today = timezone.localdate()
    here_today = course.patient.visits.filter(day=today, status__in=[Visit.Status.BOOKED, Visit.Status.KEPT])
    return {
        "asked_on": today,
        "asked_by": request.user.pk,
        "mode": Response.Mode.VISIT if here_today.exists() else Response.Mode.PHONE,
        "answered_by": Response.AnsweredBy.PATIENT,
        "pgic": "",
        "continues": "",
        "quality_of_life_improved": "",
        "anything_new": "",
    }


def _save_answer(request: HttpRequest, course: Prescription, form: AnswerForm) -> str:
    response, side_effects = form.response(), form.cleaned_data["side_effects"]
    raised = list(actions.concerns(course=course, response=response, side_effects=side_effects))
    actions.record_answer(response=response, side_effects=side_effects, stop=form.stop(), by=request.user)
    messages.success(request, " ".join(_what_followed(course, response, raised)))
    return course.get_absolute_url()


def _what_followed(course: Prescription, response: Response, raised: list) -> list[str]:
    """The consequences of an answer, a sentence each."""
    sentences = ["Answer saved."]
    if response.followup:
        sentences.append(f"It settles the follow-up “{response.followup.label}”.")
    if raised or response.new_facts:
        new = [f"new {NewFact(kind).label.lower()}" for kind in response.new_facts or []]
        tasks = ", ".join([*(kind.label[0].lower() + kind.label[1:] for kind, _ in raised), *new])
        sentences.append(f"The clinicians have a task for today: {tasks}.")
    if response.continues is False and course.is_open:
        return [*sentences, "The course is stopped; nobody is asked again."]
    if to_come := course.followups.open().first():
        sentences.append(f"Next: {to_come.label}, due {day(to_come.due_on)}.")
    return sentences


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def void_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an answer as entered in error."""
    answers = Response.objects.select_related("prescription__patient", "asked_by", "followup")
    response = get_object_or_404(answers, pk=pk)
    course = response.prescription
    hold_for_post(request, course.pk)
    context = context_of(request, course, page_title="Answer entered in error")
    return FormPage(
        title=f"Entered in error? Answer of {day(response.asked_on)}: {course.patient}",
        make_form=VoidForm,
        save=partial(_save_void, request, response),
        versioned=response,
        template="followups/void_answer.html",
        context=context | {"answer": response},
    ).respond(request)


def _save_void(request: HttpRequest, response: Response, form: VoidForm) -> str:
    course = response.prescription
    actions.void_answer(response=response, reason=form.cleaned_data["reason"], by=request.user)
    sentences = ["The answer stays on file, marked as entered in error, and counts no more."]
    if response.followup and course.is_open:
        sentences.append(f"Its follow-up “{response.followup.label}” has to be asked again.")
    if NewFact.OPIOID in (response.new_facts or []):
        sentences.append("The opioid that it reported is still on the chart: clear it there if nobody takes it.")
    if response.continues is False and course.state == Prescription.State.STOPPED:
        sentences.append("The course is still stopped: undo the stop if that was a mistake too.")
    messages.success(request, " ".join(sentences))
    return course.get_absolute_url()
