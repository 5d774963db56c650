"""The harness's own look at the database: courses begin there on their day, and the clock learns how far the engine
has got."""

import threading
from datetime import datetime

import psycopg

from tests.faults.clock import Clock
from tests.faults.parts import Postgres

LOOKS_EVERY = 0.15  # seconds

BEGIN = """
UPDATE prescriptions_prescription SET state = 'active', first_dose_on = prescribed_on
WHERE state = 'sent' AND prescribed_on <= (%s AT TIME ZONE 'America/New_York')::date
"""
HEARTBEAT = "SELECT at FROM core_heartbeat WHERE name = 'tick'"


class Watch(threading.Thread):
    """Tries again until it gets through, whatever PostgreSQL is at."""

    def __init__(self, clock: Clock, postgres: Postgres) -> None:
        super().__init__(daemon=True)
        self.clock, self.postgres = clock, postgres
        self.last_pass: datetime | None = None
        self.passes = 0
        self._stopped = threading.Event()

    def run(self) -> None:
        connection = None
        while not self._stopped.wait(LOOKS_EVERY):
            try:
                connection = connection or psycopg.connect(**self.postgres.connection)
                self._look(connection)
            except psycopg.Error:
                connection = None

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _look(self, connection: psycopg.Connection) -> None:
        with connection.transaction():
            now = self.clock.now()
            connection.execute(BEGIN, [now])
            connection.execute("UPDATE faults_clock SET instant = %s", [now])
            row = connection.execute(HEARTBEAT).fetchone()
        self.clock.courses_were_entered()
        if row and row[0] != self.last_pass:
            self.last_pass = row[0]
            self.passes += 1
            self.clock.pass_was_made(row[0])
