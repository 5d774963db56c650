"""Child processes that end when this process does, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from .errors import LauncherError, StopRequestedError

PR_SET_PDEATHSIG = 1  # from Linux's <sys/prctl.h>
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_STOP = 15

libc = ctypes.CDLL(None)


class Supervisor:
    """A context manager: children start inside it, and are stopped, the last one first, when it is left."""

    def __init__(self):
        self.children = []

    def __enter__(self):
        _handle_stop_signals(_request_stop)
        return self

    def __exit__(self, *exception):
        _handle_stop_signals(signal.SIG_IGN)
        for child in reversed(self.children):
            child.stop()

    def start(self, name, command, *, stop_signal=signal.SIGTERM, **popen):
        """Starts a child in its own session: Ctrl-C reaches only this process, which stops them in order."""
        process = subprocess.Popen(
            command, start_new_session=True, preexec_fn=_die_with_this_process(stop_signal), **popen
        )
        child = Child(name, process, stop_signal)
        self.children.append(child)
        return child

    def output_of(self, name, command, **popen):
        """Runs a child to its end, and answers what it printed."""
        child = self.start(name, command, stdout=subprocess.PIPE, **popen)
        output, _ = child.process.communicate()
        if child.process.returncode != 0:
            raise child.death()
        self.children.remove(child)
        return output

    def ensure_all_run(self):
        for child in self.children:
            if not child.is_running():
                raise child.death()

    def watch(self):
        while True:
            self.ensure_all_run()
            time.sleep(0.2)

    def run_in_foreground(self, command, **popen):
        """Runs a command that may use the terminal, and answers its exit status."""
        process = subprocess.Popen(command, preexec_fn=_die_with_this_process(signal.SIGTERM), **popen)

        def pass_on(number, _frame):
            if number != signal.SIGINT or not _in_terminals_foreground():
                process.send_signal(number)

        _handle_stop_signals(pass_on)
        try:
            return _exit_status(process.wait())
        finally:
            _handle_stop_signals(_request_stop)


class Child:
    def __init__(self, name, process, stop_signal):
        self.name, self.process, self.stop_signal = name, process, stop_signal

    def is_running(self):
        return self.process.poll() is None

    def death(self):
        return LauncherError(f"{self.name} ended unexpectedly (exit status {self.process.returncode}).")

    def stop(self):
        if self.is_running():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                print(f"{self.name} does not stop by itself: killed.", file=sys.stderr)
        with suppress(ProcessLookupError):  # nothing is left of it
            os.killpg(self.process.pid, signal.SIGKILL)  # what it started, and did not stop
        self.process.wait()


def _handle_stop_signals(handler):
    for number in STOP_SIGNALS:
        signal.signal(number, handler)


def _request_stop(number, _frame):
    raise StopRequestedError(signal.Signals(number).name)


def _die_with_this_process(number):
    """For Popen: Linux sends the child that signal when this process ends, even by kill -9."""
    if sys.platform != "linux":
        return None
    parent = os.getpid()

    def in_child():
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # the parent ended before the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return in_child


def _in_terminals_foreground():
    """Then Ctrl-C has reached the command already, and a second one would cut its clean-up short."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:  # standard input is no terminal
        return False


def _exit_status(returncode):
    """As a shell puts it: 128 + the signal that ended the command."""
    return returncode if returncode >= 0 else 128 - returncode
