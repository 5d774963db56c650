from django.urls import path

from followups import views

app_name = "followups"

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("pulse/", views.pulse, name="pulse"),
    path("call-sheet/", views.call_sheet, name="call-sheet"),
    path("find/", views.find, name="find"),
    path("next/", views.call_next, name="call-next"),
    path("catch-up/", views.catch_up, name="catch-up"),
    path("plan/", views.plan, name="plan"),
    path("plan/milestones/add/", views.add_milestone, name="add-milestone"),
    path("plan/milestones/<int:pk>/", views.edit_milestone, name="edit-milestone"),
    path("plan/milestones/<int:pk>/withdraw/", views.withdraw_milestone, name="withdraw-milestone"),
    path("plan/calling-rules/", views.edit_calling_rules, name="edit-calling-rules"),
    path("plan/holidays/add/", views.add_holiday, name="add-holiday"),
    path("plan/holidays/<int:pk>/remove/", views.remove_holiday, name="remove-holiday"),
    path("<int:pk>/start/", views.start_call, name="start-call"),
    path("<int:pk>/take-over/", views.take_over, name="take-over"),
    path("<int:pk>/put-back/", views.put_back, name="put-back"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/call/", views.call, name="call"),
    path("calls/<int:pk>/undo/", views.undo_call, name="undo-call"),
    path("courses/<int:course_pk>/answer/", views.answer_unscheduled, name="answer-unscheduled"),
    path("courses/<int:course_pk>/stop/", views.stop, name="stop"),
    path("answers/<int:pk>/correct/", views.correct_answer, name="correct-answer"),
    path("answers/<int:pk>/void/", views.void_answer, name="void-answer"),
]
