"""The builder's pages: an address without health data, the same for everybody, and by `?cohort=` on every report."""

import csv
import re
from datetime import date, timedelta
from html import unescape
from io import StringIO

import pytest
from django.contrib.auth.models import Permission as Right
from django.test import Client
from django.utils import timezone

from accounts.permissions import Permission, Role
from exchange.models import Export
from patients.models import IcdBlock, Medicine
from reports.models import SavedCohort
from tests.factories import PrescriptionFactory, ResponseFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db

NEW = "/outcomes/cohorts/new/"
COUNTING_ROLES = [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.ADMINISTRATOR, Role.RESEARCHER]


@pytest.fixture
def signed_in():
    """`signed_in(Role.CLINICIAN)`: a client of its own for each, so that two can look at once."""

    def sign_in(role):
        client = Client()
        client.user = UserFactory(role=role)
        sign_in_without_asking(client, client.user)
        return client

    return sign_in


@pytest.fixture
def clinician(signed_in):
    return signed_in(Role.CLINICIAN)


def text_of(response):
    page = re.sub(r"<(script|style|option).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def build(client, **filters):
    """The address of the cohort."""
    response = client.post(NEW, filters)
    assert response.status_code == 302, text_of(response)
    return response["Location"]


def courses(number, *, relief=None, **facts):
    for _ in range(number):
        course = PrescriptionFactory(started=True, **facts)
        if relief is not None:
            ResponseFactory(prescription=course, asked_on=date(2026, 8, 1), relief_percent=relief)


def rows_of(response):
    """The table of those left: (filter, left out, courses, patients)."""
    table = response.content.decode().partition("cohort-left")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    cells = [
        [
            unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]
    return [tuple(row) for row in cells[1:]]


def test_a_clinician_builds_a_cohort_and_sees_how_many_are_left(clinician):
    courses(2, primary_indication="M54.2")
    courses(1, primary_indication="G35")
    address = build(clinician, diagnoses=["m54", "", ""], sex=["F"])
    page = clinician.get(address)

    saved = SavedCohort.objects.get()
    assert address == f"/outcomes/cohorts/{saved.pk}/"
    assert "it moves with the day on which it is opened" in text_of(page)
    assert rows_of(page) == [
        ("Every course on file", "\u2013", "3", "3"),
        ("Each patient's first course", "0", "3", "3"),
        ("Sex female", "0", "3", "3"),
        ("Primary indication M54", "1", "2", "2"),
    ]
    assert "2 courses of 2 patients prescribed at any time" in text_of(clinician.get(f"/outcomes/?cohort={saved.pk}"))


@pytest.mark.parametrize(
    "path", ["/outcomes/", "/outcomes/follow-ups/", "/outcomes/case-series/", "/outcomes/patients/"]
)
def test_no_address_of_a_cohort_says_what_it_is_chosen_by(path, clinician):
    courses(1, primary_indication="G35", relief=70)
    build(clinician, diagnoses=["G35"], lots=[""], medicines=[])
    saved = SavedCohort.objects.get()
    page = clinician.get(path, {"cohort": saved.pk})

    links = re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode())
    assert [link for link in links if "G35" in link] == []
    assert "G35" not in re.search("<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    assert "primary indication G35" in text_of(page)


def test_the_form_says_how_filters_go_together_and_that_an_empty_day_moves(clinician):
    page = text_of(clinician.get(NEW))
    assert "Of what is chosen within one filter any will do; between the filters all have to hold." in page
    assert "Left empty: as of today, whenever the cohort is opened." in page


def test_a_cohort_without_a_day_is_of_today_and_one_with_a_day_stays(clinician):
    PrescriptionFactory(prescribed_on=date(2026, 6, 1))
    moving, fixed = build(clinician), build(clinician, as_of="2026-05-31")

    assert rows_of(clinician.get(moving))[-1][2] == "1"
    assert rows_of(clinician.get(fixed))[-1][2] == "0"
    assert "No course is left" in text_of(clinician.get(fixed))


def test_a_colleague_opens_the_same_address_and_sees_the_same(clinician, signed_in):
    courses(3)
    address = build(clinician, sex=["F"])
    colleague = signed_in(Role.CLINICIAN)

    assert rows_of(colleague.get(address)) == rows_of(clinician.get(address))
    assert f"Built by {clinician.user}" in text_of(colleague.get(address))
    assert SavedCohort.objects.count() == 1


def test_other_filters_are_another_cohort_and_the_first_stays(clinician):
    address = build(clinician, sex=["F"], age_from="18", diagnoses=["M54"])
    form = clinician.get(f"{address}filters/").content.decode()
    assert re.search(r'value="F"[^>]*checked', form)
    assert re.search(r'name="age_from"[^>]*value="18"', form)
    assert re.search(r'name="diagnoses"[^>]*value="M54"', form)

    changed = clinician.post(f"{address}filters/", {"sex": ["M"]})["Location"]
    assert changed != address
    assert (
        clinician.post(f"{address}filters/", {"sex": ["F"], "age_from": "18", "diagnoses": ["M54"]})["Location"]
        == address
    )
    assert SavedCohort.objects.get(pk=address.split("/")[-2]).filters["sex"] == ["F"]


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_cohort_is_kept_by_a_name_renamed_and_taken_off_the_list(clinician, signed_in):
    address = build(clinician, sex=["F"])
    colleague = signed_in(Role.RESEARCHER)
    assert "No cohort has a name yet" in text_of(colleague.get("/outcomes/cohorts/"))

    assert clinician.post(f"{address}name/", {"name": "Women"})["Location"] == address
    assert "Women" in text_of(colleague.get("/outcomes/cohorts/"))
    assert str(clinician.user) in text_of(colleague.get("/outcomes/cohorts/"))
    assert "cohort “Women” (sex female)" in text_of(
        clinician.get("/outcomes/", {"cohort": SavedCohort.objects.get().pk})
    )
    clinician.post(f"{address}name/", {"name": "All women"})
    assert [saved.name for saved in SavedCohort.objects.kept()] == ["All women"]

    assert colleague.post(f"{address}off-the-list/").status_code == 404
    assert clinician.post(f"{address}off-the-list/").status_code == 302
    assert SavedCohort.objects.kept().count() == 0
    assert clinician.get(address).status_code == 200


def test_a_colleagues_cohort_is_kept_once_more_under_ones_own_name(clinician, signed_in):
    address = build(clinician, sex=["F"])
    clinician.post(f"{address}name/", {"name": "Women"})
    colleague = signed_in(Role.CLINICIAN)

    own = colleague.post(f"{address}name/", {"name": "Mine"})["Location"]
    assert own != address
    assert [(saved.name, saved.kept_by) for saved in SavedCohort.objects.kept()] == [
        ("Mine", colleague.user),
        ("Women", clinician.user),
    ]
    refused = colleague.post(f"{address}name/", {"name": "WOMEN"})
    assert refused.status_code == 422
    assert "There is a cohort of this name already. Choose another name." in text_of(refused)


@pytest.mark.parametrize("name", ["", "x\x00", "‮abc", "x" * 81, "two\nlines"])
def test_a_name_that_is_none_is_refused_with_a_sentence(name, clinician):
    address = build(clinician)
    response = clinician.post(f"{address}name/", {"name": name})
    assert response.status_code == 422
    assert SavedCohort.objects.get().name == ""


# --- bad input --------------------------------------------------------------------------------------------------------

BAD = {
    "prescribed_from": ["0001-01-01", "9999-12-31", "x", "2026-02-30"],
    "as_of": ["1e309", "\x00"],
    "courses": ["some"],
    "sex": ["Z"],
    "age_from": ["-1", "121", "NaN", "9" * 400, "1.5"],
    "diagnoses": ["M50-M53", "54", "M54-", "‮M54", "M5\x00", "M" * 61, "'; --", "M54.16.2.2.2"],
    "diagnoses_in": ["all"],
    "regions": ["knee"],
    "starting_dose_from": ["0", "51", "NaN", "1e309", "Infinity", "0.001"],
    "medicines": ["x" * 101, "\x00", "‮x"],
    "procedures": ["x"],
    "pharmacies": ["0", "x", str(2**70), "\x00"],
    "lots": ["x" * 41, "x" * 1_000_000],
    "categories": ["LDN-X", "substantial"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(name, value, clinician):
    response = clinician.post(NEW, {"age_to": "77", name: value})

    assert response.status_code == 422
    assert "Please look at:" in text_of(response)
    assert re.search(r'name="age_to"[^>]*value="77"', response.content.decode())
    assert not SavedCohort.objects.exists()


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"prescribed_from": "2026-02-01", "prescribed_to": "2026-01-01"}, "This is less than where it begins."),
        ({"age_from": "60", "age_to": "18"}, "Age in years, when prescribed, to : This is less than where it begins."),
        ({"prescribed_from": "2026-02-01", "as_of": "2026-01-31"}, "No course had been prescribed by then"),
        ({"diagnoses": ["M50-M53"]}, "M50-M53 is no block of ICD-10-CM."),
        ({"lots": ["x"] * 21}, "At most 20 can be chosen at once."),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(filters, sentence, clinician):
    response = clinician.post(NEW, filters)
    assert response.status_code == 422
    assert sentence in text_of(response)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30, "1;2", "\x00", "1.0", "٣", "99999"])
@pytest.mark.parametrize(
    "path", ["/outcomes/", "/outcomes/follow-ups/", "/outcomes/patients/", "/outcomes/case-series/"]
)
def test_an_address_with_no_such_cohort_is_refused_with_a_sentence(path, number, clinician):
    response = clinician.get(path, {"cohort": number})
    assert response.status_code == 422


def test_a_cohort_whose_pharmacy_is_gone_says_so_and_can_be_changed(clinician):
    saved = SavedCohort.objects.same_as({"pharmacies": [99999]}, by=clinician.user)
    words = "A part of what this cohort is chosen by is no longer on file."

    assert words in text_of(clinician.get(saved.get_absolute_url()))
    assert clinician.get(saved.get_absolute_url()).status_code == 422
    assert words in text_of(clinician.get("/outcomes/", {"cohort": saved.pk}))
    assert clinician.get(f"{saved.get_absolute_url()}filters/").status_code == 200


def test_a_report_can_narrow_the_cohorts_period_and_not_widen_it(clinician):
    PrescriptionFactory(prescribed_on=date(2026, 6, 1))
    PrescriptionFactory(prescribed_on=date(2026, 7, 1))
    build(clinician, prescribed_from="2026-06-01", prescribed_to="2026-07-31")
    pk = SavedCohort.objects.get().pk

    assert "2 courses of 2 patients" in text_of(clinician.get("/outcomes/", {"cohort": pk, "prescribed_from": ""}))
    narrower = clinician.get("/outcomes/", {"cohort": pk, "prescribed_from": "2026-06-02"})
    assert "1 course of 1 patient" in text_of(narrower)
    wider = clinician.get("/outcomes/", {"cohort": pk, "prescribed_from": "2026-05-31"})
    assert wider.status_code == 422
    assert "The cohort itself begins on 1 Jun 2026." in text_of(wider)


# --- every report -----------------------------------------------------------------------------------------------------


def test_the_cohort_goes_with_every_link_of_the_report_into_csv_and_export(clinician, signed_in):
    courses(2, relief=70)
    courses(1, relief=70, patient__sex="M")
    address = build(clinician, sex=["F"])
    clinician.post(f"{address}name/", {"name": "Women"})
    pk = SavedCohort.objects.get().pk
    report = clinician.get("/outcomes/", {"cohort": pk}).content.decode()
    codes = unescape(re.search(r'figures/categories.csv\?([^"]*)"', report)[1])
    rows = list(csv.DictReader(StringIO(clinician.get(f"/outcomes/figures/categories.csv?{codes}").content.decode())))

    assert {row["cohort"].partition(", cohort ")[2].partition(", as of")[0] for row in rows} == {"“Women” (sex female)"}
    assert [row["courses"] for row in rows if row["row"] == "LDN-R"] == ["2"]
    behind = clinician.get("/outcomes/patients/", {"cohort": pk})
    assert "2 courses: prescribed" in text_of(behind)
    assert "cohort “Women” (sex female)" in text_of(clinician.get("/outcomes/case-series/", {"cohort": pk}))

    researcher = signed_in(Role.RESEARCHER)
    researcher.user.user_permissions.add(Right.objects.get(codename=Permission.EXPORT.codename))
    answer = researcher.post("/exports/new/", {"cohort": pk, "shape": "wide", "courses": "first"})
    assert answer.status_code == 302
    export = Export.objects.get()
    assert export.codes["cohort"] == str(pk)
    assert "cohort “Women” (sex female)" in text_of(researcher.get(answer["Location"]))


def test_an_empty_cohort_has_a_sentence_on_every_page(clinician):
    build(clinician, sex=["X"])
    pk = SavedCohort.objects.get().pk
    for path in ("/outcomes/", "/outcomes/follow-ups/", "/outcomes/case-series/", "/outcomes/patients/"):
        page = clinician.get(path, {"cohort": pk})
        assert page.status_code == 200
        assert "nan" not in re.findall(r"\w+", text_of(page).lower())
    assert "No course was prescribed at any time" in text_of(clinician.get("/outcomes/", {"cohort": pk}))


# --- who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", COUNTING_ROLES)
def test_whoever_sees_reports_builds_cohorts(role, signed_in):
    client = signed_in(role)
    address = build(client, sex=["F"])
    for path in (NEW, "/outcomes/cohorts/", address, f"{address}filters/", f"{address}name/"):
        assert client.get(path).status_code == 200


def test_who_is_not_signed_in_sees_none(client):
    saved = SavedCohort.objects.same_as({"sex": ["F"]}, by=UserFactory())
    for path in (NEW, "/outcomes/cohorts/", saved.get_absolute_url()):
        assert client.get(path)["Location"].startswith("/sign-in/")


def test_a_researcher_sees_small_counts_hidden_and_a_clinician_sees_them(clinician, signed_in):
    courses(20, patient__sex="F", relief=70)
    courses(15, patient__sex="F", relief=10)
    courses(3, patient__sex="M", relief=70)
    address = build(clinician, sex=["F"])
    pk = SavedCohort.objects.get().pk
    researcher = signed_in(Role.RESEARCHER)

    assert [row[1:] for row in rows_of(clinician.get(address))] == [
        ("\u2013", "38", "38"),
        ("0", "38", "38"),
        ("3", "35", "35"),
    ]
    # 38 less 35 would be the three men; one of the two is hidden with them
    hidden = [row[1:] for row in rows_of(researcher.get(address))]
    assert hidden[1:] == [("0", "hidden", "hidden"), ("hidden", "35", "35")]
    assert "Counts from 1 to 10 are hidden" in text_of(researcher.get(address))
    report = {"cohort": pk}
    assert "20" in text_of(researcher.get("/outcomes/", report))
    assert "Counts from 1 to 10 are hidden" in text_of(researcher.get("/outcomes/", report))
    assert re.findall(r"<td[^>]*>\s*None\s*<", researcher.get("/outcomes/", report).content.decode()) == []


def test_a_researcher_who_narrows_a_cohort_to_a_few_sees_none_of_their_counts(clinician, signed_in):
    courses(12, patient__sex="F", relief=70)
    courses(3, patient__sex="M", relief=70)
    build(clinician, sex=["M"])
    pk = SavedCohort.objects.get().pk
    researcher = signed_in(Role.RESEARCHER)
    report = text_of(researcher.get("/outcomes/", {"cohort": pk}))

    assert "Fewer than 11 courses were prescribed at any time" in report
    assert "100 %" not in report
    table = researcher.get("/outcomes/figures/categories.csv", {"cohort": pk}).content.decode()
    assert {row["courses"] for row in csv.DictReader(StringIO(table))} == {"0", "hidden"}
    follow_ups = researcher.get("/outcomes/follow-ups/", {"cohort": pk})
    assert re.findall(r'<td class="num">\s*3\s*</td>', follow_ups.content.decode()) == []
    series = researcher.get("/outcomes/case-series/", {"cohort": pk})
    assert series.status_code == 403
    assert "it is for who may see patients" in text_of(series)
    assert researcher.get("/outcomes/case-series/file/", {"cohort": pk}).status_code == 200
    assert "3 courses of 3 patients" in text_of(clinician.get("/outcomes/", {"cohort": pk}))


def test_a_report_of_a_cohort_tells_its_size_as_its_own_page_does(clinician, signed_in):
    """Or who never started would be the difference of two pages."""
    courses(20, relief=70)
    for _ in range(4):
        PrescriptionFactory()
    address = build(clinician, sex=["F"])
    researcher = signed_in(Role.RESEARCHER)
    report = text_of(researcher.get("/outcomes/", {"cohort": SavedCohort.objects.get().pk}))

    assert rows_of(researcher.get(address))[-1][2] == "24"
    assert "24 courses of 24 patients" in report
    assert "hidden started" in report


def test_a_cohort_whose_period_ended_is_still_as_of_today(clinician):
    """Other reports are as of their period's end."""
    courses(1, relief=70)
    build(clinician, prescribed_to="2026-06-30")
    pk = SavedCohort.objects.get().pk

    assert "1 courses assessed" in text_of(clinician.get("/outcomes/", {"cohort": pk}))
    assert "0 assessed" in text_of(clinician.get("/outcomes/", {"prescribed_to": "2026-06-30"}))


def test_a_researcher_is_not_told_which_medicines_were_typed(clinician, signed_in):
    course = PrescriptionFactory()
    Medicine.objects.create(patient=course.patient, name="Mrs Xiong's drops", noted_on=date(2026, 1, 1))

    assert "xiong" in clinician.get(NEW).content.decode()
    assert "xiong" not in signed_in(Role.RESEARCHER).get(NEW).content.decode().lower()


# --- queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_ask_as_often_whatever_there_is(number, clinician, django_assert_num_queries):
    IcdBlock.categories_by_code()
    courses(number, relief=70)
    address = build(clinician, diagnoses=["M50-M54"])
    pk = SavedCohort.objects.get().pk
    for n in range(number):
        saved = SavedCohort.objects.same_as({"age_to": n}, by=UserFactory())
        SavedCohort.objects.filter(pk=saved.pk).update(name=f"No. {n}", named_at=timezone.now() - timedelta(days=n))
    clinician.get(address)
    # Two of each are the transaction's own.
    for path, queries in ((address, 7), ("/outcomes/cohorts/", 7), (f"/outcomes/?cohort={pk}", 11)):
        with django_assert_num_queries(queries):
            clinician.get(path)
