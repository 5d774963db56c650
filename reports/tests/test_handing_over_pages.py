import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from accounts.permissions import Role
from core.models import AccessLog
from prescriptions.counselling import Point
from prescriptions.models import Counselling, Ladder, LadderStep, Pause
from prescriptions.tests.test_counselling_texts import ENGLISH, LOANS
from prescriptions.tests.test_hostile_input import CHOICES, DAYS
from reports.tests.courses import save
from reports.tests.rule import Course
from tests.factories import (
    CounsellingFactory,
    DoseStepFactory,
    PatientFactory,
    PrescriptionFactory,
)

pytestmark = pytest.mark.django_db

CANARY = '<script>alert("canary")</script>'
TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def on_1_september():
    with time_machine.travel(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)):
        yield


def url(page, course, language=""):
    return reverse(f"reports:{page}", args=[course.pk]) + (f"?lang={language}" if language else "")


def text_of(response):
    """What is read on the page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ").split())


def form_of(course, **answers):
    return {"form_key": str(uuid.uuid4()), "version": course.version, "done_on": "2026-09-01"} | answers


ALL = dict.fromkeys(Point.values, "on") | {"form_language": "es"}


# --- counselling --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["counsel", "instructions"])
@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MEDICAL_ASSISTANT, 200), (Role.CLINICIAN, 200), (Role.ADMINISTRATOR, 403), (Role.RESEARCHER, 403)],
)
def test_those_who_record_contacts_counsel_and_print(signed_in_client, page, role, status):
    assert signed_in_client(role).get(url(page, PrescriptionFactory())).status_code == status


@pytest.mark.parametrize("page", ["counsel", "instructions"])
def test_a_page_leaves_its_patient_in_the_access_log(signed_in_client, page):
    course = PrescriptionFactory()
    signed_in_client(Role.CLINICIAN).get(url(page, course))
    row = AccessLog.objects.get()
    assert (row.kind, row.page, row.patient_ids) == ("read", f"reports:{page}", [course.patient_id])


@pytest.mark.parametrize("page", ["counsel", "instructions"])
@pytest.mark.parametrize("made", [{"stopped": True}, {"state": "never_filled"}, {"is_imported": True}])
def test_a_closed_or_imported_course_has_neither(signed_in_client, page, made):
    assert signed_in_client(Role.CLINICIAN).get(url(page, PrescriptionFactory(**made))).status_code == 409


def test_what_was_told_is_recorded_and_a_second_click_adds_nothing(signed_in_client):
    client, course = signed_in_client(Role.MEDICAL_ASSISTANT), PrescriptionFactory()
    sent = form_of(course, **ALL)

    responses = [client.post(url("counsel", course), sent) for _ in range(2)]

    assert [response.url for response in responses] == [course.get_absolute_url()] * 2
    row = Counselling.objects.get()
    assert (row.done_by, row.done_on, row.points, row.form_language) == (client.user, TODAY, Point.values, "es")


def test_without_the_form_its_language_is_not_kept(signed_in_client):
    course = PrescriptionFactory()
    signed_in_client(Role.CLINICIAN).post(url("counsel", course), form_of(course, stop="on", form_language="es"))
    row = Counselling.objects.get()
    assert (row.points, row.form_language) == (["stop"], "")


def test_nothing_told_is_no_counselling(signed_in_client):
    course = PrescriptionFactory()
    response = signed_in_client(Role.CLINICIAN).post(url("counsel", course), form_of(course, form_language="en"))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["Tick what you have told the patient."]


@pytest.mark.parametrize(
    ("name", "values"),
    [("done_on", [*DAYS, "2026-05-31", "2026-09-02", ""]), ("form_language", [*CHOICES, "", "other"])],
)
def test_a_hostile_value_gets_a_sentence_at_its_field_and_the_ticks_are_kept(signed_in_client, name, values):
    client, course = signed_in_client(Role.CLINICIAN), PrescriptionFactory()
    for value in values:
        response = client.post(url("counsel", course), form_of(course, **ALL) | {name: value})

        form = response.context["form"]
        assert (response.status_code, list(form.errors)) == (422, [name]), value[:20]
        assert all(form[point].value() for point in Point.values)
    assert not Counselling.objects.exists()


def test_a_form_of_an_older_page_is_refused(signed_in_client):
    course = PrescriptionFactory()
    sent = form_of(course, **ALL) | {"version": "0"}
    assert signed_in_client(Role.CLINICIAN).post(url("counsel", course), sent).status_code == 409


def test_the_words_to_say_are_the_patients_and_the_rate_is_among_them(signed_in_client):
    course = PrescriptionFactory(patient=PatientFactory(language="es"))
    text = text_of(signed_in_client(Role.CLINICIAN).get(url("counsel", course)))
    assert "16 de 35 pacientes siguieron con LDN porque les ayudó: el 46 %." in text
    assert "Nunca tome más opioides para vencer el efecto de LDN." in text


def test_what_was_told_before_is_said(signed_in_client):
    course = CounsellingFactory(points=["stop"], form_language="").prescription
    text = text_of(signed_in_client(Role.CLINICIAN).get(url("counsel", course)))
    assert "version 1, 1 of 10 points. Not told yet: Honest expectations, Off-label" in text


def test_the_chart_says_what_was_told_and_sent(signed_in_client):
    course = CounsellingFactory().prescription
    text = text_of(signed_in_client(Role.CLINICIAN).get(course.get_absolute_url()))
    assert "counselled on Mon 1 Jun, 10 of 10 points; no sending on file" in text
    assert "Counselled on Mon 1 Jun by Robin" in text


# --- the printed form ---------------------------------------------------------------------------------------


def on_a_ladder(language="en", **facts):
    """On 1.5 mg since Friday 5 June, on 3 mg since Thursday 3 September, planned."""
    course = PrescriptionFactory(started=True, patient=PatientFactory(language=language), **facts)
    DoseStepFactory(prescription=course)
    DoseStepFactory(prescription=course, starts_on=date(2026, 9, 3), dose_mg="3")
    return course


def test_the_plan_is_a_calendar_in_tablets_from_this_week_on(signed_in_client):
    response = signed_in_client(Role.CLINICIAN).get(url("instructions", on_a_ladder()))
    rows = [(row.week, row.days, row.take, row.dose, len(row.boxes)) for row in response.context["form"].rows]
    assert rows[:3] == [
        (13, "Fri 28 Aug \u2013 Wed 2 Sep", "1 tablet", "1.5 mg", 6),
        (13, "Thu 3 Sep", "2 tablets", "3 mg", 1),
        (14, "Fri 4 Sep \u2013 Thu 10 Sep", "2 tablets", "3 mg", 7),
    ]
    assert rows[-1][:2] == (20, "Fri 16 Oct \u2013 Thu 22 Oct")
    assert "Stay on this dose until we tell you otherwise." in text_of(response)


def test_before_the_first_dose_the_days_are_counted(signed_in_client):
    course = PrescriptionFactory(starting_dose_mg="0.75")
    response = signed_in_client(Role.CLINICIAN).get(url("instructions", course, "es"))
    rows = [(row.week, row.days, row.take) for row in response.context["form"].rows]
    assert rows[:2] == [(1, "día 1 a 7", "media tableta"), (2, "día 8 a 14", "media tableta")]
    assert len(rows) == 8
    assert "El día 1 es el día de su primera dosis." in text_of(response)


def ladder_of(*steps):
    ladder = Ladder.objects.create(name="Up", source="Here")
    for number, (dose_mg, days) in enumerate(steps, start=1):
        LadderStep.objects.create(ladder=ladder, number=number, dose_mg=dose_mg, days=days)
    return ladder


def test_before_the_first_dose_the_ladder_is_the_plan(signed_in_client):
    course = PrescriptionFactory(ladder=ladder_of(("1.5", 7), ("3", 14), ("4.5", None)))
    form = signed_in_client(Role.CLINICIAN).get(url("instructions", course)).context["form"]
    assert [(row.week, row.dose) for row in form.rows[:5]] == [
        (1, "1.5 mg"),
        (2, "3 mg"),
        (3, "3 mg"),
        (4, "4.5 mg"),
        (5, "4.5 mg"),
    ]


def test_a_long_ladder_before_the_first_dose_ends_in_sentences_that_count_days(signed_in_client):
    course = PrescriptionFactory(ladder=ladder_of(("1.5", 84), ("3", None)))
    form = signed_in_client(Role.CLINICIAN).get(url("instructions", course)).context["form"]
    assert "From day 85 on: 2 tablets (3\u00a0mg)." in form.after_the_plan


def test_where_a_step_follows_the_last_line_the_form_does_not_say_to_stay_on_it(signed_in_client):
    course = PrescriptionFactory(ladder=ladder_of(("1.5", 70), ("3", None)))
    form = signed_in_client(Role.CLINICIAN).get(url("instructions", course)).context["form"]
    assert form.rows[-1].days == "day 64 to 70"
    assert form.after_the_plan == [
        "From day 71 on: 2 tablets (3\u00a0mg).",
        "Stay on this dose until we tell you otherwise.",
    ]


def test_a_step_that_is_planned_is_in_the_calendar(signed_in_client):
    course = PrescriptionFactory(started=True)
    DoseStepFactory(prescription=course)
    course.planned_steps.create(starts_on=date(2026, 9, 4), dose_mg="3")
    form = signed_in_client(Role.CLINICIAN).get(url("instructions", course)).context["form"]
    assert [(row.days, row.dose) for row in form.rows[:2]] == [
        ("Fri 28 Aug \u2013 Thu 3 Sep", "1.5 mg"),
        ("Fri 4 Sep \u2013 Thu 10 Sep", "3 mg"),
    ]


def test_steps_that_the_sheet_has_no_room_for_are_sentences(signed_in_client):
    course = on_a_ladder()
    DoseStepFactory(prescription=course, starts_on=date(2027, 3, 1), dose_mg="4.5")
    form = signed_in_client(Role.CLINICIAN).get(url("instructions", course, "es")).context["form"]
    assert len(form.rows) == 10
    assert [sentence.replace("\u00a0", " ") for sentence in form.after_the_plan] == [
        "Después de estos días, siga con la dosis de la última línea.",
        "A partir del 1 mar 2027: 3 tabletas (4.5 mg).",
        "Siga con esta dosis hasta que le indiquemos otra cosa.",
    ]


def test_a_dose_that_the_patient_merely_reports_is_no_instruction(signed_in_client):
    course = PrescriptionFactory(started=True)
    DoseStepFactory(prescription=course)
    DoseStepFactory(prescription=course, starts_on=date(2026, 8, 1), dose_mg="6", source="reported")
    response = signed_in_client(Role.CLINICIAN).get(url("instructions", course))
    assert {row.dose for row in response.context["form"].rows} == {"1.5 mg"}
    assert "The patient reports to take 6 mg a day." in text_of(response)


def test_a_dose_that_what_is_in_hand_can_not_make_is_not_taken(signed_in_client):
    course = on_a_ladder()
    course.fills.create(
        pharmacy=course.pharmacy, filled_on=date(2026, 8, 30), strength_mg=Decimal("4.5"), form="capsule", quantity=30
    )
    response = signed_in_client(Role.CLINICIAN).get(url("instructions", course))
    assert {row.take for row in response.context["form"].rows} == {None}
    text = text_of(response)
    assert "call us before you take any" in text
    assert "What the patient has in hand can't make every dose of the plan." in text


@pytest.mark.parametrize(
    ("from_on", "lines", "sentence"),
    [
        (date(2026, 8, 30), 0, "From 30 Aug 2026 on: take no LDN until we tell you to start again."),
        (date(2026, 9, 8), 3, "From 8 Sep 2026 on: take no LDN until we tell you to start again."),
    ],
)
def test_during_a_pause_nothing_is_taken(signed_in_client, from_on, lines, sentence):
    course = on_a_ladder()
    Pause.objects.create(prescription=course, from_on=from_on, reason="Surgery", recorded_by=course.prescriber)
    response = signed_in_client(Role.CLINICIAN).get(url("instructions", course))
    assert len(response.context["form"].rows) == lines
    assert response.context["form"].after_the_plan == [sentence]


@pytest.mark.parametrize(
    ("patients", "asked", "printed"),
    [
        ("en", "", "en"),
        ("es", "", "es"),
        ("other", "", "en"),
        ("en", "es", "es"),
        ("es", "en", "en"),
        ("es", "\0", "es"),
        ("en", "' OR 1=1 --", "en"),
    ],
)
def test_it_is_printed_in_the_patients_language_unless_another_is_asked_for(signed_in_client, patients, asked, printed):
    course = PrescriptionFactory(patient=PatientFactory(language=patients))
    html = signed_in_client(Role.CLINICIAN).get(url("instructions", course, asked)).content.decode()
    assert f'<html lang="{printed}">' in html


def test_the_spanish_page_has_no_english_left_but_the_staffs_bar_and_the_cards_english_side(signed_in_client):
    course = on_a_ladder("es", prescriber__first_name="Ana", pharmacy__name="Botica")
    html = signed_in_client(Role.CLINICIAN).get(url("instructions", course)).content.decode()
    html = re.sub(r"<head>.*?</head>|<header.*?</header>", "", html, flags=re.DOTALL)
    html, count = re.subn(r'<div class="card-side" lang="en">.*?</div>', "", html, flags=re.DOTALL)
    assert count == 1
    text = re.sub(r"<[^>]+>", " ", html)
    for loan in LOANS:
        text = text.replace(loan, "")
    assert ENGLISH.findall(text) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_names_whom_it_is_for_and_whom_to_call(signed_in_client, settings, language):
    settings.CLINIC_NAME, settings.CLINIC_PHONE = "Spine and Pain", "(202) 555-0100"
    text = text_of(signed_in_client(Role.CLINICIAN).get(url("instructions", on_a_ladder(), language)))
    assert text.count("Beatriz Baptiste") == 4
    assert text.count("(202) 555-0100") == 4
    assert text.count("Spine and Pain") == 4
    assert "No telephone number of the clinic is set" not in text


def test_without_a_telephone_number_the_form_leaves_a_line_and_says_so(signed_in_client, settings):
    settings.CLINIC_PHONE = ""
    text = text_of(signed_in_client(Role.CLINICIAN).get(url("instructions", on_a_ladder())))
    assert text.count("______________________") == 4
    assert "No telephone number of the clinic is set: write it on the form and the card." in text


def test_names_are_printed_as_text_and_not_as_markup(signed_in_client):
    course = PrescriptionFactory(patient=PatientFactory(given_name=CANARY), pharmacy__name=CANARY)
    client = signed_in_client(Role.CLINICIAN)
    for page in ("counsel", "instructions"):
        assert CANARY not in client.get(url(page, course)).content.decode()


def test_printing_changes_nothing_and_is_not_posted(signed_in_client):
    course = PrescriptionFactory()
    assert signed_in_client(Role.CLINICIAN).post(url("instructions", course)).status_code == 405


@pytest.mark.parametrize("steps", [1, 20])
def test_the_form_takes_the_same_queries_however_many_steps(signed_in_client, django_assert_num_queries, steps):
    client, course = signed_in_client(Role.CLINICIAN), PrescriptionFactory(started=True)
    for number in range(steps):
        DoseStepFactory(prescription=course, starts_on=date(2026, 6, 5 + number))
    with django_assert_num_queries(22):
        client.get(url("instructions", course))


# --- on paper -----------------------------------------------------------------------------------------------


def pdf_pages(browser, html, paper):
    """How many pages Chromium prints. The style is put in by hand, so that no server is needed."""
    page = browser.new_page()
    page.set_content(re.sub(r"<(link|script)[^>]*>(</script>)?", "", html))
    page.add_style_tag(content=(Path(settings.BASE_DIR) / "static" / "clinic" / "print.css").read_text())
    printed = page.pdf(format=paper)
    page.close()
    return len(re.findall(rb"/Type\s*/Page\b", printed))


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_form_fits_two_sheets_however_long_the_names_and_the_plan(signed_in_client, browser, language, paper):
    patient = PatientFactory(given_name="Maximiliana Guadalupe", family_name="von der Heyden-Lindenau y Echeverría")
    course = PrescriptionFactory(
        started=True, patient=patient, strength_mg="0.5", starting_dose_mg="0.5", pharmacy__phone="+1 202 555 0185"
    )
    for number in range(9):
        starts_on = date.fromordinal(date(2026, 8, 30).toordinal() + 14 * number) if number else date(2026, 6, 5)
        DoseStepFactory(prescription=course, starts_on=starts_on, dose_mg=Decimal("0.5") * (number + 1))
    save([Course(prescribed_on=TODAY, first_dose_on=TODAY, stopped_on=TODAY, reason="no_benefit")] * 20)
    response = signed_in_client(Role.CLINICIAN).get(url("instructions", course, language))

    assert "0 % (" in text_of(response)  # the practice's own rate, which takes more room
    assert len(response.context["form"].rows) == 10
    assert pdf_pages(browser, response.content.decode(), paper) == 2


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_the_prescription_fits_one_sheet(signed_in_client, browser, paper):
    page = reverse("prescriptions:page", args=[PrescriptionFactory(stopped=True).pk])
    html = signed_in_client(Role.CLINICIAN).get(page).content.decode()
    assert "VOID" in html
    assert pdf_pages(browser, html, paper) == 1
