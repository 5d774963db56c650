"""The table of negative tests is whole, and each of its faults still has its place in the program."""

import ast
from functools import cache

import pytest

from tests.weakened.table import DOCUMENT, ROOT, document, read

ASKED = range(1, 64)


@cache
def _names_in(file):
    return {node.name for node in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_number_has_its_row():
    assert [test.number for test in read()] == [*ASKED]


@pytest.mark.parametrize("test", read(), ids=lambda test: str(test.number))
def test_a_row_has_tests_that_are_there_and_a_fault_that_has_its_place(test):
    assert bool(test.proof) == bool(test.fault) == (not test.leaves_out) or (test.proof and test.leaves_out)
    for proof in test.proof:
        file, _, name = proof.partition("::")
        assert not name or name.partition("[")[0] in _names_in(file)
    if test.fault:
        assert test.fault.applied_to((ROOT / test.fault.file).read_text())


def test_the_document_has_the_table_of_today():
    assert DOCUMENT.read_text() == document()
