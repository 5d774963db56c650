"""Forms as the pages about courses send them, and what comes back."""

import uuid

from django.contrib.messages import get_messages
from django.urls import reverse

from patients.models import IcdCode
from tests.factories import (
    PharmacyFactory,
)

PRESCRIBING = ["undo-stop", "void", "change-dose", "pause", "resume", "mark-lost", "mark-found"]
RECORDING = ["record-fill", "never-filled", "start"]


def page(name, pk):
    return reverse(f"prescriptions:{name}", args=[pk])


def body(course=None, **fields):
    """A form as the page sends it."""
    version = {"version": course.version} if course else {}
    return {"form_key": str(uuid.uuid4())} | version | fields


def prescription(**changes):
    IcdCode.objects.get_or_create(
        code="M54.16", defaults={"description": "Radiculopathy, lumbar region", "is_billable": True}
    )
    return body(
        prescribed_on="2026-09-01",
        pharmacy=changes.pop("pharmacy", None) or PharmacyFactory().pk,
        dose="1.5",
        strength_mg="1.5",
        form="tablet",
        quantity="90",
        primary_indication="M54.16",
        regions=["lumbar"],
        radiation=["legs", "lower_back"],
        average_pain="7",
        peg_enjoyment="6",
        peg_activity="8",
        pain_years="2",
        pain_months="3",
        goal="Walk the dog",
    ) | {name: value for name, value in changes.items() if value is not None}


def errors(response):
    assert response.status_code == 422, response.status_code
    return response.context["form"].errors


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def fill(course, **changes):
    facts = {
        "filled_on": "2026-06-03",
        "pharmacy": course.pharmacy_id,
        "strength_mg": "1.5",
        "form": "tablet",
        "quantity": "90",
        "price_usd": "18.50",
    }
    return body(course, **(facts | changes))
