from django.urls import include, path

from accounts.views import clinic

urlpatterns = [
    path("", clinic.home, name="home"),
    path("", include("core.urls")),
    path("", include("accounts.urls_sign_in")),
    path("", include("accounts.urls")),
    path("", include("reports.urls")),
    path("patients/", include("patients.urls")),
    path("courses/", include("prescriptions.urls")),
    path("follow-ups/", include("followups.urls")),
]
