"""When two records can't become one, each with its sentence; and what may be done with the one that they become."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from core.templatetags.clinic import day
from patients import signals
from patients.models import Patient, PatientMerge


def against_one_patient(one: Patient, other: Patient, *, now: datetime) -> list[str]:
    """Why the two can't be merged, whichever stays; empty where nothing speaks against it."""
    if one.pk == other.pk:
        return ["This is one and the same record. Find the other one."]
    if merged := next((record for record in (one, other) if record.merged_into_id), None):
        return [f"Chart {merged.chart_number} was merged into another record already."]
    why = []
    if _has_open_course(one) and _has_open_course(other):
        why.append(
            "Both have an open course of LDN, and a patient has one at a time. Stop one of the two first, or let a "
            "prescriber mark it as entered in error."
        )
    if _has_open_wash_out(one) and _has_open_wash_out(other):
        why.append("Both have a wash-out running. Give one of the two up, or release it, first.")
    for dead, alive in ((one, other), (other, one)):
        if dead.deceased_on and not alive.deceased_on and (going_on := _in_course(alive)):
            why.append(
                f"Chart {dead.chart_number} died on {day(dead.deceased_on)}, and chart {alive.chart_number} has "
                f"{going_on}. They are two people, or one of the two is wrong: mend that first."
            )
    if any(record.followups.claimed(now).exists() for record in (one, other)):
        why.append("Somebody is on the telephone about one of the two now. Wait until the call is over.")
    return why


def against_going(record: Patient) -> str | None:
    """Why this one of the two can't be the one that goes."""
    into_it = PatientMerge.objects.in_force().filter(stays=record).select_related("merged").first()
    if not into_it:
        return None
    return (
        f"Chart {into_it.merged.chart_number} was merged into chart {record.chart_number}. Let chart "
        f"{record.chart_number} stay, or take that merge back first."
    )


def check_life(record: Patient, *, by: User) -> None:
    """Raise the sentence where the record says that the patient died, and also that LDN, or an answer, came after."""
    if record.deceased_on is None:
        return
    if going_on := _in_course(record):
        raise ValidationError(
            f"Chart {record.chart_number} died on {day(record.deceased_on)}, and would have {going_on}. Mend one first."
        )
    signals.deceased_on_changed.send(Patient, patient=record, before=None, by=by)


def _in_course(record: Patient) -> str:
    """What is open: in words, or empty."""
    if _has_open_course(record):
        return "an open course of LDN"
    return "a wash-out running" if _has_open_wash_out(record) else ""


def _has_open_course(record: Patient) -> bool:
    return record.prescriptions.open().exists()


def _has_open_wash_out(record: Patient) -> bool:
    return record.wash_outs.open().exists()
