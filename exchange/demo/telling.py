"""A story written out as the rows that the actions and the scheduler would have left behind, each on its day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from core import clinical
from exchange.demo import plan
from exchange.demo.answers import make_answer
from exchange.demo.days import instant, office_hour, working_day
from exchange.demo.handing_over import hand_over
from exchange.demo.people import Person
from exchange.demo.phrases import GOALS
from exchange.demo.rows import Rows
from exchange.demo.staff import Staff
from exchange.demo.story import Story
from followups import actions
from followups.models import CallAttempt, FollowUp, Response, SideEffect
from patients.models import ClinicianTask, Visit
from prescriptions.models import DoseStep, Fill, LostPeriod, Pause, PlannedStep, Prescription

# mg a day; the ladder that the practice climbs. A course begins somewhere on it.
LADDER_MG = MG_075, MG_15, MG_3, MG_45 = (Decimal("0.75"), Decimal("1.5"), Decimal("3"), Decimal("4.5"))
FIRST_QUANTITIES = (90, 100, 120)  # tablets
REFILL_QUANTITY = 90  # tablets
REFILL_AT_DAYS_LEFT = 9  # before the clinic asks
A_DAY = timedelta(days=1)
# (starting dose, stable dose, days a step) of the ladders that were chosen when prescribing, by their names.
LADDERS = {
    (MG_075, MG_45, 14): "From 0.75 mg, a step every 2 weeks",
    (MG_15, MG_45, 14): "From 1.5 mg, a step every 2 weeks",
    (MG_15, MG_45, 28): "From 1.5 mg, a step every 4 weeks",
    (MG_15, MG_45, 7): "From 1.5 mg, a step every week",
    (MG_45, MG_45, 14): "4.5 mg from the start",
}
# Where the call still waits to be made, nobody has recorded the step of the last days, or a fill of the last weeks.
STEP_NOT_YET_RECORDED = timedelta(days=6)
FILL_NOT_YET_RECORDED = timedelta(days=14)


class Telling:
    """One course of one person."""

    def __init__(self, story: Story, person: Person, *, staff: Staff, rows: Rows, random: Random, today: date) -> None:
        self.story, self.person, self.staff = story, person, staff
        self.rows, self.random, self.today = rows, random, today
        self.prescriber = random.choice(staff.clinicians)
        self.first_dose_on = self.ago(story.started)
        self.stopped_on = self.ago(story.stop.ago) if story.stop else None
        self.cost_usd = Decimal(random.choice(("16", "17", "17.50", "18", "18", "19", "20")))
        self.dose_steps: list[DoseStep] = []
        self.plan_is_complete = False
        self.words_said: set[str] = set()

    def ago(self, days: int | None) -> date | None:
        return None if days is None else self.today - timedelta(days=days)

    def tell(self) -> Prescription:
        self.course = self._course()
        hand_over(self.course, staff=self.staff, rows=self.rows, today=self.today)
        self._dose_steps()
        self._fills()
        self._intervals()
        self._first_dose_question()
        for planned in self._planned():
            self._follow_up(planned)
        self._stop_without_an_answer()
        return self.course

    # --- the course ---------------------------------------------------------------------------------------------

    def _course(self) -> Prescription:
        story, random, person = self.story, self.random, self.person
        course = Prescription(
            patient=person.patient,
            prescriber=self.prescriber,
            pharmacy=random.choice(self.staff.pharmacies),
            prescribed_on=working_day(self.ago(story.prescribed)),
            starting_dose_mg=story.starting_dose_mg,
            ladder=self.staff.ladders.get(
                LADDERS.get((story.starting_dose_mg, story.stable_dose_mg, story.days_a_step), "")
            ),
            strength_mg=clinical.USUAL_STRENGTH_MG,
            quantity=random.choice(FIRST_QUANTITIES),
            primary_indication=person.indication,
            regions=person.regions,
            radiation=person.radiation,
            average_pain=random.randrange(5, 10),
            peg_enjoyment=random.randrange(4, 10),
            peg_activity=random.randrange(4, 10),
            months_in_pain=random.choice((8, 14, 24, 36, 60, 84, 120, 180, 240)),
            goal=random.choice(GOALS),
            state=self._state(),
            first_dose_on=self.first_dose_on,
            first_dose_is_approximate=self.first_dose_on is not None and random.random() < 0.08,
        )
        self._end(course)
        return self.rows.add(course)

    def _state(self) -> Prescription.State:
        if self.story.stop:
            return Prescription.State.STOPPED
        if self.story.never_filled:
            return Prescription.State.NEVER_FILLED
        return Prescription.State.ACTIVE if self.first_dose_on else Prescription.State.SENT

    def _end(self, course: Prescription) -> None:
        stop = self.story.stop
        if stop:
            course.stopped_on = self.stopped_on
            course.stop_reason = stop.reason
            course.other_stop_reasons = list(stop.other_reasons)
            course.stop_recorded_at = self._closed_at()
            course.stopped_by = self.prescriber
            course.side_effects_asked_at_stop = not stop.told
        if self.story.entered_in_error:
            course.voided_at = self._closed_at()
            course.voided_by = self.prescriber
            course.voided_reason = self.story.entered_in_error

    def _closed_at(self) -> datetime | None:
        """When the course was closed, if it was: late on the day, after what was asked on it."""
        if self.stopped_on:
            return instant(self.stopped_on, time(17, 20))
        if self.story.entered_in_error:
            return instant(self.today - A_DAY, time(17, 20))
        if self.story.never_filled:
            return instant(working_day(self.ago(self.story.prescribed) + timedelta(days=29)), time(17, 20))
        return None

    def _dose_steps(self) -> None:
        """The ladder up to the stable dose, as far as it was climbed, and the step that comes next."""
        if self.first_dose_on is None:
            return
        story = self.story
        doses = [dose for dose in LADDER_MG if story.starting_dose_mg <= dose <= story.stable_dose_mg]
        last_day = (self.stopped_on or self.today + timedelta(days=story.days_a_step)) - A_DAY
        for number, dose_mg in enumerate(doses):
            starts_on = self.first_dose_on + timedelta(days=number * story.days_a_step)
            if number and self.course.ladder and starts_on > self._known_until(STEP_NOT_YET_RECORDED):
                self.rows.add(PlannedStep(prescription=self.course, starts_on=starts_on, dose_mg=dose_mg))
            elif number == 0 or starts_on <= last_day:
                self.dose_steps.append(
                    self.rows.add(
                        DoseStep(
                            prescription=self.course,
                            starts_on=starts_on,
                            dose_mg=dose_mg,
                            source=DoseStep.Source.ORDERED,
                            reason="Next step of the ladder" if number else "",
                            recorded_by=self.prescriber,
                            recorded_at=self._recorded(self.first_dose_on),
                        )
                    )
                )

    def _known_until(self, not_yet: timedelta) -> date:
        """The last day of which the clinic knows what happened."""
        return self.today - not_yet if self.story.waits else self.today

    def dose_on(self, day: date) -> Decimal:
        return [step.dose_mg for step in self.dose_steps if step.starts_on <= day][-1]

    def _recorded(self, day: date) -> datetime:
        """Some hour of the next day, as far as that is past."""
        return office_hour(min(day + A_DAY, self.today - A_DAY), self.random)

    def _fills(self) -> None:
        """The first fill, then a refill whenever the tablets at home are about to run out."""
        if self.story.filled is None:
            return
        self._fill(self.ago(self.story.filled), self.course.quantity)
        if self.first_dose_on is None:
            return
        tablets = Decimal(self.course.quantity)
        day, end = self.first_dose_on, self.stopped_on or self.today
        while day < end:
            a_day = self.dose_on(day) / self.course.strength_mg
            tablets -= a_day
            if tablets < REFILL_AT_DAYS_LEFT * a_day and day <= self._known_until(FILL_NOT_YET_RECORDED):
                self._fill(day, REFILL_QUANTITY)
                tablets += REFILL_QUANTITY
            day += A_DAY

    def _fill(self, day: date, quantity: int) -> None:
        self.rows.add(
            Fill(
                prescription=self.course,
                pharmacy=self.course.pharmacy,
                filled_on=day,
                strength_mg=self.course.strength_mg,
                quantity=quantity,
                beyond_use_on=day + clinical.BEYOND_USE_AFTER,
                lot=f"C{day:%y%m}-{self.random.randrange(100, 1000)}",
                price_usd=self.cost_usd,
            )
        )

    def _intervals(self) -> None:
        for model, away in ((Pause, self.story.pause), (LostPeriod, self.story.lost)):
            if away:
                self.rows.add(
                    model(
                        prescription=self.course,
                        from_on=self.ago(away.since),
                        until_on=self.ago(away.until),
                        reason=away.reason,
                        recorded_by=self.prescriber,
                    )
                )

    # --- follow-ups ---------------------------------------------------------------------------------------------

    def _first_dose_question(self) -> None:
        due_on = self.course.prescribed_on + clinical.FIRST_DOSE_QUESTION_AFTER
        question = self.rows.add(
            FollowUp(
                patient=self.person.patient,
                prescription=self.course,
                kind=FollowUp.Kind.FIRST_DOSE,
                due_on=due_on,
                window_opens_on=due_on - clinical.FIRST_DOSE_QUESTION_OPENS_BEFORE,
                window_closes_on=due_on + clinical.FIRST_DOSE_QUESTION_CLOSES_AFTER,
            )
        )
        if self.first_dose_on:
            _settle(question, FollowUp.State.ANSWERED, self._recorded(self.first_dose_on))
        elif self._closed_at():
            _settle(question, FollowUp.State.CLOSED, self._closed_at())
        elif self.story.waits and due_on < self.today:
            self._call_in_vain(question, due_on)

    def _planned(self) -> Iterator[plan.Planned]:
        """The milestones; of the last, the next time as soon as all are settled and the course goes on."""
        if self.first_dose_on is None:
            return
        for planned in plan.of_course(self.first_dose_on, self.staff.plan):
            if planned.number > 1 and self.plan_is_complete:
                return
            yield planned

    def _follow_up(self, planned: plan.Planned) -> None:
        """Ask it, miss it, close it with its course, or leave it open, as the story and the day want it."""
        followup = self.rows.add(self._milestone(planned))
        asked_on = self._day_asked(planned)
        if asked_on:
            self._answer(followup, asked_on)
            self.plan_is_complete = asked_on == self.stopped_on
        elif planned.window_closes_on < (self.stopped_on or self.today):
            _settle(followup, FollowUp.State.MISSED, instant(planned.window_closes_on + A_DAY, time(0, 1)))
            self._call_in_vain(followup, planned.due_on)
        elif self._closed_at():
            _settle(followup, FollowUp.State.CLOSED, self._closed_at())
            self.plan_is_complete = True
        else:
            self._leave_open(followup)

    def _milestone(self, planned: plan.Planned) -> FollowUp:
        kind = FollowUp.Kind.MILESTONE
        return FollowUp(patient=self.person.patient, prescription=self.course, kind=kind, **vars(planned))

    def _day_asked(self, planned: plan.Planned) -> date | None:
        """The day of the answer, or None if there is none to this follow-up."""
        story, opens, closes = self.story, planned.window_opens_on, planned.window_closes_on
        if {planned.milestone.label(planned.number), "all"} & story.missed or (
            story.entered_in_error and opens > self.ago(30)
        ):
            return None
        if self.stopped_on and opens <= self.stopped_on <= closes:
            return self.stopped_on if story.stop.told else None
        found_on = self.ago(story.lost.until) if story.lost else None
        if found_on and opens <= found_on <= closes:
            return found_on
        latest = min(closes, (self.stopped_on or self.today) - A_DAY)
        waits = closes >= self.today and (story.waits or (story.lost and not found_on))
        if opens > latest or waits:
            return None
        wanted = planned.due_on + timedelta(days=self.random.randrange(-3, 5))
        return working_day(max(opens, min(wanted, latest)), not_before=opens)

    def _leave_open(self, followup: FollowUp) -> None:
        self.plan_is_complete = True
        story = self.story
        if not story.waits or followup.window_opens_on > self.today:
            return
        if story.visit_in is not None:
            visit_on = self.today + timedelta(days=story.visit_in)
            self.rows.add(Visit(patient=self.person.patient, day=visit_on, provider=str(self.prescriber)))
        elif followup.due_on < self.today and self.person.patient.may_be_called:
            self._call_in_vain(followup, max(followup.due_on, self.today - timedelta(days=6)))

    def _call_in_vain(self, followup: FollowUp, since: date) -> None:
        """One to three calls that brought no answer, on days before today and in the window."""
        day = since
        for _ in range(self.random.choice((1, 2, 2, 3))):
            if day >= min(self.today, followup.window_closes_on):
                return
            called_at = office_hour(day, self.random)
            self.rows.add(
                CallAttempt(
                    followup=followup,
                    number=str(self.person.phone.number),
                    outcome=self.random.choice(("no_answer", "no_answer", "busy", "voicemail")),
                    called_at=called_at,
                    called_by=self.random.choice(self.staff.assistants),
                    entered_at=called_at,
                )
            )
            day = working_day(day + timedelta(days=self.random.choice((1, 2, 3))), not_before=day + A_DAY)

    def _answer(self, followup: FollowUp, asked_on: date) -> None:
        goes_on = asked_on != self.stopped_on
        asker = self.random.choice(self.staff.assistants)
        response = make_answer(self.story, self.course, asked_on, goes_on=goes_on, today=self.today, random=self.random)
        response.monthly_cost_usd = self.cost_usd if self.random.random() < 0.8 else None
        if response.gains_in_own_words in self.words_said:
            response.gains_in_own_words = ""  # nobody says the same sentence at each call
        self.words_said.add(response.gains_in_own_words)
        response.followup = followup
        response.dose_mg = self.dose_on(asked_on)
        response.asked_by = response.entered_by = asker
        response.entered_at = office_hour(asked_on, self.random)
        self.rows.add(response)
        _settle(followup, FollowUp.State.ANSWERED, response.entered_at)
        if response.mode == Response.Mode.VISIT:
            came = Visit.Status.KEPT
            self.rows.add(Visit(patient=self.person.patient, day=asked_on, status=came, provider=str(self.prescriber)))
        side_effects = self._side_effects_named(followup, goes_on)
        for effect, told in side_effects.items():
            self.rows.add(SideEffect(prescription=self.course, response=response, effect=effect, **told._asdict()))
        for kind, what in actions.concerns(course=self.course, response=response, side_effects=side_effects):
            self._task(kind, what, response)

    def _side_effects_named(self, followup: FollowUp, goes_on: bool) -> dict[str, actions.Told]:
        """Named in the first month, and again where they are why LDN is stopped."""
        early = followup.label in ("2 weeks", "1 month")
        named = self.story.side_effects if early or not goes_on else ()
        return {effect: actions.Told(severity, is_serious=False) for effect, severity in named}

    def _task(self, kind: ClinicianTask.Kind, what: str, response: Response) -> None:
        """Raised by the answer, and done by the prescriber on the next day."""
        self.rows.add(
            ClinicianTask(
                patient=self.person.patient,
                kind=kind,
                what=what,
                due_on=response.asked_on,
                raised_at=response.entered_at,
                raised_by=response.asked_by,
                done_at=self._recorded(response.asked_on),
                done_by=self.prescriber,
                done_note="Called the patient, went through it together.",
            )
        )

    def _stop_without_an_answer(self) -> None:
        """Side effects that the clinician asked about when ending the course."""
        if self.story.stop and not self.story.stop.told:
            for effect, severity in self.story.side_effects:
                told = actions.Told(severity, is_serious=False)
                self.rows.add(SideEffect(prescription=self.course, effect=effect, **told._asdict()))


def _settle(followup: FollowUp, state: FollowUp.State, at: datetime) -> None:
    followup.state = state
    followup.settled_at = at
