"""The plan of follow-ups, as data that an administrator edits."""

from __future__ import annotations

from calendar import day_abbr
from datetime import date, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core import clinical
from core.audit import audited
from core.models import OneRow, Versioned
from core.wording import counted

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)  # ISO weekdays


def monday_to_friday() -> list[int]:
    return list(MONDAY_TO_FRIDAY)


def time_in_words(*, months: int, days: int) -> str:
    """How long after the first dose: "2 weeks", "1 month", "1 month and 3 days"."""
    weeks, odd_days = divmod(days, 7)
    rest = (days, "day") if odd_days else (weeks, "week")
    return " and ".join(counted(*part) for part in ((months, "month"), rest) if part[0])


class MilestoneQuerySet(models.QuerySet):
    def in_force(self) -> MilestoneQuerySet:
        """All but those that were taken out of the plan."""
        return self.filter(withdrawn_at=None)


@audited()
class Milestone(Versioned):
    """One time after the first dose at which every patient is asked. It is withdrawn, never deleted."""

    # Both count: one month and three days. A day that the month doesn't have is the month's last.
    offset_months = models.PositiveSmallIntegerField("months after the first dose", default=0)
    offset_days = models.PositiveSmallIntegerField("and days", default=0)
    # Asked again after each further offset, without end: every 6 months.
    repeats = models.BooleanField("and again each time so long after", default=False)
    opens_days_before = models.PositiveSmallIntegerField("can be asked from so many days before")
    closes_days_after = models.PositiveSmallIntegerField("until so many days after")
    asks_peg = models.BooleanField("asks for pain and PEG", default=False)
    asks_gains = models.BooleanField("asks for functional gains", default=False)
    asks_cost = models.BooleanField("asks for the cost", default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["offset_months", "offset_days", "id"]
        constraints = [
            models.CheckConstraint(
                name="milestone_after_the_first_dose",
                condition=Q(offset_months__gt=0) | Q(offset_days__gt=0),
                violation_error_message="A milestone comes after the first dose: give months or days.",
            ),
            models.CheckConstraint(
                name="milestone_within_limits",
                condition=Q(offset_months__lte=60, offset_days__lte=365)
                & Q(opens_days_before__lte=90, closes_days_after__lte=180),
                violation_error_message=(
                    "A milestone lies at most 60 months and 365 days after the first dose, its window opens at most 90"
                    " days before and closes at most 180 days after."
                ),
            ),
            models.UniqueConstraint(
                fields=["offset_months", "offset_days"],
                condition=Q(withdrawn_at=None),
                name="milestone_once_an_offset",
                violation_error_message="The plan has a milestone at this time already.",
            ),
            models.UniqueConstraint(
                F("repeats"),
                condition=Q(repeats=True, withdrawn_at=None),
                name="milestone_one_repeats",
                violation_error_message="Only one milestone can repeat.",
            ),
        ]

    def __str__(self) -> str:
        return self.label(1)

    def label(self, number: int) -> str:
        """What the clinic calls its so-manieth time: "2 weeks", "1 month", "12 months"."""
        return time_in_words(months=self.offset_months * number, days=self.offset_days * number)

    @property
    def asks_in_words(self) -> str:
        """Writes "pain and PEG, functional gains, cost"."""
        asked = {"pain and PEG": self.asks_peg, "functional gains": self.asks_gains, "cost": self.asks_cost}
        return ", ".join(what for what, is_asked in asked.items() if is_asked)

    @property
    def window_in_words(self) -> str:
        """Writes "4 days before to 7 days after"."""
        return f"{counted(self.opens_days_before, 'day')} before to {counted(self.closes_days_after, 'day')} after"


@audited()
class CallingRules(OneRow):
    """When the clinic calls, how often it tries, and when it gives up: one row."""

    calling_from = models.TimeField("calls from", default=time(8), help_text="In the patient's own time.")
    calling_until = models.TimeField("calls until", default=time(21), help_text="In the patient's own time.")
    minutes_between_attempts = models.PositiveSmallIntegerField(
        "minutes between two attempts",
        default=clinical.MINUTES_BETWEEN_ATTEMPTS,
        validators=[MinValueValidator(1), MaxValueValidator(7 * 24 * 60)],
    )
    attempts_a_followup = models.PositiveSmallIntegerField(
        "attempts for one follow-up",
        default=clinical.ATTEMPTS_A_FOLLOWUP,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    attempts_before_lost = models.PositiveSmallIntegerField(
        "lost to follow-up after so many attempts in a row",
        default=clinical.ATTEMPTS_BEFORE_LOST,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    minutes_of_a_claim = models.PositiveSmallIntegerField(
        "minutes that a patient stays with who calls",
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
    )
    works_on = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="the clinic works on", default=monday_to_friday
    )

    # A changed plan is applied to what is open, course by course in the order of their keys: the last one that it has
    # reached. None: all.
    applied_up_to = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "calling rules"
        constraints = [
            models.CheckConstraint(
                name="callingrules_one_row",
                condition=Q(pk=1),
                violation_error_message="The clinic has its rules already.",
            ),
            models.CheckConstraint(
                name="callingrules_hours_in_order",
                condition=Q(calling_from__lt=F("calling_until")),
                violation_error_message="Calls end after they begin.",
            ),
            models.CheckConstraint(
                name="callingrules_works_on_weekdays",
                condition=Q(works_on__contained_by=[1, 2, 3, 4, 5, 6, 7], works_on__len__gte=1),
                violation_error_message="Choose the days of the week on which the clinic works.",
            ),
        ]

    def __str__(self) -> str:
        return "calling rules"

    @property
    def works_on_in_words(self) -> str:
        """Writes "Mon, Tue, Fri"."""
        return ", ".join(day_abbr[day - 1] for day in sorted(self.works_on))

    @property
    def length_of_a_claim(self) -> timedelta:
        return timedelta(minutes=self.minutes_of_a_claim)

    @property
    def rest_between_attempts(self) -> timedelta:
        return timedelta(minutes=self.minutes_between_attempts)


@audited()
class Holiday(models.Model):
    """A day on which the clinic does not work."""

    day = models.DateField(unique=True, error_messages={"unique": "This day is on the list already."})
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"


def is_working_day(day: date, *, rules: CallingRules, holidays: frozenset[date]) -> bool:
    return day.isoweekday() in rules.works_on and day not in holidays
