"""Serious side effects, apart from severe ones; and words that patients agreed to have quoted."""

from datetime import date

import pytest

from accounts.permissions import Role
from reports import dashboard, kept, quotes
from reports.cohorts import Cohort
from reports.outcomes import summarise
from reports.selections import Links
from tests.factories import PrescriptionFactory, ResponseFactory

pytestmark = pytest.mark.django_db

COHORT = Cohort(as_of=date(2026, 12, 31))


def named(*told):
    """A course with an answer for each of these."""
    course = PrescriptionFactory(started=True)
    for is_serious in told:
        answer = ResponseFactory(prescription=course, side_effects_asked=True)
        answer.side_effects.create(prescription=course, effect="rash", severity="mild", is_serious=is_serious)
    return course


def test_courses_and_events_are_counted_apart_and_not_asked_is_not_no():
    named(True, True, False)
    named(False, None)
    named(None)
    ResponseFactory(side_effects_asked=True)

    found = summarise(COHORT).side_effects_of_started

    assert found.serious == {True: 1, False: 1, None: 1}
    assert (found.events, found.serious_events) == (6, 2)


def test_each_number_opens_its_patients(signed_in_client):
    for told in ([True], [False], [False], [None]):
        named(*told)
    client = signed_in_client(Role.CLINICIAN)
    figures = dashboard.figures(summarise(COHORT), "prescribed", Links(cohort=COHORT, are_shown=True))
    figure = next(figure for figure in figures if figure.key == "seriousness")

    assert [(row.label, row.count) for row in figure.rows] == [("Serious", 1), ("Not serious", 2), ("Not asked", 1)]
    for row in figure.rows:
        assert client.get(row.url).context["shown"].paginator.count == row.count
    assert client.get("/outcomes/patients/", {"trait": "serious", "value": "rather"}).status_code == 422


def test_a_correction_of_the_seriousness_is_kept():
    course = named(False)

    course.side_effects.update(is_serious=True)

    assert summarise(COHORT).side_effects_of_started.serious == {True: 1}
    assert kept.reconcile() == 0


def test_only_who_agreed_is_quoted(signed_in_client):
    said = {"I walk again.": True, "I told nobody.": False, "Nobody asked me.": None}
    for words, agreed in said.items():
        ResponseFactory(gains_in_own_words=words, may_be_quoted=agreed)
    wrong = ResponseFactory(gains_in_own_words="Another patient's.", may_be_quoted=True)
    wrong.save_checked(voided_at="2026-07-07T12:00Z", voided_by=wrong.asked_by, voided_reason="another patient's")
    ResponseFactory(gains_in_own_words="Later.", may_be_quoted=True, asked_on=date(2027, 1, 1))
    client = signed_in_client(Role.RESEARCHER)

    assert quotes.of(COHORT) == ["I walk again."]
    for address in ("/outcomes/", "/outcomes/case-series/"):
        html = client.get(address, {"as_of": "2026-12-31"}).content.decode()
        assert "<blockquote>I walk again.</blockquote>" in html
        assert html.count("<blockquote>") == 1


def test_without_consent_the_page_says_why_nobody_is_quoted(signed_in_client):
    ResponseFactory(gains_in_own_words="I walk again.")

    html = signed_in_client(Role.RESEARCHER).get("/outcomes/").content.decode()

    assert "Nobody has agreed to be quoted yet." in html
