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
from core.formula import guarded_unless_a_number
from reports import console, drawing, tables, words
from reports.case_series import CaseSeries, leaving
from reports.case_series.baseline import columns_of
from reports.case_series.flow_drawing import draw
from reports.case_series.people import Person
from reports.leaving import Guard
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
SUPPRESSED = """
{words}
data.csv is left out for that: with a line a course, it would tell every count. An export of the same courses has them.
"""


def pack(series: CaseSeries, *, hide_under: int = 0) -> bytes:
    """`hide_under`: counts from 1 to one less, and those they follow from, are hidden in every table and picture."""
    out = BytesIO()
    with ZipFile(out, "w", compression=ZIP_DEFLATED) as archive:
        for name, text in _files(series, leaving.guard_of(series, under=hide_under)):
            # Without the time of day: what is the same says so.
            archive.writestr(ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), text, compress_type=ZIP_DEFLATED)
    return out.getvalue()


def _files(series: CaseSeries, guard: Guard) -> Iterator[tuple[str, str]]:
    cohort, figures = series.cohort, [guard.figure(figure) for figure in series.figures]
    about = [*words.about(cohort), settings.CLINIC_NAME]
    yield "README.txt", _explanation(words.about(cohort)[0], guard)
    yield "report.json", json.dumps(report(series, guard), indent=2) + "\n"
    yield "figures.csv", tables.as_csv(figures, about=[*words.about_columns(cohort), *guard.columns])
    if not guard.under:
        yield "data.csv", _data(series.people)
    yield "figures/flow.svg", _svg(draw(leaving.of_flow(series.flow, guard)))
    for figure in figures:
        yield f"figures/{figure.key}.svg", _svg(drawing.for_slide(figure, about=about))


def _explanation(sentence: str, guard: Guard) -> str:
    text = EXPLANATION.format(clinic=settings.CLINIC_NAME, sentence=sentence)
    return text + SUPPRESSED.format(words=guard.words) if guard.under else text


def _svg(picture: drawing.Drawing) -> str:
    return render_to_string("reports/figure.svg", {"drawing": picture})


def report(series: CaseSeries, guard: Guard) -> dict:
    """Every number of the case series that may be shown, for programs."""
    names = [name for name, _ in columns_of(series.people, series.cohort.rule)]
    flow = leaving.of_flow(series.flow, guard)
    return {
        "format": FORMAT,
        **({"hidden": guard.words} if guard.under else {}),
        "filter": {name: str(code) for name, code in cohort_codes(series.cohort).items()},
        "outcomes": leaving.of_outcomes(console.as_json(series.summary), series.summary, guard),
        "flow": [{"step": step.label, "count": step.count, "leave": dict(step.leave)} for step in flow.steps],
        "numbers": [leaving.of_line(line, guard) for line in series.numbers],
        "baseline": leaving.of_baseline(series.baseline, names, guard),
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
    return "" if value is None else guarded_unless_a_number(value)
