from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned, Voidable
from core.rounding import plain
from followups.models.contact import FollowUp
from patients.models import Patient
from prescriptions.models import NewFact, Prescription
from prescriptions.models.course import pain_score


class ResponseQuerySet(PatientDataQuerySet):
    def valid(self) -> ResponseQuerySet:
        """All but those entered in error."""
        return self.filter(voided_at=None)

    def asked_by(self, day: date) -> ResponseQuerySet:
        return self.filter(asked_on__lte=day)

    def quotable(self) -> ResponseQuerySet:
        """Whose words patients agreed to have quoted without their name."""
        return self.valid().filter(may_be_quoted=True).exclude(gains_in_own_words="")


@audited()
class Response(Versioned, Voidable):
    """What a patient answered about a course, on a day, compared to before LDN. An item not asked is null."""

    class Mode(models.TextChoices):
        VISIT = "visit", "At a visit"
        PHONE = "phone", "By telephone"

    class Pgic(models.IntegerChoices):
        """IMMPACT's seven points: lower is better, and worse is as easy to say as better."""

        VERY_MUCH_IMPROVED = 1, "Very much improved"
        MUCH_IMPROVED = 2, "Much improved"
        MINIMALLY_IMPROVED = 3, "Minimally improved"
        NO_CHANGE = 4, "No change"
        MINIMALLY_WORSE = 5, "Minimally worse"
        MUCH_WORSE = 6, "Much worse"
        VERY_MUCH_WORSE = 7, "Very much worse"

    class Instrument(models.TextChoices):
        IMMPACT_7_LOWER_BETTER = (
            "immpact_7_lower_better",
            "Modified PGIC, 1 very much improved to 7 very much worse",
        )

    class AnsweredBy(models.TextChoices):
        PATIENT = "patient", "The patient"
        PROXY = "proxy", "Someone else for the patient"

    class Gain(models.TextChoices):
        HOUSE_CHORES = "house_chores", "House chores"
        WALKING = "walking", "Walking"
        SITTING = "sitting", "Sitting"
        SLEEP = "sleep", "Sleep"
        ENERGY = "energy", "Energy"
        ACTIVITY_TOLERANCE = "activity_tolerance", "Tolerates more activity"
        OTHER = "other", "Another gain"

    class OtherTreatment(models.TextChoices):
        """What else was done for the pain. Those that are procedures have the codes of `patients.Procedure`."""

        STEROID_INJECTION = "steroid_injection", "Steroid injection"
        TRIGGER_POINT_INJECTION = "trigger_point_injection", "Trigger point injection"
        PRP_INJECTION = "prp_injection", "Platelet-rich plasma injection"
        NERVE_BLOCK = "nerve_block", "Nerve block"
        RADIOFREQUENCY_ABLATION = "radiofrequency_ablation", "Radiofrequency ablation"
        ANALGESIC_STARTED = "analgesic_started", "Pain medicine started"
        ANALGESIC_STOPPED = "analgesic_stopped", "Pain medicine stopped"
        ANALGESIC_RAISED = "analgesic_raised", "Pain medicine raised"
        ANALGESIC_LOWERED = "analgesic_lowered", "Pain medicine lowered"

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="responses")
    # None for an unscheduled contact, and for history from a spreadsheet.
    followup = models.OneToOneField(FollowUp, models.PROTECT, null=True, blank=True, related_name="response")
    asked_on = models.DateField()
    mode = models.CharField(max_length=5, choices=Mode, null=True, blank=True)  # noqa: DJ001 null: not recorded
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    answered_by = models.CharField(max_length=7, choices=AnsweredBy, default=AnsweredBy.PATIENT)
    proxy_relation = models.CharField("relation to the patient", max_length=60, blank=True)
    through_interpreter = models.BooleanField(default=False)
    asked_in = models.CharField(  # noqa: DJ001 null: not recorded
        "asked in", max_length=5, choices=Patient.Language, null=True, blank=True
    )
    # The line broke midway: what was said is kept, and the follow-up stays open.
    broke_off = models.BooleanField(default=False)
    # Items that were asked and the patient would not say. What is neither answered nor here was not asked.
    declined_items = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # History from a spreadsheet, where mode and asker may be unknown.
    is_imported = models.BooleanField(default=False)

    instrument = models.CharField(max_length=30, choices=Instrument, default=Instrument.IMMPACT_7_LOWER_BETTER)
    pgic = models.PositiveSmallIntegerField(choices=Pgic, null=True, blank=True)
    relief_percent = models.SmallIntegerField(
        null=True,
        blank=True,
        validators=[
            MinValueValidator(clinical.RELIEF_PERCENT_RANGE[0]),
            MaxValueValidator(clinical.RELIEF_PERCENT_RANGE[1]),
        ],
    )
    continues = models.BooleanField("goes on with LDN", null=True, blank=True)
    quality_of_life_improved = models.BooleanField("better quality of life", null=True, blank=True)
    side_effects_asked = models.BooleanField(default=False)
    functional_gains = ArrayField(models.CharField(max_length=20, choices=Gain), default=list, blank=True)
    gains_in_own_words = models.CharField(max_length=500, blank=True)
    # Asked of these words alone. None: not asked.
    may_be_quoted = models.BooleanField("may be quoted without a name", null=True, blank=True)
    average_pain = pain_score("average pain in the past week")
    peg_enjoyment = pain_score("how much pain interfered with enjoyment of life")
    peg_activity = pain_score("how much pain interfered with general activity")
    dose_mg = models.DecimalField("dose now, mg a day", max_digits=5, decimal_places=2, null=True, blank=True)
    monthly_cost_usd = models.DecimalField(
        "cost a month, USD",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    # The short screening. None: not asked. Empty: asked, and nothing is new.
    new_facts = ArrayField(models.CharField(max_length=10, choices=NewFact), null=True, blank=True)
    new_facts_in_words = models.CharField(max_length=200, blank=True)
    # Since the last contact, beside LDN. None: not asked. Empty: asked, and there was none.
    other_treatments = ArrayField(
        models.CharField(max_length=30, choices=OtherTreatment),
        null=True,
        blank=True,
        verbose_name="other treatment for pain since the last contact",
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "id"]
        verbose_name = "answer"
        indexes = [
            models.Index(fields=["prescription", "-asked_on", "-id"], name="response_latest"),
            models.Index(fields=["-asked_on", "-id"], name="response_quotable", condition=Q(may_be_quoted=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="response_pgic_within_scale",
                condition=Q(pgic=None) | Q(pgic__range=clinical.PGIC_RANGE),
                violation_error_message="PGIC is one of the seven answers.",
            ),
            models.CheckConstraint(
                name="response_relief_within_scale",
                condition=Q(relief_percent=None) | Q(relief_percent__range=clinical.RELIEF_PERCENT_RANGE),
                violation_error_message="Relief is a whole number from -100 to 100.",
            ),
            models.CheckConstraint(
                name="response_pain_within_scale",
                condition=(Q(average_pain=None) | Q(average_pain__range=clinical.PAIN_RANGE))
                & (Q(peg_enjoyment=None) | Q(peg_enjoyment__range=clinical.PAIN_RANGE))
                & (Q(peg_activity=None) | Q(peg_activity__range=clinical.PAIN_RANGE)),
                violation_error_message="A pain score is a whole number from 0 to 10.",
            ),
            models.CheckConstraint(
                name="response_dose_within_limits",
                condition=Q(dose_mg=None) | Q(dose_mg__gt=0, dose_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"A dose is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg a day.",
            ),
            models.CheckConstraint(
                name="response_asked_by_whom_and_how",
                condition=Q(is_imported=True) | Q(asked_by__isnull=False, mode__isnull=False),
                violation_error_message="An answer says who asked, and how.",
            ),
            models.CheckConstraint(
                name="response_proxy_has_relation",
                condition=~Q(answered_by="proxy") | ~Q(proxy_relation=""),
                violation_error_message="Say how the person who answered is related to the patient.",
            ),
            models.CheckConstraint(
                name="response_new_facts_in_words",
                condition=Q(new_facts=None, new_facts_in_words="")
                | Q(new_facts=[], new_facts_in_words="")
                | (Q(new_facts__len__gt=0) & ~Q(new_facts_in_words="")),
                violation_error_message="Say what is new: which medicine, opioid, illness or procedure.",
            ),
            all_or_none(
                "response_voided_who_when_why",
                "voided_at",
                "voided_by",
                "voided_reason",
                message="Say why this answer was entered in error.",
            ),
        ]

    def __str__(self) -> str:
        return f"answer of course {self.prescription_id} on {self.asked_on}"

    def get_absolute_url(self) -> str:
        return self.prescription.get_absolute_url()

    @property
    def new_in_words(self) -> str:
        """What was new that day: "opioid: oxycodone since Sunday"; empty if nothing, or not asked."""
        kinds = ", ".join(NewFact(kind).label.lower() for kind in self.new_facts or [])
        return f"{kinds}: {self.new_facts_in_words}" if kinds else ""

    @property
    def other_treatments_in_words(self) -> str:
        """What else was done for the pain: "Nerve block, pain medicine lowered", "None"; empty if not asked."""
        if self.other_treatments is None:
            return self.why_empty("any_other_treatment") if "any_other_treatment" in self.declined_items else ""
        named = ", ".join(self.OtherTreatment(code).label.lower() for code in self.other_treatments)
        return named.capitalize() or "None"

    def why_empty(self, item: str) -> str:
        """What stands where there is no answer: "Not asked", or that the patient would not say."""
        return "Would not say" if item in self.declined_items else "Not asked"

    def in_words(self) -> str:
        """The answer on one line: "60 % relief, much improved, 4.5 mg, goes on"."""
        relief = f"relief {self.why_empty('relief_percent').lower()}"
        words = [relief if self.relief_percent is None else f"{self.relief_percent} % relief"]
        if self.pgic:
            words.append(self.get_pgic_display().lower())
        if self.dose_mg:
            words.append(f"{plain(self.dose_mg)} mg")
        if self.continues is not None:
            words.append("goes on" if self.continues else "does not go on")
        return ", ".join(words)


@audited()
class SideEffect(models.Model):
    """One side effect that a patient named, in an answer or at the stop."""

    class Effect(models.TextChoices):
        INSOMNIA = "insomnia", "Insomnia"
        VIVID_DREAMS = "vivid_dreams", "Vivid dreams"
        TIREDNESS = "tiredness", "Tiredness"
        HOT_FLASHES = "hot_flashes", "Hot flashes"
        MIGRAINE = "migraine", "Migraine"
        HEADACHE = "headache", "Headache"
        JITTERINESS = "jitteriness", "Jitteriness"
        NAUSEA = "nausea", "Nausea"
        DIZZINESS = "dizziness", "Dizziness"
        RASH = "rash", "Rash"
        LOW_MOOD = "low_mood", "Low mood"
        WITHDRAWAL = "withdrawal", "Withdrawal"
        OTHER = "other", "Other"

    class Severity(models.TextChoices):
        MILD = "mild", "Mild"
        MODERATE = "moderate", "Moderate"
        SEVERE = "severe", "Severe"

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="side_effects")
    # None: named at the stop, without an answer.
    response = models.ForeignKey(Response, models.PROTECT, null=True, blank=True, related_name="side_effects")
    effect = models.CharField(max_length=20, choices=Effect)
    severity = models.CharField(max_length=8, choices=Severity, null=True, blank=True)  # noqa: DJ001 null: not asked
    # What came of it, whatever its severity: a severe headache is not serious. None: not asked.
    is_serious = models.BooleanField("serious", null=True, blank=True)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["prescription", "response", "effect"],
                nulls_distinct=False,
                name="sideeffect_once_an_answer",
                violation_error_message="This side effect is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_effect_display()
