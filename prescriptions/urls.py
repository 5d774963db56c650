from django.urls import path

from prescriptions import views

app_name = "prescriptions"

urlpatterns = [
    path("new/<int:patient_pk>/", views.prescribe, name="prescribe"),
    path("decline/<int:patient_pk>/", views.decline, name="decline"),
    path("<int:pk>/fill/", views.record_fill, name="record-fill"),
    path("<int:pk>/never-filled/", views.never_filled, name="never-filled"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/dose/", views.change_dose, name="change-dose"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/undo-stop/", views.undo_stop, name="undo-stop"),
    path("<int:pk>/void/", views.void, name="void"),
    path("<int:pk>/lost/", views.mark_lost, name="mark-lost"),
    path("<int:pk>/found/", views.mark_found, name="mark-found"),
    path("pharmacies/", views.pharmacies, name="pharmacies"),
    path("pharmacies/new/", views.add_pharmacy, name="add-pharmacy"),
    path("pharmacies/<int:pk>/edit/", views.edit_pharmacy, name="edit-pharmacy"),
]
