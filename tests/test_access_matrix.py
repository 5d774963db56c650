"""Who may call what: every address, visitor and method as `access_matrix.csv` says. 1, 2, 7, 11 of the negative tests.

    WRITE_ACCESS_MATRIX=1 bin/test tests/test_access_matrix.py

writes the table anew, to be read line by line before it is committed.
"""

import csv
import logging
import os
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection

from tests.access import METHODS, OWN, OWNERS, VISITORS, address_for, kind_of, owned_by, quiet, seen_objects, visitors
from tests.factories import UserFactory
from tests.test_house import named_patterns

TABLE = Path(__file__).parent / "access_matrix.csv"
HEAD = ["address", "open to", *VISITORS]
REFUSED = ("403", "sign in")
requests_log = logging.getLogger("django.request")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]


def words_for(response):
    """What the visitor got: a status, or where to."""
    if response.status_code == 302 and response.url.startswith("/sign-in/again/"):
        return "prove again"
    if response.status_code == 302 and response.url.startswith("/sign-in/"):
        return "sign in"
    return str(response.status_code)


def in_words(answers):
    """One cell: "403" where all methods get that, else "GET 200, POST 422, else 405"."""
    by_answer = list(dict.fromkeys(answers.values()))
    if len(by_answer) == 1:
        return by_answer[0]
    rest = max(by_answer, key=list(answers.values()).count)
    groups = [" ".join(m for m in METHODS if answers[m] == one) + f" {one}" for one in by_answer if one != rest]
    return ", ".join([*groups, f"else {rest}"])


def say(capsys, words):
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")


def open_to(access):
    return access if isinstance(access, str) else " or ".join(name.partition(".")[2] for name in access)


def matrix():
    """The rows of the table as the program answers now, and how many requests that took."""
    patterns, cells, count = list(named_patterns()), {}, 0
    objects = seen_objects(UserFactory())
    for name, user, visitor in visitors():
        theirs = objects | owned_by(user)
        for route, pattern in patterns:
            address = address_for(route, pattern.name, theirs)
            answers = {method: words_for(visitor.ask(method, address)) for method in METHODS}
            cells[route, name] = in_words(answers)
            count += len(METHODS)
    rows = [
        [f"/{route}", open_to(pattern.callback.access), *(cells[route, name] for name in VISITORS)]
        for route, pattern in patterns
    ]
    return sorted(rows), count


def test_everyone_gets_of_every_address_what_the_table_says(capsys):
    """2: a new address has no line, and fails."""
    with quiet(requests_log):
        rows, count = matrix()
    say(capsys, f"access matrix: {len(rows)} addresses x {len(VISITORS)} visitors x {len(METHODS)} methods: {count}")
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        with TABLE.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEAD, *rows])

    with TABLE.open(newline="") as file:
        head, *expected = csv.reader(file)
    assert head == HEAD
    assert [row[0] for row in rows] == [row[0] for row in expected]
    wrong = [
        f"{now[0]} for {column}: {one}, not {other}"
        for now, then in zip(rows, expected, strict=True)
        for column, one, other in zip(HEAD, now, then, strict=True)
        if one != other
    ]
    assert wrong == []


def number_from_a_thousand():
    """In a new database the numbers of one digit can all be taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(seqrelid::regclass, greatest(1000, nextval(seqrelid::regclass))) FROM pg_sequence"
        )


def absent(pk, taken):
    """A number as long as this one, of nothing: what is refused must not differ by what stands in the address."""
    if isinstance(pk, uuid.UUID):
        return uuid.uuid4()
    digits = len(str(pk))
    return next(n for n in range(10**digits - 1, 10 ** (digits - 1) - 1, -1) if n not in taken)


def test_own_other_and_absent_objects_are_told_apart_only_by_who_may_see_them(capsys):
    """7 and 11: an object that there is, another patient's, and one that there is not."""
    number_from_a_thousand()
    mine, theirs = seen_objects(UserFactory()), seen_objects(UserFactory())
    taken = {*mine.values(), *theirs.values()}
    wrong, count = [], 0
    with quiet(requests_log):
        for name, user, visitor in visitors():
            mine_now = mine | owned_by(user)
            taken |= set(mine_now.values())
            for route, pattern in named_patterns():
                kind = kind_of(route, pattern.name)
                if kind is None:
                    continue
                of_each = [mine_now[kind], theirs[kind], absent(mine_now[kind], taken)]
                for method in ("GET", "POST"):
                    addresses = [address_for(route, pattern.name, {kind: pk}) for pk in of_each]
                    found = [visitor.ask(method, address) for address in addresses]
                    is_own = kind in OWN or pattern.name in OWNERS
                    wrong += [f"{method} {route} for {name}: {word}" for word in faults(found, is_own=is_own)]
                    count += len(found)
                    if words_for(found[0]) in REFUSED:
                        break  # a post is refused by the same guard
    say(capsys, f"own, other and absent objects, by GET, and by POST where it opens: {count}")
    assert wrong == []


def faults(responses, *, is_own):
    """What is wrong with the answers about one's own object, another's and none."""
    own, other, none = (words_for(response) for response in responses)
    if own in (*REFUSED, "405"):
        lengths = {len(response.content) for response in responses}
        if len({own, other, none}) > 1 or len(lengths) > 1:
            yield f"refused, but {own}, {other}, {none} with {sorted(lengths)} bytes"
        return
    if is_own and other != none:
        yield f"another's is {other}, none is {none}"
    if not is_own and other != own:
        yield f"one patient's is {own}, another's {other}"
    if none not in ("404", own) or (none == own and own.startswith("2")):
        yield f"one that there is not is {none}"
