from patients.views.appointments import (
    appointment_file,
    appointments,
    discard_appointment_file,
    take_appointment_file,
)
from patients.views.emergency import acknowledge, emergency, emergency_state, emergency_task
from patients.views.health import (
    add_contraindication,
    add_diagnosis,
    add_medicine,
    add_procedure,
    edit_contraindication,
    end_medicine,
)
from patients.views.icd10 import search_icd10
from patients.views.merging import compare, find_same, unmerge
from patients.views.patient import contact_rights, edit, patient_list, register, same_person, search
from patients.views.research import research_consent
from patients.views.task import close_task, escalate, hand_over_tasks, tasks
from patients.views.visit import book_visit, edit_visit

__all__ = [
    "acknowledge",
    "add_contraindication",
    "add_diagnosis",
    "add_medicine",
    "add_procedure",
    "appointment_file",
    "appointments",
    "book_visit",
    "close_task",
    "compare",
    "contact_rights",
    "discard_appointment_file",
    "edit",
    "edit_contraindication",
    "edit_visit",
    "emergency",
    "emergency_state",
    "emergency_task",
    "end_medicine",
    "escalate",
    "find_same",
    "hand_over_tasks",
    "patient_list",
    "register",
    "research_consent",
    "same_person",
    "search",
    "search_icd10",
    "take_appointment_file",
    "tasks",
    "unmerge",
]
