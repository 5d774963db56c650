"""Follow-up completeness and calls, of the report's own courses."""

from datetime import date

import pytest

from accounts.permissions import Role
from followups.models import Milestone
from reports import contacts
from reports.cohorts import Cohort
from tests.factories import FollowUpFactory, PrescriptionFactory

pytestmark = pytest.mark.django_db

COHORT = Cohort(as_of=date(2026, 12, 31))


def follow_up(state="answered", **facts):
    settled = None if state == "open" else "2026-07-10T12:00Z"
    return FollowUpFactory(state=state, settled_at=settled, **facts)


def half_yearly():
    return Milestone.objects.get(repeats=True)


def test_what_had_to_be_asked_is_told_apart_from_what_closed_with_its_course():
    for state in ("answered", "answered", "missed", "open", "closed", "withdrawn"):
        follow_up(state)
    for kind in ("first_dose", "refill"):
        follow_up("missed", kind=kind, milestone=None, after_months=0)
    follow_up("missed", due_on="2027-01-05", window_opens_on="2027-01-01", window_closes_on="2027-02-01")

    [month] = contacts.count(COHORT).milestones

    assert (month.label, month.due) == ("1 month", 4)
    assert (month.answered, month.missed, month.waiting, month.closed) == (2, 1, 1, 1)


def called(one, outcome, **facts):
    caller, at = one.prescription.prescriber, "2026-07-08T12:00Z"
    one.attempts.create(number="+12025550101", outcome=outcome, called_by=caller, called_at=at, **facts)


def test_calls_are_counted_by_what_came_of_them():
    reached, unreached = follow_up(), follow_up("missed")
    refill = follow_up("answered", kind="refill", milestone=None, after_months=0)
    calls = [(reached, "busy"), (reached, "answered"), (unreached, "no_answer"), (refill, "answered")]
    for one, outcome in calls:
        called(one, outcome)
    called(
        unreached,
        "deceased",
        voided_at="2026-07-08T13:00Z",
        voided_by=refill.prescription.prescriber,
        voided_reason="x",
    )

    found = contacts.count(COHORT)

    assert found.calls == {"answered": 2, "busy": 1, "no_answer": 1}
    assert (found.called, found.reached) == (3, 2)


def test_every_number_opens_its_patients(signed_in_client):
    for state in ("answered", "missed", "missed", "open", "closed"):
        follow_up(state)
    follow_up("answered", milestone=half_yearly(), number=3, after_months=18)
    client = signed_in_client(Role.CLINICIAN)
    [completeness, _] = client.get("/outcomes/follow-ups/", {"as_of": "2026-12-31"}).context["figures"]

    for row in completeness.rows:
        for number in (row, *row.further):
            if number.url:
                assert client.get(number.url).context["shown"].paginator.count == number.count, number
    assert [row.label for row in completeness.rows] == ["1 month", "18 months"]


def test_a_researcher_sees_the_numbers_alone(signed_in_client):
    follow_up()

    html = signed_in_client(Role.RESEARCHER).get("/outcomes/follow-ups/").content.decode()

    assert "Follow-ups answered, of those due" in html
    assert "/outcomes/patients/" not in html


def test_a_bad_filter_is_a_sentence(signed_in_client):
    response = signed_in_client(Role.RESEARCHER).get("/outcomes/follow-ups/", {"as_of": "NaN"})

    assert response.status_code == 422
    assert "note-error" in response.content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    for _ in range(size):
        follow_up(prescription=PrescriptionFactory(started=True))
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(7):  # 2 of them the transaction of the request
        client.get("/outcomes/follow-ups/")
