"""The methods text follows from the address alone, and STROBE's figures from the courses."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import ClinicSettings
from accounts.permissions import Role
from core.models import AccessLog
from prescriptions.models import Prescription
from reports import methods
from reports.cohorts import Cohort, Narrowing
from reports.leaving import Guard
from reports.methods import Tests, software
from reports.over_time.curves import Stops
from reports.rules import ANY_RELIEF, IMMPACT, PRACTICE, Answer
from reports.statistics import Interval, Test
from tests.factories import PatientFactory, PrescriptionFactory, ResponseFactory

pytestmark = pytest.mark.django_db

COHORT = Cohort(first=date(2026, 1, 1), last=date(2026, 12, 31), as_of=date(2026, 12, 31))
PATH, FILE = "/outcomes/methods/", "/outcomes/methods/file/"
AS_OF = {"as_of": "2026-12-31"}


def text(cohort=COHORT, *, denominator="prescribed", tests=Tests(), clinic="Pain Practice"):  # noqa: B008
    parts = methods.paragraphs(cohort, denominator=denominator, tests=tests, clinic=clinic)
    return "\n".join(f"{one.title}: {one.text}" for one in parts)


# --- the text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choice",
    [
        {"first": date(2025, 1, 1)},
        {"first": None},
        {"last": date(2026, 6, 30)},
        {"as_of": date(2027, 6, 30)},
        {"all_courses": True},
        {"observed_from": date(2026, 3, 1)},
        {"rule": IMMPACT},
        {"rule": ANY_RELIEF},
        {"rule": replace(PRACTICE, version=2)},
        {"rule": PRACTICE.by(answer=Answer.BEST)},
        {"rule": PRACTICE.by(minimum_days=30)},
        {"rule": PRACTICE.by(minimum_days=60)},
        {"interval": Interval.CLOPPER_PEARSON},
        {"narrowing": Narrowing(sex="F")},
        {"narrowing": Narrowing(ages=(40, 59))},
        {"narrowing": Narrowing(prescriber_id=7)},
        {"narrowing": Narrowing(indication="M54")},
        {"narrowing": Narrowing(region=Prescription.Region.values[0])},
        {"narrowing": Narrowing(starting_dose_mg=Decimal("1.5"))},
        {"saved_id": 12},
        {"saved_id": 12, "name": "Backs"},
    ],
    ids=str,
)
def test_each_choice_of_the_cohort_changes_the_text(choice):
    assert text(replace(COHORT, **choice)) != text()


@pytest.mark.parametrize("denominator", ["started", "assessed"])
def test_the_denominator_changes_the_text(denominator):
    assert text(denominator=denominator) != text()


def test_each_test_and_event_has_a_text_of_its_own():
    texts = {text(tests=Tests(test=test, stops=stops)) for test in Test for stops in Stops}

    assert len(texts) == len(Test) * len(Stops)


def test_the_same_codes_give_the_same_text():
    ResponseFactory()
    before = text()

    PrescriptionFactory()

    assert text(replace(COHORT)) == before


def test_the_text_says_what_was_chosen():
    said = text()

    for words in (
        "at Pain Practice.",
        "prescribed from 1 Jan 2026 to 31 Dec 2026, both days included, is included.",
        "as of 31 Dec 2026",
        "rule practice-1",
        "LDN-R (responder: relief of 50 % or more)",
        "Of several answers the latest one decides.",
        "Responders are R + PR.",
        "Rates are of all courses prescribed;",
        "(R + PR + NR + continuing without benefit)",
        "Wilson's score method",
        "Newcombe",
        "no benefit",
        "A pause is no stop",
        f"LDN Clinic, version {software.version()}",
    ):
        assert words in said, words
    assert "  " not in said
    assert ".." not in said


# --- STROBE -------------------------------------------------------------------------------------------------


def filled(number, cohort=COHORT, *, guard=None):
    stages = methods.stages_of(cohort)
    [item] = [
        one for one in methods.items(stages, denominator="prescribed", guard=guard or Guard()) if one.number == number
    ]
    return item


def test_all_22_items_are_there_once():
    numbers = [one.number for one in methods.items(methods.stages_of(COHORT), denominator="prescribed", guard=Guard())]

    assert numbers == [str(number) for number in range(1, 23)]


def test_what_only_authors_know_is_left_to_them():
    states = {number: filled(str(number)).state for number in (2, 4, 9, 18, 22)}

    assert states == {2: "To be written", 4: "Filled", 9: "Partly filled", 18: "To be written", 22: "To be written"}


def test_the_figures_are_those_of_the_courses():
    patient = PatientFactory()
    first = PrescriptionFactory(patient=patient, stopped=True)  # 5 June to 3 August: 59 days
    PrescriptionFactory(patient=patient, prescribed_on="2026-09-01")
    ResponseFactory()  # first dose on 5 June: 209 days by 31 December
    assert first.first_dose_on == date(2026, 6, 5)

    everything = replace(COHORT, all_courses=True)

    assert filled("13", everything).filled.startswith(
        "Prescribed: 3 courses of 2 patients. Started: 2. Assessed: 2. Never started: 1."
    )
    assert filled("14", everything).filled.startswith(
        "Time on LDN: 268 days in all, 134.0 on average of those started. Without an answer that could decide: 1 of"
    )
    assert filled("15", everything).filled.startswith("LDN-R 1; LDN-PR 0; LDN-NR 1;")
    assert filled("16", everything).filled == (
        "Responders, R + PR, of those prescribed: 33 % (1 of 3; 6.1 to 79.2); 95 % interval by Wilson, unadjusted."
    )
    assert filled("13").filled.startswith("Prescribed: 2 courses of 2 patients.")


# --- the page and the file ----------------------------------------------------------------------------------


def test_the_page_and_the_file_say_the_same(signed_in_client):
    ResponseFactory()
    client = signed_in_client(Role.CLINICIAN)

    page = client.get(PATH, AS_OF)
    file = client.get(FILE, AS_OF)

    assert (file["Content-Type"], file["Content-Disposition"]) == (
        "text/plain; charset=utf-8",
        'attachment; filename="methods-2026-12-31.txt"',
    )
    plain = " ".join(file.content.decode().split())
    for one in page.context["paragraphs"]:
        assert one.text in plain
    for item in page.context["items"]:
        assert item.filled in plain
        assert item.left in plain
    assert AccessLog.objects.filter(kind=AccessLog.Kind.EXPORTED).exists()


def test_an_empty_cohort_has_a_text_and_no_nan(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)

    html = client.get(PATH, AS_OF).content.decode() + client.get(FILE, AS_OF).content.decode()

    assert "No course is in this cohort: the text says how it would be counted." in html
    assert "No course was started, so that there is no time on LDN." in html
    assert re.findall(r"\b(nan|None|inf)\b", html) == []


@pytest.mark.parametrize("bad", [{"as_of": "NaN"}, {"test": "chi"}, {"stops": "\0"}, {"denominator": "all"}])
def test_bad_input_is_a_sentence(signed_in_client, bad):
    client = signed_in_client(Role.RESEARCHER)

    assert client.get(PATH, bad).status_code == 422
    assert "note-error" in client.get(PATH, bad).content.decode()
    assert client.get(FILE, bad).status_code == 404


def test_a_researcher_sees_no_small_count(signed_in_client):
    for _ in range(20):
        ResponseFactory()
    for _ in range(3):
        ResponseFactory(relief_percent=0, quality_of_life_improved=False)

    client = signed_in_client(Role.RESEARCHER)
    shown = [client.get(PATH, AS_OF).content.decode(), client.get(FILE, AS_OF).content.decode()]
    of_clinic = signed_in_client(Role.CLINICIAN).get(PATH, AS_OF).content.decode()

    assert "(20 of 23;" in of_clinic
    for html in shown:
        assert "Counts from 1 to 10 are hidden" in html
        assert "20 of 23" not in html
        assert "Continuing without benefit 3" not in html
        assert "87 %" not in html


def test_what_the_clinic_hides_in_files_is_hidden_in_the_text_file(signed_in_client):
    ClinicSettings.objects.update(small_cells_under=5)
    ResponseFactory()
    client = signed_in_client(Role.CLINICIAN)

    assert "1 course of 1 patient." in client.get(PATH, AS_OF).content.decode()
    assert "hidden courses of hidden patients" in " ".join(client.get(FILE, AS_OF).content.decode().split())


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    for _ in range(size):
        ResponseFactory()
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(8):  # 2 of them the transaction of the request
        client.get(PATH, AS_OF | {"courses": "all"})
