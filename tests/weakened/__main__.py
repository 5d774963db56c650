"""Takes one guard away at a time, in a copy of the program, and runs the tests that have to notice.

Started by bin/weaken. Prints a line a fault, with what the test said; exits with 1 when a fault was not noticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ldnclinic.launcher import chromium
from tests.weakened.table import ROOT, Fault, NegativeTest, read

FAILED = 1  # pytest's exit code when a test has failed; any other means that none was asked


def main(numbers: list[str]) -> int:
    tests = [test for test in read() if test.fault and (not numbers or str(test.number) in numbers)]
    chromium.ensure()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "program"
        _copy_to(copy)
        whole = _run(copy, *{proof for test in tests for proof in test.proof})
        if whole.returncode:
            print(whole.stdout, "With nothing taken away, the tests already fail.", sep="\n")
            return 1
        unnoticed = [test for test in tests if not _is_noticed(copy, test)]
    print(f"{len(tests) - len(unnoticed)} of {len(tests)} faults were noticed.")
    return bool(unnoticed)


def _copy_to(copy: Path) -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)


def _is_noticed(copy: Path, test: NegativeTest) -> bool:
    result = _run_with(copy, test.fault, *test.proof)
    noticed = result.returncode == FAILED
    said = [line for line in result.stdout.splitlines() if line.startswith("E  ")]
    print(f"{test.number:3} {'noticed' if noticed else 'NOT NOTICED'}: {test.fault.says}", flush=True)
    print(f"    {said[0][2:].strip()[:140] if said else result.stdout[-1000:]}", flush=True)
    return noticed


def _run_with(copy: Path, fault: Fault, *proof: str) -> subprocess.CompletedProcess:
    path = copy / fault.file
    sound = path.read_text()
    weak = fault.applied_to(sound)
    if path.suffix == ".py":
        compile(weak, fault.file, "exec")  # a program that can't start is noticed by anybody
    path.write_text(weak)
    try:
        return _run(copy, *proof, *(["--create-db"] if fault.migrates else []))
    finally:
        path.write_text(sound)
        if fault.migrates:
            _run(copy, "--create-db", "tests/test_safety.py")


def _run(copy: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "-n", "0", "--reuse-db", "--tb=short", "-q", *arguments]
    environment = os.environ | {"PYTHONPATH": str(copy)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
