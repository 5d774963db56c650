"""What the form pages about a course have in common."""

from django.http import HttpRequest
from django.urls import reverse

from core import access_log
from followups import actions
from prescriptions.models import Prescription


def context_of(request: HttpRequest, course: Prescription, *, page_title: str) -> dict:
    """The course above the form, and the way back. The page shows the patient, so that is logged."""
    access_log.record_read(request, [course.patient_id])
    return {
        "section": "patients",
        "page_title": page_title,
        "back_url": reverse("reports:chart", args=[course.patient_id]),
        "back_label": "Chart",
    }


def held_for_post(request: HttpRequest, course: Prescription) -> Prescription:
    """The course, which a form's page holds before the row that its form is about."""
    return actions.hold(course_pk=course.pk) if request.method == "POST" else course
