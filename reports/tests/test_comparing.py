"""Two cohorts side by side, against figures by hand."""

import csv
import re
from datetime import date
from html import unescape
from io import StringIO

import pytest

from accounts.permissions import Role
from patients.models import Patient
from reports.building.form import CohortForm
from reports.models import SavedCohort
from reports.tests.courses import save
from reports.tests.rule import Answer, Course
from tests.factories import PrescriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

BEGAN, ASKED = date(2026, 1, 1), date(2026, 3, 1)
ADDRESS = "/outcomes/compare/"


def answered(relief, quality=None, effects=None):
    return Course(prescribed_on=BEGAN, first_dose_on=BEGAN, answers=[Answer(ASKED, relief, quality, effects=effects)])


def stopped(reason="no_benefit"):
    return Course(prescribed_on=BEGAN, first_dose_on=BEGAN, stopped_on=date(2026, 4, 1), reason=reason)


def of_sex(code, courses):
    rows = save(courses)
    Patient.objects.filter(prescriptions__in=rows).update(sex=code)
    return rows


@pytest.fixture
def clinician(db):
    return UserFactory(role=Role.CLINICIAN)


def kept(by, name="", **filters):
    form = CohortForm(data=filters, by=by)
    assert form.is_valid(), form.errors
    saved = SavedCohort.objects.same_as(form.kept(), by=by)
    if name:
        SavedCohort.objects.filter(pk=saved.pk).update(name=name, named_at="2026-01-01T00:00Z")
    return saved.pk


@pytest.fixture
def women_and_men(clinician):
    """9 of 28 women respond and 3 of 28 men: the figures of the clinical facts."""
    of_sex("F", [answered(60 + n) for n in range(9)] + [stopped() for _ in range(19)])
    of_sex("M", [answered(50 + n) for n in range(3)] + [stopped("side_effects") for _ in range(25)])
    return {"a": kept(clinician, "Women", sex=["F"]), "b": kept(clinician, "Men", sex=["M"])}


def rows_of(response):
    return {row.label: row for row in response.context["found"].rows}


def text_of(response):
    return " ".join(response.content.decode().split())


def ps_of(response):
    return {label: row.p and f"{row.p:.4f}" for label, row in rows_of(response).items()}


def test_the_rates_of_the_clinical_facts_under_each_test(women_and_men, signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    label = "Responders, R + PR, of prescribed"

    found = {test: client.get(ADDRESS, women_and_men | {"test": test}) for test in ("", "fisher", "pearson", "yates")}

    assert {test: ps_of(response)[label] for test, response in found.items()} == {
        "": "0.0507",  # six are expected in each: Pearson's
        "fisher": "0.1011",
        "pearson": "0.0507",
        "yates": "0.1035",
    }
    row = rows_of(found[""])[label]
    assert (row.first, row.second, row.test) == ("32 % (9 of 28)", "11 % (3 of 28)", "Pearson's chi-square")
    # Wilson's ends are 17.93 and 50.66, and 3.71 and 27.20 per cent: 21.43 less 21.77, and more by 19.80.
    assert row.difference == "21.4 (-0.3 to 41.2)"


def test_side_effects_and_relief_are_compared_by_hand(women_and_men, signed_in_client):
    found = rows_of(signed_in_client(Role.CLINICIAN).get(ADDRESS, women_and_men))

    stopped_for = found["Stopped for side effects, of started"]
    assert (stopped_for.first, stopped_for.second) == ("0 % (0 of 28)", "89 % (25 of 28)")
    assert found["Any side effect, of started and asked"].first == "- (0 of 0)"
    assert found["Any side effect, of started and asked"].p is None
    relief = found["Mean relief of all who were asked, per cent (SD)"]
    # 60 to 68 and 50 to 52: means 64 and 51; variances 7.5 and 1, standard error 1.0801, 8.99 degrees of freedom.
    assert (relief.first, relief.second) == ("64.0 (2.7), n 9", "51.0 (1.0), n 3")
    assert (relief.difference, relief.test) == ("13.0 (10.6 to 15.4)", "Welch's t")


def test_each_p_is_adjusted_for_how_many_there_are(women_and_men, signed_in_client):
    found = signed_in_client(Role.CLINICIAN).get(ADDRESS, women_and_men)

    rows = [row for row in rows_of(found).values() if row.p is not None]
    smallest = min(rows, key=lambda row: row.p)
    assert len(rows) == 6
    assert smallest.adjusted == pytest.approx(6 * smallest.p)
    assert "6 comparisons on this page" in text_of(found)
    assert "at least one p under 0.05 on 26 of 100 such pages" in text_of(found)


def test_a_chosen_test_that_does_not_fit_is_warned_about(clinician, signed_in_client):
    of_sex("F", [answered(60), stopped()])
    of_sex("M", [answered(60), answered(10, True), stopped()])
    cohorts = {"a": kept(clinician, sex=["F"]), "b": kept(clinician, sex=["M"])}
    client = signed_in_client(Role.CLINICIAN)

    by_pearson, by_itself = client.get(ADDRESS, cohorts | {"test": "pearson"}), client.get(ADDRESS, cohorts)

    assert "A count under 5 is expected in" in text_of(by_pearson)
    assert "A count under 5 is expected in" not in text_of(by_itself)
    assert rows_of(by_itself)["Responders, R + PR, of prescribed"].test == "Fisher's exact"
    assert "Fewer than 20 courses in a cohort" in text_of(by_itself)


def test_who_is_in_both_is_counted_and_said(women_and_men, clinician, signed_in_client):
    everybody = kept(clinician)
    client = signed_in_client(Role.CLINICIAN)

    overlapping, apart = client.get(ADDRESS, women_and_men | {"b": everybody}), client.get(ADDRESS, women_and_men)

    assert "Patients in both cohorts: 28." in text_of(overlapping)
    assert "Patients in both cohorts" not in text_of(apart)


def test_the_denominator_is_chosen(women_and_men, signed_in_client):
    of_sex("F", [Course(prescribed_on=BEGAN)])
    client = signed_in_client(Role.CLINICIAN)

    rows = rows_of(client.get(ADDRESS, women_and_men | {"denominator": "assessed"}))

    assert rows["Responders, R + PR, of assessed"].first == "32 % (9 of 28)"
    found = client.get(ADDRESS, women_and_men).context["found"].denominators
    assert [(of, *(text for text, _ in sides)) for of, sides in found] == [
        ("prescribed", "29", "28"),
        ("started", "28", "28"),
        ("assessed", "28", "28"),
    ]


def test_every_count_opens_exactly_the_patients_that_it_counts(women_and_men, signed_in_client):
    client = signed_in_client(Role.CLINICIAN)

    page = client.get(ADDRESS, women_and_men).content.decode()

    found = re.findall(r'<a href="(/outcomes/patients/[^"]+)">([^<]+)<span', page)
    assert len(found) == 13
    for address, text in found:
        count = int(re.search(r"(\d+) of", text)[1] if " of " in text else text)
        assert client.get(unescape(address)).context["shown"].paginator.count == count, text


def test_who_may_not_see_patients_has_no_way_to_one(women_and_men, signed_in_client):
    assert "/outcomes/patients/" not in signed_in_client(Role.RESEARCHER).get(ADDRESS, women_and_men).content.decode()


def test_who_may_not_see_patients_sees_no_small_count_and_nothing_that_follows(women_and_men, signed_in_client):
    response = signed_in_client(Role.RESEARCHER).get(ADDRESS, women_and_men)

    rows = rows_of(response)
    assert {row.first for row in rows.values()} <= {"hidden", "0 % (0 of 28)", "- (0 of 0)", "n 0"}
    assert {row.p for label, row in rows.items() if "hidden" in (row.first, row.second)} == {None}
    assert "9 of 28" not in text_of(response)
    assert "64.0" not in text_of(response)


def test_the_file_has_the_same_rows(women_and_men, signed_in_client):
    response = signed_in_client(Role.CLINICIAN).get(f"{ADDRESS}table.csv", women_and_men)

    lines = {line["row"]: line for line in csv.DictReader(StringIO(response.content.decode()))}
    assert response["Content-Disposition"] == 'attachment; filename="comparison.csv"'
    assert f"{float(lines['Responders, R + PR, of prescribed']['p']):.4f}" == "0.0507"
    assert lines["Courses started"]["first"] == "28"
    assert {line["rule"] for line in lines.values()} == {"practice-1"}


def test_nothing_is_kept_and_nothing_is_chosen_are_sentences(clinician, signed_in_client):
    client = signed_in_client(Role.CLINICIAN)

    assert "No cohort has been kept yet" in text_of(client.get(ADDRESS))
    kept(clinician, "Everybody")
    assert "Choose two cohorts." in text_of(client.get(ADDRESS))
    assert client.get(f"{ADDRESS}table.csv").status_code == 404


def test_a_cohort_without_a_name_comes_in_by_its_address(clinician, signed_in_client):
    cohorts = {"a": kept(clinician, sex=["F"]), "b": kept(clinician, sex=["M"])}

    response = signed_in_client(Role.RESEARCHER).get(ADDRESS, cohorts)

    assert response.status_code == 200
    assert f"Cohort no. {cohorts['a']}" in text_of(response)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"b": "{a}"}, "This is one cohort twice."),
        ({"b": "999999"}, "There is no such cohort."),
        ({"a": "1e309"}, "There is no such cohort."),
        ({"a": "9" * 40}, "There is no such cohort."),
        ({"a": "\x00"}, "There is no such cohort."),
        ({"as_of": "0001-99-01"}, "Enter a day as year-month-day"),
        ({"test": "bayes"}, "Select a valid choice."),
        ({"denominator": "dead"}, "Select a valid choice."),
    ],
)
def test_bad_input_is_a_sentence(women_and_men, signed_in_client, bad, sentence):
    bad = {name: str(women_and_men["a"]) if value == "{a}" else value for name, value in bad.items()}
    client = signed_in_client(Role.CLINICIAN)

    response = client.get(ADDRESS, women_and_men | bad)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert client.get(f"{ADDRESS}table.csv", women_and_men | bad).status_code == 404


@pytest.mark.parametrize("men", [0, 1])
@pytest.mark.parametrize("women", [0, 1])
def test_of_nobody_and_of_one_there_is_no_nan(clinician, signed_in_client, women, men):
    of_sex("F", [answered(60, effects=frozenset({"nausea"}))] * women)
    of_sex("M", [stopped()] * men)

    response = signed_in_client(Role.CLINICIAN).get(
        ADDRESS, {"a": kept(clinician, sex=["F"]), "b": kept(clinician, sex=["M"])}
    )

    page = text_of(response)
    assert response.status_code == 200
    assert "Fewer than 20 courses in a cohort" in page
    assert "nan" not in page.lower()
    assert [row.p for row in rows_of(response).values() if row.p is not None] == [1.0] * 3 * women * men


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_every_role_sees_the_page(women_and_men, signed_in_client, role):
    assert signed_in_client(role).get(ADDRESS, women_and_men).status_code == 200


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_the_same_number_of_queries_at_any_size(
    clinician, signed_in_client, django_assert_num_queries, size
):
    for _ in range(size):
        PrescriptionFactory(started=True)
    cohorts = {"a": kept(clinician), "b": kept(clinician, sex=["F"])}
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(10):  # 2 of them the transaction of the request
        client.get(ADDRESS, cohorts)
