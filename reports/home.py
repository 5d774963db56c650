"""The first page of each role: what waits, in numbers, and the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from core.models import OutboxMessage
from core.templatetags.clinic import of
from followups import worklist
from patients.models import ClinicianTask
from prescriptions.models import Pharmacy
from reports import expectations, review
from reports.audit import weeks as weeks_of


@dataclass(frozen=True, kw_only=True)
class Part:
    """One subject: its title, what waits as (words, count, address), and its own page."""

    title: str
    words: str
    url: str
    link: str
    waits: tuple[tuple[str, int | str, str], ...] = ()


def parts(user: User, *, now: datetime) -> list[Part]:
    """The likeliest next thing first."""
    permissions, today, found = user.get_all_permissions(), timezone.localdate(now), []
    if Permission.CLOSE_TASKS in permissions:
        found += [_tasks(user, today), _review(user, today), _patients()]
    elif Permission.RECORD_CONTACTS in permissions:
        found += [_worklist(user, now), _patients()]
    if Permission.MANAGE_CLINIC in permissions:
        found.append(_clinic())
    if Permission.SEE_AUDIT in permissions:
        found.append(_audit(today))
    if Permission.SEE_REPORTS in permissions and Permission.CLOSE_TASKS not in permissions:
        found.append(_outcomes(today))
    return found


def _worklist(user: User, now: datetime) -> Part:
    desk, url = worklist.desk(by=user, now=now), reverse("followups:worklist")
    counts = worklist.counts(desk)
    shown = tuple(
        (one.words, counts[one.key], f"{url}?show={one.key}" if one.key else url)
        for one in worklist.filters(desk)
        if counts[one.key]
    )
    return Part(
        title="Whom to ask today",
        words="" if shown else "Nobody is due today.",
        url=url,
        link="Open the worklist",
        waits=shown,
    )


def _tasks(user: User, today: date) -> Part:
    counts = (
        ClinicianTask.objects.seen_by(user)
        .open()
        .aggregate(waiting=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    url = reverse("patients:tasks")
    waits = (("Open", counts["waiting"], url), ("Overdue", counts["overdue"], url))
    return Part(
        title="Tasks",
        words="" if counts["waiting"] else "No task waits.",
        url=url,
        link="Open the tasks",
        waits=tuple(wait for wait in waits if wait[1]),
    )


def _review(user: User, today: date) -> Part:
    found, url = review.find(today=today, by=user), reverse("reports:review")
    waits = tuple((reason.label, count, f"{url}#{reason.value}") for reason, count in found.counts)
    return Part(
        title="Courses to decide about",
        words="" if waits else "Nothing waits for a decision.",
        url=url,
        link="Review them",
        waits=waits,
    )


def _patients() -> Part:
    words = "Find a patient by name, chart number or telephone; or register one."
    return Part(title="Patients", words=words, url=reverse("patients:list"), link="Find a patient")


def _clinic() -> Part:
    url = reverse("accounts:clinic")
    unsent = OutboxMessage.objects.given_up().count()
    in_use = Pharmacy.objects.in_use().count()
    waits = (
        ("Messages that did not go out", unsent, url),
        ("Pharmacies in use", in_use, reverse("prescriptions:pharmacies")),
    )
    return Part(
        title="The clinic",
        words="",
        url=url,
        link="Look after the clinic",
        waits=tuple(wait for wait in waits if wait[1]),
    )


def _audit(today: date) -> Part:
    weeks, url = len(weeks_of.unsigned(today=today)), reverse("reports:audit-weeks")
    return Part(
        title="Who saw and changed what",
        words="" if weeks else "Every week that is over has been signed off.",
        url=url if weeks else reverse("reports:audit"),
        link="Look at odd access" if weeks else "Open the audit trail",
        waits=(("Weeks to sign off", weeks, url),) if weeks else (),
    )


def _outcomes(today: date) -> Part:
    rate, url = expectations.rate(as_of=today), reverse("reports:outcomes")
    whose = "of courses assessed here" if rate.interval else "published: too few are assessed here"
    words = f"Responder rate, R + PR: {of(rate.count, rate.of)}, {whose}."
    waits = (("Case series", "to print", reverse("reports:case-series")),)
    return Part(title="Outcomes", words=words, url=url, link="See the outcomes", waits=waits)
