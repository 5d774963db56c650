from patients.forms.appointments import AppointmentFileForm
from patients.forms.contact_rights import ContactRightsForm
from patients.forms.health import (
    ContraindicationForm,
    DiagnosisForm,
    EditContraindicationForm,
    EndMedicineForm,
    MedicineForm,
    ProcedureForm,
)
from patients.forms.merging import MergeForm, UnmergeForm
from patients.forms.patient import IdentityForm, PatientForm, RegisterForm
from patients.forms.research import ResearchConsentForm
from patients.forms.search import SearchForm
from patients.forms.task import CloseTaskForm, EmergencyForm, EscalateForm, HandOverForm
from patients.forms.visit import EditVisitForm, VisitForm
from patients.icd_field import IcdCodeField

__all__ = [
    "AppointmentFileForm",
    "CloseTaskForm",
    "ContactRightsForm",
    "ContraindicationForm",
    "DiagnosisForm",
    "EditContraindicationForm",
    "EditVisitForm",
    "EmergencyForm",
    "EndMedicineForm",
    "EscalateForm",
    "HandOverForm",
    "IcdCodeField",
    "IdentityForm",
    "MedicineForm",
    "MergeForm",
    "PatientForm",
    "ProcedureForm",
    "RegisterForm",
    "ResearchConsentForm",
    "SearchForm",
    "UnmergeForm",
    "VisitForm",
]
