import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessLog
from followups.models import CallAttempt
from patients.models import Diagnosis, Medicine, Procedure, Visit
from prescriptions.models import DeclinedOffer, LostPeriod, Pause
from reports.chart import page, rows, steps
from tests.factories import (
    ClinicianTaskFactory,
    CounsellingFactory,
    DoseStepFactory,
    FollowUpFactory,
    PatientFactory,
    PharmacyFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    SendingFactory,
    UserFactory,
    screened,
)

pytestmark = pytest.mark.django_db

CANARY = '<script>alert("canary")</script>'


def url_of(patient, course=None):
    url = reverse("reports:chart", args=[patient.pk])
    return f"{url}?course={course.pk}" if course else url


def text_of(response):
    """What is read on the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def filled_button_of(response):
    page = response.content.decode().partition("</main>")[0]  # behind it wait the dialogs of the session's end
    return re.findall(r'class="btn btn-primary"\s+href="([^"]+)"', page)


def voided(**facts):
    return {
        "voided_at": datetime(2026, 8, 1, tzinfo=UTC),
        "voided_by": UserFactory(first_name="Vera", last_name="Voigt"),
        "voided_reason": "Another patient's answer",
        **facts,
    }


def course_of(rows):
    """An active course with so many rows of every kind."""
    course = PrescriptionFactory(started=True)
    patient = course.patient
    for i in range(rows):
        day = date(2026, 6, 5) + timedelta(days=i)
        DoseStepFactory(prescription=course, starts_on=day)
        CounsellingFactory(prescription=course, done_by=UserFactory())
        SendingFactory(prescription=course, pharmacy=PharmacyFactory(), **voided())
        course.fills.create(pharmacy=course.pharmacy, filled_on=day, strength_mg="1.5", quantity=90)
        followup = FollowUpFactory(prescription=course, number=i + 1)
        caller = UserFactory()
        CallAttempt.objects.create(followup=followup, number="+12025550101", outcome="busy", called_by=caller)
        ResponseFactory(prescription=course, asked_on=day).side_effects.create(prescription=course, effect="insomnia")
        interval = {"from_on": day, "until_on": day + timedelta(days=1), "reason": "x", "recorded_by": caller}
        Pause.objects.create(prescription=course, **interval)
        LostPeriod.objects.create(prescription=course, **interval)
        Diagnosis.objects.create(patient=patient, code="M54.16", noted_on=day)
        Medicine.objects.create(patient=patient, name="gabapentin", noted_on=day)
        Procedure.objects.create(patient=patient, kind="nerve_block", noted_on=day)
        Visit.objects.create(patient=patient, day=day)
        patient.contraindications.create(kind="pneumonia", since=day, cleared_on=day)
        patient.contact_persons.create(name="Luis", relation="husband")
        PhoneNumberFactory(patient=patient, number=f"+120255501{i:02}")
        ClinicianTaskFactory(patient=patient)
        DeclinedOffer.objects.create(patient=patient, declined_on=day, recorded_by=caller)
        PrescriptionFactory(patient=patient, stopped=True)
    return course


# --- who may see it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.MEDICAL_ASSISTANT, 200),
        (Role.CLINICIAN, 200),
        (Role.ADMINISTRATOR, 403),
        (Role.RESEARCHER, 403),
    ],
)
def test_only_those_who_see_patients_open_a_chart(signed_in_client, role, status):
    assert signed_in_client(role).get(url_of(PatientFactory())).status_code == status


def test_a_chart_leaves_its_patient_in_the_access_log(signed_in_client):
    patient = PatientFactory()
    signed_in_client(Role.CLINICIAN).get(url_of(patient))
    row = AccessLog.objects.get()
    assert (row.kind, row.page, row.patient_ids) == ("read", "reports:chart", [patient.pk])


def test_a_chart_is_read_and_not_posted(signed_in_client):
    assert signed_in_client(Role.CLINICIAN).post(url_of(PatientFactory())).status_code == 405


def test_a_medicine_is_among_those_taken_up_to_its_last_day(signed_in_client):
    patient, today = PatientFactory(), timezone.localdate()
    for name, ended_on in (("gabapentin", today), ("duloxetine", today - timedelta(days=1))):
        Medicine.objects.create(patient=patient, name=name, noted_on=date(2020, 1, 1), ended_on=ended_on)

    chart = signed_in_client(Role.CLINICIAN).get(url_of(patient)).context["chart"]
    assert [medicine.name for medicine in chart.medicines] == ["gabapentin"]


def test_a_patient_that_is_not_there_is_not_found(signed_in_client):
    assert signed_in_client(Role.CLINICIAN).get(reverse("reports:chart", args=[10**9])).status_code == 404


def test_another_patients_course_is_not_found(signed_in_client):
    theirs = PrescriptionFactory()
    assert signed_in_client(Role.CLINICIAN).get(url_of(PatientFactory(), theirs)).status_code == 404


def test_the_browser_title_does_not_name_the_patient(signed_in_client):
    html = signed_in_client(Role.CLINICIAN).get(url_of(PatientFactory())).content.decode()
    assert re.search(r"<title>(.*?)</title>", html).group(1).startswith("Chart · ")


# --- the next step ------------------------------------------------------------------------------------------


def due_now(course):
    today = timezone.localdate()
    days = {"due_on": today, "window_opens_on": today, "window_closes_on": today + timedelta(days=7)}
    return FollowUpFactory(prescription=course, **days)


def test_a_question_that_can_be_asked_is_the_one_filled_button(signed_in_client):
    followup = due_now(PrescriptionFactory(started=True))
    response = signed_in_client(Role.MEDICAL_ASSISTANT).get(url_of(followup.prescription.patient))
    assert filled_button_of(response) == [reverse("followups:answer", args=[followup.pk])]


def test_before_the_first_dose_the_fill_comes_first(signed_in_client):
    followup = due_now(PrescriptionFactory())
    CounsellingFactory(prescription=followup.prescription)
    SendingFactory(prescription=followup.prescription)
    response = signed_in_client(Role.MEDICAL_ASSISTANT).get(url_of(followup.prescription.patient))
    assert filled_button_of(response) == [reverse("prescriptions:record-fill", args=[followup.prescription.pk])]


def test_only_a_prescriber_is_offered_to_prescribe(signed_in_client):
    patient = screened(PatientFactory())
    prescribe, screen = (reverse(f"prescriptions:{page}", args=[patient.pk]) for page in ("prescribe", "screen"))
    assert filled_button_of(signed_in_client(Role.CLINICIAN).get(url_of(patient))) == [prescribe]
    assert filled_button_of(signed_in_client(Role.MEDICAL_ASSISTANT).get(url_of(patient))) == [screen]


def test_a_patient_is_screened_before_anything_is_prescribed(signed_in_client):
    patient = PatientFactory()
    screen = reverse("prescriptions:screen", args=[patient.pk])
    for role in (Role.CLINICIAN, Role.MEDICAL_ASSISTANT):
        assert filled_button_of(signed_in_client(role).get(url_of(patient))) == [screen]


def test_the_chart_says_what_stops_ldn_with_its_arithmetic_and_source(signed_in_client):
    tablets = {"drug": "hydrocodone", "strength": 5, "units_prescribed": 4, "units_taken": 4}
    patient = screened(PatientFactory(), opioids=[tablets])
    text = text_of(signed_in_client(Role.MEDICAL_ASSISTANT).get(url_of(patient)))
    assert "Stops · Hydrocodone: 5 x 4 x 1 = 20 MME a day; low dose is under 20." in text
    assert "Source: Practice: published case series, 2020; CDC 2022 factors" in text


@pytest.mark.parametrize(("url_name", "permission"), [(name, allowed) for _, name, allowed in steps.ABOUT_THE_PATIENT])
def test_what_the_menu_offers_the_page_allows(url_name, permission):
    assert permission in resolve(reverse(url_name, args=[1])).func.access


# --- the course and its history -----------------------------------------------------------------------------


def test_words_of_the_patient_are_text_and_never_markup(signed_in_client):
    course = PrescriptionFactory(started=True, goal=CANARY, patient__family_name=CANARY)
    ResponseFactory(prescription=course, gains_in_own_words=CANARY)
    Pause.objects.create(prescription=course, from_on=date(2026, 6, 9), reason=CANARY, recorded_by=course.prescriber)
    html = signed_in_client(Role.CLINICIAN).get(url_of(course.patient)).content.decode()
    assert CANARY not in html
    assert "&lt;script&gt;alert(&quot;canary&quot;)&lt;/script&gt;" in html


def test_an_answer_entered_in_error_stays_on_the_page_in_words_and_out_of_the_picture(signed_in_client):
    course = PrescriptionFactory(started=True)
    ResponseFactory(prescription=course, relief_percent=60)
    wrong = ResponseFactory(prescription=course, asked_on=date(2026, 7, 8), relief_percent=95, **voided())
    response = signed_in_client(Role.CLINICIAN).get(url_of(course.patient))
    assert "1, and 1 entered in error" in text_of(response)
    assert "Entered in error , says Vera Voigt" in text_of(response)
    assert reverse("followups:void-answer", args=[wrong.pk]) not in response.content.decode()
    chart = page.load(course.patient.pk, course_pk=None, by=UserFactory(), today=date(2026, 8, 1))
    assert [[point.words for point in picture.points] for picture in chart.shown.pictures] == [["60 % relief"]] * 2


def test_peg_has_a_score_only_if_all_three_items_were_asked():
    course = PrescriptionFactory(started=True, average_pain=8, peg_enjoyment=7, peg_activity=8)
    ResponseFactory(prescription=course, average_pain=4, peg_enjoyment=3, peg_activity=None)
    chart = page.load(course.patient.pk, course_pk=None, by=UserFactory(), today=date(2026, 8, 1))
    assert str(chart.shown.peg) == "7.7"
    assert [row.peg for row in chart.shown.answers] == [None]


def test_a_serious_side_effect_says_so():
    effect = ResponseFactory().side_effects.model(effect="rash", severity="severe", is_serious=True)

    assert rows.describe_side_effects([effect], asked=True) == "Rash (severe, serious)"


@pytest.mark.parametrize(
    ("asked", "severities", "words"),
    [
        (False, {}, "Not asked"),
        (True, {}, "None"),
        (True, {"insomnia": "mild", "vivid_dreams": None}, "Insomnia (mild), vivid dreams"),
    ],
)
def test_side_effects_not_asked_are_not_none(asked, severities, words):
    answer = ResponseFactory(side_effects_asked=asked)
    for effect, severity in severities.items():
        answer.side_effects.create(prescription=answer.prescription, effect=effect, severity=severity)
    chart = page.load(answer.prescription.patient_id, course_pk=None, by=UserFactory(), today=date(2026, 8, 1))
    assert [row.side_effects for row in chart.shown.answers] == [words]


def test_an_earlier_course_can_be_looked_at_while_the_status_stays_the_current_ones(signed_in_client):
    earlier = PrescriptionFactory(stopped=True, prescribed_on=date(2026, 5, 1))
    current = PrescriptionFactory(patient=earlier.patient, prescribed_on=date(2026, 9, 1))
    response = signed_in_client(Role.CLINICIAN).get(url_of(earlier.patient, earlier))
    assert "Below is an earlier course" in text_of(response)
    chart = response.context["chart"]
    assert (chart.shown.course, chart.is_current) == (earlier, False)
    assert [summary.course for summary in chart.courses] == [current, earlier]
    assert chart.status.sentence.startswith("Prescribed on 1 Sep")


def test_a_course_that_is_no_number_shows_the_current_one(signed_in_client):
    course = PrescriptionFactory()
    response = signed_in_client(Role.CLINICIAN).get(f"{url_of(course.patient)}?course=last%00")
    assert response.context["chart"].shown.course == course


def test_an_open_task_can_be_closed_by_a_clinician_alone(signed_in_client):
    task = ClinicianTaskFactory()
    close = reverse("patients:close-task", args=[task.pk])
    assert close in signed_in_client(Role.CLINICIAN).get(url_of(task.patient)).content.decode()
    assert close not in signed_in_client(Role.MEDICAL_ASSISTANT).get(url_of(task.patient)).content.decode()


def test_a_number_can_be_dialled_unless_the_patient_does_not_want_it(signed_in_client):
    phone = PhoneNumberFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    assert 'href="tel:+1-202-555-0101"' in client.get(url_of(phone.patient)).content.decode()
    phone.patient.consents_to_calls = False
    phone.patient.save()
    assert 'href="tel:' not in client.get(url_of(phone.patient)).content.decode()


def test_an_empty_chart_says_what_to_do(signed_in_client):
    response = signed_in_client(Role.CLINICIAN).get(url_of(PatientFactory()))
    assert "Screen the patient and prescribe LDN, and the course appears here" in text_of(response)


@pytest.mark.parametrize("rows", [1, 30])
def test_a_chart_takes_the_same_queries_however_long_the_history(signed_in_client, django_assert_num_queries, rows):
    course = course_of(rows)
    for _ in range(rows):
        screened(course.patient, opioids=[{"drug": "tramadol", "strength": 50}, {"drug": "codeine", "strength": 30}])
    client = signed_in_client(Role.CLINICIAN)
    with django_assert_num_queries(35):
        response = client.get(url_of(course.patient, course))
    assert len(response.context["chart"].shown.answers) == rows


def test_every_template_of_the_chart_shows_every_kind_of_row(signed_in_client):
    course = course_of(2)
    text = text_of(signed_in_client(Role.CLINICIAN).get(url_of(course.patient, course)))
    for words in ("Busy", "90 tablets of 1.5 mg", "gabapentin", "Nerve block", "Luis (husband)", "Lumbar region"):
        assert words.lower() in text.lower()
