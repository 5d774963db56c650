"""The harness itself: it finds out two engines that are often built so, and that lose follow-ups. `.ci/run` strikes
the clinic's own."""

import json
import subprocess
import sys

import pytest

from ldnclinic.launcher import folders
from tests.faults.strikes import Fault, schedule


@pytest.mark.parametrize("variant", ["claim-first", "message-each"])
def test_a_broken_engine_is_found_out(variant):
    command = [sys.executable, "-m", "tests.faults", "40", "--courses", "100", "--variant", variant]

    run = subprocess.run(command, cwd=folders.ROOT, stdout=subprocess.PIPE, text=True, check=False)

    result = json.loads(run.stdout.splitlines()[-1])
    assert result["verdict"]["lost"] > 0
    assert run.returncode == 1


def test_the_same_seed_gives_the_same_faults():
    def drawn(seed):
        return schedule(count=200, every=0.4, seed=seed, is_broken=False)

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_every_kind_of_fault_strikes_at_least_once():
    drawn = schedule(count=len(Fault), every=0.4, seed=1, is_broken=False)

    assert {strike.fault for strike in drawn} == set(Fault)
