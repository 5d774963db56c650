from django.urls import include, path

from reports.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("core.urls")),
    path("", include("accounts.urls_sign_in")),
    path("", include("accounts.urls")),
    path("", include("reports.urls")),
    path("exports/", include("exchange.urls")),
    path("imports/", include("exchange.imports.urls")),
    path("patients/", include("patients.urls")),
    path("courses/", include("prescriptions.urls")),
    path("follow-ups/", include("followups.urls")),
]
