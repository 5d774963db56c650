from prescriptions.models.counselling import Counselled, Counselling, counselled
from prescriptions.models.course import DeclinedOffer, Prescription
from prescriptions.models.dose import DoseStep
from prescriptions.models.interval import Interval, LostPeriod, Pause
from prescriptions.models.pharmacy import DosageForm, Fill, Pharmacy
from prescriptions.models.sending import Sending

__all__ = [
    "Counselled",
    "Counselling",
    "DeclinedOffer",
    "DosageForm",
    "DoseStep",
    "Fill",
    "Interval",
    "LostPeriod",
    "Pause",
    "Pharmacy",
    "Prescription",
    "Sending",
    "counselled",
]
