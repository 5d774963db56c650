"""Runs mutmut over the rule modules and prints the score of each; started by bin/mutants.

mutmut leaves decorated functions alone. Here half of the rules are properties, and every action is a transaction, so
these two decorators are taken off, the function below is mutated like any other, and they are put on again.
"""

import os
import sys
from collections import Counter

import libcst as cst
from mutmut.__main__ import cli, status_by_exit_code, walk_mutatable_files
from mutmut.mutation import file_mutation
from mutmut.mutation.data import SourceFileMutationData
from mutmut.runners.harness import PytestRunner
from mutmut.state import state

SEEN_THROUGH = ("@property", "@transaction.atomic")
# Those that a test has noticed. What times out is counted against the tests.
KILLED = ("killed", "caught by type check")

_skips = file_mutation.MutationVisitor._skip_node_and_children
_arrangement = file_mutation.function_trampoline_arrangement
_run_tests = PytestRunner.run_tests
FAST_SECONDS = 0.02  # no test with a database is as fast


def _is_seen_through(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.FunctionDef) or len(node.decorators) != 1:
        return False
    return cst.Module([]).code_for_node(node.decorators[0]).strip() in SEEN_THROUGH


def _skip_node_and_children(visitor, node: cst.CSTNode) -> bool:
    return not _is_seen_through(node) and _skips(visitor, node)


def _function_trampoline_arrangement(function: cst.FunctionDef, mutants, class_name: str | None):
    if not _is_seen_through(function):
        return _arrangement(function, mutants, class_name)
    plain = function.with_changes(decorators=())
    declaration, (trampoline, *versions), assignment, names = _arrangement(plain, mutants, class_name)
    decorated = trampoline.with_changes(decorators=(*function.decorators, *trampoline.decorators))
    return declaration, [decorated, *versions], assignment, names


def _run_fast_tests_first(runner, *, mutant_name: str | None, tests) -> int:
    """Most mutants fall to a test without a database; pytest-django would run those last."""
    fast = [test for test in tests if state().duration_by_test[test] < FAST_SECONDS]
    slow = [test for test in tests if test not in fast]
    status = _run_tests(runner, mutant_name=mutant_name, tests=fast or slow)
    return _run_tests(runner, mutant_name=mutant_name, tests=slow) if fast and slow and status == 0 else status


file_mutation.MutationVisitor._skip_node_and_children = _skip_node_and_children
file_mutation.function_trampoline_arrangement = _function_trampoline_arrangement
PytestRunner.run_tests = _run_fast_tests_first


def print_scores() -> None:
    """A line a module: mutants killed, of all; and what became of the others."""
    overall = Counter()
    for path in sorted(walk_mutatable_files()):
        mutants = SourceFileMutationData(path=path)
        mutants.load()
        verdicts = Counter(status_by_exit_code[code] for code in mutants.exit_code_by_key.values())
        overall += verdicts
        print_score(str(path), verdicts)
    print_score("all", overall)


def print_score(name: str, verdicts: Counter) -> None:
    killed, total = sum(verdicts[verdict] for verdict in KILLED), verdicts.total()
    others = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items() if verdict not in KILLED)
    print(f"{name:34} {killed:5} of {total:5} {100 * killed / total if total else 0:6.1f} %  {others}")


if __name__ == "__main__":
    arguments = sys.argv[1:] or ["run", "--max-children", str(os.cpu_count() or 1)]
    cli(arguments, standalone_mode=False)
    if arguments[0] == "run":
        print_scores()
