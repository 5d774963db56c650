"""docs/import.md says what the program does."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from exchange.importing import files
from exchange.importing.columns import COLUMNS
from patients.models import Patient

GUIDE = (Path(__file__).parents[2] / "docs" / "import.md").read_text()


def test_the_guide_has_a_line_for_each_column():
    lines = [f"| `{column.name}`{' *always*' if column.is_required else ''} | {column.means} |\n" for column in COLUMNS]

    assert "".join(lines) in GUIDE


@pytest.mark.parametrize("column", [c for c in COLUMNS if "`" in c.means and "_mg" not in c.name], ids=lambda c: c.name)
def test_each_value_that_the_guide_names_is_accepted(column):
    for value in re.findall(r"`([^`]+)`", column.means):
        if value.partition("=")[0] not in {each.name for each in COLUMNS} and value != "name:mg_per_day":
            column.read(value)


@pytest.mark.django_db
def test_the_guides_example_can_be_imported(tmp_path):
    example = re.search(r"```\n(chart_number,.+?)```", GUIDE, re.DOTALL)[1]
    path = tmp_path / "example.csv"
    path.write_text(example)

    call_command("import_cases", str(path))

    assert list(Patient.objects.values_list("family_name", flat=True)) == ["Abbott", "Rasmussen"]


def test_the_guide_names_the_limits():
    assert f"At most {files.FILE_LIMIT // 2**20} MB, and {files.LINE_LIMIT:,} characters a line." in GUIDE
