from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from phonenumber_field.phonenumber import to_python

from core.audit import audited
from core.models import Versioned
from patients.models import Visit
from patients.telephone import as_written
from prescriptions.models import Prescription


class FollowUpQuerySet(models.QuerySet):
    def open(self) -> FollowUpQuerySet:
        return self.filter(state=FollowUp.State.OPEN)

    def of_valid_courses(self) -> FollowUpQuerySet:
        """All but those of courses entered in error."""
        return self.filter(prescription__voided_at=None)

    def due_by(self, day: date) -> FollowUpQuerySet:
        """Open follow-ups whose window has begun. Due is this question, never an event that could be lost."""
        return self.open().filter(window_opens_on__lte=day)

    def window_closed_by(self, day: date) -> FollowUpQuerySet:
        """Open follow-ups that can't be asked any more.

        The question about the first dose is never one of them: a course that nobody asked about would hang unseen.
        """
        return self.open().filter(window_closes_on__lt=day).exclude(milestone=FollowUp.Milestone.FIRST_DOSE)

    def with_booked_visit(self, *, today: date) -> FollowUpQuerySet:
        """Adds `visit_on`: the next visit booked in the window, where it is asked; None: by telephone."""
        visits = Visit.objects.booked().filter(
            patient=OuterRef("prescription__patient"),
            day__gte=today,
            day__range=(OuterRef("window_opens_on"), OuterRef("window_closes_on")),
        )
        return self.annotate(visit_on=Subquery(visits.order_by("day").values("day")[:1]))

    def with_call_back(self) -> FollowUpQuerySet:
        """Adds `call_again_at`: when the last attempt promised the next call; None: it promised none."""
        last_first = CallAttempt.objects.filter(followup=OuterRef("pk")).order_by("-called_at", "-id")
        return self.annotate(call_again_at=Subquery(last_first.values("call_again_at")[:1]))


@audited()
class FollowUp(Versioned):
    """One contact of one course that has to take place: what is asked, and in which days."""

    class Milestone(models.TextChoices):
        FIRST_DOSE = "first_dose", "Has it arrived, first dose"
        WEEK_2 = "week_2", "2 weeks"
        MONTH_1 = "month_1", "1 month"
        MONTH_2 = "month_2", "2 months"
        MONTH_3 = "month_3", "3 months"
        MONTH_6 = "month_6", "6 months"
        HALF_YEARLY = "half_yearly", "Every 6 months"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        MISSED = "missed", "Missed: its window has closed"
        CLOSED = "closed", "Closed with its course"

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="followups")
    milestone = models.CharField(max_length=12, choices=Milestone)
    # 1 for each milestone but the half-yearly, which is counted on.
    number = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    window_opens_on = models.DateField()
    window_closes_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # Set with every state but open.
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["window_opens_on"], name="followup_due", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["prescription", "milestone", "number"],
                name="followup_one_a_milestone",
                violation_error_message="This follow-up is planned already.",
            ),
            models.CheckConstraint(
                name="followup_due_within_window",
                condition=Q(window_opens_on__lte=F("due_on"), due_on__lte=F("window_closes_on")),
                violation_error_message="The day lies outside the follow-up's window.",
            ),
            models.CheckConstraint(
                name="followup_settled_unless_open",
                condition=Q(state="open", settled_at=None) | ~Q(state="open") & Q(settled_at__isnull=False),
                violation_error_message="A follow-up that is settled says when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_milestone_display()} of course {self.prescription_id}"

    @property
    def label(self) -> str:
        """What the clinic calls it: "2 months", "12 months"."""
        if self.milestone == self.Milestone.HALF_YEARLY:
            return f"{6 * (self.number + 1)} months"
        return self.get_milestone_display()

    def get_absolute_url(self) -> str:
        return reverse("followups:answer", args=[self.pk])


@audited()
class CallAttempt(models.Model):
    """One call for a follow-up that brought no answer, and what came of it."""

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", "No answer"
        BUSY = "busy", "Busy"
        VOICEMAIL = "voicemail", "Voicemail: asked for a call back"
        CALL_BACK = "call_back", "Call back later"
        OUT_OF_SERVICE = "out_of_service", "Out of service"
        WRONG_NUMBER = "wrong_number", "Wrong number"

    followup = models.ForeignKey(FollowUp, models.PROTECT, related_name="attempts")
    # The number as dialled: the patient's list may change.
    number = models.CharField(max_length=30)
    outcome = models.CharField(max_length=15, choices=Outcome)
    call_again_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(db_default=Now())
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["called_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="callattempt_call_back_says_when",
                condition=~Q(outcome="call_back") | Q(call_again_at__isnull=False),
                violation_error_message="Say when to call back.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.called_at}"

    @property
    def number_as_written(self) -> str:
        return as_written(to_python(self.number))
