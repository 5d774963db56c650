"""The process from which the program's own are forked: a worker that died is back in a moment, as often as it dies.

It imports the program once, and sets its clock to the run's. Each line on its standard input is the command line of
a process to start, with the file for its output; the answer is the process's number. What runs then is Celery's and
gunicorn's own command line, in a session of its own.
"""

import ctypes
import gc
import json
import os
import runpy
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

PR_SET_PDEATHSIG = 1  # from Linux's <sys/prctl.h>
# The run's weeks pass in seconds, so what the product counts in hours would be over before a process is back: these
# last as long as they would in reality, where a kill costs seconds.
A_LONG_TIME = timedelta(days=2000)
BEAT_EVERY = 0.5  # seconds, in place of 60
# So much more often than in production beat strikes: by so much less than the others its clock is put forward or back.
BEAT_SCALE = 60 / BEAT_EVERY


def main() -> None:
    import_the_program()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    print("ready", flush=True)
    for line in sys.stdin:
        print(start(**json.loads(line)), flush=True)


def import_the_program() -> None:
    import django

    from ldnclinic.celery import app
    from tests.faults.clock import ClockFile

    django.setup()
    # Imported once, for all that are forked.
    import celery.bin.celery
    import celery.bin.worker  # noqa: F401
    import gunicorn.app.wsgiapp  # noqa: F401
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.utils import timezone

    from core import submissions

    clock = ClockFile(Path(os.environ["FAULTS_CLOCK"]))
    timezone.now = clock.now
    submissions.KEPT_FOR = A_LONG_TIME
    settings.SESSION_COOKIE_AGE = int(A_LONG_TIME.total_seconds())
    app.conf.beat_schedule["tick"]["schedule"] = BEAT_EVERY
    get_wsgi_application()
    _set_clock_of_beat(clock)
    _break(os.environ.get("FAULTS_VARIANT", ""))
    gc.freeze()


def _set_clock_of_beat(clock) -> None:
    from celery.schedules import BaseSchedule

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=clock.read()[1] / BEAT_SCALE)

    BaseSchedule.now = now


def _break(variant: str) -> None:
    if variant:
        from followups import tick
        from tests.faults import broken

        tick.STEPS = broken.put_into(tick.STEPS, variant)


def start(*, command: list[str], log: str) -> int:
    nursery = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _become(command, log, nursery)
        finally:
            os._exit(1)
    return pid


def _become(command: list[str], log: str, nursery: int) -> None:
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != nursery:
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    module, *arguments = command
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
