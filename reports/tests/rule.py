"""The rule "practice-1" a second time, in plain Python over plain values: what the SQL is held against. It shares no
code and no number with the product."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Answer:
    asked_on: date
    relief: int | None = None
    quality: bool | None = None
    goes_on: bool | None = True
    voided: bool = False
    effects: frozenset[str] | None = None  # None: not asked


@dataclass
class Course:
    prescribed_on: date
    first_dose_on: date | None = None
    stopped_on: date | None = None
    reason: str | None = None
    lost: list[tuple[date, date | None]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    effects_at_stop: frozenset[str] | None = None
    voided: bool = False


def counts(course, day):
    return not course.voided and course.prescribed_on <= day


def category(course, day):
    if course.first_dose_on is None or course.first_dose_on > day:
        return "never_started"
    if is_stopped(course, day):
        if course.reason in {"no_benefit", "loss_of_benefit", "side_effects", "opioid_needed_pain"}:
            return "LDN-NR"
        return "stopped_otherwise"
    if lost_since(course, day):
        return "lost"
    return by_answer(latest(course.answers, day))


def category_before(course, day):
    end = course.stopped_on if is_stopped(course, day) else lost_since(course, day)
    if end is None:
        return None
    answer = latest([a for a in course.answers if a.goes_on is not False], end)
    return by_answer(answer) if answer else None


def side_effects(course, day):
    """The effects named by the day; None if nobody asked."""
    asked = [a.effects for a in course.answers if not a.voided and a.asked_on <= day and a.effects is not None]
    if is_stopped(course, day) and course.effects_at_stop is not None:
        asked.append(course.effects_at_stop)
    return frozenset().union(*asked) if asked else None


def is_stopped(course, day):
    return course.stopped_on is not None and course.stopped_on <= day


def lost_since(course, day):
    for start, end in course.lost:
        if start <= day and (end is None or day < end):
            return start
    return None


def latest(answers, day):
    """Of two on one day the one entered later, which stands later in the list."""
    found = None
    for answer in answers:
        if not answer.voided and answer.asked_on <= day and (found is None or answer.asked_on >= found.asked_on):
            found = answer
    return found


def by_answer(answer):
    if answer is None or answer.relief is None:
        return "not_yet_assessed"
    if answer.relief > 49:
        return "LDN-R"
    return {True: "LDN-PR", False: "continuing_no_benefit", None: "not_yet_assessed"}[answer.quality]
