from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("my-settings/", views.my_settings, name="my-settings"),
    path("clinic/", views.clinic, name="clinic"),
    path("clinic/settings/", views.clinic_settings, name="clinic-settings"),
    path("clinic/cover/<int:pk>/", views.cover, name="cover"),
    path("clinic/messages/try-again/", views.try_messages_again, name="try-messages-again"),
]
