"""That nothing asks for patients but through the gate of `accounts/sight.py`."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from patients.models import AppointmentFile, Patient
from tests.test_house import ROOMS, ROOT

GATES = {"seen_by", "reported_to", "open_to"}
# What pages ask that is too much for their views.
BEHIND_THE_VIEWS = [
    "followups/digest.py",
    "followups/jump.py",
    "followups/worklist.py",
    "reports/case_series/flow.py",
    "reports/chart/page.py",
    "reports/cohorts.py",
    "reports/home.py",
    "reports/lots.py",
    "reports/review/search.py",
]


def models_about_patients():
    """The patient, and whatever a foreign key leads from to one."""
    ours = [m for m in apps.get_models() if m._meta.app_label in ROOMS and not hasattr(m, "pgh_tracked_model")]
    found, before = {Patient, AppointmentFile}, None
    while found != before:
        before = set(found)
        found |= {m for m in ours if any(f.related_model in before for f in m._meta.concrete_fields if f.is_relation)}
    return found


def test_every_table_about_patients_has_the_gate():
    without = [model._meta.label for model in models_about_patients() if not hasattr(model._default_manager, "seen_by")]

    assert without == []


def chain_of(node, parents):
    """The names called one after the other on this: `Patient.objects.seen_by(user).matching(text)`."""
    names = []
    while isinstance(above := parents.get(node), ast.Attribute | ast.Call) and node in (
        getattr(above, "value", None),
        getattr(above, "func", None),
    ):
        node = above
        names += [node.attr] if isinstance(node, ast.Attribute) else []
    return node, names


def ungated(source, names):
    """(line, why) of each question about patients that does not begin at the gate.

    A subquery is tied to its outer row, which went through the gate: it names `OuterRef`. What a chart or a list reads
    with its rows is a `Prefetch`, tied no less.
    """
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or node.id not in names or not isinstance(node.ctx, ast.Load):
            continue
        whole, called = chain_of(node, parents)
        above = parents.get(whole)
        if called[:1] in (["objects"], ["_default_manager"], ["_base_manager"]):
            # A chain that is handed to the gate goes through it, too.
            is_gated = set(called) & GATES or _is_handed_to_the_gate(above)
            if not is_gated and not _is_tied(node, parents):
                yield node.lineno, f"{node.id}.objects without the gate"
        elif isinstance(above, ast.Call) and whole in above.args and not called and _name(above.func) not in HARMLESS:
            yield node.lineno, f"{node.id} handed to {_name(above.func)}"


HARMLESS = {"isinstance", "partial"}


def _name(function):
    return getattr(function, "attr", None) or getattr(function, "id", "")


def _is_handed_to_the_gate(above):
    return isinstance(above, ast.Call) and _name(above.func) in GATES


def _is_tied(node, parents):
    """Whether the statement around it names its outer row."""
    while not isinstance(node, ast.stmt):
        node = parents[node]
    scope = node
    while not isinstance(scope, ast.FunctionDef | ast.Module):
        scope = parents[scope]
    words = {n.id for n in ast.walk(scope if isinstance(scope, ast.FunctionDef) else node) if isinstance(n, ast.Name)}
    return bool(words & {"OuterRef", "Prefetch", "prefetch_related"})


def modules_that_answer_pages():
    for room in ROOMS:
        for part in ("views", "templatetags"):
            yield from (ROOT / room / part).rglob("*.py")
    yield from (ROOT / path for path in BEHIND_THE_VIEWS)


@pytest.mark.parametrize("path", sorted(modules_that_answer_pages()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_asks_for_patients_through_the_gate_alone(path: Path):
    names = {model.__name__ for model in models_about_patients()}

    assert list(ungated(path.read_text(), names)) == []


@pytest.mark.parametrize(
    "source",
    [
        "get_object_or_404(Patient, pk=pk)",
        "Patient.objects.get(pk=pk)",
        "Patient.objects.filter(pk=pk).select_related('x')",
        "get_object_or_404(Visit.objects.select_related('patient'), pk=pk)",
        "Visit._default_manager.all()",
        "get_list_or_404(Visit)",
    ],
)
def test_what_goes_past_the_gate_is_found(source):
    assert len(list(ungated(source, {"Patient", "Visit"}))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)",
        "Patient.objects.seen_by(user).matching(text)",
        "CourseOutcome.objects.as_of(day).seen_by(user)",
        "cohort.open_to(Patient.objects.all())",
        "Visit(patient=patient)",
        "def find(pk: int) -> Patient: ...",
        "partial(Form, instance=Visit(patient=patient))",
    ],
)
def test_what_goes_through_it_is_not(source):
    assert list(ungated(source, {"Patient", "Visit", "CourseOutcome"})) == []
