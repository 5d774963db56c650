from django.urls import path

from exchange import views

app_name = "exchange"

urlpatterns = [
    path("", views.exports, name="exports"),
    path("new/", views.new_export, name="new-export"),
    path("<uuid:pk>/", views.export, name="export"),
    path("<uuid:pk>/progress/", views.progress, name="export-progress"),
    path("<uuid:pk>/file/", views.export_file, name="export-file"),
]
