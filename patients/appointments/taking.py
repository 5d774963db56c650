"""From appointments that were read to visits: what is new, what has changed, and both in a few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Lower

from accounts.models import User
from patients.appointments.reading import Appointment, Fault, lines_of
from patients.models import AppointmentFile, Patient, Visit

# Of one patient's lines about one day and provider, the status that counts: moved to another hour, it is booked.
STRENGTH = [Visit.Status.CANCELLED, Visit.Status.NO_SHOW, Visit.Status.BOOKED, Visit.Status.KEPT]


class Change(NamedTuple):
    """One visit that a file adds or changes; `before` is None where it adds one."""

    patient: Patient
    day: date
    provider: str
    before: Visit | None
    status: Visit.Status


@dataclass(kw_only=True)
class Comparison:
    """What a file would do, as of now."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """By day, then by name."""
        return sorted(self.added + self.changed, key=lambda one: (one.day, one.patient.sort_key, one.provider))


def compare(appointments: Iterable[Appointment]) -> Comparison:
    """Hold the file against the patients and their visits; three queries however long it is."""
    found = Comparison()
    by_visit: dict[tuple[int, date, str], str] = {}
    appointments = list(appointments)
    patients = _patients(appointments)
    for one in appointments:
        patient = patients.get(one.chart_number.lower())
        if not patient:
            found.faults.append(Fault(one.line, f'No patient has the chart number "{one.chart_number}".'))
            continue
        key = (patient.pk, one.day, one.provider)
        by_visit[key] = max(one.status, by_visit.get(key, one.status), key=STRENGTH.index)
    visits = _visits(by_visit)
    people = {patient.pk: patient for patient in patients.values()}
    for key, status in by_visit.items():
        before = visits.get(key)
        change = Change(people[key[0]], key[1], key[2], before, Visit.Status(status))
        if before is None:
            found.added.append(change)
        elif before.status != status:
            found.changed.append(change)
        else:
            found.unchanged += 1
    return found


def _patients(appointments: list[Appointment]) -> dict[str, Patient]:
    numbers = {one.chart_number.lower() for one in appointments}
    # Whoever books may still know the patient by the chart number of a record that was merged.
    records = Patient.records.select_related("merged_into").alias(folded=Lower("chart_number"))
    found = records.filter(folded__in=numbers)
    return {record.chart_number.lower(): record.record_that_counts for record in found}


def _visits(keys: Iterable[tuple[int, date, str]]) -> dict[tuple[int, date, str], Visit]:
    days = [day for _, day, _ in keys]
    if not days:
        return {}
    visits = Visit.objects.between(min(days), max(days)).filter(patient__in={patient for patient, _, _ in keys})
    return {(visit.patient_id, visit.day, visit.provider): visit for visit in visits}


@transaction.atomic
def keep(
    *, content_hash: str, name: str, rows: list[Appointment], faults: list[Fault], now: datetime, by: User | None
) -> AppointmentFile:
    """Keep what was read, until it is taken in or discarded. The same content again is the same file."""
    file, _ = AppointmentFile.objects.update_or_create(
        content_hash=content_hash,
        defaults={
            "name": name,
            "read_at": now,
            "read_by": by,
            "rows": [[one.line, one.chart_number, one.day.isoformat(), one.status, one.provider] for one in rows],
            "faults": faults,
            "taken_at": None,
            "added": 0,
            "changed": 0,
            "unchanged": 0,
        },
    )
    return file


@transaction.atomic
def take(*, file: AppointmentFile, now: datetime) -> AppointmentFile:
    """Make the visits what the file says, once: a cancellation or a no-show brings the patient's call back, because
    what is due is asked of the visits. Lines of unknown patients become faults.
    """
    file = AppointmentFile.objects.select_for_update().get(pk=file.pk)
    if file.taken_at:
        return file
    found = compare(lines_of(file.rows))
    Visit.objects.bulk_create(
        [Visit(patient=one.patient, day=one.day, provider=one.provider, status=one.status) for one in found.added],
        ignore_conflicts=True,  # booked by hand in this very moment
    )
    for status in Visit.Status:
        ids = [one.before.pk for one in found.changed if one.status == status]
        if ids:
            Visit.objects.filter(pk__in=ids).update(status=status, version=F("version") + 1)
    file.taken_at, file.rows = now, []
    file.faults = sorted([*map(tuple, file.faults), *found.faults])
    file.added, file.changed, file.unchanged = len(found.added), len(found.changed), found.unchanged
    file.save()
    return file
