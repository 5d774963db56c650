from patients.forms.contact_rights import ContactRightsForm
from patients.forms.health import (
    ContraindicationForm,
    DiagnosisForm,
    EditContraindicationForm,
    EndMedicineForm,
    MedicineForm,
    ProcedureForm,
)
from patients.forms.patient import IdentityForm, PatientForm, RegisterForm
from patients.forms.search import SearchForm
from patients.forms.task import CloseTaskForm, RaiseTaskForm
from patients.forms.visit import EditVisitForm, VisitForm
from patients.icd_field import IcdCodeField

__all__ = [
    "CloseTaskForm",
    "ContactRightsForm",
    "ContraindicationForm",
    "DiagnosisForm",
    "EditContraindicationForm",
    "EditVisitForm",
    "EndMedicineForm",
    "IcdCodeField",
    "IdentityForm",
    "MedicineForm",
    "PatientForm",
    "ProcedureForm",
    "RaiseTaskForm",
    "RegisterForm",
    "SearchForm",
    "VisitForm",
]
