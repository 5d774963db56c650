"""One list of what happened: pages and refusals, files, sign-ins and rights, and everything that was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core.models import AccessLog
from patients.models import Patient
from reports.audit import sources, words
from reports.audit.words import Change, Names

ON_A_PAGE = 50
# Of a page that showed more, so many are named.
MOST_NAMED = 10


class What(models.TextChoices):
    EVERYTHING = "", "Everything"
    READS = "reads", "Pages that showed patients"
    REFUSALS = "refusals", "Refused pages"
    WRITES = "writes", "What was written"
    SIGN_INS = "sign-ins", "Sign-ins and rights"
    EXPORTS = "exports", "Files taken out"
    BOOKKEEPING = "bookkeeping", "The program's own bookkeeping"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for: both days included, and None for any."""

    first: date
    last: date
    what: str = What.EVERYTHING
    patient: Patient | None = None
    user: User | None = None

    @property
    def between(self) -> tuple[datetime, datetime]:
        return midnight(self.first), midnight(self.last + timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Entry:
    at: datetime
    who: str
    what: str
    details: str
    changes: list[Change]
    are_values_shown: bool
    # Chart numbers, by the patient's id.
    patients: dict[int, str]
    more_patients: int
    request: str


@dataclass(frozen=True, kw_only=True)
class Found:
    entries: list[Entry]
    page: int
    has_more: bool

    @property
    def patient_ids(self) -> set[int]:
        return {pk for entry in self.entries for pk in entry.patients}


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def find(asked: Asked, *, page: int, may_see_values: bool) -> Found:
    """The page of what was asked for, the latest first. Four queries, however much there is.

    Values of what belongs to a patient are left out unless they may be seen.
    """
    rows, has_more = _page(list(_parts(asked)), page)
    numbers = sources.chart_numbers(pk for row in rows for pk in _patient_ids(row)[:MOST_NAMED])
    names = words.names()
    entries = [_entry(row, numbers, names, may_see_values) for row in rows]
    return Found(entries=entries, page=page, has_more=has_more)


def _page(parts: list[QuerySet], page: int) -> tuple[list[dict], bool]:
    """Each table gives no more than the page can need, so that none is sorted whole."""
    last = page * ON_A_PAGE
    found, *others = [part.values(*sources.COLUMNS) for part in parts]
    if others:
        first_ones = [part.order_by("-entry_at", "-entry_event")[: last + 1] for part in (found, *others)]
        found = first_ones[0].union(*first_ones[1:], all=True)
    rows = list(found.order_by("-entry_at", "entry_source", "-entry_event")[last - ON_A_PAGE : last + 1])
    return rows[:ON_A_PAGE], len(rows) > ON_A_PAGE


def _parts(asked: Asked) -> Iterable[QuerySet]:
    """A query of each table that can have what is asked for."""
    if asked.what in (What.EVERYTHING, What.READS, What.REFUSALS, What.EXPORTS):
        yield _reads(asked)
    if asked.what == What.SIGN_INS or (asked.what == What.EVERYTHING and asked.patient is None):
        yield _sign_ins(asked)
    if asked.what in (What.EVERYTHING, What.WRITES, What.SIGN_INS, What.BOOKKEEPING):
        yield from _writes(asked)


def _reads(asked: Asked) -> QuerySet:
    kinds = {What.READS: "read", What.REFUSALS: "denied", What.EXPORTS: "exported"}
    found = sources.reads().filter(at__range=asked.between)
    if asked.what in kinds:
        found = found.filter(kind=AccessLog.Kind(kinds[asked.what]))
    if asked.patient:
        found = found.filter(patient_ids__overlap=sources.records_of(asked.patient))
    return found.filter(user=asked.user) if asked.user else found


def _sign_ins(asked: Asked) -> QuerySet:
    found = sources.sign_ins().filter(at__range=asked.between)
    if asked.patient:
        found = found.none()
    return found.filter(Q(user=asked.user) | Q(by=asked.user)) if asked.user else found


def _writes(asked: Asked) -> Iterable[QuerySet]:
    records = sources.records_of(asked.patient) if asked.patient else []
    for label, event in sources.tables(bookkeeping=asked.what == What.BOOKKEEPING):
        if asked.what == What.SIGN_INS and label not in sources.RIGHTS:
            continue
        found = sources.writes(label, event).filter(pgh_created_at__range=asked.between)
        if asked.patient:
            is_theirs = sources.of_records(label, event, records)
            if is_theirs is None:
                continue
            found = found.filter(is_theirs)
        yield found.filter(pgh_context__metadata__user=asked.user.pk) if asked.user else found


# --- a row in words -----------------------------------------------------------------------------------------


def _patient_ids(row: dict) -> list[int]:
    if row["entry_source"] == AccessLog._meta.label:
        return row["entry_row"]["patient_ids"]
    return [row["entry_patient"]] if row["entry_patient"] else []


def _entry(row: dict, numbers: Mapping[int, str], names: Names, may_see_values: bool) -> Entry:
    ids = _patient_ids(row)
    model = words.model_of(row["entry_source"])
    are_values_shown = may_see_values or not sources.is_of_patients(model)
    event = sources.written().get(row["entry_source"])
    return Entry(
        at=row["entry_at"],
        who=words.who(row, names),
        what=words.what(row, names),
        details=words.details(row, names),
        changes=words.changes(row, event, names) if event else [],
        are_values_shown=are_values_shown,
        patients={pk: numbers.get(pk, f"patient {pk}") for pk in ids[:MOST_NAMED]},
        more_patients=len(ids[MOST_NAMED:]),
        request=(row["entry_request"] or "")[:8],
    )
