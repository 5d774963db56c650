"""Page, picture, CSV, print, file and console take each number from one function: on random cohorts all agree."""

import csv
import json
import re
from collections import Counter
from html import unescape
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from reports import dashboard
from reports.cohorts import Cohort
from reports.outcomes import summarise
from reports.selections import Links
from reports.tests import drawn
from reports.tests.courses import save
from reports.tests.rule import Course

pytestmark = pytest.mark.django_db

FILTER = {"prescribed_from": "2026-01-01", "prescribed_to": "2026-03-31", "denominator": "prescribed"}
COHORT = Cohort(first=drawn.on(0), last=drawn.on(89), as_of=drawn.on(89))


def counted(figure):
    return [(row.label, row.count, row.percent) for row in figure.rows]


def text(html):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def in_tables(html):
    """(label, count, percent) of each row of each figure's first table, in order."""
    for table in re.findall(r"as a table\">\s*<table class=\"table\">(.*?)</table>", html, re.DOTALL):
        body = table.partition("<tbody>")[2]
        rows = []
        for cells in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
            label = re.search(r"<th scope=\"row\">(.*?)(<span class=\"soft|</th>)", cells, re.DOTALL)[1]
            count, share = re.findall(r"<td class=\"num\">(.*?)</td>", cells, re.DOTALL)[:2]
            percent = re.search(r"\d+", text(share))
            rows.append((text(label), int(text(count).split()[0]), percent and int(percent[0])))
        yield rows


def in_csv(body):
    lines = list(csv.DictReader(StringIO(body)))
    names = list(lines[0])
    return [(line["row"], int(line[names[1]]), int(line["percent"]) if line["percent"] else None)
            for line in lines if line[names[1]]]  # fmt: skip


def in_picture(svg):
    """(label, count) of each mark."""
    said = [unescape(words) for words in re.findall(r"<title>(.*?)</title>", svg)]
    return [
        (found[2], int(found[1]))
        for found in (re.match(r"(\d+)(?: of \d+)?: (.*?)(?:, 95 %|$)", s) for s in said)
        if found
    ]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cohort=st.lists(drawn.courses(), min_size=12, max_size=25))
def test_every_way_out_tells_the_same_numbers(signed_in_client, cohort):
    save([Course(prescribed_on=drawn.on(0)), *cohort])
    client = signed_in_client(Role.RESEARCHER)
    summary = summarise(COHORT)
    figures = dashboard.figures(summary, "prescribed", Links(cohort=COHORT, are_shown=False))
    told = [counted(figure) for figure in figures if figure.rows]

    page = client.get("/outcomes/", FILTER).content.decode()
    printed = client.get("/outcomes/case-series/", FILTER).content.decode()
    archive = ZipFile(BytesIO(client.get("/outcomes/case-series/file/", FILTER).content))
    out = StringIO()
    call_command("outcomes", "--from", "2026-01-01", "--to", "2026-03-31", "--format", "json", stdout=out)

    assert list(in_tables(page)) == told
    assert list(in_tables(printed)) == told
    for figure in figures:
        if figure.rows:
            table = client.get(f"/outcomes/figures/{figure.key}.csv", FILTER).content.decode()
            picture = client.get(f"/outcomes/figures/{figure.key}.svg", FILTER).content.decode()
            assert in_csv(table) == counted(figure)
            assert in_picture(picture) == [(row.label, row.count) for row in figure.drawn]
            assert in_picture(archive.read(f"figures/{figure.key}.svg").decode()) == in_picture(picture)
    report = json.loads(archive.read("report.json"))
    assert report["outcomes"] == json.loads(out.getvalue())
    assert {code: found["count"] for code, found in report["outcomes"]["categories"].items()} == summary.categories


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cohort=st.lists(drawn.courses(), min_size=1, max_size=25))
def test_the_figures_of_the_file_follow_from_its_data(signed_in_client, cohort):
    save([Course(prescribed_on=drawn.on(0)), *cohort])
    client = signed_in_client(Role.RESEARCHER)
    summary = summarise(COHORT)

    first = client.get("/outcomes/case-series/file/", FILTER).content
    lines = list(csv.DictReader(StringIO(ZipFile(BytesIO(first)).read("data.csv").decode())))

    known = Counter(line["category"] for line in lines)
    assert {category: known[category] for category in summary.categories} == summary.categories
    assert sum(line["is_responder"] == "yes" for line in lines) == summary.responders
    effects = Counter(e for line in lines if line["is_started"] == "yes" for e in line["side_effects"].split(";") if e)
    assert dict(effects) == summary.side_effects_of_started.named
    assert client.get("/outcomes/case-series/file/", FILTER).content == first
