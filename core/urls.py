from django.urls import path

from core import views

app_name = "core"

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("drafts/", views.keep_draft, name="keep-draft"),
    path("drafts/discard/", views.discard_draft, name="discard-draft"),
]
