"""Whatever an assistant and a prescriber do, in whatever order: no course opens or goes on past a stop, but for one
that the patient is on already.

The one other way to "on LDN" is a report: the patient has taken the first dose. It is a fact, so nothing refuses it; it
always leaves a mark on the course and a task for the clinicians, and nobody gets a course to prescribe by it.

The plain model keeps the few facts that the practice's rules speak of, and says of each step whether it may be done.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from patients.models import ClinicianTask
from prescriptions import actions, safety
from prescriptions.models import Prescription, ScreenedOpioid, Screening
from tests.factories import PatientFactory, PharmacyFactory, UserFactory

FIRST_DAY = date(2026, 3, 2)
PASSWORD = "start-low-go-slow"
DAYS = 10
# What a screening finds: the opioid, its mg of one, how many a day, and the eGFR.
NOTHING = (None, 0, 0, 90)
TRAMADOL = ("tramadol", 50, 1, 90)
TOO_MUCH_TRAMADOL = ("tramadol", 50, 2, 90)
HYDROCODONE = ("hydrocodone", 5, 2, 90)
METHADONE = ("methadone", 4, 1, 90)
WEAK_KIDNEYS = (None, 0, 0, 59)
ANSWERS = [NOTHING, TRAMADOL, TOO_MUCH_TRAMADOL, HYDROCODONE, METHADONE, WEAK_KIDNEYS]


@cache
def hash_of_password():
    """Once: hashing is slow on purpose."""
    return make_password(PASSWORD)


class Refused(Exception):
    pass


def require(condition):
    if not condition:
        raise Refused


@dataclass
class Model:
    """The rules again, on plain values. Days are counted from the first."""

    today: int = 0
    asked: tuple | None = None
    asked_on: int = -1000
    signed: set = field(default_factory=set)
    last_opioid: int | None = None  # the last day of an opioid that has to be waited out, by what is on file
    opioid_on_chart: bool = False
    wash_out: str | None = None  # tapering, waiting, released
    last_dose: int | None = None
    course: str | None = None
    is_marked: bool = False  # the open course was begun against a stop
    marks: int = 0  # courses that ever were, each with its task

    def may_go_on(self, *, however_old=False):
        if not however_old and self.today - self.asked_on > 30:
            return False
        if self.opioid_on_chart or self.wash_out in ("tapering", "waiting"):
            return False
        drug, egfr = (self.asked[0], self.asked[3]) if self.asked else (None, 90)
        if egfr < 60 and "kidney_failure" not in self.signed:
            return False
        covered = self.wash_out == "released"
        if drug:
            return (
                self.asked == TRAMADOL
                and "tramadol_alone" in self.signed
                and not (covered and self.last_dose >= self.asked_on)
            )
        return self.last_opioid is None or (covered and self.last_dose >= self.last_opioid)

    def note_dose(self, *, counts=True):
        if self.wash_out == "waiting":
            self.last_dose = max(self.last_dose, self.today)
            self.last_opioid = max(self.last_opioid or self.last_dose, self.last_dose)
        if counts:
            self.last_opioid = self.today

    def screen(self, by, answers):
        self.asked, self.asked_on, self.signed = answers, self.today, set()
        if answers[0]:
            self.opioid_on_chart = False
            self.note_dose(counts=answers != TRAMADOL)

    def sign(self, by, rule):
        shown = {"kidney_failure": self.asked and self.asked[3] < 60, "tramadol_alone": self.asked == TRAMADOL}
        hides = self.wash_out == "released" and self.last_dose >= self.asked_on
        require(by == "prescriber" and shown[rule] and not (rule == "tramadol_alone" and hides))
        self.signed.add(rule)

    def order(self, by, days_ago):
        require(by == "prescriber" and self.wash_out in (None, "released", "given up"))
        last = None if days_ago is None else self.today - days_ago
        require(last is None or self.last_opioid is None or last >= self.last_opioid)
        self.wash_out, self.last_dose = ("tapering" if last is None else "waiting"), last
        if last is not None:
            self.last_opioid = last

    def report(self, by, days_ago):
        require(self.wash_out in ("tapering", "waiting"))
        last = self.today - days_ago
        require(self.last_opioid is None or last >= self.last_opioid)
        self.wash_out, self.last_dose, self.last_opioid = "waiting", last, last

    def release(self, by):
        require(by == "prescriber" and self.wash_out == "waiting" and self.today > self.last_dose + DAYS)
        self.wash_out = "released"

    def hear(self, by):
        """At a contact: a new opioid."""
        self.opioid_on_chart = True
        self.note_dose(counts=False)

    def prescribe(self, by):
        require(self.course is None and self.may_go_on())
        self.course = "sent"

    def start(self, by):
        require(self.course == "sent" and self.may_go_on(however_old=True))
        self.course = "active"

    def report_first_dose(self, by):
        require(self.course == "sent")
        self.is_marked = not self.may_go_on(however_old=True)
        self.marks += self.is_marked
        self.course = "active"

    def stop(self, by):
        require(self.course in ("sent", "active"))
        self.course, self.is_marked = None, False

    def wait(self, by, days):
        self.today += days


class Clinic:
    """The same on the real patient."""

    def __init__(self):
        self.patient = PatientFactory()
        self.pharmacy = PharmacyFactory()
        self.users = {
            "assistant": UserFactory(role=Role.MEDICAL_ASSISTANT),
            "prescriber": UserFactory(role=Role.CLINICIAN),
        }
        self.users["prescriber"].password = hash_of_password()
        self.today = FIRST_DAY

    def _course(self):
        course = self.patient.prescriptions.open().first()
        if course is None:
            raise ValidationError("There is no course.")
        return course

    def _wash_out(self):
        wash_out = self.patient.wash_outs.open().first()
        if wash_out is None:
            raise ValidationError("There is no wash-out.")
        return wash_out

    def screen(self, by, answers):
        drug, strength, units, egfr = answers
        screening = Screening(
            patient=self.patient,
            asked_on=self.today,
            egfr=egfr,
            non_prescribed_opioids=False,
            opioid_for_cough_or_diarrhoea=False,
            naltrexone_allergy=False,
            pneumonia=False,
            acute_hepatitis=False,
            liver_failure=False,
        )
        opioid = ScreenedOpioid(
            drug=drug, name=str(drug), strength=Decimal(strength), units_prescribed=units, units_taken=units
        )
        safety.screen(screening=screening, opioids=[opioid] if drug else [], by=self.users[by])

    def sign(self, by, rule):
        safety.sign(patient=self.patient, rule=rule, reason="Known", password=PASSWORD, by=self.users[by])

    def order(self, by, days_ago):
        last = None if days_ago is None else self.today - timedelta(days=days_ago)
        safety.order_wash_out(patient=self.patient, days=DAYS, last_taken_on=last, by=self.users[by])

    def report(self, by, days_ago):
        taken_on = self.today - timedelta(days=days_ago)
        safety.report_last_opioid(wash_out=self._wash_out(), taken_on=taken_on, by=self.users[by])

    def release(self, by):
        safety.release_wash_out(wash_out=self._wash_out(), by=self.users[by])

    def hear(self, by):
        safety.note_new_facts(
            patient=self.patient, kinds=["opioid"], what="Oxycodone", on=self.today, by=self.users[by]
        )

    def prescribe(self, by):
        course = Prescription(
            patient=self.patient,
            pharmacy=self.pharmacy,
            prescribed_on=self.today,
            starting_dose_mg=Decimal("1.5"),
            strength_mg=Decimal("1.5"),
            quantity=90,
            primary_indication="M54.16",
        )
        actions.prescribe(course=course, by=self.users[by])

    def start(self, by):
        actions.start(course=self._course(), first_dose_on=self.today, by=self.users[by])

    def report_first_dose(self, by):
        actions.report_first_dose(course=self._course(), first_dose_on=self.today, by=self.users[by])

    def stop(self, by):
        actions.stop(course=self._course(), stopped_on=self.today, reason="cost", by=self.users[by])

    def wait(self, by, days):
        self.today += timedelta(days=days)


BY = st.sampled_from(["assistant", "prescriber", "prescriber"])
STEPS = st.one_of(
    st.tuples(st.just("screen"), BY, st.sampled_from(ANSWERS)),
    st.tuples(st.just("sign"), BY, st.sampled_from(["kidney_failure", "tramadol_alone"])),
    st.tuples(st.just("order"), BY, st.sampled_from([None, 0, 1, 11])),
    st.tuples(st.just("report"), BY, st.sampled_from([0, 1, 11])),
    st.tuples(st.sampled_from(["release", "prescribe", "prescribe", "start", "report_first_dose", "stop"]), BY),
    st.tuples(st.just("hear"), BY),
    st.tuples(st.just("wait"), BY, st.sampled_from([1, 10, 11, 31])),
)
# Some begin where it gets interesting: on the way through a wash-out, or past a signature.
WASHED_OUT = [
    ("screen", "assistant", HYDROCODONE),
    ("order", "prescriber", 0),
    ("wait", "assistant", 11),
    ("release", "prescriber"),
    ("screen", "assistant", NOTHING),
]
BEGINNINGS = st.sampled_from(
    [
        [],
        WASHED_OUT[:2],
        WASHED_OUT[:4],
        [*WASHED_OUT, ("prescribe", "prescriber")],
        [("screen", "assistant", TRAMADOL), ("sign", "prescriber", "tramadol_alone")],
        [("screen", "assistant", NOTHING), ("prescribe", "prescriber")],
        [("screen", "assistant", NOTHING), ("prescribe", "prescriber"), ("hear", "assistant")],
    ]
)
LIVES = st.builds(list.__add__, BEGINNINGS, st.lists(STEPS, max_size=12))


def outcome(call, refused):
    try:
        with transaction.atomic():
            call()
    except refused:
        return "refused"
    return "done"


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES)
def test_nobody_gets_past_a_stop_without_what_clears_it_but_by_a_report_that_leaves_a_mark_and_a_task(db, life):
    with transaction.atomic(), time_machine.travel(datetime(2026, 3, 2, 16, 0, tzinfo=UTC), tick=False) as clock:
        clinic, model = Clinic(), Model()
        for name, by, *rest in life:
            expected = outcome(partial(getattr(model, name), by, *rest), Refused)
            happened = outcome(partial(getattr(clinic, name), by, *rest), ValidationError)
            if name == "wait":
                clock.shift(timedelta(days=rest[0]))

            assert (name, by, rest, happened) == (name, by, rest, expected)
            open_course = clinic.patient.prescriptions.open().first()
            assert (open_course and open_course.state) == model.course
            assert bool(open_course and open_course.begun_against) == model.is_marked
            assert clinic.patient.tasks.filter(kind=ClinicianTask.Kind.BEGUN_AGAINST_STOP).count() == model.marks
        transaction.set_rollback(True)
