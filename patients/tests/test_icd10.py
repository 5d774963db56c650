import pytest

from accounts.permissions import Role
from core.forms import ClinicForm
from patients.forms import IcdCodeField
from patients.icd10 import written_out
from patients.models import IcdCode

pytestmark = pytest.mark.django_db


class DiagnosisOnlyForm(ClinicForm):
    code = IcdCodeField()


def first_codes(text, count=3):
    return list(IcdCode.objects.billable().matching(text).values_list("code", flat=True)[:count])


def test_the_whole_release_is_loaded():
    assert IcdCode.objects.count() > 97_000
    assert IcdCode.objects.billable().count() > 74_000


@pytest.mark.parametrize(
    ("typed", "code"), [("m5416", "M54.16"), (" M54.16 ", "M54.16"), ("m54 16", "M54.16"), ("g35", "G35"), ("", "")]
)
def test_a_code_is_written_out_as_the_release_writes_it(typed, code):
    assert written_out(typed) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("M54.1", ["M54.10", "M54.11", "M54.12"]),
        ("m541", ["M54.10", "M54.11", "M54.12"]),
        ("m5416", ["M54.16"]),
        ("low back pain", ["M54.50", "M54.59", "M54.51"]),
        ("pain low back", ["M54.59", "M54.50", "M54.51"]),
        ("myalgia", ["M79.18", "M79.10", "M79.11"]),
        ("fibromialgia", ["M79.7"]),
        ("neck pain", ["M54.2"]),
        ("multiple sclerosis", ["G35.D", "G35.A", "G35.B1"]),
        ("scoliosis", ["M41.9", "M96.5"]),
    ],
)
def test_a_search_gives_the_plain_code_of_the_practice_first(text, codes):
    assert first_codes(text, len(codes)) == codes


@pytest.mark.parametrize(
    "text", ["lumbar radiculopathy", "radiculopathy lumbar", "radiculopaty lumbar", "Radiculopathy, lumbar"]
)
def test_words_are_found_in_any_order_and_misspelt(text):
    assert first_codes(text, 1) == ["M54.16"]


@pytest.mark.parametrize("text", ["", " ", "a", "of the", "qqqq zzzz", "%", "_", "\\", "'"])
def test_a_search_without_a_word_to_find_finds_nothing(text):
    assert first_codes(text) == []


def test_the_codes_of_the_practices_region_come_before_others():
    codes = first_codes("neuropathy", 12)
    assert {code[0] for code in codes} == {"G"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("M54.1", "M54.1 Radiculopathy is a heading. Choose a code below it: M54.10 Radiculopathy, site unspecified;"),
        ("low back pain", "This is no code. Type one of these, or choose from the list: M54.50 Low back pain, unspec"),
        ("qqqq", "There is no such code. Type another word of the diagnosis, and choose from the list."),
        ("", "Fill in “ICD-10-CM code”."),
        ("x" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("M54\u202e.16", "This has an invisible character in it (U+202E). Type the text anew, without it."),
    ],
)
def test_what_is_no_billable_code_gives_a_sentence_that_says_what_to_do(typed, sentence):
    form = DiagnosisOnlyForm({"code": typed})
    assert not form.is_valid()
    assert form.errors["code"][0][: len(sentence)] == sentence


def test_a_code_typed_without_its_dot_is_taken():
    form = DiagnosisOnlyForm({"code": "m5416"})
    assert form.is_valid()
    assert form.cleaned_data == {"code": "M54.16"}


def test_the_list_offers_codes_and_no_headings(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    response = client.post("/patients/icd10/", {"field": "code", "code": "M54.1"})
    assert [code.code for code in response.context["codes"]] == [f"M54.1{n}" for n in range(9)]
    assert not response.context["more"]


def test_a_long_list_says_that_there_is_more(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    response = client.post("/patients/icd10/", {"field": "code", "code": "fracture"})
    assert len(response.context["codes"]) == 12
    assert "Another word narrows the list." in response.text


@pytest.mark.parametrize("typed", ["", "\0", "x" * 1_000_000, "\u202e", "qqqq"])
def test_what_can_not_be_searched_gives_an_empty_list(signed_in_client, typed):
    response = signed_in_client(Role.CLINICIAN).post("/patients/icd10/", {"field": "code", "code": typed})
    assert response.status_code == 200
    assert response.context["codes"] == []


def test_a_researcher_has_no_codes_to_search(signed_in_client):
    assert signed_in_client(Role.RESEARCHER).post("/patients/icd10/", {"field": "c", "c": "M54"}).status_code == 403


def test_what_is_searched_never_stands_in_an_address(signed_in_client):
    assert signed_in_client(Role.CLINICIAN).get("/patients/icd10/").status_code == 405
