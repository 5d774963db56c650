"""What was told and sent in an invented course, as the actions would have left it behind."""

from datetime import date, time, timedelta

from exchange.demo.days import instant
from exchange.demo.rows import Rows
from exchange.demo.staff import Staff
from prescriptions.counselling import VERSION, Point
from prescriptions.models import Counselling, Prescription, Sending
from reports.instructions import language_for

HOWS = (Sending.How.FAX, Sending.How.FAX, Sending.How.E_PRESCRIBING, Sending.How.PAPER)
# Of so many counsellings one leaves something out; of so many sendings one went to another pharmacy first.
ONE_INCOMPLETE_IN = 15
ONE_CHANGED_IN = 20
# The latest courses still wait for both.
WAITS_FOR = timedelta(days=2)


def hand_over(course: Prescription, *, staff: Staff, rows: Rows, today: date) -> None:
    if not course.first_dose_on and course.prescribed_on > today - WAITS_FOR:
        return
    _counsel(course, rows)
    _send(course, staff, rows)


def _counsel(course: Prescription, rows: Rows) -> None:
    is_incomplete = len(rows.of(Counselling)) % ONE_INCOMPLETE_IN == ONE_INCOMPLETE_IN - 1
    rows.add(
        Counselling(
            prescription=course,
            done_on=course.prescribed_on,
            done_by=course.prescriber,
            text_version=VERSION,
            points=[point.value for point in Point if not (is_incomplete and point == Point.WALLET_CARD)],
            form_language=language_for(course.patient, asked=None),
            recorded_at=instant(course.prescribed_on, time(11, 40)),
        )
    )


def _send(course: Prescription, staff: Staff, rows: Rows) -> None:
    number = len(rows.of(Sending))
    sent = {
        "prescription": course,
        "sent_on": course.prescribed_on,
        "sent_by": staff.assistants[number % len(staff.assistants)],
        "how": HOWS[number % len(HOWS)],
    }
    if number % ONE_CHANGED_IN == ONE_CHANGED_IN - 1:
        other = next(pharmacy for pharmacy in staff.pharmacies if pharmacy != course.pharmacy)
        voided = {
            "voided_at": instant(course.prescribed_on, time(15, 10)),
            "voided_by": course.prescriber,
            "voided_reason": f"Changed to {course.pharmacy}: nearer",
        }
        rows.add(Sending(pharmacy=other, recorded_at=instant(course.prescribed_on, time(11, 50)), **sent, **voided))
    rows.add(Sending(pharmacy=course.pharmacy, recorded_at=instant(course.prescribed_on, time(15, 20)), **sent))
