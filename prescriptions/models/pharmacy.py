from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Max, Q
from django.db.models.functions import Cast, Floor, Greatest, Upper
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from core.models import Versioned
from core.rounding import plain

if TYPE_CHECKING:
    from prescriptions.models.course import Prescription


class DosageForm(models.TextChoices):
    """What the pharmacy compounds. A capsule can't be halved."""

    TABLET = "tablet", "Tablet"
    CAPSULE = "capsule", "Capsule"


class PharmacyQuerySet(models.QuerySet):
    def in_use(self) -> PharmacyQuerySet:
        return self.filter(is_active=True)


@audited()
class Pharmacy(Versioned):
    """A compounding pharmacy that the clinic sends to."""

    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    fax = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField("offered when prescribing", default=True)

    objects = PharmacyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "pharmacies"
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"),
                name="pharmacy_one_a_name",
                violation_error_message="A pharmacy of this name is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("prescriptions:pharmacies")


class FillQuerySet(PatientDataQuerySet):
    def lasting_beyond(self, day: date) -> FillQuerySet:
        """Fills that reach beyond the day all by themselves, at the highest dose taken or planned in their course."""
        highest_mg = Greatest(Max("prescription__dose_steps__dose_mg"), Max("prescription__planned_steps__dose_mg"))
        days = Cast(Floor(F("quantity") * F("strength_mg") / highest_mg), models.IntegerField())
        return self.alias(
            first_day_without=ExpressionWrapper(F("filled_on") + days, output_field=models.DateField()),
        ).filter(
            Q(beyond_use_on__gt=day) | Q(beyond_use_on=None, filled_on__gt=day - clinical.BEYOND_USE_AFTER),
            first_day_without__gt=day + timedelta(days=1),
        )


@audited()
class Fill(models.Model):
    """What a pharmacy handed out for a course."""

    prescription = models.ForeignKey("prescriptions.Prescription", models.PROTECT, related_name="fills")
    pharmacy = models.ForeignKey(Pharmacy, models.PROTECT, related_name="fills")
    filled_on = models.DateField()
    strength_mg = models.DecimalField("strength, mg each", max_digits=5, decimal_places=2)
    form = models.CharField(max_length=7, choices=DosageForm, default=DosageForm.TABLET)
    quantity = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(1000)])
    lot = models.CharField(max_length=40, blank=True)
    # The last day on which it may be taken, as the label says; a fill of long ago may not know it.
    beyond_use_on = models.DateField("beyond-use date", null=True, blank=True)
    price_usd = models.DecimalField(
        "price, USD",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )

    objects = FillQuerySet.as_manager()

    class Meta:
        ordering = ["filled_on", "id"]
        # In capitals: a lot is found whatever its case.
        indexes = [models.Index(Upper("lot"), name="fill_lot")]
        constraints = [
            models.CheckConstraint(
                name="fill_strength_within_limits",
                condition=Q(strength_mg__gt=0, strength_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"The strength is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg.",
            ),
            models.CheckConstraint(
                name="fill_quantity_above_zero",
                condition=Q(quantity__gt=0),
                violation_error_message="The quantity is at least 1.",
            ),
            models.CheckConstraint(
                name="fill_beyond_use_after_filled",
                condition=Q(beyond_use_on=None) | Q(beyond_use_on__gt=F("filled_on")),
                violation_error_message="The beyond-use date comes after the day it was filled.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.strength_mg} mg"

    @property
    def made_of(self) -> tuple[Decimal, str]:
        """Strength and form: where they change, the patient's count of tablets no longer holds."""
        return self.strength_mg, self.form

    @property
    def kind_in_words(self) -> str:
        """Writes "tablets of 4.5 mg"."""
        return _of_strength(self)

    @property
    def usable_until(self) -> date:
        """The last day on which it may be taken: the label's beyond-use date, else the usual one."""
        return self.beyond_use_on or self.filled_on + clinical.BEYOND_USE_AFTER

    @property
    def before(self) -> Fill | None:
        """The fill before it, which the patient had in hand until then."""
        return self.prescription.fills.filter(filled_on__lte=self.filled_on).exclude(pk=self.pk).last()

    @property
    def difference(self) -> str:
        """Writes "Filled with tablets of 4.5 mg, the fill before was of tablets of 1.5 mg."; a first fill is held
        against what was prescribed. Empty where strength and form stay, so that the patient's instructions hold."""
        before = self.before or self.prescription
        if before.strength_mg is None or self.made_of == (before.strength_mg, before.form):  # None: a spreadsheet's
            return ""
        words = "the fill before was of" if isinstance(before, Fill) else "prescribed were"
        return f"Filled with {_of_strength(self)}, {words} {_of_strength(before)}."


def _of_strength(row: Fill | Prescription) -> str:
    return f"{row.get_form_display().lower()}s of {plain(row.strength_mg)} mg"
