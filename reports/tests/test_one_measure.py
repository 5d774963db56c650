"""One function a measure: wherever a number is read, it is the plain model's, on random cohorts."""

import csv
import json
import random
import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.permissions import Role
from reports.categories import Category
from reports.rules import RULES
from reports.tests import rule
from reports.tests.courses import save
from reports.tests.drawn import on
from reports.tests.rule import By
from reports.tests.test_rules import random_course

pytestmark = pytest.mark.django_db

AS_OF = on(100)


def console_json(client, key):
    report = json.loads(printed(key, "--format", "json"))
    return {code: share["count"] for code, share in report["categories"].items()}


def console_table(client, key):
    table = printed(key)
    labels = [category.label for category in RULES[key].categories]
    [section] = re.findall(r"^Categories\n(.*?)\n\n", table, re.S | re.M)
    return {
        Category(label_to_code(label)).value: int(re.search(rf"^  {re.escape(label)} +(\d+)", section, re.M)[1])
        for label in labels
    }


def printed(key, *arguments):
    out = StringIO()
    call_command("outcomes", "--as-of", AS_OF.isoformat(), "--rule", key, *arguments, stdout=out)
    return out.getvalue()


def page(client, key):
    response = client.get("/outcomes/", filters(key))
    [figure] = [figure for figure in response.context["figures"] if figure.key == "categories"]
    return {label_to_code(row.label): row.count for row in figure.rows}


def downloaded_csv(client, key):
    text = client.get("/outcomes/figures/categories.csv", filters(key)).content.decode()
    return {label_to_code(line["row"]): int(line["courses"]) for line in csv.DictReader(StringIO(text))}


def case_series_in_print(client, key):
    series = client.get("/outcomes/case-series/", filters(key)).context["series"]
    return {category.value: count for category, count in series.summary.categories.items()}


def filters(key):
    return {"as_of": AS_OF.isoformat(), "rule": key}


def label_to_code(label):
    return {category.label: category.value for category in Category}[label]


@pytest.mark.parametrize("read", [console_json, console_table, page, downloaded_csv, case_series_in_print])
@pytest.mark.parametrize("key", RULES)
def test_every_place_counts_as_the_plain_model(signed_in_client, read, key):
    dice = random.Random(key)  # noqa: S311 drawn for a test
    courses = [random_course(dice) for _ in range(60)]
    save(courses)

    found = read(signed_in_client(Role.RESEARCHER), key)

    counted = Counter(
        rule.category(course, AS_OF, By(rule=key)) for course in courses if rule.counts(course, AS_OF, By(rule=key))
    )
    assert found == {category.value: counted[category] for category in RULES[key].categories}
