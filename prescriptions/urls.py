from django.urls import path

from prescriptions.views import pharmacies, prescribing, screening, taking

app_name = "prescriptions"

urlpatterns = [
    path("new/<int:patient_pk>/", prescribing.prescribe, name="prescribe"),
    path("decline/<int:patient_pk>/", prescribing.decline, name="decline"),
    path("screening/<int:patient_pk>/", screening.screening, name="screening"),
    path("screening/<int:patient_pk>/new/", screening.screen, name="screen"),
    path("screening/<int:patient_pk>/sign/", screening.sign, name="sign"),
    path("screening/<int:patient_pk>/wash-out/", screening.order_wash_out, name="order-wash-out"),
    path("screenings/<int:pk>/void/", screening.void_screening, name="void-screening"),
    path("wash-outs/<int:pk>/report/", screening.report_opioid, name="report-opioid"),
    path("wash-outs/<int:pk>/release/", screening.release_wash_out, name="release-wash-out"),
    path("wash-outs/<int:pk>/give-up/", screening.cancel_wash_out, name="cancel-wash-out"),
    path("<int:pk>/undo-stop/", prescribing.undo_stop, name="undo-stop"),
    path("<int:pk>/void/", prescribing.void, name="void"),
    path("<int:pk>/fill/", taking.record_fill, name="record-fill"),
    path("<int:pk>/never-filled/", taking.never_filled, name="never-filled"),
    path("<int:pk>/start/", taking.start, name="start"),
    path("<int:pk>/dose/", taking.change_dose, name="change-dose"),
    path("<int:pk>/pause/", taking.pause, name="pause"),
    path("<int:pk>/resume/", taking.resume, name="resume"),
    path("<int:pk>/lost/", taking.mark_lost, name="mark-lost"),
    path("<int:pk>/found/", taking.mark_found, name="mark-found"),
    path("pharmacies/", pharmacies.pharmacies, name="pharmacies"),
    path("pharmacies/new/", pharmacies.add_pharmacy, name="add-pharmacy"),
    path("pharmacies/<int:pk>/edit/", pharmacies.edit_pharmacy, name="edit-pharmacy"),
]
