"""The follow-up plan, as an administrator edits it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from followups import plan_changes, planning, reconciliation, tick
from followups.models import CallingRules, FollowUp, Holiday, Milestone
from tests.factories import FollowUpFactory, PrescriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 8)
A_MILESTONE = {
    "offset_months": "2",
    "offset_days": "0",
    "opens_days_before": "14",
    "closes_days_after": "14",
    "asks_peg": "on",
}


@pytest.fixture
def administrator(signed_in_client, clock):
    return signed_in_client(Role.ADMINISTRATOR)


@pytest.fixture
def course(clock):
    """First dose on 5 June: 1 month is open today, the 2 weeks are over."""
    course = PrescriptionFactory(started=True)
    planning.plan_milestones(courses=[course.pk], today=TODAY)
    return course


def milestone(months):
    return Milestone.objects.get(offset_months=months, offset_days=0, withdrawn_at=None)


def press(client, name, data=(), *, pk=None, **buttons):
    """Send the form of the page, looked at just now."""
    page = reverse(f"followups:{name}", args=[pk] if pk else [])
    version = CallingRules.objects.now().version
    return client.post(page, {"version": version} | dict(data) | buttons)


def planned(course):
    return [(row.label, row.due_on, row.state) for row in course.followups.order_by("due_on")]


def test_the_plan_is_one_page(administrator, course):
    page = administrator.get(reverse("followups:plan")).content.decode()

    assert page.count('class="opens"') == 5
    assert "6 months</a>, and again every 6 months" in page
    assert "14 days before to 21 days after" in page
    assert "Mon, Tue, Wed, Thu, Fri" in page
    assert "No check was made yet" in page
    assert "Before the clinic uses the Spanish, a clinician who speaks it has to\n    confirm it" in page


def test_only_who_manages_the_clinic_sees_the_plan(signed_in_client):
    assert signed_in_client(Role.CLINICIAN).get(reverse("followups:plan")).status_code == 403


def test_the_first_press_says_what_would_change_and_changes_nothing(administrator, course):
    before = planned(course)

    page = press(administrator, "edit-milestone", A_MILESTONE | {"offset_days": "3"}, pk=milestone(2).pk)

    assert page.status_code == 200
    assert page.context["change"] == (0, 1, 0)
    assert "<li>1 moved to another day</li>" in page.content.decode()
    assert (planned(course), milestone(2).offset_days) == (before, 0)


def test_the_second_press_does_it_and_says_so(administrator, course):
    change = A_MILESTONE | {"offset_days": "3"}

    answer = press(administrator, "edit-milestone", change, pk=milestone(2).pk, apply="yes")

    assert answer.url == reverse("followups:plan")
    assert planned(course) == [
        ("1 month", date(2026, 7, 6), "open"),  # the 5th is a Sunday
        ("2 months and 3 days", date(2026, 8, 10), "open"),  # the 8th is a Saturday
        ("3 months", date(2026, 9, 7), "open"),
        ("6 months", date(2026, 12, 7), "open"),
    ]
    page = administrator.get(answer.url).content.decode()
    assert "The plan is changed: 0 added, 1 moved, 0 withdrawn." in page


def test_a_milestone_that_is_added_is_planned_where_it_can_still_be_asked(administrator, course):
    change = A_MILESTONE | {"offset_months": "0", "offset_days": "42"}

    assert press(administrator, "add-milestone", change).context["change"] == (1, 0, 0)
    press(administrator, "add-milestone", change, apply="yes")

    assert ("6 weeks", date(2026, 7, 17), "open") in planned(course)


def test_what_is_answered_missed_or_closed_stays_as_it_is(administrator, course):
    for months, state in ((1, "missed"), (2, "answered"), (3, "closed")):
        rows = course.followups.filter(milestone=milestone(months))
        rows.update(state=state, settled_at=datetime(2026, 7, 8, 12, tzinfo=UTC))
    before = planned(course)

    for months in (1, 2, 3):
        page = press(administrator, "withdraw-milestone", pk=milestone(months).pk, apply="yes")
        assert page.status_code == 302

    assert planned(course) == before


def test_a_milestone_that_is_withdrawn_takes_what_is_open_with_it(administrator, course):
    withdrawn = milestone(3)
    page = administrator.get(reverse("followups:withdraw-milestone", args=[withdrawn.pk]))
    assert page.context["change"] == (0, 0, 1)

    press(administrator, "withdraw-milestone", pk=withdrawn.pk, apply="yes")

    assert ("3 months", date(2026, 9, 7), "withdrawn") in planned(course)
    assert administrator.get(reverse("followups:edit-milestone", args=[withdrawn.pk])).status_code == 404


def test_in_a_large_clinic_the_plan_is_saved_at_once_and_the_scheduler_changes_what_is_open(
    administrator, course, clock, monkeypatch
):
    monkeypatch.setattr(plan_changes, "COURSES_AT_ONCE", 2)
    courses = [course, *(PrescriptionFactory(started=True) for _ in range(4))]
    planning.plan_milestones(courses=[one.pk for one in courses], today=TODAY)
    in_background = "The open follow-ups are changed in the background, within some minutes"
    now = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)

    press(administrator, "withdraw-milestone", pk=milestone(2).pk, apply="yes")

    assert FollowUp.objects.filter(state="withdrawn").count() == 0
    assert administrator.get(reverse("followups:plan")).text.count(in_background) == 2  # the message, and the note
    assert plan_changes.go_on(now=now)
    assert list(FollowUp.objects.filter(state="withdrawn").values_list("prescription", flat=True)) == [
        one.pk for one in courses[:2]
    ]
    assert tick.tick(now=now)
    assert FollowUp.objects.filter(state="withdrawn").count() == len(courses)
    assert administrator.get(reverse("followups:plan")).text.count(in_background) == 0


def test_a_plan_that_is_changed_again_meanwhile_is_applied_from_the_first_course_on(
    administrator, course, clock, monkeypatch
):
    monkeypatch.setattr(plan_changes, "COURSES_AT_ONCE", 1)
    other = PrescriptionFactory(started=True)
    planning.plan_milestones(courses=[other.pk], today=TODAY)
    now = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)
    press(administrator, "withdraw-milestone", pk=milestone(2).pk, apply="yes")
    assert plan_changes.go_on(now=now)

    press(administrator, "withdraw-milestone", pk=milestone(3).pk, apply="yes")
    tick.apply_changed_plan(now=now)

    withdrawn = [row.label for row in course.followups.filter(state="withdrawn").order_by("due_on")]
    assert withdrawn == ["2 months", "3 months"]
    assert not plan_changes.go_on(now=now)


def test_whom_someone_is_calling_keeps_the_day_until_the_night(administrator, course, clock):
    caller = UserFactory()
    until = datetime(2026, 7, 8, 14, 30, tzinfo=UTC)
    course.followups.filter(milestone=milestone(1)).update(
        claimed_by=caller, claimed_at=until - timedelta(minutes=30), claimed_until=until
    )

    press(administrator, "withdraw-milestone", pk=milestone(1).pk, apply="yes")
    assert ("1 month", date(2026, 7, 6), "open") in planned(course)

    reconciliation.check_all(now=until + timedelta(hours=12))
    assert ("1 month", date(2026, 7, 6), "withdrawn") in planned(course)


def test_one_milestone_has_to_repeat(administrator, course):
    page = press(administrator, "withdraw-milestone", pk=milestone(6).pk)

    assert page.status_code == 422
    assert "One milestone has to repeat" in page.content.decode()


def test_another_milestone_can_take_over_the_repeating(administrator, course):
    change = A_MILESTONE | {"offset_months": "3", "repeats": "on"}

    press(administrator, "edit-milestone", change, pk=milestone(3).pk, apply="yes")

    assert [row.offset_months for row in Milestone.objects.filter(repeats=True)] == [3]


def test_a_plan_that_was_changed_meanwhile_is_refused(administrator, course):
    seen = CallingRules.objects.now().version
    press(administrator, "withdraw-milestone", pk=milestone(1).pk, apply="yes")

    for button in ({}, {"apply": "yes"}):
        change = A_MILESTONE | {"version": seen, "offset_days": "3"}
        page = press(administrator, "edit-milestone", change, pk=milestone(2).pk, **button)
        assert page.status_code == 409
    assert milestone(2).offset_days == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"offset_months": "0"}, "A milestone comes after the first dose: give months or days."),
        ({"offset_months": "61"}, "A milestone lies at most 60 months"),
        ({"offset_months": "1e309"}, "Enter a whole number."),
        ({"offset_days": "-1"}, "greater than or equal to 0"),
        ({"opens_days_before": ""}, "Fill in “Can be asked from so many days before”."),
        ({"offset_months": "3"}, "The plan has a milestone at this time already."),
    ],
)
def test_what_makes_no_milestone_is_said_and_kept(administrator, course, typed, sentence):
    page = press(administrator, "edit-milestone", A_MILESTONE | typed, pk=milestone(2).pk)

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_holiday_moves_what_is_due_on_it_and_back(administrator, course):
    thanks = {"day": "2026-09-07", "name": "Labor Day"}

    assert press(administrator, "add-holiday", thanks).context["change"] == (0, 1, 0)
    press(administrator, "add-holiday", thanks, apply="yes")
    assert ("3 months", date(2026, 9, 8), "open") in planned(course)

    press(administrator, "remove-holiday", pk=Holiday.objects.get().pk, apply="yes")
    assert ("3 months", date(2026, 9, 7), "open") in planned(course)


def test_the_days_of_the_week_on_which_the_clinic_works_are_a_rule(administrator, course):
    rules = {
        "calling_from": "09:00",
        "calling_until": "20:00",
        "minutes_between_attempts": "60",
        "attempts_a_followup": "3",
        "attempts_before_lost": "5",
        "minutes_of_a_claim": "20",
        "works_on": ["2", "3"],
    }

    page = press(administrator, "edit-calling-rules", rules)
    assert page.context["change"] == (0, 3, 0)  # 5 August is a Wednesday
    assert ("The clinic works on", "Tuesday, Wednesday") in page.context["typed"]
    press(administrator, "edit-calling-rules", rules, apply="yes")

    assert {row.due_on.isoweekday() for row in FollowUp.objects.all()} == {2, 3}
    page = press(administrator, "edit-calling-rules", rules | {"calling_until": "08:00"}, apply="yes")
    assert "Calls end after they begin." in page.content.decode()


def test_the_page_says_what_the_last_check_put_right(administrator, course):
    PrescriptionFactory(started=True)
    FollowUpFactory()

    reconciliation.check_all(now=datetime(2026, 7, 8, 6, 0, tzinfo=UTC))

    page = administrator.get(reverse("followups:plan")).content.decode()
    assert "Last check Wed 8 Jul, 02:00: what was missing was put right." in page
    assert "<li>1 without a next follow-up</li>" in page
