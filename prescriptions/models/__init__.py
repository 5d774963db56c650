from prescriptions.models.counselling import Counselled, Counselling, counselled
from prescriptions.models.course import DeclinedOffer, Prescription
from prescriptions.models.dose import DoseStep
from prescriptions.models.interval import Interval, LostPeriod, Pause
from prescriptions.models.ladder import Ladder, LadderStep, PlannedStep
from prescriptions.models.pharmacy import DosageForm, Fill, Pharmacy
from prescriptions.models.screening import NewFact, ScreenedOpioid, Screening, SignedDecision, WashOut
from prescriptions.models.sending import Sending

__all__ = [
    "Counselled",
    "Counselling",
    "DeclinedOffer",
    "DosageForm",
    "DoseStep",
    "Fill",
    "Interval",
    "Ladder",
    "LadderStep",
    "LostPeriod",
    "NewFact",
    "Pause",
    "Pharmacy",
    "PlannedStep",
    "Prescription",
    "ScreenedOpioid",
    "Screening",
    "Sending",
    "SignedDecision",
    "WashOut",
    "counselled",
]
