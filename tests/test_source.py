"""What the program's own text may not say. 17, 19 and 20 of the negative tests."""

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from tests.test_house import ROOMS, ROOT, modules_of

# Statements that are put together, each with what makes that harmless.
PUT_TOGETHER = {
    ("core/time_limits.py", 'f"RESET {name}"'): "the names are two constants of the module",
    ("core/database_roles.py", "sql.SQL(statement).format(*quoted)"): "names are quoted as identifiers",
    (
        "core/database_roles.py",
        'sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), hashed.decode())',
    ): "the role is quoted as an identifier, the password as a value",
    ("core/database_roles.py", "statement"): "goes through the module's own constants",
    ("exchange/cohort.py", "SQL.read_text()"): "a file of the program",
    ("exchange/exporting/copying.py", "self.statement"): "COPY of a query of the ORM, with its values bound",
    ("exchange/exporting/making.py", "connection.ops.compose_sql(statement, values)"): "the same, and values bound",
    ("exchange/imports/undoing.py", 'f"{statement}{query})"'): "a query of the ORM, of a table quoted as an identifier",
    ("exchange/signs.py", "self.statement"): "a constant, with names quoted as identifiers",
    ("followups/planning.py", "PLAN + ADD"): "files of the program",
    ("followups/planning.py", "PLAN + then"): "files of the program",
    ("patients/icd10.py", "statement"): "COPY, with names of columns that are quoted as identifiers",
    (
        "reports/building/counting.py",
        "LEFT.format(courses=sql)",
    ): "the courses' query as Django writes it, whose values are parameters",
    (
        "reports/over_time/counts.py",
        "RESPONSES.format(courses=courses, firsts=firsts)",
    ): "both queries as Django writes them, whose values are parameters",
    ("reports/confounders/counts.py", "statement"): "the same, within files of the program",
    ("reports/sensitivity/counts.py", "statement"): "the same, with names made of the module's constants and numbers",
    ("reports/kept.py", '_triggers(tables, "DISABLE")'): "the tables are constants",
    ("reports/kept.py", '_triggers(tables, "ENABLE")'): "the tables are constants",
}
# What makes a query out of names; none of them takes anything of a request.
ASKS = {"filter", "exclude", "get", "order_by", "values", "values_list", "annotate", "aggregate", "alias", "update"}
ASKS |= {"only", "defer", "distinct", "select_related", "prefetch_related", "create", "update_or_create"}
WRITES_JSON = {
    "exchange/exporting/codebook.py": "into a file",
    "exchange/exporting/kinds.py": "into a value of a query",
    "exchange/exporting/order.py": "into a hash",
    "exchange/imports/keeping.py": "into a file",
    "patients/icd_field.py": "into an attribute, which the widget's template escapes",
    "reports/case_series/archive.py": "into a file",
    "reports/management/commands/outcomes.py": "into the terminal",
    "reports/models/saved.py": "into a hash",
}
# Where a link's address stands in a variable: made by the program, a number to call, or held against `is_page`.
ADDRESS = re.compile(r"(^|[._])url$|get_absolute_url$|as_rfc3966$|^back$|^already_saved$|data_uri$")


def sources():
    """(path, text) of each module that is no test and no migration."""
    for room in [*ROOMS, "ldnclinic"]:
        for path in modules_of(room):
            if not {"migrations", "launcher"} & set(path.parts):  # the launcher has a database of its own
                yield str(path.relative_to(ROOT)), path.read_text()


def templates():
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.svg")]:
        yield str(path.relative_to(ROOT)), path.read_text()


def calls(text):
    """(name, call) of each call, by the last part of its name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", None) or getattr(node.func, "id", ""), node


def is_fixed(node):
    """A text that stands there as it is, or a constant."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def statements(text):
    """The statements that a module sends to the database and that are not fixed."""
    for name, call in calls(text):
        if name in ("execute", "executemany", "copy") and call.args and not is_fixed(call.args[0]):
            yield ast.get_source_segment(text, call.args[0])


def loose_queries(text):
    """What goes past the ORM, and what hands it a name from a request."""
    for name, call in calls(text):
        if name in ("RawSQL", "extra", "raw") and isinstance(call.func, ast.Attribute | ast.Name):
            yield ast.get_source_segment(text, call)
        if name in ASKS and not _is_of_the_request(call.func):
            asked = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg is None)]
            if any("request." in ast.get_source_segment(text, one) for one in asked):
                yield ast.get_source_segment(text, call)
        for keyword in call.keywords:
            whole = ast.get_source_segment(text, keyword.value)
            if keyword.arg is None and re.search(r"\b(GET|POST|cookies|COOKIES|headers)\b", whole):
                yield ast.get_source_segment(text, call)


def _is_of_the_request(function):
    """`request.GET.get(...)` asks no table."""
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("request.GET", "request.POST")


def test_17_no_statement_is_put_together_but_those_that_are_listed():
    found = {(path, statement) for path, text in sources() for statement in statements(text)}

    assert found == set(PUT_TOGETHER)


def test_17_nothing_goes_past_the_orm_or_hands_it_a_name_from_a_request():
    assert [(path, query) for path, text in sources() for query in loose_queries(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        'Patient.objects.raw("select 1")',
        'Patient.objects.extra(where=["1=1"])',
        "Patient.objects.annotate(x=RawSQL('1', []))",
        "Patient.objects.filter(**request.GET)",
        "Patient.objects.filter(**request.POST.dict())",
        'Patient.objects.filter(**{request.GET["by"]: 1})',
        'Patient.objects.order_by(request.GET["sort"])',
        "Patient.objects.create(**request.POST)",
    ],
)
def test_17_what_goes_past_is_found(text):
    assert list(loose_queries(text))


@pytest.mark.parametrize("text", ['f"select {x}"', '"a" + b', '"%s" % b', '"{}".format(b)', "built", "' '.join(x)"])
def test_17_what_is_put_together_is_found(text):
    assert list(statements(f"cursor.execute({text})")) == [text]


def unescaped(text):
    """Calls that make markup of what they are given as it is."""
    for name, call in calls(text):
        if name in ("mark_safe", "SafeString", "SafeText", "html_safe"):
            yield ast.get_source_segment(text, call)
        form = {"format_html": 0, "format_html_join": 1}.get(name)
        if form is not None and not all(isinstance(one, ast.Constant) for one in call.args[: form + 1]):
            yield ast.get_source_segment(text, call)


def test_19_no_text_becomes_markup_unescaped():
    in_templates = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")

    assert [(path, call) for path, text in sources() for call in unescaped(text)] == []
    assert [path for path, text in sources() if "def __html__" in text] == []
    assert [path for path, text in templates() if in_templates.search(text)] == []


@pytest.mark.parametrize(
    "text",
    ["mark_safe(x)", 'format_html(f"<p>{x}</p>")', 'format_html("<p>" + x)', 'format_html_join(x, "{}", rows)'],
)
def test_19_what_would_become_markup_is_found(text):
    assert list(unescaped(text)) == [text]


def test_20_a_page_gets_json_only_by_the_filter_that_escapes_it():
    scripts = re.compile(
        r"<script(?![^>]*\ssrc=\"[^\"{]*({% static '[^']+' %})?\")|hx-(vals|headers)=|js:", re.IGNORECASE
    )

    assert {path for path, text in sources() if "json.dumps" in text} == set(WRITES_JSON)
    assert [(path, found[0]) for path, text in templates() if (found := scripts.search(text))] == []


def test_20_no_address_of_a_link_is_typed_by_anybody():
    address = re.compile(r"(?:href|src|action|formaction|hx-get|hx-post)=\"\{\{\s*([^}|\s]+)[^}]*\}\}")
    typed = {(path, name) for path, text in templates() for name in address.findall(text) if not ADDRESS.search(name)}
    url_fields = [
        field
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.fields
        if isinstance(field, models.URLField)
    ]

    assert typed == set()
    assert url_fields == []
    assert [path for path, text in sources() if "URLField" in text or "javascript:" in text.lower()] == []
