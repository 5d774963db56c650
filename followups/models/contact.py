from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from phonenumber_field.phonenumber import to_python

from accounts.models import User
from accounts.sight import PatientDataQuerySet
from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned, Voidable
from followups.models.plan import Milestone, time_in_words
from patients.models import Patient, Visit
from patients.telephone import as_written
from prescriptions.models import LostPeriod, Prescription, WashOut


class FollowUpQuerySet(PatientDataQuerySet):
    def open(self) -> FollowUpQuerySet:
        return self.filter(state=FollowUp.State.OPEN)

    def settled(self) -> FollowUpQuerySet:
        return self.exclude(state=FollowUp.State.OPEN)

    def of_valid_courses(self) -> FollowUpQuerySet:
        """All but those of courses entered in error."""
        return self.filter(prescription__voided_at=None)  # also where there is no course

    def due_by(self, day: date) -> FollowUpQuerySet:
        """Open follow-ups whose window has begun. Due is this question, never an event that could be lost."""
        return self.open().filter(window_opens_on__lte=day)

    def window_closed_by(self, day: date) -> FollowUpQuerySet:
        """Open follow-ups that can't be asked any more. Only milestones: first doses, refills and wash-outs wait, or
        they would hang unseen."""
        return self.open().filter(window_closes_on__lt=day, kind=FollowUp.Kind.MILESTONE)

    def with_booked_visit(self, *, today: date) -> FollowUpQuerySet:
        """Adds `visit_on`: the next visit booked in the window, where it is asked; None: by telephone."""
        visits = Visit.objects.booked().filter(
            patient=OuterRef("patient"),
            day__gte=today,
            day__range=(OuterRef("window_opens_on"), OuterRef("window_closes_on")),
        )
        return self.annotate(visit_on=Subquery(visits.order_by("day").values("day")[:1]))

    def with_lost_mark(self, *, today: date) -> FollowUpQuerySet:
        """Adds `is_lost`: the course's patient is lost to follow-up, and is asked only at a visit."""
        lost = LostPeriod.objects.covering(today).filter(prescription=OuterRef("prescription"))
        return self.annotate(is_lost=Exists(lost))

    def claimed(self, now: datetime) -> FollowUpQuerySet:
        """Those that someone is on the telephone about."""
        return self.open().filter(claimed_until__gt=now)

    def held_by_others(self, *, now: datetime, by: User) -> FollowUpQuerySet:
        """What else of an outer follow-up's patient others are on the telephone about; for a subquery."""
        others = self.claimed(now).exclude(claimed_by=by).exclude(pk=OuterRef("pk"))
        return others.filter(patient=OuterRef("patient"))


@audited()
class FollowUp(Versioned):
    """One contact that has to take place: whom to ask, what about, and in which days.

    A claim says who is on the telephone about it: taking and passing on a claim counts the version up, so that whoever
    saves with an older one is refused with the text kept.
    """

    class Kind(models.TextChoices):
        MILESTONE = "milestone", "Milestone"
        FIRST_DOSE = "first_dose", "Has it arrived? First dose"
        REFILL = "refill", "Refill"
        WASH_OUT = "wash_out", "Wash-out ends"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        MISSED = "missed", "Missed: its window has closed"
        CLOSED = "closed", "Closed with its course"
        WITHDRAWN = "withdrawn", "Withdrawn: no longer in the plan"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="followups")
    # None: about a wash-out, before any course.
    prescription = models.ForeignKey(Prescription, models.PROTECT, null=True, blank=True, related_name="followups")
    wash_out = models.ForeignKey(WashOut, models.PROTECT, null=True, blank=True, related_name="followups")
    kind = models.CharField(max_length=10, choices=Kind)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="followups")
    # How long after the first dose a milestone lies, as it was when planned: the plan may change afterwards.
    after_months = models.PositiveSmallIntegerField(default=0)
    after_days = models.PositiveSmallIntegerField(default=0)
    # Counted on for what comes again: a milestone that repeats, a refill.
    number = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    window_opens_on = models.DateField()
    window_closes_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    # Set with every state but open.
    settled_at = models.DateTimeField(null=True, blank=True)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    # What the last attempt left behind: a call that was promised, or the rest before the next try.
    promised_for = models.DateTimeField(null=True, blank=True, editable=False)
    rests_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["window_opens_on"], name="followup_due", condition=Q(state="open")),
            models.Index(fields=["settled_at"], name="followup_settled", condition=~Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["prescription", "kind", "milestone", "number"],
                nulls_distinct=False,
                condition=Q(prescription__isnull=False),
                name="followup_planned_once",
                violation_error_message="This follow-up is planned already.",
            ),
            models.UniqueConstraint(
                fields=["wash_out"],
                name="followup_one_a_wash_out",
                violation_error_message="The call at the end of this wash-out is planned already.",
            ),
            models.UniqueConstraint(
                fields=["prescription"],
                condition=Q(kind="refill", state="open"),
                name="followup_one_open_refill_a_course",
                violation_error_message="The next refill of this course is planned already.",
            ),
            models.CheckConstraint(
                name="followup_kind_fits_what_it_is_about",
                condition=Q(kind="wash_out", wash_out__isnull=False, prescription=None, milestone=None)
                | Q(kind="milestone", wash_out=None, prescription__isnull=False, milestone__isnull=False)
                | Q(kind__in=("first_dose", "refill"), wash_out=None, prescription__isnull=False, milestone=None),
                violation_error_message="A follow-up is about a milestone of a course, its first dose, its refill, or a"
                " wash-out.",
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
            all_or_none(
                "followup_claimed_by_whom_from_when_until_when",
                "claimed_by",
                "claimed_at",
                "claimed_until",
                message="A claim says whose it is, since when, and until when.",
            ),
            models.CheckConstraint(
                name="followup_claimed_only_while_open",
                condition=Q(state="open") | Q(claimed_by=None),
                violation_error_message="Only an open follow-up can be claimed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} of patient {self.patient_id}"

    @property
    def label(self) -> str:
        """What the clinic calls it: "2 weeks", "12 months", "Refill"."""
        if self.kind == self.Kind.MILESTONE:
            return time_in_words(months=self.after_months, days=self.after_days)
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def holder(self, now: datetime) -> User | None:
        """Who is on the telephone about it now; None: nobody, or the claim has run out."""
        return self.claimed_by if self.claimed_until and self.claimed_until > now else None

    def get_absolute_url(self) -> str:
        return reverse("followups:call", args=[self.pk])


class CallOutcome(models.TextChoices):
    """What came of a call: the one list of the whole program."""

    ANSWERED = "answered", "Answered"
    SOMEONE_ELSE = "someone_else", "Someone else answered"
    NO_ANSWER = "no_answer", "No answer"
    VOICEMAIL = "voicemail", "Voicemail"
    BUSY = "busy", "Busy"
    OUT_OF_SERVICE = "out_of_service", "Out of service"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    HUNG_UP = "hung_up", "Hung up midway"
    CALL_BACK = "call_back", "Call back at"
    REFUSED_NOW = "refused_now", "Did not want to talk now"
    REFUSED_ALL = "refused_all", "Wants no more calls"
    INTERPRETER_NEEDED = "interpreter_needed", "Interpreter needed"
    DECEASED = "deceased", "Has died"


@audited()
class CallAttempt(Voidable):
    """One call for a follow-up, and what came of it. A grave one that was wrong is voided: undone."""

    Outcome = CallOutcome

    # The patient was spoken to: attempts in a row are counted from here.
    REACHED = (CallOutcome.ANSWERED, CallOutcome.HUNG_UP, CallOutcome.CALL_BACK, CallOutcome.REFUSED_NOW)
    # Confirmed before they are saved, put before a clinician, and can be undone.
    GRAVE = (CallOutcome.REFUSED_ALL, CallOutcome.DECEASED)

    class RefillAnswer(models.TextChoices):
        WILL_REFILL = "will_refill", "Will have it refilled"
        HAS_ENOUGH = "has_enough", "Has enough at home"

    followup = models.ForeignKey(FollowUp, models.PROTECT, related_name="attempts")
    # The number as dialled: the patient's list may change. Empty: the patient rang.
    number = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=20, choices=CallOutcome)
    # What was said about the refill, where that was the question.
    refill_answer = models.CharField(max_length=12, choices=RefillAnswer, null=True, blank=True)  # noqa: DJ001 null: not the question
    call_again_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(db_default=Now())
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Later than the call where it was written on paper first.
    entered_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["called_at", "id"]
        indexes = [models.Index(fields=["entered_at"], name="callattempt_of_a_day")]
        constraints = [
            models.CheckConstraint(
                name="callattempt_call_back_says_when",
                condition=~Q(outcome="call_back") | Q(call_again_at__isnull=False),
                violation_error_message="Say when to call back.",
            ),
            all_or_none(
                "callattempt_voided_who_when_why",
                "voided_at",
                "voided_by",
                "voided_reason",
                message="Say why this call was entered in error.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.called_at}"

    @property
    def number_as_written(self) -> str:
        """Empty where the patient rang."""
        return as_written(to_python(self.number)) if self.number else ""
