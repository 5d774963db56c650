"""What an invented patient answers on a day."""

from datetime import date
from random import Random

from core import clinical
from exchange.demo.phrases import GAINS, GAINS_WITHOUT_RELIEF
from exchange.demo.story import Story
from followups.models import Response
from prescriptions.models import Prescription

# days on LDN, and the share of the final relief that is felt by then.
ONSET = ((20, 0.4), (45, 0.7), (76, 0.9))
# per cent; from this relief on, the best PGIC that goes with it.
PGIC_FROM = ((80, 1), (50, 2), (15, 3), (0, 4), (-20, 5), (-60, 6))


def make_answer(
    story: Story, course: Prescription, asked_on: date, *, goes_on: bool, today: date, random: Random
) -> Response:
    """The unsaved answer; who asked, about which follow-up, the dose and its cost are left to the caller."""
    relief = _relief_on(story, course, asked_on, today=today, random=random)
    gains, words = _gains(relief, story.better_life, random) if goes_on else ([], "")
    left = 1 - (relief or 0) / 100  # share of the pain that is left
    return Response(
        prescription=course,
        asked_on=asked_on,
        mode=random.choices(list(Response.Mode), (3, 7))[0],
        answered_by=Response.AnsweredBy.PATIENT,
        through_interpreter=course.patient.language == "other",
        pgic=_pgic(relief),
        relief_percent=relief,
        continues=goes_on,
        quality_of_life_improved=story.better_life if goes_on else None,
        side_effects_asked=True,
        other_treatments=_other_treatments(asked_on),
        functional_gains=gains,
        gains_in_own_words=words,
        average_pain=_score(course.average_pain, left),
        peg_enjoyment=_score(course.peg_enjoyment, left),
        peg_activity=_score(course.peg_activity, left),
    )


def _other_treatments(asked_on: date) -> list[str] | None:
    """By the day, so that no other answer changes with it: none of them mostly, and sometimes nobody asked."""
    Other = Response.OtherTreatment
    told = {0: [Other.STEROID_INJECTION], 3: [Other.ANALGESIC_LOWERED], 5: None, 8: [Other.NERVE_BLOCK]}
    return told.get(asked_on.toordinal() % 11, [])


def _relief_on(story: Story, course: Prescription, day: date, *, today: date, random: Random) -> int | None:
    """In per cent, as people say it: in fives."""
    if story.relief is None:
        return None
    if story.relief_lost is not None and (today - day).days <= story.relief_lost:
        return random.choice((0, 0, 5, 10))
    days = course.days_on_ldn(day)
    felt = next((share for until, share in ONSET if days < until), 1)
    if felt < 1:
        return 5 * round(story.relief * felt / 5)
    return _give_or_take(story.relief, random)


def _give_or_take(relief: int, random: Random) -> int:
    """A little more or less, on the same side of the threshold."""
    about = relief + random.choice((-5, 0, 0, 0, 5))
    threshold = clinical.RESPONDER_RELIEF_PERCENT
    return min(100, max(about, threshold)) if relief >= threshold else min(about, threshold - 5)


def _pgic(relief: int | None) -> int | None:
    if relief is None:
        return None
    return next((pgic for least, pgic in PGIC_FROM if relief >= least), clinical.PGIC_RANGE[1])


def _score(before: int, left: float) -> int:
    low, high = clinical.PAIN_RANGE
    return min(high, max(low, round(before * left)))


def _gains(relief: int | None, better_life: bool | None, random: Random) -> tuple[list[str], str]:
    """Coded, and the one that the patient talks about in own words."""
    if not better_life or relief is None:
        return [], ""
    told_of = GAINS if relief >= 20 else GAINS_WITHOUT_RELIEF
    chosen = random.sample(told_of, random.choice((1, 1, 2)))
    coded = list(dict.fromkeys(gain.value for gain, _ in chosen))
    return coded, chosen[0][1] if random.random() < 0.8 else ""
