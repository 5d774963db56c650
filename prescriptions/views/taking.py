"""How a course goes: what was filled and taken, how much, and when not."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import clinical
from core.access import requires
from core.rounding import plain
from prescriptions import actions, gate
from prescriptions.forms import (
    DoseForm,
    FillForm,
    FoundForm,
    LostForm,
    NeverFilledForm,
    PauseForm,
    ResumeForm,
    StartForm,
)
from prescriptions.models import Prescription
from prescriptions.views.course_page import CoursePage, find_course


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def record_fill(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: FillForm) -> Prescription:
        fill = actions.record_fill(fill=form.instance, by=request.user)
        messages.success(request, "The fill is recorded.")
        if difference := fill.difference:
            messages.warning(
                request,
                f"{difference} The instructions no longer hold: print new ones, and call the patient. "
                "A task for the clinicians is open.",
            )
        return course

    return CoursePage(
        title="Record a fill", course=course, make_form=partial(FillForm, course=course), save=save
    ).respond(request)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def never_filled(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: NeverFilledForm) -> Prescription:
        actions.never_filled(course=course, by=request.user)
        messages.success(request, "The course is closed as never filled.")
        return course

    return CoursePage(
        title="The prescription was never filled",
        course=course,
        make_form=NeverFilledForm,
        save=save,
        template="prescriptions/never_filled.html",
    ).respond(request)


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    found = gate.of(course.patient, timezone.localdate())

    def save(form: StartForm) -> Prescription:
        is_report = form.cleaned_data.pop("taken_already", False) or course.state == Prescription.State.NEVER_FILLED
        begin = actions.report_first_dose if is_report else actions.start
        begin(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The first dose is recorded, and the follow-ups are planned.")
        if found.against_the_first_dose:
            messages.warning(request, "LDN was begun against a stop. A task for the clinicians is open for today.")
        return course

    return CoursePage(
        title="The first dose was taken",
        course=course,
        make_form=partial(StartForm, something_stops=bool(found.against_the_first_dose)),
        save=save,
        template="prescriptions/start.html",
        context={"gate": found},
    ).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def change_dose(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: DoseForm) -> Prescription:
        data = form.cleaned_data
        had_plan = course.planned_steps.exists()
        actions.change_dose(
            course=course,
            dose_mg=data["dose_mg"],
            starts_on=data["starts_on"],
            reason=data["reason"],
            by=request.user,
        )
        plan_too = " The planned steps were for another dose, and are withdrawn." if had_plan else ""
        messages.success(request, f"The dose is changed.{plan_too}")
        return course

    return CoursePage(
        title="Change the dose", course=course, make_form=partial(DoseForm, course=course), save=save
    ).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: PauseForm) -> Prescription:
        actions.pause(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The course is paused.")
        return course

    return CoursePage(title="Pause LDN", course=course, make_form=PauseForm, save=save).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)
    running = course.pauses.open().first()

    def save(form: ResumeForm) -> Prescription:
        resumed_on = form.cleaned_data["resumed_on"]
        actions.resume(course=course, resumed_on=resumed_on, by=request.user)
        messages.success(request, "LDN is resumed.")
        if resumed_on - running.from_on > clinical.TITRATE_ANEW_AFTER:
            messages.warning(request, _titrate_anew(course, resumed_on))
        return course

    return CoursePage(
        title="Resume LDN",
        course=course,
        make_form=partial(ResumeForm, pause=running),
        save=save,
        template="prescriptions/resume.html",
        context={"pause": running},
    ).respond(request)


def _titrate_anew(course: Prescription, resumed_on: date) -> str:
    begun = course.dose_steps.filter(starts_on=resumed_on).first() if course.ladder_id else None
    what = (
        f"the ladder begins anew with {plain(begun.dose_mg)} mg a day" if begun else "titrate anew, and change the dose"
    )
    return f"LDN was paused for more than {clinical.TITRATE_ANEW_AFTER.days} days: {what}."


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def mark_lost(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: LostForm) -> Prescription:
        actions.mark_lost(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The patient is marked as lost to follow-up. An answer takes the mark back.")
        return course

    return CoursePage(
        title="Lost to follow-up", course=course, make_form=LostForm, save=save, template="prescriptions/lost.html"
    ).respond(request)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def mark_found(request: HttpRequest, pk: int) -> HttpResponse:
    course = find_course(request, pk)

    def save(form: FoundForm) -> Prescription:
        actions.mark_found(course=course, **form.cleaned_data, by=request.user)
        messages.success(request, "The patient is no longer marked as lost to follow-up.")
        return course

    return CoursePage(
        title="Found again",
        course=course,
        make_form=partial(FoundForm, lost=course.lost_periods.open().first()),
        save=save,
    ).respond(request)
