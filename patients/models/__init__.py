from patients.models.appointment_file import AppointmentFile
from patients.models.health import Contraindication, Diagnosis, Medicine, Procedure
from patients.models.icd import IcdBlock, IcdCode, IcdWord
from patients.models.merge import PatientMerge
from patients.models.patient import ContactPerson, Patient, PhoneNumber
from patients.models.research import ResearchConsent
from patients.models.task import ClinicianTask
from patients.models.visit import Visit

__all__ = [
    "AppointmentFile",
    "ClinicianTask",
    "ContactPerson",
    "Contraindication",
    "Diagnosis",
    "IcdBlock",
    "IcdCode",
    "IcdWord",
    "Medicine",
    "Patient",
    "PatientMerge",
    "PhoneNumber",
    "Procedure",
    "ResearchConsent",
    "Visit",
]
