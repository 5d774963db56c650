"""What every page about one course has in common."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import access_log
from core.pages import FormPage
from patients.models import Patient
from prescriptions import supply
from prescriptions.models import Prescription
from prescriptions.next_steps import can_be_done


def find_course(request: HttpRequest, pk: int) -> Prescription:
    return get_object_or_404(Prescription.objects.seen_by(request.user).select_related("patient", "pharmacy"), pk=pk)


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """A page with one form about a course, which opens only where it makes sense for the course as it is."""

    title: str
    course: Prescription
    make_form: Callable[..., BaseForm]
    save: Callable[[BaseForm], object]
    template: str = "prescriptions/course_form.html"
    context: dict = field(default_factory=dict)

    def respond(self, request: HttpRequest) -> HttpResponse:
        access_log.record_read(request, [self.course.patient_id])
        context = patient_context(self.course.patient) | {"course": self.course} | self.context
        # Only on opening: a second click on Save has to find the first one's result, not a refusal.
        is_opened = request.method == "GET"
        if is_opened and not can_be_done(request.resolver_match.view_name, self.course, today=timezone.localdate()):
            return render(request, "prescriptions/not_now.html", {"title": self.title} | context, status=409)
        context["dose_now"] = _dose_now(self.course)
        page = FormPage(
            title=self.title,
            make_form=self.make_form,
            save=self.save,
            versioned=self.course,
            template=self.template,
            context=context,
        )
        return page.respond(request)


def patient_context(patient: Patient) -> dict:
    """What the top of a page about a patient needs."""
    return {
        "patient": patient,
        "age": patient.age_on(timezone.localdate()),
        "back_url": patient.get_absolute_url(),
        "back_label": "Back to the chart",
        "section": "patients",
    }


def _dose_now(course: Prescription) -> str | None:
    """The dose in force, with its tablets: "4.5 mg (3 tablets)"."""
    step = course.dose_steps.in_force_on(timezone.localdate()).first()
    if step is None:
        return None
    of = course.in_hand()
    return supply.describe(step.dose_mg, strength_mg=of.strength_mg, form=of.form)
