"""The faults, drawn by a seed, and how each is done."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import redis

from tests.faults.clock import DAY, STEP, Clock
from tests.faults.parts import BEAT, Broker, Forked, Nursery, Postgres

HOUR = 60 * 60  # seconds


class Fault(StrEnum):
    """What is done, in the words of the table."""

    TASK_KILLED = "kill -9 of a process that works on a task"
    WORKER_KILLED = "kill -9 of a worker"
    REQUEST_KILLED = "kill -9 of a process that answers requests"
    WEB_KILLED = "kill -9 of the web server"
    BEAT_KILLED = "kill -9 of beat"
    POSTGRES_STOPPED = "PostgreSQL stopped at once"
    BROKER_FLUSHED = "Redis flushed"
    BROKER_KILLED = "Redis killed"
    BROKER_PAUSED = "Redis paused"
    SECOND_BEAT = "a second beat"
    CLOCK_BACK = "clock back an hour"
    CLOCK_FORWARD = "clock forward, up to 12 days"


# How often each comes, of a hundred.
SHARES = {
    Fault.TASK_KILLED: 36,
    Fault.WORKER_KILLED: 10,
    Fault.REQUEST_KILLED: 15,
    Fault.WEB_KILLED: 4,
    Fault.BEAT_KILLED: 5,
    Fault.POSTGRES_STOPPED: 10,
    Fault.BROKER_FLUSHED: 7,
    Fault.BROKER_KILLED: 3,
    Fault.BROKER_PAUSED: 3,
    Fault.SECOND_BEAT: 2,
    Fault.CLOCK_BACK: 3,
    Fault.CLOCK_FORWARD: 2,
}
# What a broken variant can't survive, between all the others.
SURE_TO_HURT = (Fault.POSTGRES_STOPPED, Fault.BROKER_FLUSHED, Fault.TASK_KILLED)


@dataclass(frozen=True)
class Strike:
    fault: Fault
    after: float  # seconds since the one before
    choice: float  # 0 to 1: which process, how long


def schedule(*, count: int, every: float, seed: int, is_broken: bool) -> list[Strike]:
    """The same for the same seed. Each kind comes at least once, if there are enough."""
    rng = random.Random(seed)
    first = rng.sample(list(Fault), len(Fault))
    if is_broken:
        first = [fault for pair in zip(first, SURE_TO_HURT * len(first), strict=False) for fault in pair]
    rest = rng.choices(list(SHARES), weights=list(SHARES.values()), k=max(0, count - len(first)))
    faults = [*first, *rest][:count]
    return [Strike(fault, rng.uniform(0.5, 1.5) * every, rng.random()) for fault in faults]


class Striker:
    """Does the faults, one after another, whatever state the parts are in."""

    def __init__(
        self,
        *,
        clock: Clock,
        nursery: Nursery,
        postgres: Postgres,
        broker: Broker,
        workers: list[Forked],
        beat: Forked,
        web: Forked,
    ) -> None:
        self.clock, self.nursery, self.postgres, self.broker = clock, nursery, postgres, broker
        self.workers, self.beat, self.web = workers, beat, web
        self.second_beats: list[Forked] = []
        self.done: Counter[Fault] = Counter()
        self._how: dict[Fault, Callable[[float], None]] = {
            Fault.TASK_KILLED: self._kill_task,
            Fault.WORKER_KILLED: lambda choice: self._worker(choice).kill(),
            Fault.REQUEST_KILLED: self.web.kill_child,
            Fault.WEB_KILLED: lambda choice: self.web.kill(),
            Fault.BEAT_KILLED: lambda choice: self.beat.kill(),
            Fault.POSTGRES_STOPPED: lambda choice: self.postgres.stop_at_once(),
            Fault.BROKER_FLUSHED: self._flush,
            Fault.BROKER_KILLED: lambda choice: self.broker.kill(),
            Fault.BROKER_PAUSED: lambda choice: self.broker.pause(0.2 + 1.3 * choice),
            Fault.SECOND_BEAT: self._start_second_beat,
            Fault.CLOCK_BACK: lambda choice: self.clock.jump(-HOUR),
            Fault.CLOCK_FORWARD: lambda choice: self.clock.jump(choice * 12 * DAY),
        }

    def strike_all(self, strikes: list[Strike]) -> None:
        """Spread over all the months: on a slow machine the next waits for the clock, which waits for the engine."""
        for number, strike in enumerate(strikes):
            time.sleep(strike.after)
            while self.clock.share_done() < number / len(strikes):
                time.sleep(STEP)
            self._how[strike.fault](strike.choice)
            self.done[strike.fault] += 1

    def end(self) -> None:
        for beat in self.second_beats:
            beat.end()

    def _worker(self, choice: float) -> Forked:
        return self.workers[int(choice * len(self.workers))]

    def _kill_task(self, choice: float) -> None:
        within = choice * len(self.workers) % 1
        self._worker(choice).kill_child(within)

    def _flush(self, choice: float) -> None:
        try:
            with redis.Redis(unix_socket_path=self.broker.socket, socket_timeout=1) as client:
                client.flushall()
        except redis.RedisError:
            self.broker.kill()  # it is down just now, and has lost everything anyhow

    def _start_second_beat(self, choice: float) -> None:
        """It runs beside the first until the end; another strike of the kind takes the place of this one."""
        self.end()
        name = f"beat-{len(self.second_beats) + 2}"
        beat = Forked(name, self.nursery, [*BEAT, "--schedule", str(self.nursery.folder / f"{name}-schedule")])
        beat.start()
        self.second_beats = [beat]
