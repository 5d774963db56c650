"""Each form, each field, each value that no clinic means: a sentence at the field, what was typed kept, never a 500."""

import uuid

import pytest
from django.urls import reverse

from accounts.permissions import Role
from patients.models import IcdCode
from prescriptions import actions
from tests.factories import PatientFactory, PharmacyFactory, PrescriptionFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

DAYS = ["0001-01-01", "9999-12-31", "2026-13-45", "31/12/2026", "tomorrow", "2026-06-05\0", "9" * 1_000_000, "-1"]
NUMBERS = ["NaN", "sNaN", "Infinity", "-1", "1e309", "1e-309", "1,5", "0x10", "5\0", "9" * 1_000_000, "٣x", "1" * 19]
TEXTS = ["a\0b", "x" * 1_000_000, "\u202egnp.exe", "bell\x07", "\ue000", "a\u200bb"]
CHOICES = ["NaN", "\0", "' OR 1=1 --", "9" * 1000, "-1"]


def course_of(by, *, state):
    course = PrescriptionFactory(**({"started": True} if state != "sent" else {}))
    if state == "paused":
        screened(course.patient)
        actions.pause(course=course, from_on=course.first_dose_on, reason="Surgery", by=by)
    if state == "lost":
        actions.mark_lost(course=course, from_on=course.first_dose_on, reason="Calls", by=by)
    course.refresh_from_db()
    return course


# page: (the state of the course, or None for a page of a patient; a form that could be saved)
FORMS = {
    "prescribe": (
        None,
        {
            "prescribed_on": "2026-09-01",
            "dose": "other",
            "other_dose_mg": "1.5",
            "strength_mg": "1.5",
            "form": "tablet",
            "quantity": "90",
            "primary_indication": "M54.16",
            "regions": ["lumbar"],
            "radiation": ["legs"],
            "average_pain": "7",
            "peg_enjoyment": "6",
            "peg_activity": "8",
            "pain_years": "2",
            "pain_months": "3",
            "goal": "Walk",
        },
    ),
    "decline": (None, {"declined_on": "2026-09-01", "reason": "Cost"}),
    "record-fill": (
        "sent",
        {
            "filled_on": "2026-06-03",
            "strength_mg": "1.5",
            "form": "tablet",
            "quantity": "90",
            "lot": "A7",
            "price_usd": "18.50",
        },
    ),
    "start": ("sent", {"first_dose_on": "2026-06-05"}),
    "change-dose": (
        "started",
        {"dose": "other", "other_dose_mg": "3", "starts_on": "2026-09-01", "reason": "Well"},
    ),
    "pause": ("started", {"from_on": "2026-08-20", "reason": "Surgery"}),
    "resume": ("paused", {"resumed_on": "2026-08-20"}),
    "mark-lost": ("started", {"from_on": "2026-08-20", "reason": "Calls"}),
    "mark-found": ("lost", {"found_on": "2026-08-20"}),
    "void": ("started", {"reason": "Twice"}),
}
WITH_PHARMACY = ("prescribe", "record-fill")
KINDS = {
    "dose": CHOICES,
    "form": CHOICES,
    "pharmacy": CHOICES,
    "regions": CHOICES,
    "radiation": CHOICES,
    "primary_indication": [*TEXTS, "M54", "no such thing"],
    "reason": TEXTS,
    "goal": TEXTS,
    "lot": TEXTS,
}


def hostile_values(name):
    if name.endswith("_on"):
        return DAYS
    return KINDS.get(name, NUMBERS)


CASES = [
    (page, name) for page, (_, fields) in FORMS.items() for name in [*fields, *["pharmacy"] * (page in WITH_PHARMACY)]
]


@pytest.fixture
def clinician(signed_in_client):
    IcdCode.objects.get_or_create(
        code="M54.16", defaults={"description": "Radiculopathy, lumbar region", "is_billable": True}
    )
    return signed_in_client(Role.CLINICIAN)


def open_form(page, by):
    """(address, a form that could be saved) of the page."""
    state, fields = FORMS[page]
    sent = {"form_key": str(uuid.uuid4()), **fields}
    if state is None:
        pk, pharmacy = screened(PatientFactory()).pk, PharmacyFactory().pk
    else:
        course = course_of(by, state=state)
        pk, pharmacy = course.pk, course.pharmacy_id
        sent["version"] = course.version
    if page in WITH_PHARMACY:
        sent["pharmacy"] = pharmacy
    return reverse(f"prescriptions:{page}", args=[pk]), sent


@pytest.mark.parametrize("page", FORMS)
def test_the_form_that_the_hostile_ones_are_made_of_can_be_saved(clinician, page):
    address, sent = open_form(page, clinician.user)

    assert clinician.post(address, sent).status_code == 302


@pytest.mark.parametrize(("page", "name"), CASES)
def test_a_hostile_value_gets_a_sentence_at_its_field_and_the_rest_is_kept(clinician, page, name):
    address, sent = open_form(page, clinician.user)

    for value in hostile_values(name):
        response = clinician.post(address, sent | {name: value, "form_key": str(uuid.uuid4())})

        assert response.status_code == 422, (name, value[:20])
        form = response.context["form"]
        assert list(form.errors) == [name], (name, value[:20])
        for other in set(sent) - {name, "form_key", "version"}:
            assert form[other].value() == (sent[other] if isinstance(sent[other], list) else str(sent[other]))


@pytest.mark.parametrize("page", FORMS)
def test_an_empty_form_gets_sentences_and_saves_nothing(clinician, page):
    address, sent = open_form(page, clinician.user)

    response = clinician.post(
        address, {"form_key": sent["form_key"]} | {k: v for k, v in sent.items() if k == "version"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors


@pytest.mark.parametrize("version", ["", "NaN", "-1", "\0", "9" * 1000])
@pytest.mark.parametrize("page", [page for page, (state, _) in FORMS.items() if state])
def test_a_version_that_nobody_was_shown_is_stale(clinician, page, version):
    address, sent = open_form(page, clinician.user)

    assert clinician.post(address, sent | {"version": version}).status_code == 409


@pytest.mark.parametrize("name", ["name", "address", "phone", "fax"])
@pytest.mark.parametrize("value", TEXTS)
def test_a_pharmacy_has_plain_text(signed_in_client, name, value):
    client = signed_in_client(Role.ADMINISTRATOR)
    sent = {"form_key": str(uuid.uuid4()), "name": "Harbor", name: value}

    response = client.post(reverse("prescriptions:add-pharmacy"), sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
