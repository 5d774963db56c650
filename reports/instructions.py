"""The information and instruction form of a course: its words, its doses as a calendar, and the rate to expect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format

from core.rounding import plain
from patients.models import Patient
from prescriptions import counselling, dose_calendar
from prescriptions.counselling import RATE_WORDS, Language, Rate
from prescriptions.instruction_texts import CARD, FORM, CardTexts, FormTexts
from prescriptions.models import DoseStep, Fill, Prescription

# Weeks in the calendar; more only while a step is still to come, as far as the lines fit the sheet.
FEWEST_WEEKS = 8
MOST_LINES = 10


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """One line of the calendar, in words. `take` is None where what is in hand can't make the dose."""

    week: int
    days: str
    dose: str
    take: str | None
    boxes: range


@dataclass(frozen=True, kw_only=True)
class Instructions:
    course: Prescription
    language: Language
    text: FormTexts
    points: dict[str, str]
    expectations: str
    start: str
    other_tablets: str
    version: str
    printed_on: str
    born_on: str
    plan_hint: str
    rows: Sequence[PlanRow]
    # What the calendar has no room for, or ends with.
    after_the_plan: Sequence[str]
    cards: Sequence[tuple[Language, CardTexts, str]]
    # For the staff, on the screen only.
    warnings: Sequence[str]


def language_for(patient: Patient, asked: str | None) -> Language:
    """The language asked for, else the patient's, else English."""
    if asked in Language.values:
        return Language(asked)
    return Language.SPANISH if patient.language == Patient.Language.SPANISH else Language.ENGLISH


def of_course(course: Prescription, *, language: Language, rate: Rate, today: date) -> Instructions:
    """Needs a course with starting dose and strength. The doses are those ordered: what a patient merely reports to
    take is no instruction."""
    text, in_hand = FORM[language], course.in_hand()
    making = {"strength_mg": in_hand.strength_mg, "form": in_hand.form, "language": language}
    calendar = Calendar(course, in_hand=in_hand, language=language, today=today)
    return Instructions(
        course=course,
        language=language,
        text=text,
        points={point.name: words for point, words in counselling.POINT_TEXTS[language].items()},
        expectations=RATE_WORDS[language].of(rate),
        start=text.start.format(dose=dose_calendar.dose(course.starting_dose_mg, **making)),
        other_tablets=text.other_tablets.format(strength=dose_calendar.strength(**making)),
        version=text.version.format(version=counselling.VERSION),
        printed_on=long_day(today, language),
        born_on=long_day(course.patient.date_of_birth, language),
        plan_hint=text.plan_hint if course.first_dose_on else text.plan_hint_not_started,
        rows=calendar.rows(),
        after_the_plan=calendar.after(),
        cards=[(side, CARD[side], long_day(today, side)) for side in Language],
        warnings=list(_warnings(course, calendar)),
    )


class Calendar:
    """The ordered doses from the current week on, as lines of the printed table."""

    def __init__(self, course: Prescription, *, in_hand: Prescription | Fill, language: Language, today: date) -> None:
        self.course, self.in_hand, self.language, self.today = course, in_hand, language, today
        self.text = FORM[language]
        self.first_dose_on = course.first_dose_on
        self.doses = self._doses()
        self.pause_from = self._pause_from()
        today_is = self._day_of(today) if self.first_dose_on else 1
        self.first_week = dose_calendar.week_of(max(today_is, 1))
        self.last_week = max(dose_calendar.week_of(self.doses[-1].from_day), self.first_week + FEWEST_WEEKS - 1)
        self.stretches = self._stretches()

    def _doses(self) -> list[dose_calendar.PlannedDose]:
        """What was ordered, with the steps that are planned after it."""
        if not self.first_dose_on:
            return self._ladder()
        ordered = [step for step in self.course.dose_steps.all() if step.source != DoseStep.Source.REPORTED]
        if not ordered:
            return [dose_calendar.PlannedDose(from_day=1, dose_mg=self.course.starting_dose_mg)]
        return [
            dose_calendar.PlannedDose(from_day=self._day_of(step.starts_on), dose_mg=step.dose_mg)
            for step in [*ordered, *self.course.planned_steps.all()]
        ]

    def _ladder(self) -> list[dose_calendar.PlannedDose]:
        """Before the first dose: the ladder's steps by their days, or the starting dose alone."""
        if self.course.ladder is None:
            return [dose_calendar.PlannedDose(from_day=1, dose_mg=self.course.starting_dose_mg)]
        doses, from_day = [], 1
        for step in self.course.ladder.steps.all():
            doses.append(dose_calendar.PlannedDose(from_day=from_day, dose_mg=step.dose_mg))
            from_day += step.days or 0  # the last one stays
        return doses

    def _pause_from(self) -> date | None:
        return next((pause.from_on for pause in self.course.pauses.all() if pause.until_on is None), None)

    def _day_of(self, on: date) -> int:
        return dose_calendar.day_of(on, first_dose_on=self.first_dose_on)

    def _stretches(self) -> list[dose_calendar.Stretch]:
        if self.pause_from and self.pause_from <= self.today:
            return []
        before_day = self._day_of(self.pause_from) if self.pause_from else None
        weeks = {"first_week": self.first_week, "last_week": self.last_week}
        return _as_many_whole_weeks_as_fit(dose_calendar.stretches(self.doses, **weeks, before_day=before_day))

    def rows(self) -> list[PlanRow]:
        return [self._row(stretch) for stretch in self.stretches]

    def _row(self, stretch: dose_calendar.Stretch) -> PlanRow:
        return PlanRow(
            week=stretch.week,
            days=self._days(stretch),
            dose=f"{plain(stretch.dose_mg)} mg",
            take=self._tablets(stretch.dose_mg),
            boxes=stretch.days,
        )

    def _days(self, stretch: dose_calendar.Stretch) -> str:
        if not self.first_dose_on:
            return self.text.day_numbers.format(first=stretch.first_day, last=stretch.last_day)
        days = [
            dose_calendar.date_of(day, first_dose_on=self.first_dose_on)
            for day in (stretch.first_day, stretch.last_day)
        ]
        return " \u2013 ".join(short_day(day, self.language) for day in dict.fromkeys(days))

    def _tablets(self, dose_mg: Decimal) -> str | None:
        of = self.in_hand
        return dose_calendar.tablets(dose_mg, strength_mg=of.strength_mg, form=of.form, language=self.language)

    def after(self) -> list[str]:
        """The pause if there is one; else the steps that come after the last week, or that the dose stays."""
        if self.pause_from:
            return [self.text.paused.format(day=long_day(self.pause_from, self.language))]
        last_day = self.stretches[-1].last_day
        later = [dose for dose in self.doses if dose.from_day > last_day]
        stays = [self.text.after_the_lines] if later and later[0].from_day > last_day + 1 else []
        return [*stays, *map(self._later, later), self.text.until_told]

    def _later(self, planned: dose_calendar.PlannedDose) -> str:
        of = self.in_hand
        return self.text.later.format(
            day=self._first_day(planned),
            dose=dose_calendar.dose(planned.dose_mg, strength_mg=of.strength_mg, form=of.form, language=self.language),
        )

    def _first_day(self, planned: dose_calendar.PlannedDose) -> str:
        if not self.first_dose_on:
            until_first = self.text.day_numbers.partition("}")[0] + "}"  # "day {first}", without its end
            return until_first.format(first=planned.from_day)
        return long_day(dose_calendar.date_of(planned.from_day, first_dose_on=self.first_dose_on), self.language)

    @property
    def cannot_be_made(self) -> bool:
        return any(row.take is None for row in self.rows())


def _as_many_whole_weeks_as_fit(stretches: list[dose_calendar.Stretch]) -> list[dose_calendar.Stretch]:
    if len(stretches) <= MOST_LINES:
        return stretches
    cut_week = stretches[MOST_LINES].week
    return [stretch for stretch in stretches[:MOST_LINES] if stretch.week < cut_week]


def _warnings(course: Prescription, calendar: Calendar) -> Iterator[str]:
    if calendar.cannot_be_made:
        yield "What the patient has in hand can't make every dose of the plan. Settle the dose, then print anew."
    latest = course.dose_steps.in_force_on(calendar.today).first()
    if latest and latest.source == DoseStep.Source.REPORTED:
        yield (
            f"The patient reports to take {plain(latest.dose_mg)} mg a day. "
            "The form says what was ordered; order another dose first if that no longer holds."
        )
    if course.patient.language == Patient.Language.OTHER:
        yield "The patient speaks another language: go through the form with an interpreter."


def short_day(day: date, language: Language) -> str:
    """Writes "Mon 23 Nov", "lun 23 nov"."""
    return _written(day, "D j M", language)


def long_day(day: date, language: Language) -> str:
    """Writes "23 Nov 2026", with the month as a word: no reader takes it for the day."""
    return _written(day, "j M Y", language)


def _written(day: date, pattern: str, language: Language) -> str:
    with translation.override(language):
        written = date_format(day, pattern)
    return written.lower() if language == Language.SPANISH else written
