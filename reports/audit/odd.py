"""Which access of a week is odd enough to be asked about. No rule says that somebody did wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import connection, models
from django.db.models import F, Q, QuerySet, Value, Window
from django.db.models.functions import Lag, LastValue
from django.utils import timezone

from accounts.models import BrokenGlass, User
from core.models import AccessLog
from core.templatetags.clinic import moment
from followups.models import CallingRules
from patients.models import Patient
from patients.names import folded
from reports.audit import sources, words
from reports.audit.trail import MOST_NAMED, midnight

WEEK = timedelta(days=7)
# Staff come an hour before the first call that the clinic's calling rules allow, and leave an hour after the last.
BESIDE_CALLING_HOURS = timedelta(hours=1)
# More patients a day than a user's own earlier days let expect: their mean and three standard deviations, of which a
# normal day is over one time in 700; and no fewer than a full worklist.
DEVIATIONS = 3
MANY_FROM = 30
# What is compared: the eight weeks before. Who has fewer days than these is compared with nobody, and many is this.
EARLIER = timedelta(weeks=8)
ENOUGH_DAYS = 5
MANY_FOR_A_NEW_USER = 100
# One refusal is a wrong link, three without a page between them are tries.
REFUSALS_IN_A_ROW = 3

PATIENTS_A_DAY = """
    WITH seen AS (
        SELECT user_id, (at AT TIME ZONE %(zone)s)::date AS day, at, unnest(patient_ids) AS patient
        FROM core_accesslog
        WHERE kind = 'read' AND at >= %(earliest)s AND at < %(until)s
    ), days AS (
        SELECT user_id, day, min(at) AS began, count(DISTINCT patient) AS patients,
            (array_agg(DISTINCT patient))[1:%(named)s] AS named
        FROM seen GROUP BY user_id, day
    ), usual AS (
        SELECT user_id, count(*) AS days, avg(patients) AS mean, stddev_samp(patients) AS deviation
        FROM days WHERE day < %(monday)s GROUP BY user_id
    )
    SELECT days.user_id, began, patients, named, CASE WHEN usual.days >= %(enough)s THEN round(mean) END
    FROM days LEFT JOIN usual USING (user_id)
    WHERE day >= %(monday)s AND patients >= CASE WHEN usual.days >= %(enough)s
        THEN greatest(%(many)s, mean + %(deviations)s * deviation) ELSE %(many_for_new)s END
    ORDER BY began
"""


class Rule(models.TextChoices):
    """The sentence tells an administrator what was looked for."""

    OWN_RECORD = "own record", "Own record: the patient has the user's family and given name"
    FAMILY = "family", "Family: the patient has the user's family name"
    NIGHT = "night", "At night: outside the clinic's calling hours, with an hour before and after"
    MANY = "many", "Unusually many patients in a day"
    REFUSALS = "refusals", f"{REFUSALS_IN_A_ROW} or more refused pages in a row"
    EMERGENCY = "emergency", "Emergency access"


@dataclass(frozen=True, kw_only=True)
class Odd:
    """One rule met by a user on a day: since when, which patients, and what else there is to say."""

    rule: Rule
    user: str
    at: datetime
    # Chart numbers, by the patient's id.
    patients: dict[int, str]
    more_patients: int
    words: str


@dataclass(frozen=True, kw_only=True)
class _Found:
    rule: Rule
    user_id: int
    at: datetime
    patient_ids: list[int]
    count: int
    words: str


def find(monday: date) -> list[Odd]:
    """What is odd in the week that begins on this day, by rule and time. The same number of queries in any week."""
    users = {user.pk: user for user in User.objects.all()}
    namesakes = _namesakes(users.values())
    found = [
        *_by_name(monday, namesakes),
        *_at_night(monday),
        *_many(monday),
        *_refusals(monday),
        *_emergencies(monday),
    ]
    numbers = sources.chart_numbers(pk for one in found for pk in one.patient_ids)
    order = list(Rule)
    return [
        Odd(
            rule=one.rule,
            user=str(users[one.user_id]),
            at=one.at,
            patients={pk: numbers.get(pk, f"patient {pk}") for pk in one.patient_ids},
            more_patients=one.count - len(one.patient_ids),
            words=one.words,
        )
        for one in sorted(found, key=lambda one: (order.index(one.rule), one.at))
    ]


def _logged(monday: date) -> QuerySet[AccessLog]:
    return AccessLog.objects.filter(at__gte=midnight(monday), at__lt=midnight(monday + WEEK)).order_by("at", "id")


def _reads(monday: date) -> QuerySet[AccessLog]:
    return _logged(monday).filter(kind=AccessLog.Kind.READ)


def _a_day(rule: Rule, rows: Iterable[tuple[int, datetime, list[int]]]) -> Iterator[_Found]:
    """One line for each user and day of the (user, when, patients) that meet a rule."""
    days: dict[tuple[int, date], list[tuple[datetime, list[int]]]] = {}
    for user_id, at, patient_ids in rows:
        days.setdefault((user_id, timezone.localdate(at)), []).append((at, patient_ids))
    for (user_id, _), pages in days.items():
        patients = sorted({pk for _, ids in pages for pk in ids})
        yield _Found(
            rule=rule,
            user_id=user_id,
            at=pages[0][0],
            patient_ids=patients[:MOST_NAMED],
            count=len(patients),
            words=f"{len(pages)} page{'' if len(pages) == 1 else 's'}",
        )


# --- own record, and family ---------------------------------------------------------------------------------


def _namesakes(users: Iterable[User]) -> dict[int, tuple[set[int], set[int]]]:
    """Of each user with a family name: the patients with both names, and those with the family name alone.

    Staff have no birth date here, and patients no e-mail address: names are all that both have.
    """
    named = [user for user in users if user.last_name]
    families = {user.pk: folded(f"{user.last_name}, ") for user in named}
    if not families:
        return {}
    begins = reduce(or_, (Q(sort_key__startswith=family) for family in set(families.values())))
    patients = list(Patient.records.filter(begins).order_by().values_list("pk", "sort_key"))
    return {
        user.pk: (
            {pk for pk, key in patients if key == folded(f"{user.last_name}, {user.first_name}")},
            {pk for pk, key in patients if key.startswith(families[user.pk])},
        )
        for user in named
    }


def _by_name(monday: date, namesakes: dict[int, tuple[set[int], set[int]]]) -> Iterator[_Found]:
    theirs = [Q(user=pk, patient_ids__overlap=sorted(family)) for pk, (_, family) in namesakes.items() if family]
    if not theirs:
        return
    rows = list(_reads(monday).filter(reduce(or_, theirs)).values_list("user_id", "at", "patient_ids"))
    for rule, chosen in ((Rule.OWN_RECORD, _own), (Rule.FAMILY, _family)):
        seen = ((user, at, sorted(chosen(*namesakes[user]) & set(ids))) for user, at, ids in rows)
        yield from _a_day(rule, (row for row in seen if row[2]))


def _own(own: set[int], family: set[int]) -> set[int]:
    return own


def _family(own: set[int], family: set[int]) -> set[int]:
    return family - own


# --- the other rules ----------------------------------------------------------------------------------------


def _at_night(monday: date) -> Iterator[_Found]:
    rules = CallingRules.objects.first() or CallingRules()
    opens = datetime.combine(monday, rules.calling_from) - BESIDE_CALLING_HOURS
    closes = datetime.combine(monday, rules.calling_until) + BESIDE_CALLING_HOURS
    night = Q(pk=None)
    if opens.date() == monday:
        night |= Q(at__time__lt=opens.time())
    if closes.date() == monday:
        night |= Q(at__time__gte=closes.time())
    yield from _a_day(Rule.NIGHT, _reads(monday).filter(night).values_list("user_id", "at", "patient_ids"))


def _many(monday: date) -> Iterator[_Found]:
    with connection.cursor() as cursor:
        cursor.execute(
            PATIENTS_A_DAY,
            {
                "zone": timezone.get_current_timezone_name(),
                "earliest": midnight(monday - EARLIER),
                "monday": monday,
                "until": midnight(monday + WEEK),
                "named": MOST_NAMED,
                "enough": ENOUGH_DAYS,
                "many": MANY_FROM,
                "deviations": DEVIATIONS,
                "many_for_new": MANY_FOR_A_NEW_USER,
            },
        )
        rows = cursor.fetchall()
    for user_id, at, count, named, mean in rows:
        usual = "too few earlier days to compare with" if mean is None else f"{mean} on an earlier day, in the mean"
        said = f"{count} patients; {usual}"
        yield _Found(rule=Rule.MANY, user_id=user_id, at=at, patient_ids=named, count=count, words=said)


def _refusals(monday: date) -> Iterator[_Found]:
    """Each run at the refusal that makes it one."""
    denied = AccessLog.Kind.DENIED
    in_turn = {"partition_by": F("user_id"), "order_by": [F("at").asc(), F("id").asc()]}
    before = {
        f"before_{n}": Window(Lag("kind", n, default=Value("")), **in_turn) for n in range(1, REFUSALS_IN_A_ROW + 1)
    }
    # The row's own kind is asked of the window, too: as a plain column it would be filtered before what comes between.
    runs = _logged(monday).annotate(own=Window(LastValue("kind"), **in_turn), **before)
    is_run = {f"before_{n}": denied for n in range(1, REFUSALS_IN_A_ROW)}
    first_of_run = runs.filter(own=denied, **is_run).exclude(**{f"before_{REFUSALS_IN_A_ROW}": denied})
    for row in first_of_run:
        said = f"the last of the {REFUSALS_IN_A_ROW}: {words.page(row.page)}"
        yield _Found(rule=Rule.REFUSALS, user_id=row.user_id, at=row.at, patient_ids=[], count=0, words=said)


def _emergencies(monday: date) -> Iterator[_Found]:
    """With the patients that were seen in it."""
    sessions = list(BrokenGlass.objects.filter(began_at__gte=midnight(monday), began_at__lt=midnight(monday + WEEK)))
    during = [Q(user=one.user_id, at__gte=one.began_at, at__lt=one.ended_at or one.until) for one in sessions]
    reads = AccessLog.objects.filter(reduce(or_, during, Q(pk=None)), kind=AccessLog.Kind.READ)
    seen = list(reads.values_list("user_id", "at", "patient_ids"))
    for one in sessions:
        until = one.ended_at or one.until
        ids = sorted({pk for user, at, ids in seen if user == one.user_id and one.began_at <= at < until for pk in ids})
        yield _Found(
            rule=Rule.EMERGENCY,
            user_id=one.user_id,
            at=one.began_at,
            patient_ids=ids[:MOST_NAMED],
            count=len(ids),
            words=f"until {moment(until)}: {one.reason}",
        )
