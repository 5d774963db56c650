from django.urls import path

from followups import views

app_name = "followups"

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/call/", views.log_call, name="log-call"),
    path("courses/<int:course_pk>/answer/", views.answer_unscheduled, name="answer-unscheduled"),
    path("courses/<int:course_pk>/stop/", views.stop, name="stop"),
    path("answers/<int:pk>/void/", views.void_answer, name="void-answer"),
]
