"""What follows from an answer."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core import clinical
from followups import actions, planning
from followups.actions import Told
from followups.models import Response
from patients.models import ClinicianTask
from prescriptions import actions as courses
from tests.factories import PrescriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FIRST_DOSE = date(2026, 6, 5)
TODAY = date(2026, 7, 8)


@pytest.fixture
def course(start_course):
    return start_course(FIRST_DOSE)


@pytest.fixture
def record(clinician):
    def record(course, side_effects=None, stop=None, **items):
        given = {"asked_on": TODAY, "mode": "phone", "asked_by": clinician} | items
        response = Response(prescription=course, **given)
        return actions.record_answer(response=response, side_effects=side_effects, stop=stop, by=clinician)

    return record


def tasks(course):
    return list(ClinicianTask.objects.filter(patient=course.patient).values_list("kind", "what"))


def test_an_answer_settles_the_follow_up_that_it_was_asked_for(course, record):
    month_2 = course.followups.get(after_months=2)

    response = record(course, relief_percent=60, continues=True, followup=month_2)

    month_2.refresh_from_db()
    assert (month_2.state, response.followup) == ("answered", month_2)


def test_an_unscheduled_answer_settles_the_follow_up_whose_window_its_day_lies_in(course, record):
    response = record(course, relief_percent=60)

    assert response.followup.label == "1 month"
    assert course.followups.get(after_months=1).state == "answered"


def test_an_unscheduled_answer_outside_every_window_settles_nothing(course, record):
    response = record(course, relief_percent=60, asked_on=date(2026, 6, 27))

    assert response.followup is None


def test_an_answer_that_is_entered_late_settles_the_follow_up_that_was_missed(course, record):
    month_1 = course.followups.get(after_months=1)
    month_1.save_checked(state="missed", settled_at=month_1.prescription.stop_recorded_at or "2026-07-08T00:00Z")

    response = record(course, relief_percent=60)

    assert response.followup == month_1


def test_an_unscheduled_answer_never_settles_the_question_about_the_first_dose(record):
    course = PrescriptionFactory(started=True, first_dose_on=date(2026, 6, 10))
    planning.plan_first_dose_question(course=course)

    assert record(course, relief_percent=10, asked_on=date(2026, 6, 12)).followup is None


def test_a_follow_up_is_answered_once(course, record):
    month_1 = course.followups.get(after_months=1)
    record(course, relief_percent=60, followup=month_1)

    with pytest.raises(ValidationError, match=r"This follow-up has been answered or closed already\."):
        record(course, relief_percent=40, followup=month_1)


def test_the_next_follow_up_is_planned_with_the_last_answer(course, record, clock):
    clock.move_to(date(2026, 12, 5))
    course.followups.open().exclude(after_months=6).update(state="missed", settled_at="2026-12-05T00:00Z")

    record(course, relief_percent=60, asked_on=date(2026, 12, 4))

    assert [f.label for f in course.followups.open()] == ["12 months"]


def test_who_does_not_go_on_is_not_asked_again(course, record):
    record(course, continues=False, stop=actions.Stop(reason="no_benefit", other_reasons=["cost"]))

    course.refresh_from_db()
    assert (course.state, course.stopped_on, course.stop_reason) == ("stopped", TODAY, "no_benefit")
    assert course.other_stop_reasons == ["cost"]
    assert not course.followups.open().exists()
    assert tasks(course) == [("stopped_by_patient", "Said at a follow-up that LDN is not taken any more.")]


def test_a_course_ends_on_the_day_that_the_patient_names(course, record):
    record(course, continues=False, stop=actions.Stop(reason="cost", stopped_on=date(2026, 6, 30)))

    course.refresh_from_db()
    assert course.stopped_on == date(2026, 6, 30)


def test_who_does_not_go_on_is_asked_why(course, record):
    with pytest.raises(ValidationError, match="Say why the patient does not go on"):
        record(course, continues=False)

    assert not Response.objects.exists()


def test_a_course_does_not_end_before_an_answer_that_it_goes_on(course, record, clinician):
    record(course, continues=True, asked_on=date(2026, 7, 1))

    with pytest.raises(ValidationError, match=r"An answer of Wed 1 Jul says that LDN was still taken\."):
        record(course, continues=False, stop=actions.Stop(reason="cost", stopped_on=date(2026, 6, 30)))
    with pytest.raises(ValidationError, match="says that LDN was still taken"):
        actions.stop_course(
            course=course,
            stopped_on=date(2026, 6, 30),
            stop=actions.Stop(reason="cost"),
            side_effects=None,
            by=clinician,
        )


def test_an_answer_can_be_recorded_after_the_stop_and_stops_nothing_again(course, record, clinician):
    courses.stop(course=course, stopped_on=date(2026, 7, 6), reason="side_effects", by=clinician)

    response = record(course, relief_percent=0, continues=False)

    course.refresh_from_db()
    assert (response.followup, course.stopped_on) == (None, date(2026, 7, 6))
    assert tasks(course) == []


def test_nobody_goes_on_with_a_course_that_was_stopped(course, record, clinician):
    courses.stop(course=course, stopped_on=date(2026, 7, 6), reason="side_effects", by=clinician)

    with pytest.raises(ValidationError, match="Undo the stop"):
        record(course, continues=True)
    assert record(course, continues=True, asked_on=date(2026, 7, 5)).continues  # before the stop, entered late


def test_an_answer_ends_the_loss_of_a_patient(course, record, clinician):
    courses.mark_lost(course=course, from_on=date(2026, 7, 1), reason="Three calls", by=clinician)

    record(course, relief_percent=60)

    assert course.lost_periods.get().until_on == TODAY


def test_a_reported_dose_becomes_a_step(course, record):
    record(course, dose_mg=Decimal("3"))

    step = course.dose_steps.last()
    assert (step.starts_on, step.dose_mg, step.source) == (TODAY, Decimal("3"), "reported")
    assert tasks(course) == []


def test_a_dose_above_the_ceiling_is_stored_and_put_before_a_clinician(course, record):
    record(course, dose_mg=Decimal("6"))

    assert course.dose_steps.last().dose_mg == Decimal("6")
    assert tasks(course) == [("dose_above_ceiling", "Takes 6 mg a day; the ceiling is 4.5 mg.")]


def test_the_ceiling_itself_is_nothing_to_report(course, record):
    record(course, dose_mg=Decimal("4.5"))

    assert tasks(course) == []


def test_severe_side_effects_and_withdrawal_are_put_before_a_clinician(course, record):
    record(
        course,
        side_effects={
            "insomnia": Told("severe"),
            "rash": Told("severe", True),
            "nausea": Told("mild", True),
            "withdrawal": Told(),
        },
    )

    assert tasks(course) == [
        ("severe_side_effect", "Severe: insomnia, rash."),
        ("severe_side_effect", f"Serious ({clinical.SERIOUS_IS}): rash, nausea."),
        ("withdrawal", "Names signs of withdrawal."),
    ]


def test_side_effects_not_asked_are_not_none(course, record):
    assert not record(course, relief_percent=5).side_effects_asked
    asked = record(course, relief_percent=5, side_effects={}, asked_on=date(2026, 7, 1))

    assert asked.side_effects_asked
    assert not asked.side_effects.exists()


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ({"asked_on": date(2026, 6, 4)}, "This is before the first dose."),
        ({"relief_percent": 101}, "100"),
        ({"relief_percent": -101}, "-100"),
        ({"pgic": 8}, "8"),
        ({"dose_mg": Decimal("50.01")}, "at most 50 mg"),
        ({"answered_by": "proxy"}, "how the person who answered is related"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_refused_with_a_sentence(course, record, items, sentence):
    with pytest.raises(ValidationError) as refused:
        record(course, **items)

    assert sentence in str(refused.value)


def test_a_course_that_was_not_started_or_entered_in_error_has_no_answers(record, course, clinician):
    with pytest.raises(ValidationError, match="has not been started"):
        record(PrescriptionFactory(), relief_percent=5)
    courses.void(course=course, reason="Another patient's", by=clinician)
    with pytest.raises(ValidationError, match="entered in error"):
        record(course, relief_percent=5)


# --- entered in error ---------------------------------------------------------------------------------------


def test_an_answer_entered_in_error_leaves_its_follow_up_to_be_asked_again(course, record, clinician):
    response = record(course, relief_percent=60)
    month_1 = response.followup

    actions.void_answer(response=response, reason="Another patient's", by=clinician)

    response.refresh_from_db()
    month_1.refresh_from_db()
    assert (response.voided_reason, response.followup, month_1.state) == ("Another patient's", None, "open")
    assert not course.responses.valid().exists()
    assert record(course, relief_percent=10).followup == month_1


def test_an_answer_is_entered_in_error_once(course, record, clinician):
    response = record(course, relief_percent=60)
    actions.void_answer(response=response, reason="Another patient's", by=clinician)

    with pytest.raises(ValidationError, match="already"):
        actions.void_answer(response=response, reason="Again", by=clinician)


def test_the_follow_up_of_a_closed_course_opens_only_with_the_course(course, record, clinician):
    response = record(course, continues=False, stop=actions.Stop(reason="cost"))
    month_1 = response.followup

    actions.void_answer(response=response, reason="Another patient's", by=clinician)

    month_1.refresh_from_db()
    assert month_1.state == "closed"

    courses.undo_stop(course=course, by=clinician)

    month_1.refresh_from_db()
    assert month_1.state == "open"


def test_a_dose_reported_in_error_is_withdrawn(course, record, clinician):
    response = record(course, dose_mg=Decimal("3"))

    actions.void_answer(response=response, reason="Another patient's", by=clinician)

    assert [step.dose_mg for step in course.dose_steps.all()] == [Decimal("1.5")]


def test_a_dose_that_another_answer_reports_too_stays(course, record, clinician):
    response = record(course, dose_mg=Decimal("3"))
    record(course, dose_mg=Decimal("3"))

    actions.void_answer(response=response, reason="Entered twice", by=clinician)

    assert [step.dose_mg for step in course.dose_steps.all()] == [Decimal("1.5"), Decimal("3")]
