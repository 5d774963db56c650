from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.forms import SignInForm
from accounts.permissions import Permission
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


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a role: the worklist for who treats, the outcomes for who counts."""
    if request.user.has_perm(Permission.SEE_PATIENTS):
        return redirect("followups:worklist")
    return redirect("reports:outcomes")
