"""Test data with dull defaults: valid, dated in literals, nothing random.

Rows are written as they stand, without the actions and what follows from them; a test of what follows calls the
action itself.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.permissions import Role
from followups.models import FollowUp, Milestone, Response
from patients.models import ClinicianTask, Patient, PhoneNumber
from prescriptions.counselling import VERSION, Point
from prescriptions.models import Counselling, DoseStep, Pharmacy, Prescription, ScreenedOpioid, Screening, Sending


class UserFactory(DjangoModelFactory):
    """`UserFactory(role=Role.CLINICIAN)`; a medical assistant unless said otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Staff{n}")

    @factory.post_generation
    def role(self, create, role, **kwargs):
        self.groups.add(Group.objects.get(name=role or Role.MEDICAL_ASSISTANT))


class ClinicianFactory(UserFactory):
    @factory.post_generation
    def role(self, create, role, **kwargs):
        self.groups.add(Group.objects.get(name=role or Role.CLINICIAN))


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    chart_number = factory.Sequence(lambda n: f"T-{n:04}")
    family_name = "Baptiste"
    given_name = "Beatriz"
    date_of_birth = date(1985, 6, 8)
    sex = "F"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        patient = model_class(*args, **kwargs)
        patient.set_keys()
        patient.save()
        return patient


def screened(patient, *, on=None, opioids=(), **answers):
    """The patient, with a screening that finds nothing against LDN but what is said here; on a day, else today."""
    nothing = dict.fromkeys(Screening.YES_NO_QUESTIONS, False)
    facts = {"asked_on": on or timezone.localdate(), "recorded_by": ClinicianFactory(), "egfr": 90}
    screening = Screening.objects.create(patient=patient, **(facts | nothing | answers))
    for opioid in opioids:
        ScreenedOpioid.objects.create(screening=screening, **({"name": opioid["drug"].capitalize()} | opioid))
    return patient


class PhoneNumberFactory(DjangoModelFactory):
    class Meta:
        model = PhoneNumber

    patient = factory.SubFactory(PatientFactory)
    number = "+12025550101"


class PharmacyFactory(DjangoModelFactory):
    class Meta:
        model = Pharmacy

    name = factory.Sequence(lambda n: f"Pharmacy {n}")


class PrescriptionFactory(DjangoModelFactory):
    """A course prescribed on 1 June 2026; `started=True` takes the first dose on the 5th, `stopped=True` ends it."""

    class Meta:
        model = Prescription

    class Params:
        started = factory.Trait(state="active", first_dose_on=date(2026, 6, 5))
        stopped = factory.Trait(
            state="stopped",
            first_dose_on=date(2026, 6, 5),
            stopped_on=date(2026, 8, 3),
            stop_reason="side_effects",
            stop_recorded_at=datetime(2026, 8, 3, 15, 0, tzinfo=UTC),
            stopped_by=factory.SelfAttribute("prescriber"),
        )

    patient = factory.SubFactory(PatientFactory)
    prescriber = factory.SubFactory(ClinicianFactory)
    pharmacy = factory.SubFactory(PharmacyFactory)
    prescribed_on = date(2026, 6, 1)
    starting_dose_mg = Decimal("1.5")
    strength_mg = Decimal("1.5")
    quantity = 90
    primary_indication = "M54.16"


class DoseStepFactory(DjangoModelFactory):
    class Meta:
        model = DoseStep

    prescription = factory.SubFactory(PrescriptionFactory, started=True)
    starts_on = date(2026, 6, 5)
    dose_mg = Decimal("1.5")
    source = DoseStep.Source.ORDERED
    recorded_by = factory.SelfAttribute("prescription.prescriber")


class CounsellingFactory(DjangoModelFactory):
    """All points, on the day it was prescribed, with the English form."""

    class Meta:
        model = Counselling

    prescription = factory.SubFactory(PrescriptionFactory)
    done_on = date(2026, 6, 1)
    done_by = factory.SelfAttribute("prescription.prescriber")
    text_version = VERSION
    points = factory.LazyFunction(lambda: list(Point.values))
    form_language = "en"


class SendingFactory(DjangoModelFactory):
    """Faxed to the course's pharmacy on the day it was prescribed."""

    class Meta:
        model = Sending

    prescription = factory.SubFactory(PrescriptionFactory)
    pharmacy = factory.SelfAttribute("prescription.pharmacy")
    sent_on = date(2026, 6, 1)
    how = Sending.How.FAX
    sent_by = factory.SelfAttribute("prescription.prescriber")


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    prescription = factory.SubFactory(PrescriptionFactory, started=True)
    patient = factory.SelfAttribute("prescription.patient")
    kind = FollowUp.Kind.MILESTONE
    milestone = factory.LazyFunction(lambda: Milestone.objects.get(offset_months=1, offset_days=0))
    after_months = 1
    due_on = date(2026, 7, 5)
    claimed_until = None
    claimed_at = factory.LazyAttribute(lambda row: row.claimed_until and row.claimed_until - timedelta(minutes=30))
    window_opens_on = date(2026, 6, 28)
    window_closes_on = date(2026, 7, 19)


class ResponseFactory(DjangoModelFactory):
    """An answer of 60 % that goes on, at a visit on 6 July 2026."""

    class Meta:
        model = Response

    prescription = factory.SubFactory(PrescriptionFactory, started=True)
    asked_on = date(2026, 7, 6)
    mode = Response.Mode.VISIT
    asked_by = factory.SubFactory(UserFactory)
    entered_by = factory.SelfAttribute("asked_by")
    pgic = Response.Pgic.MUCH_IMPROVED
    relief_percent = 60
    continues = True
    quality_of_life_improved = True


class ClinicianTaskFactory(DjangoModelFactory):
    class Meta:
        model = ClinicianTask

    patient = factory.SubFactory(PatientFactory)
    kind = ClinicianTask.Kind.QUESTION
    what = "May she go on with ibuprofen?"
    due_on = date(2026, 7, 6)
    raised_by = factory.SubFactory(UserFactory)
