"""A supervisor that holds two children, of which the second has a child of its own, as servers do."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from .conftest import all_ended, processes_of

PROGRAM = """
import sys
from ldnclinic.launcher.errors import exit_with
from ldnclinic.launcher.supervisor import Supervisor

def main(arguments):
    with Supervisor() as supervisor:
        supervisor.start("The first", ["sleep", "1000"])
        supervisor.start("The second", ["sh", "-c", "trap 'kill $!' TERM; sleep 1000 & wait"])
        print("started", flush=True)
        supervisor.watch()

exit_with(main)
"""


@pytest.fixture
def supervisor(state, start):
    process = start(sys.executable, "-c", PROGRAM)
    assert process.stdout.readline() == "started\n"
    # The second has no child to pass a signal on to before its shell has come so far.
    deadline = time.monotonic() + 20
    while [name_of(pid) for pid in processes_of(state)].count("sleep\n") < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    return process


def name_of(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except FileNotFoundError:  # it has just ended
        return ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(supervisor, state, number):
    supervisor.send_signal(number)
    _, errors = supervisor.communicate(timeout=20)
    assert errors == "Stopped.\n"
    assert all_ended(state)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_kill_9_leaves_no_child(supervisor, state):
    supervisor.kill()
    supervisor.wait()
    assert all_ended(state)


def test_a_child_that_dies_ends_the_run(supervisor, state):
    second = next(pid for pid in processes_of(state) if name_of(pid) == "sh\n")
    os.kill(second, signal.SIGKILL)
    _, errors = supervisor.communicate(timeout=20)
    assert errors == "The second ended unexpectedly (exit status -9).\n"
    assert supervisor.returncode == 1
    assert all_ended(state)
