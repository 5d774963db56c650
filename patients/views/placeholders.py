"""PLACEHOLDERS, to be replaced."""

from django.http import HttpResponse
from core.access import signed_in


@signed_in
def patient_list(request, **kwargs):
    return HttpResponse("patients:list")


@signed_in
def search(request, **kwargs):
    return HttpResponse("patients:search")


@signed_in
def register(request, **kwargs):
    return HttpResponse("patients:register")


@signed_in
def same_person(request, **kwargs):
    return HttpResponse("patients:same-person")


@signed_in
def edit(request, **kwargs):
    return HttpResponse("patients:edit")


@signed_in
def contact_rights(request, **kwargs):
    return HttpResponse("patients:contact-rights")


@signed_in
def search_icd10(request, **kwargs):
    return HttpResponse("patients:search-icd10")


@signed_in
def add_diagnosis(request, **kwargs):
    return HttpResponse("patients:add-diagnosis")


@signed_in
def add_medicine(request, **kwargs):
    return HttpResponse("patients:add-medicine")


@signed_in
def end_medicine(request, **kwargs):
    return HttpResponse("patients:end-medicine")


@signed_in
def add_procedure(request, **kwargs):
    return HttpResponse("patients:add-procedure")


@signed_in
def add_contraindication(request, **kwargs):
    return HttpResponse("patients:add-contraindication")


@signed_in
def edit_contraindication(request, **kwargs):
    return HttpResponse("patients:edit-contraindication")


@signed_in
def book_visit(request, **kwargs):
    return HttpResponse("patients:book-visit")


@signed_in
def edit_visit(request, **kwargs):
    return HttpResponse("patients:edit-visit")


@signed_in
def tasks(request, **kwargs):
    return HttpResponse("patients:tasks")


@signed_in
def raise_task(request, **kwargs):
    return HttpResponse("patients:raise-task")


@signed_in
def close_task(request, **kwargs):
    return HttpResponse("patients:close-task")
