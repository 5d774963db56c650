"""A course with all its rows at hand, read in a number of queries that does not grow with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from followups.models import CallAttempt, FollowUp, Response, SideEffect
from prescriptions.models import (
    Counselled,
    Counselling,
    DoseStep,
    Fill,
    LostPeriod,
    Pause,
    PlannedStep,
    Prescription,
    Sending,
    counselled,
)
from prescriptions.supply import Supply, lasts
from reports.models import CourseOutcome, category_by_answer
from reports.rules import PRACTICE


@dataclass(frozen=True, kw_only=True)
class CourseRecord:
    """A course with its rows, each list in the order of its days, and its outcome today (None: entered in error)."""

    course: Prescription
    outcome: CourseOutcome | None
    # With `category`, what each answer says by itself.
    answers: Sequence[Response]
    side_effects: Sequence[SideEffect]
    doses: Sequence[DoseStep]
    planned: Sequence[PlannedStep]
    fills: Sequence[Fill]
    pauses: Sequence[Pause]
    lost_periods: Sequence[LostPeriod]
    counsellings: Sequence[Counselling]
    sendings: Sequence[Sending]
    # With `visit_on` and their call attempts.
    followups: Sequence[FollowUp]

    @property
    def valid_answers(self) -> list[Response]:
        return [answer for answer in self.answers if not answer.is_voided]

    @property
    def in_hand(self) -> Prescription | Fill:
        """What the patient takes from: the latest fill, else what was prescribed."""
        return self.fills[-1] if self.fills else self.course

    @property
    def counselled(self) -> Counselled | None:
        return counselled(self.counsellings)

    @property
    def sending(self) -> Sending | None:
        """The one that holds."""
        return next((sending for sending in self.sendings if not sending.is_voided), None)

    @property
    def waits_to_be_sent(self) -> bool:
        """The course's pharmacy has no prescription, by what is on file: none was sent there, or filled by it."""
        filled_there = any(fill.pharmacy_id == self.course.pharmacy_id for fill in self.fills)
        return self.sending is None and not filled_there

    @property
    def supply(self) -> Supply | None:
        """How far the fills reach; None where that isn't known, or nothing is taken any more."""
        if not self.course.is_active:
            return None
        return lasts(fills=self.fills, dose_steps=self.doses, planned_steps=self.planned, pauses=self.pauses)

    @property
    def unexplained_fill(self) -> Fill | None:
        """The fill that brought another strength or form, if no answer since then says how much is taken."""
        made_of = (self.course.strength_mg, self.course.form)
        changed = None
        for fill in self.fills:
            if fill.made_of != made_of and made_of[0] is not None:
                changed = fill
            made_of = fill.made_of
        asked = [answer.asked_on for answer in self.valid_answers if answer.dose_mg is not None]
        return None if changed is None or any(day >= changed.filled_on for day in asked) else changed

    @property
    def next_followup(self) -> FollowUp | None:
        """The next question about the course; its refill is asked by the supply, and shown with it."""
        return next((row for row in self.followups if row.is_open and row.kind != FollowUp.Kind.REFILL), None)


def read(
    courses: Sequence[Prescription], outcomes: Mapping[int, CourseOutcome], *, today: date
) -> dict[int, CourseRecord]:
    """The records of a patient's courses, by the course's id."""
    prefetch_related_objects(
        courses,
        Prefetch("responses", queryset=_answers()),
        "side_effects",
        Prefetch("dose_steps", queryset=DoseStep.objects.select_related("recorded_by")),
        Prefetch("fills", queryset=Fill.objects.select_related("pharmacy")),
        "planned_steps",
        "pauses",
        "lost_periods",
        Prefetch("counsellings", queryset=Counselling.objects.select_related("done_by")),
        Prefetch("sendings", queryset=Sending.objects.select_related("pharmacy", "sent_by", "voided_by")),
        Prefetch("followups", queryset=FollowUp.objects.with_booked_visit(today=today).select_related("milestone")),
        Prefetch("followups__attempts", queryset=CallAttempt.objects.select_related("called_by")),
    )
    return {course.pk: _record(course, outcomes.get(course.pk)) for course in courses}


def _answers() -> QuerySet[Response]:
    """Answers with the category that each gives by itself, by the same SQL as every outcome."""
    return Response.objects.annotate(category=category_by_answer(PRACTICE)).select_related(
        "asked_by", "voided_by", "correction", "corrects"
    )


def _record(course: Prescription, outcome: CourseOutcome | None) -> CourseRecord:
    return CourseRecord(
        course=course,
        outcome=outcome,
        answers=list(course.responses.all()),
        side_effects=list(course.side_effects.all()),
        doses=list(course.dose_steps.all()),
        planned=list(course.planned_steps.all()) if course.is_active else [],
        fills=list(course.fills.all()),
        pauses=list(course.pauses.all()),
        lost_periods=list(course.lost_periods.all()),
        counsellings=list(course.counsellings.all()),
        sendings=list(course.sendings.all()),
        followups=list(course.followups.all()),
    )
