from patients.models.health import Contraindication, Diagnosis, IcdCode, Medicine, Procedure
from patients.models.patient import ContactPerson, Patient, PhoneNumber
from patients.models.task import ClinicianTask
from patients.models.visit import Visit

__all__ = [
    "ClinicianTask",
    "ContactPerson",
    "Contraindication",
    "Diagnosis",
    "IcdCode",
    "Medicine",
    "Patient",
    "PhoneNumber",
    "Procedure",
    "Visit",
]
