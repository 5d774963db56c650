import json
import signal
import subprocess

import pytest

from ldnclinic.launcher import folders

from .conftest import all_ended

MANAGE = folders.ROOT / "bin" / "manage"
URLS = "import os, json; print(json.dumps([os.environ['DATABASE_URL'], os.environ['REDIS_URL']]))"
WAIT_FOR_A_LINE = "print('ready', flush=True); input()"


def manage(*arguments):
    return subprocess.run([MANAGE, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_standard_output_is_the_commands_alone(state):
    done = manage("shell", "--no-imports", "-c", URLS)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == 2
    assert all_ended(state, seconds=0)


@pytest.mark.parametrize("status", [0, 1, 3])
def test_the_commands_exit_status_is_kept(state, status):
    assert manage("shell", "--no-imports", "-c", f"import sys; sys.exit({status})").returncode == status


def test_a_second_command_is_a_guest_of_the_first(state, start):
    first = start(MANAGE, "shell", "--no-imports", "-c", "import time; print('ready', flush=True); time.sleep(3)")
    assert first.stdout.readline() == "ready\n"
    announced = json.loads((state / "services.json").read_text())
    second = manage("shell", "--no-imports", "-c", URLS)
    assert json.loads(second.stdout) == [announced["DATABASE_URL"], announced["REDIS_URL"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_leaves_nothing_running(state, start, number):
    command = start(MANAGE, "shell", "--no-imports", "-c", "import time; print('ready', flush=True); time.sleep(99)")
    assert command.stdout.readline() == "ready\n"
    command.send_signal(number)
    assert command.wait(timeout=20) != 0
    assert all_ended(state)
