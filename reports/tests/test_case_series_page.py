"""The case series of the published period, as a page and as a file."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.permissions import Role
from core.models import AccessLog
from patients.models import Medicine, Patient
from reports import case_series
from tests.factories import PatientFactory, PrescriptionFactory, screened

pytestmark = pytest.mark.django_db

FILE = settings.BASE_DIR / "exchange" / "data" / "case_series.csv"
FILTER = {"prescribed_from": "2019-06-01", "prescribed_to": "2019-12-31"}


@pytest.fixture
def published(db):
    call_command("import_cases", str(FILE), stdout=StringIO(), stderr=StringIO())


def series_of(client):
    return client.get("/outcomes/case-series/", FILTER).context["series"]


def test_the_page_tells_every_published_number(published, signed_in_client):
    series = series_of(signed_in_client(Role.RESEARCHER))

    told = [(line.label, line.count, line.of, line.percent, line.text) for line in series.numbers]
    assert told == [
        ("Responder rate, R + PR, of prescribed", 16, 35, 46, ""),
        ("LDN-R of prescribed", 10, 35, 29, ""),
        ("LDN-PR of prescribed", 6, 35, 17, ""),
        ("LDN-NR of prescribed", 19, 35, 54, ""),
        ("LDN-R of those who go on", 10, 16, 63, ""),
        ("LDN-PR of those who go on", 6, 16, 38, ""),
        ("Female of those who go on", 10, 16, 63, "ages 28 to 83"),
        ("Male of those who go on", 6, 16, 38, "ages 51 to 89"),
        ("Mean age of those who go on, years", None, None, None, "65.1"),
        ("The same without the 2 youngest", None, None, None, "70"),
        ("Starting dose 0.75 mg, of those who go on", 4, 16, 25, ""),
        ("Starting dose 1.5 mg, of those who go on", 11, 16, 69, ""),
        ("Starting dose 4.5 mg, of those who go on", 1, 16, 6, ""),
        ("Stable dose 3 mg, of those who go on", 2, 16, 13, ""),
        ("Stable dose 4.5 mg, of those who go on", 14, 16, 88, ""),
        ("Reached 4.5 mg, of those who go on", 14, 16, 88, ""),
        ("Increased to 4.5 mg from less, of those who go on", 13, 16, 81, ""),
        ("Increased at all, of those who go on", 15, 16, 94, ""),
        ("Hot flashes, of those who go on and were asked", 1, 16, 6, ""),
        ("Insomnia, of those who go on and were asked", 1, 16, 6, ""),
        ("Migraine, of those who go on and were asked", 1, 16, 6, ""),
        ("Tiredness, of those who go on and were asked", 1, 16, 6, ""),
        ("No side effect, of those who go on and were asked", 12, 16, 75, "0 not asked"),
        ("Mean relief of LDN-R", None, None, None, "77 %"),
        ("Lowest relief of an LDN-PR patient, who goes on", None, None, None, "20 %"),
    ]
    assert (series.numbers[0].wilson, series.numbers[0].clopper_pearson) == ("30.5 to 61.8", "28.8 to 63.4")


def test_the_baseline_shows_all_prescribed_by_category(published, signed_in_client):
    client = signed_in_client(Role.RESEARCHER)
    page = client.get("/outcomes/case-series/", FILTER)

    assert [name for name, _ in page.context["columns"]] == ["All prescribed", "LDN-R", "LDN-PR", "LDN-NR"]
    baseline = {part.title: dict(part.rows) for part in page.context["series"].baseline}
    assert baseline["Courses"] == {"n": ["35", "10", "6", "19"]}
    assert sum(int(row[0].split()[0]) for row in baseline["Sex"].values()) == 35


def test_the_flow_adds_up_and_says_why_somebody_was_screened_out(signed_in_client):
    for answers in (
        {"acute_hepatitis": True},
        {"opioids": [{"drug": "morphine", "strength": 5, "units_taken": 1}]},
        {},
    ):
        screened(PatientFactory(), on="2019-07-01", **answers)
    screened(PatientFactory(), on="2018-01-01", liver_failure=True)
    declined = PatientFactory()
    declined.declined_offers.create(declined_on="2019-08-01", recorded_by=PrescriptionFactory().prescriber)
    PrescriptionFactory(patient=screened(PatientFactory(), on="2019-07-01"), prescribed_on="2019-07-02")

    flow = series_of(signed_in_client(Role.CLINICIAN)).flow

    assert [(step.label, step.count) for step in flow.steps] == [
        ("offered", 5),
        ("prescribed", 1),
        ("started", 0),
        ("assessed", 0),
    ]
    assert flow.steps[0].leave == (
        ("declined", 1),
        ("screened out: an opioid in use", 1),
        ("screened out: acute hepatitis", 1),
        ("screened, not decided by then", 1),
    )
    assert flow.steps[1].leave == (("never started", 1),)


def test_the_file_names_nobody(published, signed_in_client):
    oldest = Patient.objects.order_by("date_of_birth").first()
    Patient.objects.filter(pk=oldest.pk).update(date_of_birth="1920-01-01")
    Medicine.objects.create(patient=oldest, name="Aunt Maria's drops", noted_on="2019-06-01")
    client = signed_in_client(Role.RESEARCHER)

    response = client.get("/outcomes/case-series/file/", FILTER)
    archive = ZipFile(BytesIO(response.content))
    everything = "".join(archive.read(name).decode() for name in archive.namelist())
    lines = list(csv.DictReader(StringIO(archive.read("data.csv").decode())))

    assert response["Content-Disposition"] == 'attachment; filename="case-series-2019-12-31.zip"'
    assert oldest.family_name not in everything
    assert oldest.chart_number not in everything
    assert "Maria" not in everything
    assert "1920" not in everything
    assert [line["year"] for line in lines if line["age"] == "90+"] == [""]
    report = json.loads(archive.read("report.json"))
    assert report["outcomes"]["rule"] == "practice-1"
    logged = AccessLog.objects.get(user=client.user, page="reports:case-series-file")
    assert logged.patient_ids == sorted(Patient.objects.values_list("pk", flat=True))
    assert report["filter"] == FILTER | {"as_of": "2019-12-31", "courses": "first"}


def test_too_many_courses_are_no_case_series(published, signed_in_client, monkeypatch):
    monkeypatch.setattr(case_series, "MOST_COURSES", 34)

    response = signed_in_client(Role.RESEARCHER).get("/outcomes/case-series/", FILTER)

    assert response.status_code == 422
    assert "More than 34 courses are no case series." in response.content.decode()


@pytest.mark.parametrize("address", ["/outcomes/case-series/", "/outcomes/case-series/file/"])
def test_a_bad_filter_is_a_sentence_and_no_case_series(signed_in_client, address):
    assert signed_in_client(Role.RESEARCHER).get(address, {"prescribed_from": "NaN"}).status_code == 422


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    for _ in range(size):
        PrescriptionFactory(prescribed_on="2019-07-02")
    client = signed_in_client(Role.RESEARCHER)

    with django_assert_num_queries(11):  # 2 of them the transaction of the request
        client.get("/outcomes/case-series/", FILTER)
