"""Two records of one patient, with a row of everything, for the tests."""

from datetime import date

from followups.models import CallAttempt
from patients.models import (
    ContactPerson,
    Contraindication,
    Diagnosis,
    Medicine,
    Procedure,
    ResearchConsent,
    Visit,
)
from prescriptions.models import DeclinedOffer, WashOut
from reports.models import AllRight
from tests.factories import (
    ClinicianFactory,
    ClinicianTaskFactory,
    DoseStepFactory,
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    screened,
)

DAY = date(2026, 7, 6)


def with_everything(*, number="+12025550101", wash_out=True, open_course=False, **who):
    """A record with one row of each table that leads to a patient."""
    patient = screened(PatientFactory(**who), on=DAY)
    by = ClinicianFactory()
    PhoneNumberFactory(patient=patient, number=number)
    ContactPerson.objects.create(patient=patient, name="Dora Diaz", relation="daughter")
    Diagnosis.objects.create(patient=patient, code="M54.16", noted_on=DAY)
    Medicine.objects.create(patient=patient, name="ibuprofen", noted_on=DAY)
    Procedure.objects.create(patient=patient, kind="nerve_block", noted_on=DAY)
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=DAY)
    ResearchConsent.objects.create(patient=patient, agrees=True, said_on=DAY, form_version="1", recorded_by=by)
    Visit.objects.create(patient=patient, day=DAY)
    DeclinedOffer.objects.create(patient=patient, declined_on=DAY, recorded_by=by)
    AllRight.objects.create(
        patient=patient, reason="no_relief", decided_on=DAY, until_on=date(2026, 8, 6), note="soon", decided_by=by
    )
    ClinicianTaskFactory(patient=patient)
    if wash_out:
        WashOut.objects.create(patient=patient, days=10, ordered_by=by)
    with_course(patient, **{"started" if open_course else "stopped": True})
    return patient


def with_course(patient, **course):
    """With a dose, a call and an answer."""
    row = PrescriptionFactory(patient=patient, **course)
    DoseStepFactory(prescription=row)
    followup = FollowUpFactory(prescription=row)
    CallAttempt.objects.create(followup=followup, outcome="no_answer", called_by=row.prescriber)
    ResponseFactory(prescription=row)
    return row
