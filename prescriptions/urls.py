from django.urls import path

from prescriptions.views import ladders, pharmacies, prescribing, screening, sending, taking, titration

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
    path("<int:pk>/step-up/", titration.step_up, name="step-up"),
    path("<int:pk>/hold/", titration.hold, name="hold"),
    path("<int:pk>/go-back/", titration.go_back, name="go-back"),
    path("<int:pk>/go-faster/", titration.go_faster, name="go-faster"),
    path("<int:pk>/pause/", taking.pause, name="pause"),
    path("<int:pk>/resume/", taking.resume, name="resume"),
    path("<int:pk>/lost/", taking.mark_lost, name="mark-lost"),
    path("<int:pk>/found/", taking.mark_found, name="mark-found"),
    path("<int:pk>/page/", sending.page, name="page"),
    path("sent/<int:pk>/", sending.sent_page, name="sent-page"),
    path("<int:pk>/send/", sending.send, name="send"),
    path("<int:pk>/did-not-arrive/", sending.did_not_arrive, name="did-not-arrive"),
    path("<int:pk>/pharmacy/", sending.change_pharmacy, name="change-pharmacy"),
    path("ladders/", ladders.ladders, name="ladders"),
    path("ladders/new/", ladders.add_ladder, name="add-ladder"),
    path("ladders/<int:pk>/edit/", ladders.edit_ladder, name="edit-ladder"),
    path("pharmacies/", pharmacies.pharmacies, name="pharmacies"),
    path("pharmacies/new/", pharmacies.add_pharmacy, name="add-pharmacy"),
    path("pharmacies/<int:pk>/edit/", pharmacies.edit_pharmacy, name="edit-pharmacy"),
]
