"""Seeds the demo clinic, all or nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.demo import DEMO_SIGN_INS
from accounts.models import User
from core import clinical
from exchange.actions import import_cases
from exchange.demo import stages
from exchange.demo.days import office_hour, working_day
from exchange.demo.people import People, Person
from exchange.demo.phrases import DECLINED
from exchange.demo.rows import Rows
from exchange.demo.staff import Staff, make_staff
from exchange.demo.stages import responder, started
from exchange.demo.story import Story
from exchange.demo.telling import Telling
from exchange.demo.today import CALL_BACK_AT, Today
from followups import plan_changes, planning, tick
from followups.models import FollowUp, Holiday
from patients.models import Contraindication, Patient, Visit
from prescriptions.models import DeclinedOffer, Prescription
from reports.building import keeping
from reports.models import SavedCohort

# The same people and courses on every machine.
SEED = 4
CASE_SERIES = Path(__file__).parent.parent / "data" / "case_series.csv"
COHORTS = {
    "Dorsopathies, M50-M54": {"diagnoses": ["M50-M54"]},
    "60 and over": {"age_from": 60},
}
PATIENTS_WITHOUT_A_COURSE = 14
VISITS_BOOKED = 25


def is_seeded() -> bool:
    return User.objects.filter(username=DEMO_SIGN_INS[0].username).exists()


@transaction.atomic
def seed(*, now: datetime) -> int:
    """Make the demo clinic as of this moment; returns how many patients it has."""
    demo = Demo(staff=make_staff(), now=now)
    demo.tell_the_past()
    demo.rows.save()
    planning.plan_refills(courses=Prescription.objects.active().values_list("pk", flat=True), at=now)
    tick.tick(now=now)  # the scheduler has been here too, and has found nothing to do
    new_year = Holiday(day=date(demo.today.year + 1, 1, 1), name="New Year's Day")
    plan_changes.apply(write=new_year.save, now=now)
    demo.live_today()
    import_cases(path=CASE_SERIES, at=now, by=User.system())
    keep_cohorts(at=now, by=demo.staff.clinicians[0])
    return Patient.objects.count()


def keep_cohorts(*, at: datetime, by: User) -> None:
    """Two to compare, on the list for everybody who sees reports."""
    for name, filters in COHORTS.items():
        keeping.name(saved=SavedCohort.objects.same_as(filters, by=by), name=name, now=at, by=by)


class Demo:
    def __init__(self, *, staff: Staff, now: datetime) -> None:
        self.staff, self.now, self.today = staff, now, timezone.localdate(now)
        self.random = Random(SEED)  # noqa: S311 nothing here is secret
        self.rows = Rows()
        self.people = People(rows=self.rows, random=self.random, today=self.today)

    def tell(self, *stories: Story, person: Person | None = None) -> Prescription:
        """The courses of one person, one after the other; returns the last."""
        person = person or self.people.invent()
        for story in stories:
            telling = Telling(story, person, staff=self.staff, rows=self.rows, random=self.random, today=self.today)
            course = telling.tell()
        return course

    def tell_each(self, stories: Iterable[Story]) -> Sequence[Prescription]:
        return [self.tell(story) for story in stories]

    # --- the past -----------------------------------------------------------------------------------------------

    def tell_the_past(self) -> None:
        self.tell_each(stages.BEFORE_THE_FIRST_DOSE)
        self.tell_each(stages.ON_LDN)
        self.tell_each(stages.WAITING)
        self.tell_each(stages.STOPPED)
        self.tell_each(stages.ENTERED_IN_ERROR)
        for stories in stages.ONE_AFTER_THE_OTHER:
            self.tell(*stories)
        self._tell_of_contact_rights()
        self._tell_of_those_who_declined()
        self._tell_of_contraindications()
        self._prepare_today()
        self.tell_each(stages.ordinary(self.random))
        for _ in range(PATIENTS_WITHOUT_A_COURSE):
            self.people.invent()
        self._book_visits()

    def _tell_of_contact_rights(self) -> None:
        self.tell(stages.DIED).patient.deceased_on = self._ago(stages.DIED.stop.ago)
        quiet = self.people.invent()
        quiet.patient.do_not_contact = True
        self.tell(stages.DO_NOT_CONTACT, person=quiet)
        silent = self.people.invent()
        silent.patient.consents_to_calls = False
        self.tell(stages.NO_CONSENT, person=silent)

    def _tell_of_those_who_declined(self) -> None:
        for number, reason in enumerate(DECLINED[1:], start=1):
            day = working_day(self._ago(23 * number))
            self.rows.add(
                DeclinedOffer(
                    patient=self.people.invent().patient,
                    declined_on=day,
                    reason=reason,
                    recorded_by=self.staff.clinicians[number % 2],
                    recorded_at=office_hour(day, self.random),
                )
            )

    def _tell_of_contraindications(self) -> None:
        """Each kind that keeps LDN away, and one that was cleared before it was prescribed."""
        for kind in Contraindication.Kind:
            note = {"opioid": "Oxycodone 10 mg four times a day", "kidney_failure": "eGFR 41"}.get(kind, "")
            self._contraindicate(self.people.invent(), kind, since=90, note=note)
        recovered = self.people.invent()
        kind = Contraindication.Kind.PNEUMONIA
        self._contraindicate(recovered, kind, since=190, note="Chest film clear on the last visit", cleared=160)
        self.tell(responder(120, relief=65), person=recovered)

    def _contraindicate(self, person: Person, kind: str, *, since: int, note: str, cleared: int | None = None) -> None:
        cleared_on = self._ago(cleared) if cleared else None
        patient = person.patient
        self.rows.add(
            Contraindication(patient=patient, kind=kind, since=self._ago(since), cleared_on=cleared_on, note=note)
        )

    def _book_visits(self) -> None:
        """Visits to come, and a few that were cancelled or not kept."""
        came_not = (Visit.Status.CANCELLED, Visit.Status.NO_SHOW)
        booked = {visit.patient.chart_number for visit in self.rows.of(Visit)}
        free = [
            patient
            for patient in self.rows.of(Patient)
            if patient.chart_number not in booked and not patient.deceased_on
        ]
        for number, patient in enumerate(self.random.sample(free, VISITS_BOOKED)):
            away = -8 * number if number < 5 else 3 * number  # days from today
            day = working_day(self.today + timedelta(days=away - 2))
            status = came_not[number % 2] if number < 5 else Visit.Status.BOOKED
            clinician = self.random.choice(self.staff.clinicians)
            self.rows.add(Visit(patient=patient, day=day, status=status, provider=str(clinician)))

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    # --- today --------------------------------------------------------------------------------------------------

    def _prepare_today(self) -> None:
        """Those to whom something happens today."""
        invent = self.people.invent
        self.prescribed_today, self.declines_today = [invent(), invent()], invent()
        self.ends_wash_out, self.washes_out = invent(), invent()
        self.takes_tramadol, self.has_weak_kidneys = invent(), invent()
        self.starts = self.tell(Story(prescribed=6))
        self.takes_too_much = self.tell(responder(92, relief=60, waits=True))
        self.sleeps_badly = self.tell(started(16, relief=10, better_life=False, waits=True))
        self.gives_up = self.tell(started(63, relief=0, better_life=False, waits=True))
        self.stopped_by_mistake = self.tell(responder(132, relief=70))
        self.on_the_wrong_chart = self.tell(responder(95, relief=40, waits=True))
        self.called_back = [self.tell(responder(days_ago, waits=True)) for days_ago in (17, 29, 98)]

    def live_today(self) -> None:
        day = Today(staff=self.staff, random=self.random, now=self.now)
        for person in self.prescribed_today:
            day.screen(person)
            day.prescribe(person)
        day.wash_out(self.ends_wash_out, last_opioid_days_ago=clinical.WASH_OUT_DAYS["short_acting"])
        day.wash_out(self.washes_out, last_opioid_days_ago=4)
        day.prescribe_with_tramadol(self.takes_tramadol)
        day.prescribe_past_kidney_failure(self.has_weak_kidneys)
        day.decline(self.declines_today)
        day.fill_and_start(self.starts)
        day.take_more_than_the_ceiling(self.takes_too_much)
        day.report_severe_side_effect(self.sleeps_badly)
        day.say_that_it_is_over(self.gives_up)
        day.stop_by_mistake(self.stopped_by_mistake)
        day.answer_on_the_wrong_chart(self.on_the_wrong_chart)
        waiting = FollowUp.objects.due_by(self.today).filter(prescription__in=self.called_back)
        day.promise_call_backs(list(waiting[: len(CALL_BACK_AT)]))
