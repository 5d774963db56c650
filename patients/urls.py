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
    path("<int:pk>/research/", views.research_consent, name="research-consent"),
    path("<int:pk>/same/", views.find_same, name="find-same"),
    path("<int:pk>/same/<int:other_pk>/", views.compare, name="compare"),
    path("merges/<int:pk>/take-back/", views.unmerge, name="unmerge"),
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
    path("tasks/hand-over/", views.hand_over_tasks, name="hand-over-tasks"),
    path("tasks/<int:pk>/close/", views.close_task, name="close-task"),
    path("<int:pk>/escalate/", views.escalate, name="escalate"),
    path("<int:pk>/emergency/", views.emergency, name="emergency"),
    path("emergencies/<int:pk>/", views.emergency_task, name="emergency-task"),
    path("emergencies/<int:pk>/state/", views.emergency_state, name="emergency-state"),
    path("emergencies/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("appointments/", views.appointments, name="appointments"),
    path("appointments/<int:pk>/", views.appointment_file, name="appointment-file"),
    path("appointments/<int:pk>/take/", views.take_appointment_file, name="take-appointment-file"),
    path("appointments/<int:pk>/discard/", views.discard_appointment_file, name="discard-appointment-file"),
]
