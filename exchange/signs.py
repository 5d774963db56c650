"""How a long job tells that it lives, and how far it is."""

import time

from django.db import connection, models
from psycopg import sql

SECONDS_BETWEEN_SIGNS = 2
SIGN_OF_LIFE = sql.SQL("UPDATE {table} SET heard_of_at = now(), rows_done = %s, {total} = %s WHERE id = %s")


class Signs:
    """Told of rows, writes now and then to the job's own row, over a connection of its own: the transaction that does
    the work shows nothing before its end. `total_in` is the column for how many rows there are in all."""

    def __init__(self, job: models.Model, *, total_in: str, total: int) -> None:
        self.job, self.total, self.done = job, total, 0
        self.statement = SIGN_OF_LIFE.format(table=sql.Identifier(job._meta.db_table), total=sql.Identifier(total_in))
        self.told_at = time.monotonic()

    def __call__(self, rows: int) -> None:
        self.done += rows
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_SIGNS:
            self._tell()

    def _tell(self) -> None:
        beside = connection.copy()
        try:
            with beside.cursor() as cursor:
                cursor.execute(self.statement, [self.done, self.total, self.job.pk])
        finally:
            beside.close()
        self.told_at = time.monotonic()
