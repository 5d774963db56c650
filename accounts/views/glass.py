"""Emergency access for who looks after the clinic and sees no patients."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import glass
from accounts.forms import BreakGlassForm
from accounts.models import BrokenGlass
from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from core.paths import came_from


@requires(Permission.BREAK_GLASS)
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """Asks why, and leads to the page that was refused."""
    if request.method == "GET" and request.user.has_perm(Permission.SEE_PATIENTS):
        messages.info(request, "You see patients already.")
        return redirect(came_from(request) or "patients:list")

    def save(form: BreakGlassForm) -> str:
        glass.break_glass(**form.cleaned_data, now=timezone.now(), by=request.user, request=request)
        return came_from(request) or reverse("patients:list")

    return FormPage(
        title="Emergency access to patients",
        make_form=BreakGlassForm,
        save=save,
        template="accounts/break_glass.html",
        context={
            "section": "settings",
            "run_out": BrokenGlass.objects.run_out(timezone.now()).filter(user=request.user).order_by("until").last(),
            "back_url": reverse("accounts:clinic"),
            "back_label": "The clinic",
        },
    ).respond(request)


@requires(Permission.BREAK_GLASS)
@require_POST
def end_glass(request: HttpRequest) -> HttpResponse:
    glass.end(user=request.user, now=timezone.now(), why="By the user", request=request)
    messages.success(request, "Your emergency access is ended.")
    return redirect("home")
