"""The run's own time. The months that follow-ups take pass in minutes, and every process reads the same clock.

The file holds two numbers: the instant, and by how much the clock has been put forward or back so far. The product
reads its clock in one place (`django.utils.timezone.now`), which the wrapper of the processes puts here.

How far the clock may run ahead is bounded, so that what is wanted does not depend on the faults. The shortest window
closes 21 days after the first dose. Day D is `safe` when the courses begun by then had been entered, and a pass that
began afterwards went through. The clock waits 6 days after the last safe day, and is never put beyond 18 days after
it: so each course is planned before its first window has closed, however the processes fared. That is the engine's
promise in reality, too: what nobody planned in time can't be asked any more.
"""

import mmap
import struct
import threading
from datetime import UTC, datetime
from pathlib import Path

DAY = 24 * 60 * 60  # seconds
RUNS_AHEAD, JUMPS_AHEAD = 6 * DAY, 18 * DAY
STEP = 0.05  # real seconds

_FORMAT = struct.Struct("dd")


class ClockFile:
    """What the processes read, and the harness writes."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        with path.open("r+b") as file:
            access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
            self._shared = mmap.mmap(file.fileno(), _FORMAT.size, access=access)

    @classmethod
    def create(cls, path: Path, begins: datetime) -> "ClockFile":
        path.write_bytes(_FORMAT.pack(begins.timestamp(), 0.0))
        return cls(path, writable=True)

    def read(self) -> tuple[float, float]:
        return _FORMAT.unpack(self._shared[:])

    def write(self, instant: float, jumped: float) -> None:
        self._shared[:] = _FORMAT.pack(instant, jumped)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.read()[0], tz=UTC)


class Clock(threading.Thread):
    """Moves the time on, at so many days a second; after the end at the pace of a usual clock.

    In the nights in which the clinic's clocks change it goes slowly: minutes, not days.
    """

    def __init__(
        self, path: Path, *, begins: datetime, ends: datetime, days_a_second: float, nights: tuple[datetime, ...]
    ) -> None:
        super().__init__(daemon=True)
        self.file = ClockFile.create(path, begins)
        self.begins, self.ends = begins.timestamp(), ends.timestamp()
        self.days_a_second = days_a_second
        self._nights = [night.timestamp() for night in nights]
        # `_highest` is as far as the clock ever was: what is entered behind it, after it was put back, proves nothing.
        self._safe, self._entered, self._highest = begins.timestamp(), [], begins.timestamp()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def now(self) -> datetime:
        return self.file.now()

    def is_over(self) -> bool:
        return self.file.read()[0] >= self.ends

    def run(self) -> None:
        while not self._stopped.wait(STEP):
            with self._lock:
                instant, jumped = self.file.read()
                self._move(self._next(instant), jumped)

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _move(self, instant: float, jumped: float) -> None:
        self.file.write(instant, jumped)
        self._highest = max(self._highest, instant)

    def _next(self, instant: float) -> float:
        pace = 10 * 60 if self._is_night_of_change(instant) else self.days_a_second * DAY * STEP
        night = next((night for night in self._nights if instant < night), self.ends)  # not to be stepped over
        return max(instant + STEP, min(instant + pace, night, self._safe + RUNS_AHEAD, self.ends))

    def _is_night_of_change(self, instant: float) -> bool:
        return any(night <= instant < night + 3 * 60 * 60 for night in self._nights)

    def jump(self, seconds: float) -> float:
        """Put the clock forward or back; answers by how much it went."""
        with self._lock:
            instant, jumped = self.file.read()
            if instant >= self.ends:
                return 0.0
            by = min(seconds, self._safe + JUMPS_AHEAD - instant, self.ends - instant) if seconds > 0 else seconds
            self._move(instant + by, jumped + by)
            return by

    def go_on_after_the_end(self, seconds: float) -> None:
        """So that what waits for hours is due as well."""
        with self._lock:
            instant, jumped = self.file.read()
            self._move(instant + seconds, jumped)

    def courses_were_entered(self) -> None:
        """Those that have begun by now are in the database."""
        with self._lock:
            instant, _ = self.file.read()
            if instant >= self._highest:
                self._entered.append(instant)

    def pass_was_made(self, at: datetime) -> None:
        """A pass that read the clock then went through: what was entered before is planned."""
        with self._lock:
            self._safe = max([self._safe, *(entered for entered in self._entered if entered < at.timestamp())])
            self._entered = [entered for entered in self._entered if entered > self._safe]

    def share_done(self) -> float:
        """From 0 to 1: how much of the run's time has passed."""
        return min(1.0, (self.file.read()[0] - self.begins) / (self.ends - self.begins))
