"""Medical assistants at their browsers. They save answers and calls, raise emergencies, open the worklist; and send the
same form again until it has gone through, as people do."""

import http.client
import random
import re
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import psycopg

from tests.faults.clock import Clock
from tests.faults.model import Days, Journal, Key
from tests.faults.parts import Postgres

CLINIC = ZoneInfo("America/New_York")
SECONDS_TO_ANSWER = 15
HIDDEN = re.compile(r'name="(form_key|version|csrfmiddlewaretoken)" value="([^"]*)"')
FOLLOWUP = """
SELECT followup.id, followup.patient_id
FROM followups_followup AS followup JOIN patients_patient AS patient ON patient.id = followup.patient_id
WHERE patient.chart_number = %s AND milestone_id = %s AND number = %s
"""
ANSWER = {
    "pgic": "2",
    "relief_percent": "60",
    "continues": "yes",
    "side_effects": "none",
    "strength_mg": "1.5",
    "mode": "phone",
    "answered_by": "patient",
    "number": "",
    "then": "list",
}


class GaveUp(Exception):
    """The run is over, or the page is not the one that was asked for."""


class Browser:
    """One connection after another, with the cookies of one session."""

    def __init__(self, port: int, *, cookie: str, session: str) -> None:
        self.port, self.cookies = port, {cookie: session}

    def request(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, where it redirects to, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, urlencode(form) if form else None, headers)
            response = connection.getresponse()
            text = response.read().decode()
            for line in response.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, response.headers.get("Location", ""), text
        finally:
            connection.close()


class Assistant(threading.Thread):
    """`windows` are the follow-ups that she calls about, each once; no two assistants have the same."""

    def __init__(
        self,
        *,
        browser: Browser,
        user: str,
        windows: dict[Key, Days],
        journal: Journal,
        clock: Clock,
        postgres: Postgres,
        seed: int,
    ) -> None:
        super().__init__(daemon=True)
        self.browser, self.user, self.journal, self.clock, self.postgres = browser, user, journal, clock, postgres
        self.open_first = sorted(windows.items(), key=lambda item: item[1].opens)
        self.rng = random.Random(seed)
        self.tried_again = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set() and not self.clock.is_over():
            with suppress(GaveUp):
                self._do_one_thing()
            self._over.wait(0.02)

    def stop(self) -> None:
        """After what is under way; there are no more faults then."""
        self._over.set()
        self.join(120)

    def _do_one_thing(self) -> None:
        """Mostly answers and calls; each is about another follow-up, whose window is open today."""
        what = self.rng.choices(("answer", "call", "emergency", "catch up"), weights=(50, 25, 10, 15))[0]
        if what == "catch up":
            self._open_worklist()
            return
        key, followup, patient = self._followup()
        if what == "emergency":
            self._raise_emergency(patient)
        elif what == "answer":
            self._save_call(key, followup, ANSWER | {"outcome": ""})
            self.journal.answered.add(key)
        else:
            self._save_call(key, followup, {"outcome": "no_answer", "number": "", "then": "list"})

    def _today(self) -> date:
        return self.clock.now().astimezone(CLINIC).date()

    def _followup(self) -> tuple[Key, int, int]:
        """The next whose window is open for two days; the day asked is one of them, whatever the clock does."""
        today = self._today()
        is_open = (
            (key, days) for key, days in self.open_first if days.opens + timedelta(days=2) <= today <= days.closes
        )
        found = self._pick(is_open)
        self.open_first = [item for item in self.open_first if item[0] != found and item[1].closes >= today]
        if found is None:
            self._over.wait(0.2)
            raise GaveUp
        course, milestone, number = found
        row = self._ask(FOLLOWUP, [str(course), milestone, number])
        if row is None:
            raise GaveUp  # planned by the next pass
        return found, *row

    def _pick(self, windows: Iterable[tuple[Key, Days]]) -> Key | None:
        some = [key for key, _ in zip((key for key, _ in windows), range(20), strict=False)]
        return self.rng.choice(some) if some else None

    def _ask(self, query: str, values: list) -> tuple | None:
        try:
            with psycopg.connect(**self.postgres.connection) as connection:
                return connection.execute(query, values).fetchone()
        except psycopg.Error:
            raise GaveUp from None

    # --- pages ---

    def _save_call(self, key: Key, followup: int, form: dict[str, str]) -> None:
        asked_on = self._today() - timedelta(days=2)  # as written on paper: no clock makes that a day to come
        self._fill_in(f"/follow-ups/{followup}/call/", form | {"asked_on": asked_on.isoformat(), "asked_by": self.user})
        self.journal.calls.add(key)

    def _raise_emergency(self, patient: int) -> None:
        heard = f"Heard as {self.user}-{self.rng.getrandbits(64)}"
        self._fill_in(f"/patients/{patient}/emergency/", {"kind": "trouble_breathing", "heard": heard})
        self.journal.emergencies.add(heard)

    def _open_worklist(self) -> None:
        """The page posts this by itself when the last pass is long ago: the engine without worker and broker."""
        page = self._page("/follow-ups/")
        self._send("/follow-ups/catch-up/", dict(HIDDEN.findall(page)), done=(204,))

    def _fill_in(self, path: str, form: dict[str, str]) -> None:
        self._send(path, dict(HIDDEN.findall(self._page(path))) | form, done=(302,))

    def _page(self, path: str) -> str:
        """Reloaded until it comes."""
        while True:
            status, _, text = self._try("GET", path)
            if status == 200:
                return text
            if 300 <= status < 500:
                raise self._refused(path, status, text)

    def _send(self, path: str, form: dict[str, str], *, done: tuple[int, ...]) -> None:
        """Send until it is answered. Another try has the same form in it, key and all."""
        while True:
            status, location, text = self._try("POST", path, form)
            if status in done and "sign-in" not in location:
                return
            if 200 <= status < 500:
                raise self._refused(path, status, text)
            self.tried_again += 1

    def _try(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status 0 if there was no answer."""
        try:
            return self.browser.request(method, path, form)
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
            return 0, "", ""

    def _refused(self, path: str, status: int, text: str) -> GaveUp:
        """That is wrong, too: whatever she sends is right."""
        words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
        self.journal.refused.append(f"{path} {status} {words[:300]}")
        return GaveUp()
