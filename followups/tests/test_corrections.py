"""An answer that was written down wrongly: who corrects it how, what becomes of the wrong one, and what follows."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Role
from followups import corrections, prefill
from followups.models import Correction, FollowUp, Response
from followups.tests.answer_form import message, refreshed, send, sentences, typed
from patients.models import ClinicianTask
from prescriptions.models import DoseStep, Prescription
from tests.factories import PrescriptionFactory, ResponseFactory, UserFactory
from tests.signing_in import PASSWORD, give_password, sign_in_without_asking

pytestmark = pytest.mark.django_db
WHY = "40 was typed, and the patient said 60."


@pytest.fixture(autouse=True)
def today(clock):
    return clock


@pytest.fixture
def course(start_course):
    return start_course(date(2026, 6, 24))


@pytest.fixture
def followup(course):
    return course.followups.filter(kind=FollowUp.Kind.MILESTONE, state=FollowUp.State.OPEN).order_by("due_on").first()


@pytest.fixture
def wrong(assistant, followup):
    """The assistant's own answer of today: relief 40 %."""
    assert send(assistant, followup, relief_percent="40").status_code == 302
    answer = Response.objects.get()
    # The database writes its own clock, which no test can set.
    Response.objects.filter(pk=answer.pk).update(entered_at=timezone.now())
    return refreshed(answer)


def path(answer):
    return f"/follow-ups/answers/{answer.pk}/correct/"


def correct(client, wrong, **changes):
    form = typed(client, **({"reason": WHY} | changes)) | {"version": str(wrong.version)}
    return client.post(path(wrong), form | {"form_key": str(uuid.uuid4())})


def sign_in_as_other(client, role=Role.MEDICAL_ASSISTANT):
    client.user = give_password(UserFactory(role=role))
    sign_in_without_asking(client, client.user)


def test_the_author_corrects_the_answer_on_the_same_day_with_a_reason(assistant, wrong, followup):
    page = assistant.get(path(wrong)).content.decode()
    response = correct(assistant, wrong)

    assert 'value="40"' in page
    assert 'name="password"' not in page
    assert response.status_code == 302
    right = Response.objects.valid().get()
    assert (right.relief_percent, right.followup, right.entered_by) == (60, followup, assistant.user)
    wrong = refreshed(wrong)
    assert (wrong.relief_percent, wrong.voided_by, wrong.voided_reason) == (40, assistant.user, WHY)
    assert Correction.objects.get().is_signed is False
    assert refreshed(followup).state == FollowUp.State.ANSWERED
    assert message(response).startswith("The answer is corrected.")


def test_old_and_new_stand_on_the_chart_with_the_reason_and_the_way_to_correct_is_one_click(assistant, wrong, course):
    chart = f"/patients/{course.patient_id}/"
    assert f'href="{path(wrong)}"' in assistant.get(chart).content.decode()

    correct(assistant, wrong)

    page = assistant.get(chart).content.decode()
    assert "40 %" in page
    assert "60 %" in page
    assert f"{WHY}" in page
    assert "<b>Corrected</b>" in page
    assert page.count("corrects the one that is struck out") == 1
    assert f'href="{path(wrong)}"' not in page


def test_the_page_of_an_answered_followup_leads_to_the_correction(assistant, wrong, followup):
    assert f'href="{path(wrong)}"' in assistant.get(f"/follow-ups/{followup.pk}/answer/").content.decode()


@pytest.mark.parametrize("reason", ["", ".", "  ", "123"])
def test_without_a_reason_in_words_nothing_is_corrected(assistant, wrong, reason):
    response = correct(assistant, wrong, reason=reason)

    assert response.status_code == 422
    assert list(sentences(response)) == ["reason"]
    assert Response.objects.count() == 1


def test_another_user_signs_the_correction_with_the_password(assistant, wrong):
    author = assistant.user
    sign_in_as_other(assistant)

    page = assistant.get(path(wrong)).content.decode()
    unsigned = correct(assistant, wrong)
    forged = correct(assistant, wrong, password="not my password")
    signed = correct(assistant, wrong, password=PASSWORD)

    assert "your password signs the correction" in page
    assert sentences(unsigned) == {"password": ["Fill in “Your password”."]}
    assert sentences(forged) == {"password": ["This is not your password."]}
    assert signed.status_code == 302
    assert Correction.objects.get().is_signed is True
    assert author != Response.objects.valid().get().entered_by


def test_the_author_signs_on_the_next_day(assistant, wrong, today):
    give_password(assistant.user)
    today.move_to(datetime(2026, 7, 9, 4, 1, tzinfo=UTC))  # a minute past midnight in New York
    sign_in_without_asking(assistant, assistant.user)

    unsigned = correct(assistant, wrong)
    signed = correct(assistant, wrong, password=PASSWORD)

    assert sentences(unsigned) == {"password": ["Fill in “Your password”."]}
    assert signed.status_code == 302
    assert Correction.objects.get().is_signed is True


def test_until_midnight_of_the_clinic_the_author_need_not_sign(assistant, wrong, today):
    today.move_to(datetime(2026, 7, 9, 3, 59, tzinfo=UTC))
    sign_in_without_asking(assistant, assistant.user)

    assert correct(assistant, wrong).status_code == 302


def test_the_action_itself_asks_for_the_signature(wrong):
    with pytest.raises(corrections.ValidationError, match="Sign with your password"):
        corrections.correct_answer(
            wrong=wrong,
            right=Response(prescription=wrong.prescription),
            side_effects=None,
            stop=None,
            reason=WHY,
            is_signed=False,
            today=date(2026, 7, 8),
            by=UserFactory(),
        )

    assert refreshed(wrong).is_voided is False


def test_whose_page_is_stale_corrects_nothing_and_keeps_what_was_typed(assistant, wrong):
    first = correct(assistant, wrong, relief_percent="55")
    second = correct(assistant, wrong, relief_percent="65")

    assert [first.status_code, second.status_code] == [302, 409]
    assert 'value="65"' in second.content.decode()
    assert [answer.relief_percent for answer in Response.objects.valid()] == [55]


def test_the_same_click_twice_corrects_once(assistant, wrong):
    form = typed(assistant, reason=WHY) | {"version": str(wrong.version)}

    assert [assistant.post(path(wrong), form).status_code for _ in range(2)] == [302, 302]
    assert Correction.objects.count() == 1


def test_a_corrected_answer_is_corrected_no_more(assistant, wrong):
    correct(assistant, wrong)

    response = assistant.get(path(wrong))

    assert response.status_code == 302
    assert "already" in str(list(response.wsgi_request._messages)[-1])


def test_a_dose_that_was_wrong_was_not_taken(assistant, wrong, course):
    """3 mg were reported, 1.5 mg are right."""
    assert DoseStep.objects.filter(prescription=course, dose_mg=3).exists()

    correct(assistant, wrong, dose_count="1")

    assert not DoseStep.objects.filter(prescription=course, dose_mg=3).exists()


def test_what_the_wrong_answer_has_raised_is_not_raised_again(assistant, followup):
    severe = {"side_effects": "named", "side_effects_effect": ["rash"], "side_effects_severity_rash": "severe"}
    assert send(assistant, followup, **severe).status_code == 302
    wrong = Response.objects.get()
    Response.objects.filter(pk=wrong.pk).update(entered_at=timezone.now())

    assert correct(assistant, refreshed(wrong), relief_percent="50", **severe).status_code == 302

    assert ClinicianTask.objects.open().filter(kind="severe_side_effect").count() == 1


def test_an_answer_that_ended_the_course_is_corrected_and_the_course_stays_stopped(assistant, followup, course):
    stop = {"continues": "no", "stop_reason": "cost"}
    assert send(assistant, followup, **stop).status_code == 302
    wrong = Response.objects.get()
    Response.objects.filter(pk=wrong.pk).update(entered_at=timezone.now())

    response = correct(assistant, refreshed(wrong), continues="no", relief_percent="10", stop_reason=None)

    assert response.status_code == 302
    assert refreshed(course).state == Prescription.State.STOPPED
    right = Response.objects.valid().get()
    assert (right.relief_percent, right.followup_id) == (10, followup.pk)
    assert refreshed(followup).state == FollowUp.State.ANSWERED


def test_an_answer_of_another_course_or_an_imported_one_is_no_page(assistant, wrong):
    imported = ResponseFactory(
        prescription=PrescriptionFactory(started=True), is_imported=True, entered_by=UserFactory()
    )

    assert assistant.get(path(imported)).status_code == 404
    assert assistant.get("/follow-ups/answers/999999/correct/").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_record_contacts_corrects_nothing(signed_in_client, role):
    answer = ResponseFactory()
    client = signed_in_client(role)

    assert [client.get(path(answer)).status_code, correct(client, answer).status_code] == [403, 403]
    assert refreshed(answer).is_voided is False


def test_every_field_of_an_answer_is_filled_in(wrong):
    initial = prefill.of(wrong.prescription, said_before=wrong)

    assert initial["relief_percent"] == 40
    assert initial["functional_gains"] == ["house_chores", "sleep"]
    assert wrong.entered_at - timedelta(days=1) < timezone.now()
