"""The rules a second time, in plain Python over plain values: what the SQL is held against. It shares no code and no
number with the product."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class By(NamedTuple):
    """What is asked: the rule's name, best or latest answer, days on LDN, and the first day observed."""

    rule: str = "practice"
    best: bool = False
    days: int = 0
    since: date | None = None


PRACTICE = By()


@dataclass
class Answer:
    asked_on: date
    relief: int | None = None
    quality: bool | None = None
    goes_on: bool | None = True
    voided: bool = False
    effects: frozenset[str] | None = None  # None: not asked
    broke_off: bool = False


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


def counts(course, day, by=PRACTICE):
    ended_before = by.since is not None and course.stopped_on is not None and course.stopped_on < by.since
    return not course.voided and course.prescribed_on <= day and not ended_before


def category(course, day, by=PRACTICE):
    if course.first_dose_on is None or course.first_dose_on > day:
        return "never_started"
    if is_stopped(course, day):
        if course.reason in {"no_benefit", "loss_of_benefit", "side_effects", "opioid_needed_pain"}:
            return "LDN-NR"
        return "stopped_otherwise"
    if lost_since(course, day):
        return "lost"
    return by_answer(deciding(course, day, by), by)


def category_before(course, day, by=PRACTICE):
    end = course.stopped_on if is_stopped(course, day) else lost_since(course, day)
    if end is None:
        return None
    answer = deciding(course, end, by, going_on=True)
    return by_answer(answer, by) if answer else None


def side_effects(course, day, by=PRACTICE):
    """The effects named by the day; None if nobody asked."""
    asked = [a.effects for a in course.answers if is_heard(a, day, by) and a.effects is not None]
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


def is_heard(answer, day, by):
    return not answer.voided and answer.asked_on <= day and (by.since is None or answer.asked_on >= by.since)


def deciding(course, day, by, *, going_on=False):
    """Of two on one day the one entered later, which stands later in the list."""
    heard = [
        (answer, number)
        for number, answer in enumerate(course.answers)
        if is_heard(answer, day, by)
        and not (going_on and answer.goes_on is False)
        and not (answer.broke_off and by_answer(answer, by) == "not_yet_assessed")
        and (
            not by.days
            or (course.first_dose_on is not None and (answer.asked_on - course.first_dose_on).days >= by.days)
        )
    ]

    def worth(pair):
        answer, number = pair
        if not by.best:
            return answer.asked_on, number
        name = by_answer(answer, by)
        helped = name in {"LDN-R", "LDN-PR", "substantial_relief", "moderate_relief", "some_relief"}
        rank = 2 if helped else 0 if name == "not_yet_assessed" else 1
        return rank, -999 if answer.relief is None else answer.relief, answer.asked_on, number

    return max(heard, key=worth)[0] if heard else None


def by_answer(answer, by=PRACTICE):
    if answer is None or answer.relief is None:
        return "not_yet_assessed"
    if by.rule == "immpact":
        return band(answer.relief)
    if by.rule == "any-relief":
        return "some_relief" if answer.relief > 0 else "no_relief"
    if answer.relief > 49:
        return "LDN-R"
    return {True: "LDN-PR", False: "continuing_no_benefit", None: "not_yet_assessed"}[answer.quality]


def band(relief):
    if relief >= 50:
        return "substantial_relief"
    if relief >= 30:
        return "moderate_relief"
    if relief >= 10:
        return "minimal_relief"
    return "no_relief" if relief >= 0 else "worse"
