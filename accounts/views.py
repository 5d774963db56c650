from django.contrib.auth import views as auth_views

from accounts.forms import SignInForm
from core.access import public, signed_in

sign_in = public(
    auth_views.LoginView.as_view(
        template_name="accounts/sign_in.html",
        authentication_form=SignInForm,
        redirect_authenticated_user=True,
        extra_context={"title": "Sign in"},
    )
)

sign_out = signed_in(auth_views.LogoutView.as_view())
