"""One run: a clinic of its own, faults while its follow-ups become due, and the verdict."""

import json
import socket
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from ldnclinic.launcher import environment, folders
from ldnclinic.launcher.supervisor import Supervisor
from tests.faults import model, set_up, verdict
from tests.faults.assistants import CLINIC, Assistant, Browser
from tests.faults.clock import Clock
from tests.faults.mail import MailServer
from tests.faults.model import Journal, PlanRow
from tests.faults.parts import BEAT, WEB, WORKER, Broker, Forked, Nursery, Postgres
from tests.faults.strikes import Striker, schedule
from tests.faults.watch import Watch

WORKERS = 2
BEGINS = datetime(2027, 9, 1, 12, tzinfo=UTC)
# Half a year and its window after the last course has begun; the year's window is not open yet then.
ENDS = BEGINS + timedelta(days=set_up.DAYS_OF_STARTS + 184 + 42 + 3)
# 2 am of the nights in which New York's clocks change, an hour before it in winter's time.
NIGHTS = (datetime(2027, 11, 7, 5, tzinfo=UTC), datetime(2028, 3, 12, 6, tzinfo=UTC))
SECONDS_TO_START = 120
SECONDS_TO_CATCH_UP = 900
# A variant that waits for messages gets as long as they can take.
SECONDS_OF_GRACE = 20

PLAN = "SELECT id, offset_months, offset_days, opens_days_before, closes_days_after, repeats FROM followups_milestone"
LEFT_OPEN = "SELECT count(*) FROM followups_followup WHERE state = 'open' AND window_closes_on < %s"
REPAIRS = "SELECT kind, count(*) FROM followups_repair GROUP BY kind"


@dataclass(frozen=True, kw_only=True)
class Options:
    faults: int
    courses: int
    every: float
    seed: int
    variant: str

    @property
    def days_a_second(self) -> float:
        """So that the months last about as long as the faults."""
        return (ENDS - BEGINS).days / max(20.0, self.faults * self.every)


@dataclass(frozen=True)
class Result:
    options: Options
    verdict: verdict.Verdict
    seconds: float
    faults: dict[str, int]
    passes: int
    # What the nightly check planned before the pass did: courses are entered here without the program's signals, and
    # another pass may settle what is last of a course while the check looks at it.
    repairs: dict[str, int]
    saved: int
    tried_again: int
    starts: dict[str, int]

    def as_json(self) -> str:
        values = asdict(self)
        values["verdict"].pop("wrong")
        return json.dumps(values | {"good": self.verdict.is_good})


class Run:
    """Everything that lives as long as the run does; made in order, ended in the other."""

    def __init__(self, options: Options, stack: ExitStack) -> None:
        self.options = options
        self.folder = stack.enter_context(folders.temporary_folder())
        self.supervisor = stack.enter_context(Supervisor())
        self.postgres, self.broker = Postgres(self.supervisor, self.folder), Broker(self.supervisor, self.folder)
        self.journal, self.mail = Journal(), MailServer()
        self.mail.start()
        for part in (self.postgres, self.broker):
            part.start()
        _wait_for(lambda: self.postgres.url and self.broker.url, "PostgreSQL and the broker")
        self.clock = Clock(
            self.folder / "clock", begins=BEGINS, ends=ENDS, days_a_second=options.days_a_second, nights=NIGHTS
        )
        self.environment = self._environment()
        self.sessions = self._set_up()
        self.listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        self.parts = self._program()
        self.watch = Watch(self.clock, self.postgres)

    def _environment(self) -> dict[str, str]:
        return environment.of_demo(
            self.folder,
            {
                # Whatever the caller's own are: without https, and without collected static files.
                "DEBUG": "1",
                "DEMO": "1",
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": self.postgres.url,
                "REDIS_URL": self.broker.url,
                "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
                "PYTHONPATH": str(folders.ROOT),
                "FAULTS_CLOCK": str(self.folder / "clock"),
                "FAULTS_VARIANT": self.options.variant,
                "FAULTS_DAYS_A_SECOND": str(self.options.days_a_second),
            },
        )

    def _set_up(self) -> list[dict[str, str]]:
        settings = {"cwd": folders.ROOT, "env": self.environment, "text": True}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        self.supervisor.output_of("The migration", migrate, **settings)
        load = [sys.executable, "-m", "tests.faults.set_up", str(self.options.courses)]
        return json.loads(self.supervisor.output_of("The set-up", load, **settings).splitlines()[-1])

    def _program(self) -> dict[str, Forked]:
        number = self.listening.fileno()
        nursery = Nursery(self.supervisor, folder=self.folder, environment=self.environment, pass_fds=[number])
        self.nursery = nursery
        commands = {f"worker-{n}": [*WORKER, "--hostname", f"worker-{n}@here"] for n in range(1, WORKERS + 1)}
        commands["beat"] = [*BEAT, "--schedule", str(self.folder / "beat-schedule")]
        commands["web"] = [*WEB, "--bind", f"fd://{number}"]
        return {name: Forked(name, nursery, command) for name, command in commands.items()}

    def assistants(self, plan: list[PlanRow]) -> list[Assistant]:
        """Each has her own share of the courses, of which she asks some."""
        holidays, first_doses = frozenset(set_up.HOLIDAYS), set_up.first_doses(self.options.courses)
        port = self.listening.getsockname()[1]
        result = []
        for share, session in enumerate(self.sessions):
            windows = {
                (course, row.id, 1): model.days_of(row, 1, first_doses[course], holidays)
                for course in range(share, len(first_doses), len(self.sessions))
                for row in plan
            }
            browser = Browser(port, cookie=session["cookie"], session=session["session"])
            result.append(
                Assistant(
                    browser=browser,
                    user=session["user"],
                    windows=windows,
                    journal=self.journal,
                    clock=self.clock,
                    postgres=self.postgres,
                    seed=self.options.seed + share,
                )
            )
        return result

    def ask(self, query: str, *values) -> list[tuple]:
        with psycopg.connect(**self.postgres.connection) as connection:
            return connection.execute(query, values).fetchall()


def make(options: Options, log: Path | None = None) -> Result:
    """A whole run. `log` is a folder to keep the processes' logs in."""
    with ExitStack() as stack:
        run = Run(options, stack)
        began = time.monotonic()
        plan = [PlanRow(*row) for row in run.ask(PLAN)]
        striker = Striker(
            clock=run.clock,
            nursery=run.nursery,
            postgres=run.postgres,
            broker=run.broker,
            workers=[run.parts[f"worker-{n}"] for n in range(1, WORKERS + 1)],
            beat=run.parts["beat"],
            web=run.parts["web"],
        )
        assistants = run.assistants(plan)
        for thread in (*run.parts.values(), run.watch, run.clock, *assistants):
            thread.start()
        try:
            strikes = schedule(
                count=options.faults, every=options.every, seed=options.seed, is_broken=bool(options.variant)
            )
            striker.strike_all(strikes)
            _let_it_end(run, assistants)
            return _judge(run, plan, striker, assistants, seconds=time.monotonic() - began)
        finally:
            if log:
                _keep_logs(run.folder, log)
            striker.end()
            for part in (*run.parts.values(), run.broker, run.postgres):
                part.end()


def _let_it_end(run: Run, assistants: list[Assistant]) -> None:
    """Until the last day has come, and a pass that began on it has gone through."""
    _wait_for(run.clock.is_over, "the last day", seconds=SECONDS_TO_CATCH_UP)
    for assistant in assistants:
        assistant.stop()
    run.clock.go_on_after_the_end(2 * 60 * 60)  # seconds; by then every emergency is passed on
    for _ in range(2):
        began_after = run.clock.now() + timedelta(seconds=1)
        _wait_for(lambda at=began_after: run.watch.last_pass and run.watch.last_pass > at, "the last pass")
    if run.options.variant:
        _wait_for_messages(run)
    run.watch.stop()
    run.clock.stop()


def _wait_for_messages(run: Run) -> None:
    today, until = _today(run), time.monotonic() + SECONDS_OF_GRACE
    while time.monotonic() < until and run.ask(LEFT_OPEN, today)[0][0]:
        time.sleep(0.5)


def _today(run: Run) -> date:
    return run.clock.now().astimezone(CLINIC).date()


def _judge(run: Run, plan: list[PlanRow], striker: Striker, assistants: list[Assistant], *, seconds: float) -> Result:
    wanted = model.wanted(
        plan=plan,
        first_doses=set_up.first_doses(run.options.courses),
        holidays=frozenset(set_up.HOLIDAYS),
        journal=run.journal,
        today=_today(run),
    )
    with psycopg.connect(**run.postgres.connection) as connection:
        found = verdict.of(connection, wanted=wanted, journal=run.journal, mails=run.mail.received)
    return Result(
        options=run.options,
        verdict=found,
        seconds=round(seconds, 1),
        faults={fault.value: count for fault, count in striker.done.items()},
        passes=run.watch.passes,
        repairs=dict(run.ask(REPAIRS)),
        saved=len(run.journal.calls) + len(run.journal.emergencies),
        tried_again=sum(assistant.tried_again for assistant in assistants),
        starts={part.name: part.starts for part in (run.postgres, run.broker, *run.parts.values())},
    )


def _wait_for(is_so, what: str, *, seconds: float = SECONDS_TO_START) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not after {seconds:.0f} seconds")
        time.sleep(0.1)


def _keep_logs(folder: Path, log: Path) -> None:
    log.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.log"):
        log.joinpath(file.name).write_bytes(file.read_bytes())
