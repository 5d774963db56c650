"""Where a patient stands, in one sentence, and who asks next. Pure: rows in, words out.

The category is never decided here: it comes with the course's outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.wording import counted
from followups.local_time import wall_clock
from followups.models import FollowUp, Response
from patients.models import Patient
from prescriptions import supply
from prescriptions.models import DeclinedOffer, LostPeriod, Pause, Prescription
from reports.categories import Category
from reports.chart.record import CourseRecord
from reports.models import CourseOutcome

State = Prescription.State


@dataclass(frozen=True, kw_only=True)
class Status:
    """`lead` stands before the category's badge, `rest` behind it."""

    lead: str = ""
    category: Category | None = None
    rest: str

    @property
    def sentence(self) -> str:
        return self.lead + (self.category.label if self.category else "") + self.rest


@dataclass(frozen=True, kw_only=True)
class NextContact:
    words: str
    is_overdue: bool = False


# --- the sentence -------------------------------------------------------------------------------------------


def of_patient(
    patient: Patient, record: CourseRecord | None, *, declined: Sequence[DeclinedOffer], today: date
) -> Status:
    """Where the patient stands today, by the current course."""
    lead = ""
    if patient.deceased_on:
        lead = f"Died on {short_day(patient.deceased_on, today)}. "
    elif patient.do_not_contact:
        lead = "Do not contact. "
    status = _of_course(record, today) if record else _without_course(declined, today)
    return Status(lead=lead, category=status.category, rest=status.rest)


def _without_course(declined: Sequence[DeclinedOffer], today: date) -> Status:
    if not declined:
        return Status(rest="No course of LDN yet.")
    offer = declined[-1]
    return Status(rest=f"Declined LDN on {short_day(offer.declined_on, today)}{_because(offer.reason)}.")


def _of_course(record: CourseRecord, today: date) -> Status:
    course, outcome = record.course, record.outcome
    if outcome is None:
        prescribed_on = short_day(course.prescribed_on, today)
        return Status(rest=f"No course of LDN: the one prescribed on {prescribed_on} was entered in error.")
    if course.state == State.STOPPED:
        return _stopped(record, outcome, today)
    if course.state == State.ACTIVE and outcome.category == Category.LOST:
        return _lost(record, outcome, today)
    if course.state == State.ACTIVE:
        return _goes_on(record, outcome, today)
    return _not_started(record, today)


def _not_started(record: CourseRecord, today: date) -> Status:
    prescribed = f"rescribed on {short_day(record.course.prescribed_on, today)}"
    if record.course.state == State.NEVER_FILLED:
        return Status(category=Category.NEVER_STARTED, rest=f": p{prescribed}, never filled.")
    if record.fills:
        return Status(rest=f"Filled on {short_day(record.fills[-1].filled_on, today)}, first dose not taken yet.")
    return Status(rest=f"P{prescribed}, not filled yet.")


def _stopped(record: CourseRecord, outcome: CourseOutcome, today: date) -> Status:
    course = record.course
    day = short_day(course.stopped_on, today)
    reasons = [Prescription.StopReason(reason).label for reason in course.other_stop_reasons]
    why = _small(course.get_stop_reason_display())
    why += f" (also: {'; '.join(map(_small, reasons))})" if reasons else ""
    category = Category(outcome.category)
    if category == Category.NEVER_STARTED:
        return Status(category=category, rest=f": stopped on {day} before the first dose, {why}.")
    return Status(category=category, rest=f" since {day}: stopped, {why}.{_before(outcome)}")


def _lost(record: CourseRecord, outcome: CourseOutcome, today: date) -> Status:
    period = covering(record.lost_periods, today)
    rest = f" since {short_day(period.from_on, today)}: {_clause(period.reason)}.{_before(outcome)}"
    return Status(category=Category.LOST, rest=rest)


def _goes_on(record: CourseRecord, outcome: CourseOutcome, today: date) -> Status:
    category = Category(outcome.category)
    if category == Category.NOT_YET_ASSESSED:
        parts = [f"on LDN since {short_day(record.course.first_dose_on, today)}"]
        since = ""
    else:
        since = f" since {short_day(_in_category_since(record, category), today)}"
        parts = [f"{outcome.relief_percent} % relief"]
        parts += ["better quality of life"] if category == Category.PR else []
    parts += _dose(record, today)
    parts += _not_asked(record, outcome, today) if category == Category.NOT_YET_ASSESSED else []
    pause = covering(record.pauses, today)
    if pause:
        parts.append(f"paused since {short_day(pause.from_on, today)}: {_clause(pause.reason)}")
    elif _latest(record) and _latest(record).continues:
        parts.append("goes on")
    return Status(category=category, rest=f"{since}: {', '.join(parts)}.")


def _dose(record: CourseRecord, today: date) -> list[str]:
    steps = [step for step in record.doses if step.starts_on <= today]
    if not steps:
        return []
    # A step that repeats the dose does not begin it anew.
    begun = steps[-1]
    for step in reversed(steps):
        if step.dose_mg != begun.dose_mg:
            break
        begun = step
    made = supply.describe(begun.dose_mg, strength_mg=record.in_hand.strength_mg, form=record.in_hand.form)
    return [f"{made} since {short_day(begun.starts_on, today)}"]


def _not_asked(record: CourseRecord, outcome: CourseOutcome, today: date) -> list[str]:
    """What the latest answer leaves open, if there is one."""
    if outcome.asked_on is None:
        return []
    day = short_day(outcome.asked_on, today)
    if outcome.relief_percent is None:
        return [f"relief not asked on {day}"]
    return [f"{outcome.relief_percent} % relief on {day}, quality of life not asked"]


def _in_category_since(record: CourseRecord, category: Category) -> date:
    """The first of the answers in a row, up to the latest, that say the same."""
    since = record.outcome.asked_on
    for answer in reversed(record.valid_answers):
        if answer.category != category:
            break
        since = answer.asked_on
    return since


def _before(outcome: CourseOutcome) -> str:
    if outcome.category_before in (None, Category.NOT_YET_ASSESSED):
        return " Not assessed before."
    return f" {Category(outcome.category_before).label} before."


def _latest(record: CourseRecord) -> Response | None:
    return record.valid_answers[-1] if record.valid_answers else None


# --- who asks next ------------------------------------------------------------------------------------------


def next_contact(patient: Patient, record: CourseRecord | None, *, today: date) -> NextContact | None:
    """The earliest open follow-up, and how it is asked; None where nobody asks any more."""
    if patient.deceased_on or record is None or not record.course.is_open:
        return None
    followup = record.next_followup
    if followup is None:
        return NextContact(words="nothing is planned.")
    day = _weekday(followup.due_on, today)
    is_overdue = days_overdue(followup, today) > 0
    late = f", {counted(days_overdue(followup, today), 'day')} overdue" if is_overdue else ""
    # In the order of the worklist: "do not contact" holds even where a visit is booked.
    if patient.do_not_contact:
        words = f"nobody calls. Ask when the patient comes; it is due {day}"
    elif followup.visit_on:
        words = f"at the visit, {_weekday(followup.visit_on, today)}"
    elif not patient.consents_to_calls or not patient.phone_numbers.all():
        words = f"at a visit, none is booked; it is due {day}"
    elif followup.promised_for:
        on, at = wall_clock(followup.promised_for, patient.time_zone)
        words = f"call back as promised, {_weekday(on, today)}, {at}"
    else:
        words = f"by telephone, {day}"
    return NextContact(words=f"{words}{late}.", is_overdue=is_overdue)


def days_overdue(followup: FollowUp, today: date) -> int:
    """0 before the day it is due, once it is settled, and while a booked visit is waited for."""
    if followup.state != FollowUp.State.OPEN or followup.visit_on:
        return 0
    return max((today - followup.due_on).days, 0)


# --- words --------------------------------------------------------------------------------------------------


def short_day(day: date, today: date) -> str:
    """Writes "2 Dec", with the year where it isn't this one."""
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


def _weekday(day: date, today: date) -> str:
    return "today" if day == today else f"{day:%a} {short_day(day, today)}"


def covering(periods: Sequence[Pause | LostPeriod], day: date) -> Pause | LostPeriod | None:
    """The one that holds on the day; like the query of the same name, of rows at hand."""
    return next((row for row in periods if row.from_on <= day and (row.until_on is None or row.until_on > day)), None)


def _because(reason: str) -> str:
    return f": {_clause(reason)}" if reason else ""


def _small(label: str) -> str:
    """A label in the middle of a sentence: "An opioid ... LDN" becomes "an opioid ... LDN"."""
    return label[:1].lower() + label[1:]


def _clause(text: str) -> str:
    """Someone's own words as part of our sentence, which has its own full stop."""
    return text.rstrip(" .")
