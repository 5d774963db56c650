from functools import cache, partial

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import throttle
from accounts.permissions import Permission
from core import clinical
from core.access import requires
from core.pages import FormPage
from core.templatetags.clinic import day
from followups import answer_page, corrections, prefill
from followups.forms.correct import CorrectForm
from followups.models import Response
from followups.views.course_page import context_of, held_for_post


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def correct_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer that was written down wrongly: its author corrects it on the same day, anyone else signs for it."""
    ours = Response.objects.seen_by(request.user).filter(is_imported=False)
    wrong = get_object_or_404(ours.select_related("prescription__patient", "followup__milestone", "entered_by"), pk=pk)
    if wrong.is_voided and request.method == "GET":
        messages.info(request, "This answer is corrected, or marked as entered in error, already.")
        return redirect(wrong)
    course = held_for_post(request, wrong.prescription)
    prefetch_related_objects([course], "fills")
    is_signed = corrections.needs_signature(wrong, by=request.user, today=timezone.localdate())
    make_form = partial(
        CorrectForm,
        course=course,
        followup=wrong.followup,
        broke_off=wrong.broke_off,
        is_signed=is_signed,
        is_own_password=partial(throttle.is_own_password, request),
    )
    return FormPage(
        title=f"Correct the answer of {day(wrong.asked_on)}: {course.patient}",
        make_form=lambda **given: make_form(**({"initial": _as_it_was(wrong)} | given)),
        save=partial(_save, request, wrong, is_signed),
        versioned=wrong,
        template="followups/correct_answer.html",
        context=cache(partial(_context, request, wrong, is_signed)),
    ).respond(request)


def _as_it_was(wrong: Response) -> dict:
    """Every field as the answer has it."""
    return prefill.of(wrong.prescription, said_before=wrong) | {
        "asked_on": wrong.asked_on,
        "mode": wrong.mode,
        "asked_by": wrong.asked_by_id,
        "answered_by": wrong.answered_by,
        "proxy_relation": wrong.proxy_relation,
        "asked_in": wrong.asked_in or "",
        "through_interpreter": wrong.through_interpreter,
    }


def _context(request: HttpRequest, wrong: Response, is_signed: bool) -> dict:
    course = wrong.prescription
    return context_of(request, course, page_title="Correct an answer") | {
        "wrong": wrong,
        "is_signed": is_signed,
        "shown": answer_page.of(course, wrong.followup, today=timezone.localdate()),
        "responder_relief": clinical.RESPONDER_RELIEF_PERCENT,
    }


def _save(request: HttpRequest, wrong: Response, is_signed: bool, form: CorrectForm) -> str:
    right = corrections.correct_answer(
        wrong=wrong,
        right=form.response(),
        side_effects=form.cleaned_data["side_effects"],
        stop=form.stop(),
        reason=form.cleaned_data["reason"],
        is_signed=is_signed,
        today=timezone.localdate(),
        by=request.user,
    )
    sentences = ["The answer is corrected. The one before stays on file, struck out, with your reason."]
    if right.continues and not right.prescription.is_open:
        sentences.append("The course is still stopped: have the stop undone if that was a mistake too.")
    messages.success(request, " ".join(sentences))
    return wrong.get_absolute_url()
