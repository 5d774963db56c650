"""What has happened in the demo clinic today: the real actions, since they stamp the present."""

from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from core import clinical
from exchange.demo.days import instant
from exchange.demo.people import Person
from exchange.demo.phrases import DECLINED, GOALS
from exchange.demo.staff import Staff
from followups import actions
from followups.models import CallAttempt, FollowUp, Response
from prescriptions import actions as courses
from prescriptions.models import DeclinedOffer, Fill, Prescription

MORE_THAN_THE_CEILING_MG = Decimal("6")
CALL_BACK_AT = (time(10, 30), time(13, 0), time(16, 15))


class Today:
    def __init__(self, *, staff: Staff, random: Random, today: date) -> None:
        self.staff, self.random, self.today = staff, random, today
        self.assistant, self.clinician = staff.assistants[0], staff.clinicians[0]

    def prescribe(self, person: Person) -> Prescription:
        course = Prescription(
            patient=person.patient,
            pharmacy=self.staff.pharmacies[0],
            prescribed_on=self.today,
            starting_dose_mg=clinical.STARTING_DOSES_MG[1],
            strength_mg=clinical.USUAL_STRENGTH_MG,
            quantity=clinical.USUAL_FIRST_QUANTITY,
            primary_indication=person.indication,
            regions=person.regions,
            radiation=person.radiation,
            average_pain=7,
            peg_enjoyment=8,
            peg_activity=6,
            months_in_pain=30,
            goal=self.random.choice(GOALS),
        )
        return courses.prescribe(course=course, by=self.clinician)

    def decline(self, person: Person) -> None:
        offer = DeclinedOffer(patient=person.patient, declined_on=self.today, reason=DECLINED[0])
        courses.decline(offer=offer, by=self.clinician)

    def fill_and_start(self, course: Prescription) -> None:
        """The patient rings: it has arrived the day before yesterday, and the first tablet was taken yesterday."""
        fill = Fill(
            prescription=course,
            pharmacy=course.pharmacy,
            filled_on=self.today - timedelta(days=2),
            strength_mg=course.strength_mg,
            quantity=course.quantity,
            price_usd=Decimal("18"),
        )
        courses.record_fill(fill=fill, by=self.assistant)
        courses.start(course=course, first_dose_on=self.today - timedelta(days=1), by=self.assistant)

    def promise_call_backs(self, followups: list[FollowUp]) -> None:
        """Yesterday they asked to be called back today."""
        for followup, at in zip(followups, CALL_BACK_AT, strict=True):
            attempt = CallAttempt(
                followup=followup,
                number=str(followup.prescription.patient.phone_numbers.first().number),
                outcome=CallAttempt.Outcome.CALL_BACK,
                call_again_at=instant(self.today, at),
                called_at=instant(self.today - timedelta(days=1), at),
            )
            actions.log_call(attempt=attempt, by=self.assistant)

    def take_more_than_the_ceiling(self, course: Prescription) -> None:
        answer = self._answer(course, pgic=2, relief_percent=60, dose_mg=MORE_THAN_THE_CEILING_MG)
        answer.gains_in_own_words = "It was working so well that I thought, four tablets are better than three."
        actions.record_answer(response=answer, side_effects={}, by=self.assistant)

    def report_severe_side_effect(self, course: Prescription) -> None:
        answer = self._answer(course, pgic=4, relief_percent=10)
        actions.record_answer(response=answer, side_effects={"insomnia": "severe"}, by=self.assistant)

    def say_that_it_is_over(self, course: Prescription) -> None:
        answer = self._answer(course, pgic=4, relief_percent=0, continues=False)
        stop = actions.Stop(reason=Prescription.StopReason.NO_BENEFIT)
        actions.record_answer(response=answer, side_effects={}, stop=stop, by=self.assistant)

    def stop_by_mistake(self, course: Prescription) -> None:
        """Stopped on the wrong chart, and undone."""
        stop = actions.Stop(reason=Prescription.StopReason.COST)
        actions.stop_course(course=course, stopped_on=self.today, stop=stop, side_effects=None, by=self.clinician)
        courses.undo_stop(course=course, by=self.clinician)

    def answer_on_the_wrong_chart(self, course: Prescription) -> None:
        answer = self._answer(course, pgic=1, relief_percent=90)
        actions.record_answer(response=answer, side_effects={}, by=self.assistant)
        actions.void_answer(response=answer, reason="Answer of another patient", by=self.assistant)

    def _answer(self, course: Prescription, *, continues: bool = True, **items) -> Response:
        return Response(
            prescription=course,
            asked_on=self.today,
            mode=Response.Mode.PHONE,
            asked_by=self.assistant,
            continues=continues,
            quality_of_life_improved=items["relief_percent"] > 0 if continues else None,
            **items,
        )
