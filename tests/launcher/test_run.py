"""The demo as its user starts it. One test, since every start takes seconds and the first one seeds."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from ldnclinic.launcher import folders
from ldnclinic.launcher.run import web_answers

from .conftest import all_ended, processes_of

RUN = folders.ROOT / "bin" / "run"
WORKER = re.compile(rb"celery.*[ \0]worker[ \0]")  # with spaces once it has given itself a title
MANAGE = folders.ROOT / "bin" / "manage"


def test_the_demo_starts_serves_and_stops(state, start):
    with socket.create_server(("127.0.0.1", 0)) as other_program:
        port = other_program.getsockname()[1]
        demo, greeting = start_demo(start, port)
        assert f"Port {port} is taken by another program" in greeting
        assert_it_greets(greeting)
        assert_a_second_one_is_refused()
        assert subprocess.run([MANAGE, "migrate", "--check"], capture_output=True).returncode == 0
        demo.send_signal(signal.SIGINT)
        assert demo.stdout.read().strip() == "Stopped."
        assert demo.wait() == 0
        assert all_ended(state, seconds=0)

    demo, _ = start_demo(start, port)
    demo.kill()
    assert all_ended(state)

    demo, _ = start_demo(start, port)
    os.kill(worker_of(state), signal.SIGKILL)
    _, errors = demo.communicate(timeout=30)
    assert "The worker ended unexpectedly" in errors
    assert demo.returncode == 1
    assert all_ended(state, seconds=0)


def start_demo(start, port):
    demo = start(RUN, "--port", str(port))
    greeting = []
    for line in demo.stdout:
        greeting.append(line)
        if "starts over" in line:
            return demo, "".join(greeting)
    raise AssertionError(demo.stderr.read())


def assert_it_greets(greeting):
    assert "every patient here is invented" in greeting
    for role in ("Medical assistant", "Clinician", "Administrator", "Researcher"):
        assert role in greeting
    assert "The code that is asked for then: 246810" in greeting
    assert web_answers(int(re.search(r"http://localhost:(\d+)", greeting)[1]))


def assert_a_second_one_is_refused():
    second = subprocess.run([RUN], capture_output=True, text=True)
    assert second.returncode == 1
    assert second.stderr == "bin/run is running in this checkout already: stop it first.\n"


def worker_of(state):
    """Celery's first process; those of its pool came later. It starts beside the web server, and may be slower."""
    for _ in range(300):
        workers = [pid for pid in processes_of(state) if WORKER.search(Path(f"/proc/{pid}/cmdline").read_bytes())]
        if workers:
            return min(workers)
        time.sleep(0.1)
    raise AssertionError("No worker was started.")
