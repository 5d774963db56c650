"""Ten thousand guesses at passwords over four hours: how many get in, how many are tried at all, and whether the time
that an answer takes tells which names there are."""

import argparse
import itertools
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from unittest import mock

import django

GUESSES, HOURS = 10_000, 4
# Sign-ins with a known and with an unknown name, each.
SAMPLES = 200
WARM_UP = 5
USERS = ("robin", "quinn", "ruth.gray", "morgan")
NOBODY = "nobody"
# One user's name in other letters, which must not be counted apart.
SPELLINGS = (str, str.upper, str.title, lambda name: f" {name}", lambda name: f"{name}\u00a0", lambda name: _wide(name))
ADDRESSES = tuple(f"203.0.113.{n}" for n in range(1, 41))
QUARTER_HOUR = 15 * 60  # seconds
EMPTIED_EVERY = 97  # guesses: the cache, and with it whatever counts there
COOKIES_KEPT_EVERY = 7  # guesses: as a browser that was here before; the others come without
OTHERS_STORE = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench guesses")
    parser.add_argument("--guesses", type=int, default=GUESSES)
    parser.add_argument("--hours", type=int, default=HOURS)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    options = parser.parse_args()
    django.setup()
    logging.disable(logging.WARNING)  # each failure is a line, and the figures are to be read
    measure(guesses=options.guesses, hours=options.hours, samples=options.samples)


def measure(*, guesses: int, hours: int, samples: int) -> None:
    from django.test.utils import override_settings

    from bench import database
    from bench.timing import say, say_load

    say_load()
    database.migrate()
    # Else a page that is shown would want `collectstatic` first.
    with override_settings(STORAGES=OTHERS_STORE):
        make_users()
        attack = Attack(guesses=guesses, minutes=60 * hours)
        attack.run()
        say("guesses, users, addresses, hours", f"{attack.sent:,}, {len(USERS)}, {len(ADDRESSES)}, {hours}")
        say("answered that there were too many tries", f"{attack.refused:,}")
        say("let in, with the right password among the guesses", str(attack.let_in))
        say("tried of one user within a quarter of an hour, at most", str(attack.most_tried))
        compare("a sign-in with a wrong password", sign_in, samples)
        compare("a link asked for on the page for a forgotten one", ask_for_link, samples)
    say_load()


def make_users() -> None:
    from accounts.models import User
    from tests.signing_in import can_sign_in

    for name in USERS:
        address = f"{name}@clinic.example.org"
        can_sign_in(User.objects.get_or_create(username=name, defaults={"email": address})[0])


# --- guessing -------------------------------------------------------------------------------------------------


@dataclass
class Attack:
    """So many guesses, spread over so many minutes by the throttle's clock."""

    guesses: int
    minutes: int
    sent: int = 0
    refused: int = 0
    let_in: int = 0
    # When a password of a user was held against the stored one: seconds of the throttle's clock.
    tried: dict[str, list[float]] = field(default_factory=dict)

    def run(self) -> None:
        from django.core.cache import cache

        dice = random.Random(6)  # noqa: S311 the same guesses in every run
        with self._tries_noted():
            for minute in range(self.minutes):
                for name, password in self._of_minute(minute):
                    self._guess(dice, name, password)
                    if self.sent % EMPTIED_EVERY == 0:
                        cache.clear()
                self._pass_a_minute()

    @property
    def most_tried(self) -> int:
        """The passwords of one user that were tried within any quarter of an hour."""
        return max(
            (
                sum(begin <= at < begin + QUARTER_HOUR for at in times)
                for times in self.tried.values()
                for begin in times
            ),
            default=0,
        )

    def _of_minute(self, minute: int) -> Iterator[tuple[str, str]]:
        """(name, password) by turns; the right password comes last, when the name has long been locked."""
        from tests.signing_in import PASSWORD

        count = self.guesses * (minute + 1) // self.minutes - self.guesses * minute // self.minutes
        names = itertools.islice(itertools.cycle(USERS), count)
        for n, name in enumerate(names):
            yield name, PASSWORD if n >= max(5 * len(USERS), count - len(USERS)) else f"guess {minute} {n}"

    def _guess(self, dice: random.Random, name: str, password: str) -> None:
        from django.test import Client

        if self.sent % COOKIES_KEPT_EVERY or not self.sent:
            self.client = Client()
        answer = self.client.post(
            "/sign-in/",
            {"login": dice.choice(SPELLINGS)(name), "password": password},
            REMOTE_ADDR=dice.choice(ADDRESSES),
            HTTP_USER_AGENT=f"agent {dice.randrange(1000)}",
            HTTP_X_FORWARDED_FOR=f"10.0.0.{dice.randrange(256)}",
        )
        self.sent += 1
        self.refused += answer.status_code == 429
        self.let_in += answer.status_code == 302

    @contextmanager
    def _tries_noted(self) -> Iterator[None]:
        """Whatever gets past the throttle asks Django's backend: that is the one place to look from outside."""
        from django.contrib.auth.backends import ModelBackend

        from accounts.throttle import key_of

        users = {key_of(name): name for name in USERS}
        ask, began = ModelBackend.authenticate, time.monotonic()
        self.passed = 0.0

        def noted(backend: ModelBackend, request: object, username: str | None = None, **credentials) -> object:
            at = self.passed + time.monotonic() - began
            self.tried.setdefault(users.get(key_of(username or ""), NOBODY), []).append(at)
            return ask(backend, request, username=username, **credentials)

        with mock.patch.object(ModelBackend, "authenticate", noted):
            yield

    def _pass_a_minute(self) -> None:
        """The throttle counts what is younger than a quarter of an hour: all of it becomes a minute older."""
        from axes.models import AccessAttempt
        from django.db.models import F

        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
        self.passed += 60


def _wide(name: str) -> str:
    """In the letters of an East Asian keyboard."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in name)


# --- the time of an answer ------------------------------------------------------------------------------------


def compare(what: str, ask: Callable[[str], float], samples: int) -> None:
    """The medians of so many of each, by turns."""
    from bench.timing import in_turn, say

    sides = {"known": lambda: ask(USERS[0]), "unknown": lambda: ask(NOBODY)}
    taken = in_turn(sides, samples + WARM_UP)
    known, unknown = (1000 * median(taken[side][WARM_UP:]) for side in ("known", "unknown"))
    say(f"{what}: known name", f"median {known:.1f} ms ({samples} times)")
    say(f"{what}: unknown name", f"median {unknown:.1f} ms ({samples} times)")
    say("  apart", f"{abs(known - unknown):.1f} ms")


def sign_in(name: str) -> float:
    """The seconds of one wrong try, as the first of its quarter of an hour."""
    from axes.models import AccessAttempt

    AccessAttempt.objects.all().delete()
    return _post("/sign-in/", {"login": name, "password": "a wrong guess"}, 200)


def ask_for_link(name: str) -> float:
    """The seconds of one asking, as the first of its five minutes: a mail is put into the outbox for who is known."""
    from core.models import OutboxMessage

    OutboxMessage.objects.all().delete()
    return _post("/sign-in/forgotten/", {"username": name}, 302)


def _post(path: str, form: dict, status: int) -> float:
    from django.test import Client

    from bench.timing import seconds

    answers, client = [], Client()
    taken = seconds(lambda: answers.append(client.post(path, form)))
    assert answers[0].status_code == status, answers[0].content  # noqa: S101
    return taken


if __name__ == "__main__":
    main()
