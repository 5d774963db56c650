"""What has happened in the demo clinic today: the real actions, since they stamp the present."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from accounts.demo import DEMO_SIGN_INS
from core import clinical
from exchange.demo.days import instant
from exchange.demo.people import Person
from exchange.demo.phrases import DECLINED, GOALS
from exchange.demo.staff import Staff
from followups import actions, calling
from followups.models import CallAttempt, FollowUp, Response
from prescriptions import actions as courses
from prescriptions import safety
from prescriptions.models import DeclinedOffer, Fill, Prescription, ScreenedOpioid, Screening

MORE_THAN_THE_CEILING_MG = Decimal("6")
CALL_BACK_AT = (time(10, 30), time(13, 0), time(16, 15))


class Today:
    def __init__(self, *, staff: Staff, random: Random, now: datetime) -> None:
        self.staff, self.random, self.now, self.today = staff, random, now, timezone.localdate(now)
        self.assistant, self.clinician = staff.assistants[0], staff.clinicians[0]

    def screen(self, person: Person, *opioids: ScreenedOpioid, days_ago: int = 0, **answers) -> None:
        """Nothing speaks against LDN but the opioids, and what is said here."""
        facts = dict.fromkeys(Screening.YES_NO_QUESTIONS, False) | {"egfr": 84} | answers
        screening = Screening(patient=person.patient, asked_on=self.today - timedelta(days=days_ago), **facts)
        safety.screen(screening=screening, opioids=opioids, by=self.assistant)

    def wash_out(self, person: Person, *, last_opioid_days_ago: int) -> None:
        """Low dose hydrocodone that does not help was stopped for LDN."""
        hydrocodone = ScreenedOpioid(
            name="Hydrocodone/acetaminophen 5/325",
            drug="hydrocodone",
            strength=5,
            units_prescribed=3,
            units_taken=2,
            helps=False,
        )
        self.screen(person, hydrocodone, days_ago=last_opioid_days_ago + 1)
        last_taken_on = self.today - timedelta(days=last_opioid_days_ago)
        safety.order_wash_out(
            patient=person.patient,
            days=clinical.WASH_OUT_DAYS["short_acting"],
            last_taken_on=last_taken_on,
            by=self.clinician,
        )

    def prescribe_with_tramadol(self, person: Person) -> None:
        tramadol = ScreenedOpioid(
            name="Tramadol 50 mg", drug="tramadol", strength=50, units_prescribed=1, units_taken=1, helps=True
        )
        self.screen(person, tramadol)
        self.sign(person, "tramadol_alone", "Warned of withdrawal; knows the label says otherwise.")
        self.prescribe(person)

    def prescribe_past_kidney_failure(self, person: Person) -> None:
        self.screen(person, egfr=52)
        self.sign(person, "kidney_failure", "Stable for years; starts with 0.75 mg, eGFR again in a month.")
        self.prescribe(person)

    def sign(self, person: Person, rule: str, reason: str) -> None:
        password = next(one.password for one in DEMO_SIGN_INS if one.username == self.clinician.username)
        safety.sign(patient=person.patient, rule=rule, reason=reason, password=password, by=self.clinician)

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
            called_at = instant(self.today - timedelta(days=1), at)
            attempt = CallAttempt(
                followup=followup,
                number=str(followup.prescription.patient.phone_numbers.first().number),
                outcome=CallAttempt.Outcome.CALL_BACK,
                call_again_at=instant(self.today, at),
                entered_at=called_at,
            )
            calling.log_call(attempt=attempt, called_at=called_at, now=self.now, by=self.assistant)

    def take_more_than_the_ceiling(self, course: Prescription) -> None:
        answer = self._answer(course, pgic=2, relief_percent=60, dose_mg=MORE_THAN_THE_CEILING_MG)
        answer.gains_in_own_words = "It was working so well that I thought, four tablets are better than three."
        actions.record_answer(response=answer, side_effects={}, by=self.assistant)

    def report_severe_side_effect(self, course: Prescription) -> None:
        answer = self._answer(course, pgic=4, relief_percent=10)
        actions.record_answer(
            response=answer, side_effects={"insomnia": actions.Told("severe", is_serious=False)}, by=self.assistant
        )

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
