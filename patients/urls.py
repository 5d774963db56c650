from django.urls import path

from patients import views

app_name = "patients"

urlpatterns = [
    path("", views.patient_list, name="list"),
    path("search/", views.search, name="search"),
    path("new/", views.register, name="register"),
    path("same-person/", views.same_person, name="same-person"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/contact-rights/", views.contact_rights, name="contact-rights"),
    path("icd10/", views.search_icd10, name="search-icd10"),
    path("<int:pk>/diagnoses/new/", views.add_diagnosis, name="add-diagnosis"),
    path("<int:pk>/medicines/new/", views.add_medicine, name="add-medicine"),
    path("medicines/<int:pk>/end/", views.end_medicine, name="end-medicine"),
    path("<int:pk>/procedures/new/", views.add_procedure, name="add-procedure"),
    path("<int:pk>/contraindications/new/", views.add_contraindication, name="add-contraindication"),
    path("contraindications/<int:pk>/edit/", views.edit_contraindication, name="edit-contraindication"),
    path("<int:pk>/visits/new/", views.book_visit, name="book-visit"),
    path("visits/<int:pk>/edit/", views.edit_visit, name="edit-visit"),
    path("tasks/", views.tasks, name="tasks"),
    path("<int:pk>/tasks/new/", views.raise_task, name="raise-task"),
    path("tasks/<int:pk>/close/", views.close_task, name="close-task"),
]
