import re
from datetime import date
from decimal import Decimal

import pytest

from accounts.permissions import Role
from core.models import AccessLog, Draft
from followups.models import Response
from followups.tests.answer_form import path, send, sentences, typed
from patients.models import ClinicianTask, Visit
from tests.factories import FollowUpFactory, PrescriptionFactory, ResponseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = date(2026, 7, 8)
BIG = "x" * 1_000_000
RIGHT_TO_LEFT = "abc\u202edef"


# --- the way it should go -----------------------------------------------------------------------------------


def test_an_answer_is_saved_with_all_its_items(assistant, month_1):
    response = send(assistant, month_1)

    assert (response.status_code, response.url) == (302, f"/patients/{month_1.prescription.patient_id}/")
    answer = Response.objects.get()
    assert (answer.pgic, answer.relief_percent, answer.continues, answer.dose_mg) == (2, 60, True, Decimal("3"))
    assert (answer.functional_gains, answer.gains_in_own_words) == (["house_chores", "sleep"], "I can hoover again")
    assert (answer.average_pain, answer.peg_enjoyment, answer.peg_activity) == (3, 2, 1)
    assert (answer.monthly_cost_usd, answer.side_effects_asked) == (Decimal("18.50"), True)
    assert (answer.asked_on, answer.mode, answer.asked_by, answer.entered_by) == (
        TODAY,
        "phone",
        assistant.user,
        assistant.user,
    )
    assert (answer.followup, answer.answered_by, answer.through_interpreter) == (month_1, "patient", False)


def test_the_message_says_what_followed(assistant, month_1):
    response = send(assistant, month_1, dose_count="4")

    messages = [str(message) for message in response.wsgi_request._messages]
    assert messages == [
        "Answer saved. It settles the follow-up “1 month”. The clinicians have a task for today: takes more than the"
        " practice's ceiling. Next: 2 months, due Wed 5 Aug."
    ]


def test_no_ends_the_course_and_says_so(assistant, month_1):
    response = send(
        assistant,
        month_1,
        pgic="4",
        relief_percent="0",
        continues="no",
        stop_reason="no_benefit",
        other_stop_reasons=["cost", "no_benefit"],
        stopped_on="2026-07-01",
    )

    course = type(month_1.prescription).objects.get(pk=month_1.prescription_id)
    assert (course.state, course.stop_reason, course.other_stop_reasons) == ("stopped", "no_benefit", ["cost"])
    assert course.stopped_on == date(2026, 7, 1)
    message = str(next(iter(response.wsgi_request._messages)))
    assert "a task for today: the patient has stopped LDN." in message
    assert "The course is stopped; nobody is asked again." in message


def test_items_left_empty_were_not_asked(assistant, month_1):
    empty = dict.fromkeys(
        ("pgic", "continues", "dose_count", "average_pain", "peg_enjoyment", "peg_activity", "monthly_cost_usd"), ""
    )

    send(assistant, month_1, **empty, side_effects="", functional_gains=[], gains_in_own_words="")

    answer = Response.objects.get()
    assert (answer.pgic, answer.continues, answer.quality_of_life_improved, answer.dose_mg) == (None,) * 4
    assert (answer.average_pain, answer.monthly_cost_usd, answer.side_effects_asked) == (None, None, False)


def test_side_effects_are_kept_with_their_severity_and_seriousness(assistant, month_1):
    send(
        assistant,
        month_1,
        side_effects="named",
        side_effects_effect=["insomnia", "withdrawal"],
        side_effects_severity_insomnia="severe",
        side_effects_serious=["withdrawal"],
    )

    told = Response.objects.get().side_effects.values_list("effect", "severity", "is_serious")
    assert list(told) == [("insomnia", "severe", False), ("withdrawal", None, True)]
    assert list(ClinicianTask.objects.values_list("kind", flat=True)) == ["severe_side_effect"] * 2 + ["withdrawal"]


@pytest.mark.parametrize(("typed", "kept"), [("yes", True), ("no", False), ("", None), ("declined", None)])
def test_words_are_quoted_only_by_consent(assistant, month_1, typed, kept):
    send(assistant, month_1, gains_in_own_words="I walk the dog again.", may_be_quoted=typed)

    answer = Response.objects.get()
    assert (answer.may_be_quoted, answer.gains_in_own_words) == (kept, "I walk the dog again.")
    assert ("may_be_quoted" in answer.declined_items) == (typed == "declined")


def test_someone_else_can_answer_through_an_interpreter(assistant, month_1):
    send(assistant, month_1, answered_by="proxy", proxy_relation="daughter", through_interpreter="on")

    answer = Response.objects.get()
    assert (answer.answered_by, answer.proxy_relation, answer.through_interpreter) == ("proxy", "daughter", True)


def test_a_colleague_can_have_asked(assistant, month_1):
    colleague = UserFactory(role=Role.CLINICIAN)

    send(assistant, month_1, asked_by=str(colleague.pk))

    answer = Response.objects.get()
    assert (answer.asked_by, answer.entered_by) == (colleague, assistant.user)


def test_an_unscheduled_answer_settles_the_follow_up_of_its_day(assistant, course, month_1):
    response = assistant.post(f"/follow-ups/courses/{course.pk}/answer/", typed(assistant))

    assert response.status_code == 302
    assert Response.objects.get().followup == month_1


def test_an_answer_can_be_recorded_after_the_stop_without_a_reason(assistant):
    course = PrescriptionFactory(stopped=True, stopped_on=date(2026, 7, 1))
    url = f"/follow-ups/courses/{course.pk}/answer/"

    page = assistant.get(url).content.decode()
    response = assistant.post(url, typed(assistant, continues="no"))

    assert "Main reason" not in page
    assert "side effects" in page
    assert response.status_code == 302
    assert Response.objects.get().continues is False


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_shows_the_course_and_asks_in_order(assistant, month_1):
    ResponseFactory(prescription=month_1.prescription, asked_on=date(2026, 6, 19), dose_mg="3", relief_percent=20)

    page = assistant.get(path(month_1)).content.decode()

    assert "<title>Record an answer · " in page
    assert "<h1>1 month: Baptiste, Beatriz</h1>" in page
    assert "41 years · 33 days on LDN" in page
    assert "1.5 mg (1 tablet)" in page
    assert "Fri 19 Jun</span>: 20 % relief, much improved, 3 mg, goes on" in page
    assert re.findall(r'name="pgic"\s+value="(\w*)"', page) == [*"1234567", "", "declined"]


def test_it_was_asked_today_by_me_by_telephone_unless_there_is_a_visit(assistant, month_1):
    form = assistant.get(path(month_1)).context["form"]
    assert (form["asked_on"].value(), form["asked_by"].value(), form["mode"].value()) == (
        TODAY,
        assistant.user.pk,
        "phone",
    )

    Visit.objects.create(patient=month_1.prescription.patient, day=TODAY, status="kept")

    assert assistant.get(path(month_1)).context["form"]["mode"].value() == "visit"


def test_only_staff_who_record_answers_can_have_asked(assistant, month_1):
    UserFactory(role=Role.RESEARCHER)
    clinician = UserFactory(role=Role.CLINICIAN)
    UserFactory(is_active=False)

    form = assistant.get(path(month_1)).context["form"]

    asked_by = set(form.fields["asked_by"].queryset)
    assert {assistant.user, clinician} <= asked_by
    assert {user.is_active for user in asked_by} == {True}
    assert all(user.has_perm("accounts.record_contacts") for user in asked_by)


def test_the_patient_shown_is_logged(assistant, month_1):
    assistant.get(path(month_1))

    log = AccessLog.objects.get(user=assistant.user)
    assert (log.page, log.patient_ids) == ("followups:answer", [month_1.prescription.patient_id])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_does_not_record_contacts_is_refused(signed_in_client, role, month_1):
    client = signed_in_client(role)

    assert client.get(path(month_1)).status_code == 403
    assert send(client, month_1).status_code == 403
    assert not Response.objects.exists()


def test_what_is_asked_by_telephone_only_has_its_own_page(assistant):
    question = FollowUpFactory(prescription=PrescriptionFactory(), kind="first_dose", milestone=None)

    assert assistant.get(path(question)).url == f"/follow-ups/{question.pk}/call/"


def test_a_course_that_was_not_started_leads_to_its_first_dose(assistant):
    course = PrescriptionFactory()

    assert assistant.get(f"/follow-ups/courses/{course.pk}/answer/").url == f"/courses/{course.pk}/start/"


def test_what_is_not_there_or_entered_in_error_is_not_found(assistant, month_1):
    course = month_1.prescription
    course.save_checked(voided_at="2026-07-08T00:00Z", voided_by=assistant.user, voided_reason="Another patient's")

    assert assistant.get(path(month_1)).status_code == 404
    assert assistant.get(f"/follow-ups/courses/{course.pk}/answer/").status_code == 404
    assert assistant.get("/follow-ups/999999/answer/").status_code == 404


# --- nothing typed is lost, nothing saved twice -------------------------------------------------------------


def test_a_draft_comes_back_with_its_ticks_and_severities(assistant, month_1):
    draft = typed(
        assistant,
        month_1,
        pgic="6",
        continues="no",
        stop_reason="side_effects",
        side_effects="named",
        side_effects_effect=["rash"],
        side_effects_severity_rash="severe",
    )
    assistant.post("/drafts/", draft | {"path": path(month_1)})

    page = assistant.get(path(month_1)).content.decode()

    assert "Not saved yet: this is what you had typed" in page
    assert re.search(r'value="6"\s+checked|value="6"[^>]*checked', page)
    assert re.search(r'value="no"[^>]*checked', page)
    assert re.search(r'value="side_effects" selected', page)
    assert re.search(r'value="rash"\s+id="id_side_effects_rash"\s+checked', page)
    assert re.search(r'value="severe" selected', page)
    assert re.search(r'value="sleep"[^>]*checked', page)
    assert "is-invalid" not in page
    send(assistant, month_1)
    assert not Draft.objects.exists()


def test_what_was_typed_comes_back_beside_the_error(assistant, month_1):
    page = send(
        assistant,
        month_1,
        relief_percent="600",
        side_effects="named",
        side_effects_effect=["rash"],
        side_effects_severity_rash="mild",
    ).content.decode()

    assert 'value="600"' in page
    assert re.search(r'value="rash"\s+id="id_side_effects_rash"\s+checked', page)
    assert 'href="#id_relief_percent"' in page


def test_the_list_of_errors_leads_to_the_radio_buttons_too(assistant, month_1):
    page = send(assistant, month_1, pgic="9", side_effects="named").content.decode()

    assert 'href="#div_id_pgic"' in page
    assert 'id="div_id_pgic"' in page
    assert 'href="#div_id_side_effects"' in page
    assert 'id="div_id_side_effects"' in page


def test_the_same_form_twice_is_one_answer(assistant, month_1):
    form = typed(assistant, month_1)

    first, second = assistant.post(path(month_1), form), assistant.post(path(month_1), form)

    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Response.objects.count() == 1


def test_a_page_that_is_stale_saves_nothing_and_keeps_what_was_typed(assistant, month_1):
    form = typed(assistant, month_1)
    send(assistant, month_1, gains_in_own_words="Said by a colleague")

    response = assistant.post(path(month_1), form)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Someone else has changed this since you opened it" in page
    assert "I can hoover again" in page
    assert Response.objects.get().gains_in_own_words == "Said by a colleague"


def test_a_follow_up_that_was_answered_says_so_and_leads_on(assistant, month_1):
    send(assistant, month_1)

    page = assistant.get(path(month_1)).content.decode()
    month_1.refresh_from_db()
    response = send(assistant, month_1)

    assert "This follow-up has been answered already" in page
    assert f'href="/follow-ups/courses/{month_1.prescription_id}/answer/"' in page
    assert sentences(response) == {"__all__": ["This follow-up has been answered or closed already."]}
