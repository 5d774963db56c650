from functools import cache, partial

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import clinical
from core.access import requires
from core.pages import FormPage
from core.templatetags.clinic import day
from followups import actions, answer_page, talking
from followups.forms import AnswerForm, VoidForm
from followups.models import FollowUp, Response
from followups.views.course_page import context_of, held_for_post
from prescriptions.models import NewFact, Prescription


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to a milestone, asked at a visit; what is asked by telephone only has its own page."""
    followups = (
        FollowUp.objects.seen_by(request.user).of_valid_courses().select_related("prescription__patient", "milestone")
    )
    followup = get_object_or_404(followups, pk=pk)
    if followup.kind != FollowUp.Kind.MILESTONE:
        return redirect("followups:call", pk)
    return _answer_page(request, followup.prescription, followup)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def answer_unscheduled(request: HttpRequest, course_pk: int) -> HttpResponse:
    """An answer at any time, also after the course has ended."""
    course = get_object_or_404(
        Prescription.objects.seen_by(request.user).valid().select_related("patient"), pk=course_pk
    )
    if course.first_dose_on is None:
        messages.info(request, "An answer needs the day of the first dose: record that first.")
        return redirect("prescriptions:start" if course.is_open else "reports:chart", _start_or_chart(course))
    return _answer_page(request, course, None)


def _start_or_chart(course: Prescription) -> int:
    return course.pk if course.is_open else course.patient_id


def _answer_page(request: HttpRequest, course: Prescription, followup: FollowUp | None) -> HttpResponse:
    course = held_for_post(request, course)
    prefetch_related_objects([course], "fills")  # what is in hand is asked more than once
    context = cache(partial(_context, request, course, followup))
    return FormPage(
        title=f"{followup.label if followup else 'Answer'}: {course.patient}",
        make_form=partial(AnswerForm, course=course, followup=followup),
        initial=lambda: context()["shown"].initial(by=request.user),
        save=partial(_save_answer, request, course),
        versioned=followup,
        template="followups/answer.html",
        context=context,
    ).respond(request)


def _context(request: HttpRequest, course: Prescription, followup: FollowUp | None) -> dict:
    return context_of(request, course, page_title="Record an answer") | {
        "followup": followup,
        "shown": answer_page.of(course, followup, today=timezone.localdate()),
        "is_settled": _is_settled(followup),
        "responder_relief": clinical.RESPONDER_RELIEF_PERCENT,
    }


def _is_settled(followup: FollowUp | None) -> bool:
    return followup is not None and followup.state in (FollowUp.State.ANSWERED, FollowUp.State.CLOSED)


def _save_answer(request: HttpRequest, course: Prescription, form: AnswerForm) -> str:
    sentences = talking.save_answer(form=form, held=course, by=request.user)
    messages.success(request, " ".join(sentences))
    return course.get_absolute_url()


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def void_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an answer as entered in error."""
    answers = Response.objects.seen_by(request.user).select_related("prescription__patient", "asked_by", "followup")
    response = get_object_or_404(answers, pk=pk)
    course = response.prescription
    held_for_post(request, course)
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
