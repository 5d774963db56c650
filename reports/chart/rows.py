"""The rows of the chart's tables, in words: each a value, made from model rows at hand, without a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.rounding import half_up, plain
from core.wording import counted
from followups.models import CallAttempt, FollowUp, Response, SideEffect
from patients.models import Diagnosis
from prescriptions import plan, supply
from prescriptions.models import DoseStep, PlannedStep, Prescription
from reports.chart.record import CourseRecord
from reports.chart.status import covering, days_overdue

NOT_ASKED = "Not asked"


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    answer: Response
    who_and_how: str
    relief: str
    pgic: str
    goes_on: str
    quality_of_life: str
    side_effects: str
    dose: str
    cost: str
    gains: Sequence[str]
    peg: Decimal | None


@dataclass(frozen=True, kw_only=True)
class DoseRow:
    step: DoseStep
    dose: str
    is_planned: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpRow:
    followup: FollowUp
    state: str
    is_overdue: bool
    can_be_asked: bool
    # What the page that settles it is called: a milestone can be asked at a visit, too.
    page: str
    answer: Response | None
    attempts: Sequence[CallAttempt]


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A step that is still to come: "3 mg (2 tablets)"."""

    step: PlannedStep
    dose: str
    state: str
    is_due: bool
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class SupplyRow:
    """How long it lasts: "Supply until Tue 3 Dec (12 days left)"."""

    course: Prescription
    words: str
    is_refill_due: bool


@dataclass(frozen=True, kw_only=True)
class DiagnosisRow:
    diagnosis: Diagnosis
    description: str


def answer_rows(record: CourseRecord) -> list[AnswerRow]:
    """The latest first, those entered in error among them."""
    return [_answer_row(answer, record.side_effects) for answer in reversed(record.answers)]


def _answer_row(answer: Response, side_effects: Sequence[SideEffect]) -> AnswerRow:
    named = [effect for effect in side_effects if effect.response_id == answer.pk]
    return AnswerRow(
        answer=answer,
        who_and_how=f"{_who_answered(answer)}, {(answer.get_mode_display() or 'how is not recorded').lower()}",
        relief=_or_why_empty(
            answer, "relief_percent", answer.relief_percent is not None and f"{answer.relief_percent} %"
        ),
        pgic=_or_why_empty(answer, "pgic", answer.pgic and f"{answer.pgic} {answer.get_pgic_display()}"),
        goes_on=_or_why_empty(answer, "continues", {True: "Goes on", False: "Does not go on"}.get(answer.continues)),
        quality_of_life=_or_why_empty(
            answer,
            "quality_of_life_improved",
            {True: "Better", False: "Not better"}.get(answer.quality_of_life_improved),
        ),
        side_effects=_or_why_empty(
            answer,
            "side_effects",
            (named or answer.side_effects_asked) and describe_side_effects(named, asked=answer.side_effects_asked),
        ),
        dose=f"{plain(answer.dose_mg)} mg" if answer.dose_mg else _if_declined(answer, "dose"),
        cost=f"${answer.monthly_cost_usd}"
        if answer.monthly_cost_usd is not None
        else _if_declined(answer, "monthly_cost_usd"),
        gains=[Response.Gain(gain).label for gain in answer.functional_gains],
        peg=peg_score(answer),
    )


def _or_why_empty(answer: Response, item: str, words: str | bool | None) -> str:
    return words or answer.why_empty(item)


def _if_declined(answer: Response, item: str) -> str:
    """A dash for what was not asked, as most contacts don't ask it."""
    return answer.why_empty(item) if item in answer.declined_items else "\N{EN DASH}"


def _who_answered(answer: Response) -> str:
    who = "The patient"
    if answer.answered_by == Response.AnsweredBy.PROXY:
        who = f"Someone else: {answer.proxy_relation}"
    return f"{who}, through an interpreter" if answer.through_interpreter else who


def describe_side_effects(named: Sequence[SideEffect], *, asked: bool) -> str:
    """Writes "Insomnia (mild), rash (severe, serious), migraine", "None", or that they were not asked about."""
    if not named:
        return "None" if asked else NOT_ASKED
    return ", ".join(map(_describe, named)).capitalize()


def _describe(effect: SideEffect) -> str:
    told = ", ".join(word for word in (effect.severity, "serious" if effect.is_serious else "") if word)
    return str(effect).lower() + (f" ({told})" if told else "")


def peg_score(row: Prescription | Response) -> Decimal | None:
    """The mean of PEG's three items, 0 to 10 at one decimal; None unless all three were asked."""
    items = (row.average_pain, row.peg_enjoyment, row.peg_activity)
    if None in items:
        return None
    return half_up(Decimal(sum(items)) / len(items), 1)


def dose_rows(record: CourseRecord, *, today: date) -> list[DoseRow]:
    """The latest first."""
    made_of = record.in_hand
    return [
        DoseRow(
            step=step,
            dose=supply.describe(step.dose_mg, strength_mg=made_of.strength_mg, form=made_of.form),
            is_planned=step.starts_on > today,
        )
        for step in reversed(record.doses)
    ]


def followup_rows(record: CourseRecord, *, today: date) -> list[FollowUpRow]:
    """In the order of their days. Needs their call attempts prefetched."""
    answers = {answer.followup_id: answer for answer in record.valid_answers if answer.followup_id}
    return [
        FollowUpRow(
            followup=followup,
            state=_state(followup, today),
            is_overdue=days_overdue(followup, today) > 0,
            can_be_asked=followup.state == FollowUp.State.OPEN and followup.window_opens_on <= today,
            page="Record the answer" if followup.kind == FollowUp.Kind.MILESTONE else "Call about it",
            answer=answers.get(followup.pk),
            attempts=list(followup.attempts.all()),
        )
        for followup in record.followups
    ]


def _state(followup: FollowUp, today: date) -> str:
    if followup.state != FollowUp.State.OPEN:
        return followup.get_state_display()
    if late := days_overdue(followup, today):
        return f"{counted(late, 'day')} overdue"
    if followup.visit_on:
        days = (followup.visit_on - today).days
        return f"To be asked at the visit in {counted(days, 'day')}" if days else "To be asked at the visit today"
    days = (followup.due_on - today).days
    if days == 0:
        return "Due today"
    return f"Due in {counted(days, 'day')}" + (", can be asked now" if followup.window_opens_on <= today else "")


def planned_rows(record: CourseRecord, *, today: date) -> list[PlannedRow]:
    """In the order of their days. None is due in a pause, or while a task such as a severe side effect is open."""
    made_of = record.in_hand
    is_paused = covering(record.pauses, today) is not None
    held_by = plan.held_by(record.course.patient)
    waits = "Waits for LDN to be resumed" if is_paused else "Waits for the open task" if held_by else ""
    return [
        PlannedRow(
            step=step,
            dose=supply.describe(step.dose_mg, strength_mg=made_of.strength_mg, form=made_of.form),
            state=waits or _due((step.starts_on - today).days),
            is_due=number == 0 and step.starts_on <= today and not waits,
            is_overdue=step.starts_on < today and not waits,
        )
        for number, step in enumerate(record.planned)
    ]


def _due(days: int) -> str:
    if days < 0:
        return f"{counted(-days, 'day')} overdue"
    return f"Due in {counted(days, 'day')}" if days else "Due today"


def supply_row(record: CourseRecord, *, today: date) -> SupplyRow | None:
    """None where the supply isn't known."""
    reached = record.supply
    if reached is None:
        return None
    return SupplyRow(course=record.course, words=reached.in_words(today), is_refill_due=reached.is_refill_due(today))


def diagnosis_rows(diagnoses: Sequence[Diagnosis]) -> list[DiagnosisRow]:
    """Needs `description` and `is_billable` of the current release, both None where the code is not in it."""
    return [DiagnosisRow(diagnosis=row, description=_description(row)) for row in diagnoses]


def _description(diagnosis: Diagnosis) -> str:
    if diagnosis.description is None:
        return "Not in the current release"
    return diagnosis.description + ("" if diagnosis.is_billable else " (a heading in the current release)")
