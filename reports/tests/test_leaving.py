"""Small counts in what is downloaded: hidden where the clinic has chosen so, and exact on its own pages."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import ClinicSettings
from accounts.permissions import Role

pytestmark = pytest.mark.django_db

FILE = settings.BASE_DIR / "exchange" / "data" / "case_series.csv"
FILTER = {"prescribed_from": "2019-06-01", "prescribed_to": "2019-12-31"}
WORDS = "Counts from 1 to 10 are hidden, and others from which they would follow."


@pytest.fixture
def published(db):
    call_command("import_cases", str(FILE), stdout=StringIO(), stderr=StringIO())


@pytest.fixture
def researcher(signed_in_client):
    return signed_in_client(Role.RESEARCHER)


def hide_under(number):
    ClinicSettings.objects.update_or_create(pk=ClinicSettings.ONLY, defaults={"small_cells_under": number})


def table_of(client, key):
    """The figure's rows by their labels, as its CSV has them."""
    text = client.get(f"/outcomes/figures/{key}.csv", FILTER).content.decode()
    return {row["row"]: row for row in csv.DictReader(StringIO(text, newline=""))}


def files_of(client):
    with ZipFile(BytesIO(client.get("/outcomes/case-series/file/", FILTER).content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def counts_in(value, name=""):
    """Every count of a JSON object, wherever it stands."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from counts_in(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from counts_in(one, name)
    elif isinstance(value, int) and name not in ("format", "percent") and not name.startswith("percent"):
        yield value


def test_a_figure_that_is_downloaded_hides_small_counts_their_shares_and_says_so(published, researcher):
    hide_under(11)

    rows = table_of(researcher, "categories")

    shown = {label: (row["courses"], row["of"], row["percent"], row["ci95_from"]) for label, row in rows.items()}
    assert shown["LDN-R"] == shown["LDN-PR"] == ("hidden", "35", "", "")
    assert shown["LDN-NR"] == ("19", "35", "54", "38.2")
    assert shown["Never started"] == ("0", "35", "0", "0.0")
    assert {row["hidden"] for row in rows.values()} == {WORDS}


def test_a_count_beside_small_ones_is_hidden_where_it_would_tell_their_sum(published, researcher):
    """Of the 16 who go on, 11 began with 1.5 mg: 5 did not."""
    hide_under(11)

    rows = table_of(researcher, "starting-dose")

    assert {row["courses"] for row in rows.values()} == {"hidden"}
    assert {row["of"] for row in rows.values()} == {"16"}


def test_a_picture_hides_what_its_table_hides(published, researcher):
    hide_under(11)

    picture = researcher.get("/outcomes/figures/categories.svg", FILTER | {"show": "1"}).content.decode()

    assert "29 % (10)" not in picture
    assert "54 % (19)" in picture
    assert "Mean relief" not in picture
    assert "hidden of 35: LDN-R" in picture
    assert " ".join(WORDS.split()[:6]) in picture


def test_the_file_of_the_case_series_has_no_small_count_but_in_its_lines(published, researcher):
    hide_under(11)

    files = files_of(researcher)

    rows = [row for table in files["figures.csv"].split("row,")[1:] for row in csv.DictReader(StringIO("row," + table))]
    counts = [int(cell) for row in rows for name, cell in row.items() if name in COUNTED and (cell or "").isdigit()]
    assert [count for count in counts if 0 < count < 11] == []
    report = json.loads(files["report.json"])
    assert [count for count in counts_in(report) if 0 < count < 11] == []
    assert report["hidden"] == WORDS
    of_one = [line["text"] for line in report["numbers"] if "Lowest" in line["label"] or "youngest" in line["label"]]
    assert of_one == ["hidden", "hidden"]
    assert WORDS in files["README.txt"]
    assert "data.csv is left out for that" in files["README.txt"]
    assert "data.csv" not in files
    assert "hidden" in files["figures/starting-dose.svg"]


COUNTED = ("courses", "of", "r + pr", "prescribed", "started", "assessed", "n")


def test_the_clinics_own_pages_stay_exact(published, researcher):
    hide_under(11)

    page = researcher.get("/outcomes/", FILTER)
    assert [row.count for row in page.context["figures"][0].rows][:3] == [10, 6, 19]
    assert WORDS not in page.text
    printed = researcher.get("/outcomes/case-series/", FILTER)
    assert [line.count for line in printed.context["series"].numbers[1:4]] == [10, 6, 19]
    assert WORDS not in printed.text


def test_without_a_threshold_nothing_is_hidden(published, researcher):
    hide_under(0)

    files = files_of(researcher)

    assert table_of(researcher, "categories")["LDN-PR"]["courses"] == "6"
    assert "hidden" not in files["report.json"] + files["figures.csv"] + files["README.txt"]
    assert json.loads(files["report.json"])["baseline"]["Sex"]["Male"]["LDN-PR"] == "2 (33 %)"
