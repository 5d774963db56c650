import re
from datetime import date
from html import unescape

import pytest

from accounts.permissions import Role
from core.models import AccessLog
from prescriptions.models import DoseStep
from reports.tests.courses import save
from reports.tests.rule import Answer, Course

pytestmark = pytest.mark.django_db

PRESCRIBED = date(2019, 1, 10)
YEAR = {"prescribed_from": "2019-01-01", "prescribed_to": "2019-12-31"}


def course(**facts):
    return Course(prescribed_on=PRESCRIBED, first_dose_on=PRESCRIBED, **facts)


def answered(relief, quality=None, effects=None):
    return course(answers=[Answer(date(2019, 3, 1), relief, quality, effects=effects)])


def one_of_everything():
    """Every category, and every kind of row that the report has."""
    stop = {"stopped_on": date(2019, 4, 1)}
    return [
        answered(80, effects=frozenset({"insomnia", "nausea"})),
        answered(50, effects=frozenset()),
        answered(20, True, effects=frozenset({"insomnia"})),
        answered(49, True),
        answered(0, False),
        answered(-10, False),
        course(),
        Course(prescribed_on=PRESCRIBED),
        course(reason="cost", **stop),
        course(reason="no_benefit", **stop),
        course(reason="loss_of_benefit", answers=[Answer(date(2019, 2, 1), 70)], **stop),
        course(reason="side_effects", effects_at_stop=frozenset({"rash"}), **stop),
        course(lost=[(date(2019, 5, 1), None)], answers=[Answer(date(2019, 2, 1), 30, True)]),
    ]


def save_with_doses(courses):
    rows = save(courses)
    for row, doses in zip(rows, (("1.5", "4.5"), ("4.5",), ("1.5", "3")), strict=False):
        DoseStep.objects.bulk_create(
            DoseStep(
                prescription=row, starts_on=f"2019-02-0{n}", dose_mg=mg, source="ordered", recorded_by=row.prescriber
            )
            for n, mg in enumerate(doses, start=1)
        )
    return rows


def numbers(html):
    """(count, address) of every number that opens patients, in tables and drawings."""
    for address, inside in re.findall(r'<a href="(/outcomes/patients/[^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL):
        text = re.sub(r"<[^>]+>", " ", inside)
        in_drawing = re.search(r"% \((\d+)\)", text)
        yield int(in_drawing[1] if in_drawing else text.split()[0]), unescape(address)


@pytest.mark.parametrize("courses", ["first", "all"])
@pytest.mark.parametrize("denominator", ["prescribed", "started", "assessed"])
def test_every_number_opens_exactly_the_patients_that_it_counts(signed_in_client, courses, denominator):
    save_with_doses(one_of_everything())
    client = signed_in_client(Role.CLINICIAN)

    page = client.get("/outcomes/", YEAR | {"courses": courses, "denominator": denominator})
    found = list(numbers(page.content.decode()))

    assert len(found) > 60
    for count, address in dict.fromkeys(found):
        behind = client.get(address)
        assert behind.status_code == 200, address
        assert behind.context["shown"].paginator.count == count, address
        assert behind.content.decode().count('class="opens"') == count, address
        assert f"<h1>{count} course" in behind.content.decode(), address


def test_each_patient_behind_a_number_opens_the_chart_and_the_reading_is_logged(signed_in_client):
    rows = save(one_of_everything())
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    response = client.get("/outcomes/patients/", YEAR | {"group": "LDN-R"})

    html = response.content.decode()
    shown = [rows[0].patient_id, rows[1].patient_id]
    assert sorted(map(int, re.findall(r'href="/patients/(\d+)/"', html))) == shown
    assert "<h1>2 courses: LDN-R</h1>" in html
    assert "Prescribed Tue 1 Jan 2019 to Tue 31 Dec 2019, each patient&#x27;s first course" in html
    assert AccessLog.objects.get(user=client.user, page="reports:patients-behind").patient_ids == shown


def test_the_row_of_a_stopped_course_says_why_and_what_was_before(signed_in_client):
    save(one_of_everything())
    client = signed_in_client(Role.CLINICIAN)

    html = client.get("/outcomes/patients/", YEAR | {"trait": "responded", "value": "first"}).content.decode()

    assert "Loss of benefit" in html
    assert "before: LDN-R" in html


def test_a_researcher_sees_the_numbers_and_no_way_to_a_patient(signed_in_client):
    save(one_of_everything())
    client = signed_in_client(Role.RESEARCHER)

    html = client.get("/outcomes/", YEAR).content.decode()

    assert list(numbers(html)) == []
    assert "13 courses of 13 patients" in re.sub(r"\s+", " ", html)
    assert client.get("/outcomes/patients/", YEAR).status_code == 403
    assert "Baptiste" not in html


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_every_role_sees_the_report(signed_in_client, role):
    assert signed_in_client(role).get("/outcomes/").status_code == 200


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("/outcomes/", False),
        ("/outcomes/?rule=practice&answer=latest&minimum_days=&interval=wilson&sex=&courses=all", False),
        ("/outcomes/?rule=practice&answer=best", True),
        ("/outcomes/?minimum_days=0", True),
        ("/outcomes/?sex=female", True),
    ],
)
def test_what_narrows_the_report_stands_open_only_where_it_is_not_as_usual(signed_in_client, address, is_open):
    page = signed_in_client(Role.CLINICIAN).get(address).content.decode()

    assert ("<details open>" in page, "<details >" in page) == (is_open, not is_open)


def test_an_empty_clinic_says_what_will_fill_the_report(signed_in_client):
    html = signed_in_client(Role.CLINICIAN).get("/outcomes/").content.decode()

    assert "No course of LDN is on file yet" in html


def test_an_empty_period_says_so(signed_in_client):
    save([course()])

    html = signed_in_client(Role.CLINICIAN).get("/outcomes/", {"prescribed_to": "2001-01-01"}).content.decode()

    assert "No course was prescribed up to Mon 1 Jan 2001" in html


HOSTILE = ["0001-01-01", "9999-12-31", "NaN", "1e309", "2019-02-30", "\x00", "\u202e2019-01-01", "x" * 100_000]


@pytest.mark.parametrize("address", ["/outcomes/", "/outcomes/patients/"])
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["prescribed_from", "prescribed_to", "as_of", "courses", "denominator"])
def test_a_bad_filter_is_a_sentence(signed_in_client, address, value, name):
    response = signed_in_client(Role.CLINICIAN).get(address, {name: value})

    assert response.status_code == 422
    assert "note-error" in response.content.decode()


def test_a_period_that_ends_before_it_begins_is_a_sentence(signed_in_client):
    days = {"prescribed_from": "2020-01-01", "prescribed_to": "2019-01-01"}

    response = signed_in_client(Role.CLINICIAN).get("/outcomes/", days)

    assert response.status_code == 422
    assert "The period ends before it begins." in response.content.decode()


@pytest.mark.parametrize(
    "codes",
    [
        {"group": "everyone"},
        {"trait": "name", "value": "Smith"},
        {"trait": "pgic", "value": "8"},
        {"trait": "pgic", "value": "x"},
        {"trait": "relief", "value": "7"},
        {"trait": "starting_dose", "value": "NaN"},
        {"trait": "stable_dose", "value": "1e309"},
        {"trait": "stable_dose", "value": "4,5"},
        {"trait": "side_effect", "value": "joy"},
        {"trait": "stop_reason", "value": ""},
        {"trait": "responded", "value": "last"},
        {"trait": "dose_change", "value": "fell"},
        {"trait": "stopped_after", "value": "cost"},
        {"trait": "gain", "value": "joy"},
        {"trait": "severity", "value": "fatal"},
        {"trait": "cost", "value": "17"},
        {"trait": "month", "value": "2019-13"},
        {"trait": "month", "value": "0000-01"},
        {"trait": "follow_up", "value": "answered"},
        {"trait": "follow_up", "value": "answered.month_1.x.2019-01-01"},
        {"trait": "follow_up", "value": "answered.month_1.1.0000-01-01"},
    ],
)
def test_an_address_that_names_no_number_is_a_sentence(signed_in_client, codes):
    response = signed_in_client(Role.CLINICIAN).get("/outcomes/patients/", codes)

    assert response.status_code == 422
    assert "This address names no number of the report." in response.content.decode()


def test_a_long_list_comes_in_pages(signed_in_client):
    save([course() for _ in range(51)])
    client = signed_in_client(Role.CLINICIAN)

    first = client.get("/outcomes/patients/", YEAR)
    second = client.get("/outcomes/patients/", YEAR | {"page": "2"})

    assert [page.content.decode().count('class="opens"') for page in (first, second)] == [50, 1]
    assert "<h1>51 courses: prescribed</h1>" in second.content.decode()
    assert "page=2" in first.content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_pages_take_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    save((one_of_everything() * 3)[:size])
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(10):  # 2 of them the transaction of the request
        client.get("/outcomes/", YEAR)
    with django_assert_num_queries(8):
        client.get("/outcomes/patients/", YEAR)
