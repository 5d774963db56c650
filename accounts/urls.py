from django.urls import path

from accounts.views import clinic, glass, sign_in, users

app_name = "accounts"

urlpatterns = [
    path("my-settings/", clinic.my_settings, name="my-settings"),
    path("my-settings/sessions/<int:pk>/end/", sign_in.end_session, name="end-session"),
    path("session/", sign_in.session_left, name="session"),
    path("session/stay/", sign_in.stay, name="stay"),
    path("clinic/", clinic.clinic, name="clinic"),
    path("clinic/settings/", clinic.clinic_settings, name="clinic-settings"),
    path("clinic/cover/<int:pk>/", clinic.cover, name="cover"),
    path("clinic/messages/try-again/", clinic.try_messages_again, name="try-messages-again"),
    path("clinic/emergency-access/", glass.break_glass, name="break-glass"),
    path("clinic/emergency-access/end/", glass.end_glass, name="end-glass"),
    path("clinic/users/", users.users, name="users"),
    path("clinic/users/invite/", users.invite, name="invite"),
    path("clinic/users/<int:pk>/", users.user, name="user"),
    path("clinic/users/<int:pk>/edit/", users.edit_user, name="edit-user"),
    path("clinic/users/<int:pk>/roles/", users.roles, name="roles"),
    path("clinic/users/<int:pk>/rights/", users.rights, name="rights"),
    path("clinic/users/<int:pk>/send-link/", users.send_link, name="send-link"),
    path("clinic/users/<int:pk>/deactivate/", users.deactivate, name="deactivate"),
    path("clinic/users/<int:pk>/reactivate/", users.reactivate, name="reactivate"),
    path("clinic/users/<int:pk>/reset-factors/", users.reset_factors, name="reset-factors"),
    path("clinic/users/<int:pk>/lift-lock/", users.lift_lock, name="lift-lock"),
    path("clinic/users/<int:pk>/end-sessions/", users.end_sessions, name="end-sessions"),
]
