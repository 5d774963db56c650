from patients.views.health import (
    add_contraindication,
    add_diagnosis,
    add_medicine,
    add_procedure,
    edit_contraindication,
    end_medicine,
)
from patients.views.icd10 import search_icd10
from patients.views.patient import contact_rights, edit, patient_list, register, same_person, search
from patients.views.task import close_task, raise_task, tasks
from patients.views.visit import book_visit, edit_visit

__all__ = [
    "add_contraindication",
    "add_diagnosis",
    "add_medicine",
    "add_procedure",
    "book_visit",
    "close_task",
    "contact_rights",
    "edit",
    "edit_contraindication",
    "edit_visit",
    "end_medicine",
    "patient_list",
    "raise_task",
    "register",
    "same_person",
    "search",
    "search_icd10",
    "tasks",
]
