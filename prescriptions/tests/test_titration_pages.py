from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.permissions import Role
from patients.models import IcdCode
from prescriptions import actions
from prescriptions.models import Ladder, LadderStep, Prescription
from tests.factories import PatientFactory, PharmacyFactory, PrescriptionFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

FORMS = {
    "step-up": {"on": "2026-09-01"},
    "hold": {"days": "7"},
    "go-back": {"on": "2026-09-01", "days": "14", "reason": "Insomnia"},
    "go-faster": {"on": "2026-08-31", "is_told": "on", "reason": "Does well"},
}


def ladder_of(*steps, name="Two steps"):
    ladder = Ladder.objects.create(name=name, source="Here")
    for number, (dose_mg, days) in enumerate(steps, start=1):
        LadderStep.objects.create(ladder=ladder, number=number, dose_mg=Decimal(dose_mg), days=days)
    return ladder


def climbing(days=11, **course):
    """On 1.5 mg since Friday 21 August; 3 mg is planned so many days later."""
    ladder = ladder_of(("1.5", days), ("3", 14), ("4.5", None))
    course = PrescriptionFactory(ladder=ladder, **course)
    screened(course.patient)
    actions.start(course=course, first_dose_on=date(2026, 8, 21), by=course.prescriber)
    course.refresh_from_db()
    return course


def url_of(page, course):
    return reverse(f"prescriptions:{page}", args=[course.pk])


def post(client, page, course, **changes):
    course.refresh_from_db()
    return client.post(url_of(page, course), FORMS[page] | {"version": course.version} | changes)


def planned(course):
    return [(step.starts_on, step.dose_mg) for step in course.planned_steps.all()]


def test_an_assistant_records_a_step_that_is_due(signed_in_client):
    course = climbing()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    chart = client.get(reverse("reports:chart", args=[course.patient_id])).content.decode()
    assert "Step to 3 mg (2 tablets)" in chart
    assert "Planned. Due today" in chart
    assert chart.count(url_of("step-up", course)) == 2  # what is due, and the menu
    assert "Planned: 3 mg (2 tablets) from Tue 1 Sep" in " ".join(
        client.get(url_of("step-up", course)).content.decode().split()
    )

    response = post(client, "step-up", course)

    assert response.status_code == 302
    assert course.dose_steps.last().dose_mg == 3
    assert planned(course) == [(date(2026, 9, 15), Decimal("4.5"))]


@pytest.mark.parametrize("page", ["hold", "go-faster"])
def test_a_clinician_changes_the_plan(signed_in_client, page):
    course = climbing(days=12)

    response = post(signed_in_client(Role.CLINICIAN), page, course)

    assert response.status_code == 302
    expected = {
        "hold": [(date(2026, 9, 9), 3), (date(2026, 9, 23), Decimal("4.5"))],
        "go-faster": [(date(2026, 9, 14), Decimal("4.5"))],
    }
    assert planned(course) == expected[page]


def test_a_clinician_goes_back_a_step(signed_in_client):
    course = climbing(days=5)
    client = signed_in_client(Role.CLINICIAN)
    post(client, "step-up", course, on="2026-08-26")

    assert client.get(url_of("go-back", course)).status_code == 200
    assert post(client, "go-back", course).status_code == 302
    assert [str(step.dose_mg) for step in course.dose_steps.all()] == ["1.50", "3.00", "1.50"]
    assert planned(course) == [(date(2026, 9, 15), 3), (date(2026, 9, 29), Decimal("4.5"))]


def test_going_faster_wants_the_counselling_line(signed_in_client):
    course = climbing(days=12)

    response = post(signed_in_client(Role.CLINICIAN), "go-faster", course, is_told="")

    assert response.status_code == 422
    assert response.context["form"].errors["is_told"] == ["Tell the patient first: more is not necessarily better."]


@pytest.mark.parametrize("page", ["hold", "go-back", "go-faster"])
def test_an_assistant_does_not_change_the_plan(signed_in_client, page):
    course = climbing()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    assert client.get(url_of(page, course)).status_code == 403
    assert post(client, page, course).status_code == 403
    assert len(planned(course)) == 2


@pytest.mark.parametrize("page", FORMS)
def test_a_page_that_makes_no_sense_now_says_so(signed_in_client, page):
    course = PrescriptionFactory(started=True)

    assert signed_in_client(Role.CLINICIAN).get(url_of(page, course)).status_code == 409


HOSTILE = ["", "0", "-1", "NaN", "1e309", "0001-01-01", "9999-12-31", "\x00", "x" * 100_000, "\u202e7"]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("page", "field"),
    [("step-up", "on"), ("hold", "days"), ("go-back", "on"), ("go-back", "days"), ("go-faster", "on")],
)
def test_what_nobody_means_gets_a_sentence_at_its_field(signed_in_client, page, field, value):
    course = climbing(days=12 if page == "go-faster" else 11)

    response = post(signed_in_client(Role.CLINICIAN), page, course, **{field: value})

    assert response.status_code == 422
    assert response.context["form"].errors[field]


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_another_dose_says_that_the_plan_is_withdrawn(signed_in_client):
    course = climbing()
    typed_dose = {
        "dose": "0.75",
        "other_dose_mg": "",
        "starts_on": "2026-09-01",
        "reason": "",
        "version": course.version,
    }

    response = signed_in_client(Role.CLINICIAN).post(url_of("change-dose", course), typed_dose)

    assert said(response) == ["The dose is changed. The planned steps were for another dose, and are withdrawn."]
    assert planned(course) == []


def test_resuming_after_a_long_pause_says_that_the_ladder_begins_anew(signed_in_client):
    course = climbing(days=3)
    course.pauses.create(from_on=date(2026, 8, 17), reason="Surgery", recorded_by=course.prescriber)

    response = signed_in_client(Role.CLINICIAN).post(
        url_of("resume", course), {"resumed_on": "2026-09-01", "version": course.version}
    )

    assert said(response) == [
        "LDN is resumed.",
        "LDN was paused for more than 14 days: the ladder begins anew with 1.5 mg a day.",
    ]
    assert planned(course) == [(date(2026, 9, 4), 3), (date(2026, 9, 18), Decimal("4.5"))]


# --- choosing a ladder --------------------------------------------------------------------------------------


def prescription(chosen, **changes):
    IcdCode.objects.get_or_create(code="M54.16", defaults={"description": "Radiculopathy", "is_billable": True})
    return {
        "prescribed_on": "2026-09-01",
        "pharmacy": PharmacyFactory().pk,
        "dose": "1.5",
        "ladder": chosen.pk,
        "strength_mg": "1.5",
        "form": "tablet",
        "quantity": "90",
        "primary_indication": "M54.16",
    } | changes


def prescribe(client, chosen, **changes):
    url = reverse("prescriptions:prescribe", args=[screened(PatientFactory()).pk])
    return client.post(url, prescription(chosen, **changes))


def test_a_ladder_is_chosen_when_prescribing(signed_in_client):
    ladder = ladder_of(("1.5", 7), ("3", None))
    client = signed_in_client(Role.CLINICIAN)
    page = client.get(reverse("prescriptions:prescribe", args=[screened(PatientFactory()).pk])).content.decode()
    assert "Two steps: 1.5 mg for 7 days, then 3 mg" in page

    assert prescribe(client, ladder).status_code == 302
    assert Prescription.objects.get().ladder == ladder


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dose": "4.5"}, "This ladder begins with 1.5 mg: start with that, or choose another ladder."),
        ({"ladder": 0}, "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_a_ladder_that_does_not_fit_gets_its_sentence(signed_in_client, changes, sentence):
    response = prescribe(signed_in_client(Role.CLINICIAN), ladder_of(("1.5", 7), ("3", None)), **changes)

    assert response.status_code == 422
    assert response.context["form"].errors["ladder"] == [sentence]


def test_a_ladder_that_is_not_offered_is_not_on_the_form(signed_in_client):
    ladder = ladder_of(("1.5", None))
    Ladder.objects.update(is_active=False)

    assert prescribe(signed_in_client(Role.CLINICIAN), ladder).status_code == 422


# --- the ladders --------------------------------------------------------------------------------------------


def typed(*steps, name="Mine", **more):
    data = {"name": name, "source": "The practice", "is_active": "on"} | more
    for number, (dose_mg, days) in enumerate(steps, start=1):
        data |= {f"dose_{number}": dose_mg, f"days_{number}": days}
    return data


def add(client, *steps, **more):
    return client.post(reverse("prescriptions:add-ladder"), typed(*steps, **more))


def test_a_clinician_adds_and_edits_a_ladder(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    assert add(client, ("0.75", "14"), ("4.5", "")).status_code == 302
    ladder = Ladder.objects.get(name="Mine")
    assert ladder.in_words == "0.75 mg for 14 days, then 4.5 mg"

    url = reverse("prescriptions:edit-ladder", args=[ladder.pk])
    assert client.get(url).context["form"]["dose_1"].value() == "0.75"
    response = client.post(url, typed(("1.5", "7"), ("3", "7"), ("4.5", ""), version="1"))

    assert response.status_code == 302
    assert Ladder.objects.get(name="Mine").in_words == "1.5 mg for 7 days, 3 mg for 7 days, then 4.5 mg"
    assert "1.5 mg for 7 days, 3 mg for 7 days, then 4.5 mg" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("steps", "field", "sentence"),
    [
        ([], "dose_1", "Enter at least one dose."),
        ([("4.51", "")], "dose_1", "4.51 mg is above this practice's ceiling of 4.5 mg a day."),
        ([("1.5", ""), ("3", "")], "days_1", "Say for how many days, before the next dose."),
        ([("1.5", "7"), ("3", "7")], "days_2", "The last dose goes on: leave its days empty."),
        ([("", "7"), ("3", "")], "days_1", "Enter the dose of these days."),
        ([("3", "7"), ("3", "")], "dose_2", "A ladder goes up: this is not more than the dose before."),
        ([("3", "7"), ("3", "7"), ("3", "")], "dose_3", "A ladder goes up: this is not more than the dose before."),
        ([("NaN", "")], "dose_1", "Enter mg above 0 and at most 50, for example 2.25."),
        ([("1.5", "1e309"), ("3", "")], "days_1", "Enter a whole number from 1 to 365."),
        ([("1.5", "0"), ("3", "")], "days_1", "Enter a whole number from 1 to 365."),
    ],
)
def test_a_wrong_ladder_gets_its_sentence(signed_in_client, steps, field, sentence):
    response = add(signed_in_client(Role.CLINICIAN), *steps)

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [sentence]


def test_two_ladders_do_not_share_a_name(signed_in_client):
    ladder_of(("1.5", None), name="Mine")

    response = add(signed_in_client(Role.CLINICIAN), ("1.5", ""), name="MINE")

    assert response.status_code == 422
    assert "A ladder of this name is on the list already." in response.content.decode()


def test_a_ladder_that_was_prescribed_is_edited_without_its_steps(signed_in_client):
    ladder = climbing().ladder
    client = signed_in_client(Role.CLINICIAN)
    url = reverse("prescriptions:edit-ladder", args=[ladder.pk])
    page = client.get(url)
    assert "dose_1" not in page.context["form"].fields
    assert "This ladder has been prescribed, so its steps stay" in page.content.decode()

    assert client.post(url, typed(("4.5", ""), name="Old", version="1")).status_code == 302
    assert str(Ladder.objects.get(pk=ladder.pk)) == "Old"
    assert ladder.steps.count() == 3


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_prescribers_keep_the_ladders(signed_in_client, role):
    client = signed_in_client(role)

    assert client.get(reverse("prescriptions:ladders")).status_code == 403
    assert add(client, ("1.5", "")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow_with_the_ladders(signed_in_client, django_assert_num_queries, count):
    client = signed_in_client(Role.CLINICIAN)
    for number in range(count):
        ladder_of(("1.5", 7), ("3", None), name=f"Ladder {number}")
    client.get(reverse("prescriptions:ladders"))

    with django_assert_num_queries(7):
        client.get(reverse("prescriptions:ladders"))
