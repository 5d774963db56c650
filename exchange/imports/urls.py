from django.urls import path

from exchange.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.upload, name="upload"),
    path("<uuid:pk>/", views.show, name="import"),
    path("<uuid:pk>/progress/", views.progress, name="progress"),
    path("<uuid:pk>/columns/", views.columns, name="columns"),
    path("<uuid:pk>/start/", views.start, name="start"),
    path("<uuid:pk>/give-up/", views.give_up, name="give-up"),
    path("<uuid:pk>/undo/", views.undo, name="undo"),
]
