from prescriptions.models.course import DeclinedOffer, Prescription
from prescriptions.models.dose import DoseStep
from prescriptions.models.interval import Interval, LostPeriod, Pause
from prescriptions.models.pharmacy import DosageForm, Fill, Pharmacy
from prescriptions.models.screening import NewFact, ScreenedOpioid, Screening, SignedDecision, WashOut

__all__ = [
    "DeclinedOffer",
    "DosageForm",
    "DoseStep",
    "Fill",
    "Interval",
    "LostPeriod",
    "NewFact",
    "Pause",
    "Pharmacy",
    "Prescription",
    "ScreenedOpioid",
    "Screening",
    "SignedDecision",
    "WashOut",
]
