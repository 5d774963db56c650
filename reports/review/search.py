"""Finds the rows of the review: one query for the courses, three for the supply of those that may have run out, and one
for the wash-outs, at any size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from accounts.permissions import Permission
from core import clinical
from core.templatetags.clinic import day, mg
from followups.models import FollowUp, Response, SideEffect
from patients.models import ClinicianTask, Patient
from prescriptions import supply
from prescriptions.models import DoseStep, Fill, Pause, WashOut
from reports.categories import Category
from reports.models import AllRight, CourseOutcome, CourseOutcomeQuerySet, ReviewReason
from reports.review.rows import Row

# More is no list for a day; courses beyond it wait until these are decided.
MOST_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class Review:
    rows: list[Row]
    # there are more than these
    is_cut: bool

    @property
    def counts(self) -> list[tuple[ReviewReason, int]]:
        found = Counter(row.reason for row in self.rows)
        return [(reason, found[reason]) for reason in ReviewReason if found[reason]]


def find(*, today: date, by: User) -> Review:
    """The most urgent first, and of one kind who waits longest."""
    courses = list(_courses(today, by)[: MOST_ROWS + 1])
    rows = [row for outcome in courses[:MOST_ROWS] for row in _of_course(outcome, today)]
    rows += _wash_outs(today, by)
    if not by.has_perm(Permission.PRESCRIBE):
        rows = [replace(row, by_prescriber=False) for row in rows]
    order = {reason: place for place, reason in enumerate(ReviewReason)}
    rows.sort(key=lambda row: (order[row.reason], row.since, row.pk))
    return Review(rows=rows, is_cut=len(courses) > MOST_ROWS)


@transaction.atomic
def all_right(*, patient: Patient, reason: str, today: date, until: date, note: str, by: User) -> AllRight:
    """Let this row of the patient rest until a day. Raises ValidationError."""
    word = AllRight(patient=patient, reason=reason, decided_on=today, until_on=until, note=note, decided_by=by)
    word.full_clean()
    word.save()
    return word


# --- courses ------------------------------------------------------------------------------------------------


def _courses(today: date, by: User) -> CourseOutcomeQuerySet:
    """Those that patients are on, with a flag for each reason; of a refill it is no more than a suspicion."""
    flags = {
        reason: condition & ~Exists(AllRight.objects.on(today).filter(patient=OuterRef("patient"), reason=reason))
        for reason, condition in _conditions(today).items()
    }
    course = {"prescription": OuterRef("prescription")}
    return (
        CourseOutcome.objects.as_of(today)
        .seen_by(by)
        .filter(
            prescription__state="active",
            prescription__voided_at=None,
            patient__deceased_on=None,
        )
        .exclude(category=Category.LOST)
        .alias(
            stable_since=ExpressionWrapper(
                F("prescription__first_dose_on") + F("days_to_stable_dose"), output_field=DateField()
            ),
            is_paused=Exists(Pause.objects.covering(today).filter(**course)),
        )
        .annotate(
            relief_before=_relief_before(),
            heard=Subquery(_heard(today).values("pk")[:1]),
            heard_on=Subquery(_heard(today).values("asked_on")[:1]),
            milestone_to_call=_to_call(today, FollowUp.Kind.MILESTONE),
            refill_to_call=_to_call(today, FollowUp.Kind.REFILL),
        )
        .annotate(named_now=ArraySubquery(_named_now().values("effect")))
        .annotate(**{reason.value: condition for reason, condition in flags.items()})
        .filter(Q(*((reason.value, True) for reason in flags), _connector=Q.OR))
        .select_related("prescription__patient")
        .prefetch_related("prescription__fills", "prescription__dose_steps", "prescription__pauses")
        .order_by(F("asked_on").asc(nulls_first=True), "prescription_id")
    )


def _relief_before() -> Subquery:
    """Of the answer before the one that decides."""
    earlier = Response.objects.valid().filter(
        prescription=OuterRef("prescription"), relief_percent__isnull=False, asked_on__lt=OuterRef("asked_on")
    )
    return Subquery(earlier.order_by("-asked_on", "-id").values("relief_percent")[:1])


def _conditions(today: date) -> dict[ReviewReason, Q]:
    course = {"prescription": OuterRef("prescription")}
    fills = Fill.objects.filter(**course)
    on_ldn = Q(is_paused=False)
    never_asked = Q(asked_on=None, prescription__first_dose_on__lte=today - clinical.REVIEW_WITHOUT_ANSWER_AFTER)
    asked_long_ago = Q(asked_on__lte=today - clinical.REVIEW_LAST_ANSWER_AFTER)
    no_longer_in_hand = ~Exists(fills.lasting_beyond(today - clinical.REVIEW_REFILL_LATE_BY))
    return {
        ReviewReason.SIDE_EFFECT: Q(Exists(_named_now())) & ~_decided_since(),
        ReviewReason.REFILL: on_ldn & Q(Exists(fills)) & no_longer_in_hand,
        ReviewReason.FALLING: Q(relief_percent__lte=F("relief_before") - clinical.REVIEW_FALL_POINTS),
        ReviewReason.NO_BENEFIT: Q(category=Category.CONTINUING_NO_BENEFIT),
        ReviewReason.NO_RELIEF: on_ldn
        & ~Q(category=Category.CONTINUING_NO_BENEFIT)
        & Q(relief_percent__lt=clinical.REVIEW_RELIEF_UNDER, stable_since__lte=today - clinical.REVIEW_STABLE_FOR),
        ReviewReason.NOT_ASSESSED: on_ldn & (never_asked | asked_long_ago),
    }


def _heard(today: date) -> QuerySet:
    """The latest answer about side effects: also one whose line broke, if they were asked by then."""
    answers = Response.objects.valid().asked_by(today).filter(prescription=OuterRef("prescription"))
    return answers.exclude(broke_off=True, side_effects_asked=False).order_by("-asked_on", "-id")


def _to_call(today: date, kind: FollowUp.Kind) -> Subquery:
    """The follow-up of this kind that can be called about today; None: the call is an unscheduled one."""
    open_now = FollowUp.objects.due_by(today).filter(prescription=OuterRef("prescription"), kind=kind)
    return Subquery(open_now.order_by("due_on").values("pk")[:1])


def _named_now() -> QuerySet:
    """Serious, more than mild, or nobody asked how severe."""
    is_grave = Q(is_serious=True) | ~Q(severity=SideEffect.Severity.MILD)
    return SideEffect.objects.filter(is_grave, response=OuterRef("heard"))


def _decided_since() -> Q:
    """The dose was changed, LDN was paused, or a clinician closed a task, on the day of the answer or later."""
    course, asked_on = {"prescription": OuterRef("prescription")}, OuterRef("heard_on")
    stepped = DoseStep.objects.filter(**course, starts_on__gte=asked_on)
    paused = Pause.objects.filter(**course, from_on__gte=asked_on)
    closed = ClinicianTask.objects.filter(patient=OuterRef("patient"), done_at__date__gte=asked_on)
    return Q(Exists(stepped)) | Q(Exists(paused)) | Q(Exists(closed))


def _of_course(outcome: CourseOutcome, today: date) -> Iterator[Row]:
    for reason in ReviewReason:
        if getattr(outcome, reason.value, False) and (said := WORDS[reason](outcome, today)):
            since, words = said
            course = outcome.prescription
            to_call = outcome.refill_to_call if reason == ReviewReason.REFILL else outcome.milestone_to_call
            yield Row(
                patient=course.patient, reason=reason, pk=course.pk, followup_pk=to_call, since=since, words=words
            )


Said = tuple[date, str]


def _say_side_effect(outcome: CourseOutcome, today: date) -> Said:
    named = ", ".join(SideEffect.Effect(code).label.lower() for code in outcome.named_now)
    return outcome.heard_on, f"{named}, named on {day(outcome.heard_on)}; nothing decided since"


def _say_refill(outcome: CourseOutcome, today: date) -> Said | None:
    """What is left of earlier fills may reach further than the last one by itself."""
    found = supply.of_course(outcome.prescription)
    if found is None or found.until + clinical.REVIEW_REFILL_LATE_BY > today:
        return None
    return found.until, f"{found.in_words(today)}, and no fill is on file since"


def _say_falling(outcome: CourseOutcome, today: date) -> Said:
    words = f"{outcome.relief_percent} % on {day(outcome.asked_on)}, after {outcome.relief_before} %"
    return outcome.asked_on, f"{words}; {mg(outcome.stable_dose_mg)}"


def _say_no_benefit(outcome: CourseOutcome, today: date) -> Said:
    return (
        outcome.asked_on,
        f"{outcome.relief_percent} % and no better quality of life, at {mg(outcome.stable_dose_mg)}",
    )


def _say_no_relief(outcome: CourseOutcome, today: date) -> Said:
    since = outcome.prescription.first_dose_on + timedelta(days=outcome.days_to_stable_dose)
    return since, f"{outcome.relief_percent} % at {mg(outcome.stable_dose_mg)} since {day(since)}"


def _say_not_assessed(outcome: CourseOutcome, today: date) -> Said:
    if outcome.asked_on:
        return outcome.asked_on, f"last asked on {day(outcome.asked_on)}"
    first = outcome.prescription.first_dose_on
    return first, f"never asked; first dose on {day(first)}"


WORDS = {
    ReviewReason.SIDE_EFFECT: _say_side_effect,
    ReviewReason.REFILL: _say_refill,
    ReviewReason.FALLING: _say_falling,
    ReviewReason.NO_BENEFIT: _say_no_benefit,
    ReviewReason.NO_RELIEF: _say_no_relief,
    ReviewReason.NOT_ASSESSED: _say_not_assessed,
}


# --- wash-outs ----------------------------------------------------------------------------------------------


def _wash_outs(today: date, by: User) -> list[Row]:
    """Those that are over, and that no prescriber has released."""
    reason = ReviewReason.WASH_OUT
    rests = AllRight.objects.on(today).filter(patient=OuterRef("patient"), reason=reason)
    to_call = FollowUp.objects.due_by(today).filter(wash_out=OuterRef("pk"))
    over = (
        WashOut.objects.seen_by(by)
        .open()
        .filter(~Exists(rests), ends_on__lt=today, patient__deceased_on=None)
        .annotate(to_call=Subquery(to_call.values("pk")[:1]))
    )
    return [
        Row(
            patient=wash_out.patient,
            reason=reason,
            pk=wash_out.pk,
            followup_pk=wash_out.to_call,
            since=wash_out.ends_on,
            words=f"ended on {day(wash_out.ends_on)}; {_asked(wash_out)}",
        )
        for wash_out in over.select_related("patient").order_by("ends_on", "pk")[:MOST_ROWS]
    ]


def _asked(wash_out: WashOut) -> str:
    if wash_out.none_since_asked_on:
        return f"no opioid since, said on {day(wash_out.none_since_asked_on)}"
    return "the patient was not asked yet"
