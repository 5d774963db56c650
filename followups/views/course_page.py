"""What the form pages about a course have in common."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core import access_log
from followups import actions, glance
from prescriptions.models import Prescription


def context_of(request: HttpRequest, course: Prescription, *, page_title: str) -> dict:
    """The course above the form, and the way back. The page shows the patient, so that is logged."""
    access_log.record_read(request, [course.patient_id])
    return {
        "section": "patients",
        "page_title": page_title,
        "glance": glance.at(course, today=timezone.localdate()),
        "back_url": reverse("reports:chart", args=[course.patient_id]),
        "back_label": "Chart",
    }


def hold_for_post(request: HttpRequest, course_pk: int) -> None:
    """Hold the course before the page holds the row that its form is about."""
    if request.method == "POST":
        actions.hold(course_pk=course_pk)
