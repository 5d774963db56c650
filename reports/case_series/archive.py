"""The case series as one file: the data without names, the rule and the filter, and every figure that follows from
them. The same courses give the same bytes, so that two files can be compared."""

import csv
import json
from collections.abc import Iterator
from dataclasses import fields
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string

from core import clinical
from reports import console, drawing, tables, words
from reports.case_series import CaseSeries
from reports.case_series.baseline import columns_of
from reports.case_series.flow_drawing import draw
from reports.case_series.people import Person
from reports.selections import cohort_codes

# Counted up when a name or a meaning in the file changes.
FORMAT = 1
EXPLANATION = """\
Case series of {clinic}. {sentence}

report.json    the rule with its version, the filter, and every number of the report
figures.csv    the figures as tables; each line says its figure, denominator, courses and rule
figures/*.svg  the figures as pictures
data.csv       one line a course, from which all of it follows: column "category" is what the rule made of it

data.csv holds no name, no number of a chart, no day and no typed text. Its lines are in the order of their own text.
Ages are in years at the day prescribed, 90 and over as "90+". "year" is the year prescribed; of those 90 and over it
is left out. Lists are joined by ";". Medicines that the published case series does not name are "other".
Small cells can identify people all the same: 1 to 10 are not for the public without a decision of the clinic.
Empty is not recorded, or not asked.
"""


def pack(series: CaseSeries) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", compression=ZIP_DEFLATED) as archive:
        for name, text in _files(series):
            # Without the time of day: what is the same says so.
            archive.writestr(ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), text, compress_type=ZIP_DEFLATED)
    return out.getvalue()


def _files(series: CaseSeries) -> Iterator[tuple[str, str]]:
    about = [*words.about(series.cohort), settings.CLINIC_NAME]
    yield "README.txt", EXPLANATION.format(clinic=settings.CLINIC_NAME, sentence=words.about(series.cohort)[0])
    yield "report.json", json.dumps(report(series), indent=2) + "\n"
    yield "figures.csv", tables.as_csv(series.figures, about=words.about_columns(series.cohort))
    yield "data.csv", _data(series.people)
    yield "figures/flow.svg", _svg(draw(series.flow))
    for figure in series.figures:
        yield f"figures/{figure.key}.svg", _svg(drawing.for_slide(figure, about=about))


def _svg(picture: drawing.Drawing) -> str:
    return render_to_string("reports/figure.svg", {"drawing": picture})


def report(series: CaseSeries) -> dict:
    """Every number of the case series, for programs."""
    names = [name for name, _ in columns_of(series.people, series.cohort.rule)]
    return {
        "format": FORMAT,
        "filter": {name: str(code) for name, code in cohort_codes(series.cohort).items()},
        "outcomes": console.as_json(series.summary),
        "flow": [{"step": step.label, "count": step.count, "leave": dict(step.leave)} for step in series.flow.steps],
        "numbers": [
            {
                "label": line.label,
                "count": line.count,
                "of": line.of,
                "percent": line.percent,
                "wilson_95": line.wilson,
                "clopper_pearson_95": line.clopper_pearson,
                "text": line.text,
            }
            for line in series.numbers
        ],
        "baseline": {
            part.title: {label: dict(zip(names, texts, strict=True)) for label, texts in part.rows}
            for part in series.baseline
        },
    }


def _data(people: list[Person]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [field.name for field in fields(Person)]
    writer.writerow(["number", *names])
    for number, one in enumerate(people, start=1):
        writer.writerow([number, *(_cell(one, name) for name in names)])
    return out.getvalue()


def _cell(one: Person, name: str) -> object:
    value = getattr(one, name)
    if one.age > clinical.OLDEST_EXACT_AGE and name in ("age", "year"):
        return f"{clinical.OLDEST_EXACT_AGE + 1}+" if name == "age" else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        value = ";".join(value)
    return "" if value is None else tables.as_text(value)
