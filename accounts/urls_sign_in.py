"""The addresses of signing in, under the names by which allauth looks for them. What is not here does not exist: nobody
signs up, and nobody signs in by an e-mailed code or at another site."""

from django.urls import path

from accounts.views import sign_in as views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.second_factor, name="mfa_authenticate"),
    path("sign-in/again/", views.again, name="account_reauthenticate"),
    path("sign-in/again/code/", views.again_by_code, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", views.again_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("sign-in/forgotten/", views.forgotten, name="account_reset_password"),
    path("sign-in/forgotten/sent/", views.forgotten_sent, name="account_reset_password_done"),
    path("sign-in/password/<uidb64>/<token>/", views.new_password, name="account_reset_password_from_key"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("my-settings/second-factor/", views.my_sign_in, name="mfa_index"),
    path("my-settings/second-factor/app/", views.add_app, name="mfa_activate_totp"),
    path("my-settings/second-factor/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("my-settings/passkeys/", views.my_passkeys, name="mfa_list_webauthn"),
    path("my-settings/passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("my-settings/passkeys/<int:pk>/", views.rename_passkey, name="mfa_edit_webauthn"),
    path("my-settings/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("my-settings/recovery-codes/", views.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("my-settings/recovery-codes/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("my-settings/sessions/", views.my_sessions, name="usersessions_list"),
    path("my-settings/password/", views.change_password, name="account_change_password"),
]
