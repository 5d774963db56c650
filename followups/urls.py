from django.urls import path

from followups import views

app_name = "followups"

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("pulse/", views.pulse, name="pulse"),
    path("call-sheet/", views.call_sheet, name="call-sheet"),
    path("find/", views.find, name="find"),
    path("next/", views.call_next, name="call-next"),
    path("<int:pk>/start/", views.start_call, name="start-call"),
    path("<int:pk>/take-over/", views.take_over, name="take-over"),
    path("<int:pk>/put-back/", views.put_back, name="put-back"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/call/", views.call, name="call"),
    path("calls/<int:pk>/undo/", views.undo_call, name="undo-call"),
    path("courses/<int:course_pk>/answer/", views.answer_unscheduled, name="answer-unscheduled"),
    path("courses/<int:course_pk>/stop/", views.stop, name="stop"),
    path("answers/<int:pk>/void/", views.void_answer, name="void-answer"),
]
